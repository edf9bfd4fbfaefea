"""What the forum's pages show from rooms above, which register here in AppConfig.ready().

A provider never writes, returns typed values and has a fixed number of queries; one that fails
is left out of the page and logged.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from accounts.models import Member
from accounts.providers import Viewer, answers
from forum.models import Thread

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Suggestion:
    """A thread or how-to offered beside another, or to somebody about to ask. `likeness` is in
    thousandths, 0 where nobody knows it; `thread_id` is 0 for what is no thread, `post_id` for what
    is no post of the help blog."""

    title: str
    url: str
    gist: str
    is_solved: bool
    me_too_count: int
    language: str = ""
    thread_id: int = 0
    likeness: int = 0
    post_id: int = 0

    @property
    def offer_key(self) -> str:
        """What the button "This solved it" sends, "" for what nobody can name."""
        return f"h{self.post_id}" if self.post_id else str(self.thread_id or "")

    @property
    def answers(self) -> bool:
        """Whether it says how it was solved, as a how-to does by what it is."""
        return self.is_solved or bool(self.post_id)


@dataclass(frozen=True)
class ThreadAct:
    """Something that a room above offers to do with a thread: a button that leads to a page."""

    label: str
    url: str


ThreadActs = Callable[[Member, Thread], Sequence[ThreadAct]]
_thread_acts: list[ThreadActs] = []
AskSuggestions = Callable[[Viewer, str], Sequence[Suggestion]]
ThreadAside = Callable[[Viewer, Thread], Sequence[Suggestion]]
HomeSection = Callable[[Viewer], Sequence[Suggestion]]
_home_section: list[HomeSection] = []
KeptPictures = Callable[[Collection[str]], Collection[str]]
_kept_pictures: list[KeptPictures] = []
_ask_suggestions: list[AskSuggestions] = []
_thread_aside: list[ThreadAside] = []


def register_ask_suggestions(provider: AskSuggestions) -> None:
    """`provider(viewer, words)` gives what may already answer `words`, best first."""
    _ask_suggestions.append(provider)


def register_thread_aside(provider: ThreadAside) -> None:
    """`provider(viewer, thread)` gives what is related to `thread`, best first."""
    _thread_aside.append(provider)


def register_thread_acts(provider: ThreadActs) -> None:
    """`provider(member, thread)` gives what somebody of the company may do with a thread. It is asked
    for nobody else, so that their pages cost nothing."""
    _thread_acts.append(provider)


def thread_acts(viewer: Viewer, thread: Thread) -> list[ThreadAct]:
    """What rooms above offer this viewer to do with `thread`."""
    if not isinstance(viewer, Member) or not viewer.is_company:
        return []
    return [one for found in answers(_thread_acts, viewer, thread) for one in found]


def register_home_section(provider: HomeSection) -> None:
    """`provider(viewer)` gives what is new above the forum, newest first, for the home page."""
    _home_section.append(provider)


def home_section(viewer: Viewer) -> list[Suggestion]:
    """What rooms above have that is new."""
    return [one for found in answers(_home_section, viewer) for one in found]


def register_kept_pictures(provider: KeptPictures) -> None:
    """`provider(names)` gives those of these pictures that a draft or a waiting row names: they are
    not swept though no post shows them. Unlike other providers, one that fails keeps them all."""
    _kept_pictures.append(provider)


def kept_pictures(names: Collection[str]) -> set[str]:
    """Those of `names` that something keeps."""
    kept: set[str] = set()
    for provider in _kept_pictures:
        try:
            kept |= set(provider(names))
        except Exception:
            log.exception("a keeper of pictures failed, so nothing is swept")
            return set(names)
    return kept


def ask_suggestions(viewer: Viewer, words: str) -> list[Suggestion]:
    """What rooms above offer for `words`, best first."""
    return [one for found in answers(_ask_suggestions, viewer, words) for one in found]


def thread_aside(viewer: Viewer, thread: Thread) -> list[Suggestion]:
    """What rooms above offer beside `thread`, best first."""
    return [one for found in answers(_thread_aside, viewer, thread) for one in found]
