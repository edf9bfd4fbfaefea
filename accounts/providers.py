"""What accounts pages and mails show from rooms above, which register here in AppConfig.ready().

A provider never writes, returns typed values and has a fixed number of queries; one that fails is
left out and logged, and a may-still-see that fails answers no.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ParamSpec, TypeAlias, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise

from accounts.models import Member

log = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")
BATCH = 500
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

    `template` shows `rows`; `empty` is the sentence where there are none; `place` orders the tabs.
    """

    key: str
    name: Words
    figure: Words
    empty: Words
    template: str
    count: Callable[[Viewer, Member], int]
    page: Callable[[Viewer, Member, str], SectionPage]
    place: int = 0


@dataclass(frozen=True)
class ProfileFact:
    """A few words under a name on a profile, and the page that says more."""

    words: str
    url: str


@dataclass(frozen=True)
class ProfilePanel:
    """A part of a profile for some viewers; `template` shows `row`."""

    template: str
    row: object


MayStillSee = Callable[[Member, Collection[int]], Collection[int]]
Source = tuple[str, int]
ReadersOf = Callable[[int, QuerySet[Member]], QuerySet[Member]]
AfterSignIn = Callable[[HttpRequest, Member], Destination | None]
WaitingFor = Callable[[str], Sequence[WaitingWords]]

ExportRows = Callable[[Member], Iterable[dict[str, object]]]
Erase = Callable[[Member], None]
ExportFiles = Callable[[Member], Iterable[tuple[str, str]]]
_export_files: list[ExportFiles] = []
_export_parts: list[tuple[str, ExportRows]] = []
_erase_parts: list[Erase] = []
Merge = Callable[[Member, Member], None]
Moves = Callable[[Member], Iterable[tuple[Words, int]]]


@dataclass(frozen=True)
class MergePart:
    """What a room does when two accounts of one person become one."""

    merge: Merge
    check: Merge | None
    moves: Moves | None


_merge_parts: list[MergePart] = []
MaySeeFile = Callable[[Viewer, str], bool]
_files: dict[str, MaySeeFile | None] = {"site": None, "faces": None}
CountPosts = Callable[[Member], int]
Facts = Callable[[Member], Iterable[ProfileFact]]
BesideTexts = Callable[[Member], str]
_profile_facts: list[Facts] = []
_beside_texts: list[BesideTexts] = []
Panel = Callable[[Viewer, Member], ProfilePanel | None]
_profile_panels: list[Panel] = []
_standing_posts: list[CountPosts] = []
OpenedBy = Callable[[], dict[int, list[str]]]
_opened_by: list[OpenedBy] = []
_thread_kinds: list[tuple[str, Words]] = []
_may_still_see: dict[str, MayStillSee] = {}
_readers_of: dict[str, ReadersOf] = {}
Quoted = Callable[[str, str], str]
_quoted: dict[str, Quoted] = {}
_after_sign_in: list[AfterSignIn] = []
_waiting_for: list[WaitingFor] = []
_profile_sections: list[ProfileSection] = []


def answers(providers: Iterable[Callable[P, T]], *args: P.args, **more: P.kwargs) -> Iterator[T]:
    """What each provider says, in order; one that fails is left out and logged."""
    for provider in providers:
        try:
            answer = provider(*args, **more)
        except Exception:
            log.exception("a provider failed and is left out")
        else:
            yield answer


def register_may_still_see(source_kind: str, provider: MayStillSee) -> None:
    """`provider(member, ids)` gives those sources of this kind that the member may see now."""
    _may_still_see[source_kind] = provider


def register_readers_of(source_kind: str, provider: ReadersOf) -> None:
    """`provider(id, members)` gives those of `members` who may see the source now: the same door as
    may-still-see, for many members and one source. It filters and asks for no members itself."""
    _readers_of[source_kind] = provider


def readers_of(source: Source, members: QuerySet[Member]) -> QuerySet[Member]:
    """Those of `members` who may see `source` now; nobody for unknown kinds and failures."""
    kind, pk = source
    provider = _readers_of.get(kind)
    try:
        return provider(pk, members) if provider else members.none()
    except Exception:
        log.exception("the readers of %s failed and are nobody", kind)
        return members.none()


def register_quoted(kind: str, provider: Quoted) -> None:
    """`provider(event, words)` puts what was noted of events of this kind into the language of
    whoever reads it now: it was noted in the language of the code."""
    _quoted[kind] = provider


def quoted(kind: str, event: str, words: str) -> str:
    """What a notification quotes, in the active language where it is not somebody's own words."""
    provider = _quoted.get(kind)
    try:
        return provider(event, words) if provider else words
    except Exception:
        log.exception("the words of %s failed and stay as they were noted", kind)
        return words


def register_files(folder: str, provider: MaySeeFile | None) -> None:
    """`provider(viewer, name)` says whether the viewer may see the file `<folder>/<name>` now; None
    for a folder of files that everybody may see."""
    _files[folder] = provider


def may_see_file(viewer: Viewer, name: str) -> bool | None:
    """True for a file that everybody may see and keep, False for one that this viewer may see
    now, None for one that they may not, or that nobody knows."""
    folder, _slash, rest = name.partition("/")
    if folder not in _files:
        return None
    provider = _files[folder]
    if provider is None:
        return True
    try:
        return False if provider(viewer, rest) else None
    except Exception:
        log.exception("the door of %s failed and answers no", folder)
        return None


def register_export_part(name: str, provider: ExportRows) -> None:
    """`provider(member)` gives the member's own rows for the file `<name>.json` of their export."""
    _export_parts.append((name, provider))


def register_export_files(provider: ExportFiles) -> None:
    """`provider(member)` gives the member's own files for their export: the name in the archive
    and the name in storage of each."""
    _export_files.append(provider)


def register_erase_part(provider: Erase) -> None:
    """`provider(member)` takes a member out of the rows of a room above. Unlike other providers it
    writes, and one that fails fails the erasure: it runs in the erasure's transaction."""
    _erase_parts.append(provider)


def export_parts() -> list[tuple[str, ExportRows]]:
    """What was registered, in order. A part that fails fails the export: half of one's data is not
    one's data."""
    return list(_export_parts)


def export_files() -> list[ExportFiles]:
    """What was registered, in order."""
    return list(_export_files)


def erase_parts() -> list[Erase]:
    """What was registered, in order."""
    return list(_erase_parts)


def register_merge_part(
    provider: Merge, *, check: Merge | None = None, moves: Moves | None = None
) -> None:
    """`provider(member, into)` gives the rows of a room above to another account of the same person.
    Like an erase part it writes, rows only, in the merge's transaction, and one that fails fails the
    merge. `check(member, into)` raises Refusal where it cannot be; `moves(member)` says how many
    rows of what would move, before anybody decides."""
    _merge_parts.append(MergePart(provider, check, moves))


def merge_parts() -> list[MergePart]:
    """What was registered, in order."""
    return list(_merge_parts)


def register_profile_facts(provider: Facts) -> None:
    """`provider(member)` gives what everybody may read of a member, in the reader's language."""
    _profile_facts.append(provider)


def profile_facts(member: Member) -> list[ProfileFact]:
    """What was registered; one that fails is left out."""
    return [fact for facts in answers(_profile_facts, member) for fact in facts]


def register_beside_texts(provider: BesideTexts) -> None:
    """`provider(member)` gives a few words for the line above a text of theirs, "" for none. It
    asks the database for nothing: it reads what the page has loaded with the member."""
    _beside_texts.append(provider)


def words_beside_text(member: Member) -> Iterator[str]:
    """What was registered, as far as there is something to say."""
    return (words for words in answers(_beside_texts, member) if words)


def register_profile_panel(provider: Panel) -> None:
    """`provider(viewer, member)` gives a part of the profile for this viewer, or None."""
    _profile_panels.append(provider)


def profile_panels(viewer: Viewer, member: Member) -> list[ProfilePanel]:
    """What was registered and has something for this viewer, in order."""
    found = answers(_profile_panels, viewer, member)
    return [panel for panel in found if panel is not None]


def register_standing_posts(provider: CountPosts) -> None:
    """`provider(member)` counts what the member wrote that everybody can read now."""
    _standing_posts.append(provider)


def standing_posts(member: Member) -> int:
    """How much of the member's words stands; a provider that fails counts nothing."""
    return sum(answers(_standing_posts, member))


def register_opened_by(provider: OpenedBy) -> None:
    """`provider()` gives what each group opens to its members (names by the group's id): people
    may be invited into these groups and no others."""
    _opened_by.append(provider)


def opened_by_groups() -> dict[int, list[str]]:
    """What groups open, by the group's id; a provider that fails opens nothing."""
    found: dict[int, list[str]] = {}
    for provider in _opened_by:
        try:
            for group, names in provider().items():
                found.setdefault(group, []).extend(names)
        except Exception:
            log.exception("what groups open could not be asked and is left out")
    return found


def register_thread_kinds(kinds: Sequence[tuple[str, Words]]) -> None:
    """The kinds of threads (value and name) that a site may choose from."""
    _thread_kinds.extend(kinds)


def thread_kinds() -> list[tuple[str, Words]]:
    """What was registered, in order."""
    return list(_thread_kinds)


def register_after_sign_in(provider: AfterSignIn) -> None:
    """`provider(request, member)` names a page to go to after signing in, or None."""
    _after_sign_in.append(provider)


def register_waiting_for(provider: WaitingFor) -> None:
    """`provider(email)` gives what waits for the proof of this address, newest first."""
    _waiting_for.append(provider)


def register_profile_section(section: ProfileSection) -> None:
    """Add a tab to profiles, after those already there."""
    _profile_sections.append(section)
    _profile_sections.sort(key=lambda one: one.place)


def still_visible(
    member: Member, sources: Collection[Source], *, insist: bool = False
) -> set[Source]:
    """Those of `sources` (kind and id) that the member may see now: asked when a mail is sent and
    when an inbox is shown. One call per kind and BATCH of ids, because a database takes only so
    many in one query. Unknown kinds answer no, and so do failures, unless one insists: then what
    a provider raised is raised, for who can ask again later."""
    seen: set[Source] = set()
    for kind in sorted({kind for kind, _pk in sources}):
        ids = sorted(pk for other, pk in sources if other == kind)
        try:
            seen |= {(kind, pk) for pk in _still_seen(member, kind, ids)}
        except Exception:
            if insist:
                raise
            log.exception("may-still-see of %s failed and answers no", kind)
    return seen & set(sources)


def _still_seen(member: Member, kind: str, ids: Sequence[int]) -> set[int]:
    provider = _may_still_see.get(kind)
    if provider is None:
        return set()
    batches = (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
    return {pk for batch in batches for pk in provider(member, batch)}


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
    return [words for found in answers(_waiting_for, email) for words in found]


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
