"""What accounts pages and mails show from rooms above, which register here in AppConfig.ready().

A provider never writes, returns typed values and has a fixed number of queries; one that fails is
left out and logged, and a may-still-see that fails answers no.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import Promise

from accounts.models import Member

log = logging.getLogger(__name__)
Viewer: TypeAlias = Member | AnonymousUser
Words: TypeAlias = str | Promise


@dataclass(frozen=True)
class Destination:
    """Where to go after signing in; `insists` when it goes before the page that was asked for."""

    url: str
    insists: bool = False


@dataclass(frozen=True)
class WaitingWords:
    """Something a person wrote that waits for the proof of their address."""

    title: str
    url: str


@dataclass(frozen=True)
class SectionPage:
    """One page of a profile section: rows for its template, and the key of the next page or ""."""

    rows: Sequence[object]
    next: str


@dataclass(frozen=True)
class ProfileSection:
    """A tab on a profile and the figure that goes with it; both show only what the viewer may see.

    `template` shows `rows`; `empty` is the sentence where there are none.
    """

    key: str
    name: Words
    figure: Words
    empty: Words
    template: str
    count: Callable[[Viewer, Member], int]
    page: Callable[[Viewer, Member, str], SectionPage]


MayStillSee = Callable[[Member, int], bool]
AfterSignIn = Callable[[HttpRequest, Member], Destination | None]
WaitingFor = Callable[[str], Sequence[WaitingWords]]

_may_still_see: dict[str, MayStillSee] = {}
_after_sign_in: list[AfterSignIn] = []
_waiting_for: list[WaitingFor] = []
_profile_sections: list[ProfileSection] = []


def register_may_still_see(source_kind: str, provider: MayStillSee) -> None:
    """`provider(member, source_id)` says whether the member may see the source now."""
    _may_still_see[source_kind] = provider


def register_after_sign_in(provider: AfterSignIn) -> None:
    """`provider(request, member)` names a page to go to after signing in, or None."""
    _after_sign_in.append(provider)


def register_waiting_for(provider: WaitingFor) -> None:
    """`provider(email)` gives what waits for the proof of this address, newest first."""
    _waiting_for.append(provider)


def register_profile_section(section: ProfileSection) -> None:
    """Add a tab to profiles, after those already there."""
    _profile_sections.append(section)


def may_still_see(member: Member, source_kind: str, source_id: int) -> bool:
    """Asked when a mail is sent, not when it was queued. Unknown kinds and failures answer no."""
    provider = _may_still_see.get(source_kind)
    if provider is None:
        return False
    try:
        return bool(provider(member, source_id))
    except Exception:
        log.exception("may-still-see of %s failed and answers no", source_kind)
        return False


def after_sign_in(request: HttpRequest, member: Member) -> Destination | None:
    """The first page that a room above names."""
    for provider in _after_sign_in:
        try:
            found = provider(request, member)
        except Exception:
            log.exception("a sign-in provider failed and is left out")
            continue
        if found is not None:
            return found
    return None


def waiting_for(email: str) -> list[WaitingWords]:
    """Everything that waits for the proof of this address."""
    found: list[WaitingWords] = []
    for provider in _waiting_for:
        try:
            found.extend(provider(email))
        except Exception:
            log.exception("a waiting provider failed and is left out")
    return found


@dataclass(frozen=True)
class ProfileTab:
    """A section of one profile with its figure, for one viewer."""

    section: ProfileSection
    number: int


def profile_tabs(viewer: Viewer, member: Member) -> list[ProfileTab]:
    """The sections of a profile with their figures, in order; one that fails is left out."""
    tabs = []
    for section in _profile_sections:
        try:
            tabs.append(ProfileTab(section, section.count(viewer, member)))
        except Exception:
            log.exception("the profile section %s failed and is left out", section.key)
    return tabs
