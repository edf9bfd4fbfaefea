"""A small community in which every page has something to show, made by the forum's own actions."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.actions import trust_email
from accounts.models import Member
from accounts.versions import bump
from blog.actions import make_information_pages
from blog.models import Post
from forum.actions import (
    asking,
    flags,
    moderation,
    recommendations,
    removals,
    replies,
    solutions,
    threads,
    votes,
)
from forum.models import Board, Reply, Section, Tag, Thread
from search.actions.learning import note_search
from search.models.log import new_token
from tests.browser import handbook
from tests.browser.honours import celebrate
from tests.conftest import make_member

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
CODE = "```python\n" + f"status = {{'boiler': '{'waiting ' * 40}'}}\n" * 12 + "```"
TABLE = "| Boiler | Year | Link | Runs | Shortest | Longest |\n|---|---|---|---|---|---|\n" + (
    "| Alderwick Combination 28 | 2009 | two-wire | 14 | 3 minutes | 4 hours |\n" * 4
)
EVERYTHING = f"""Some **words** with `code`, a [link](https://example.org/) and @noor.

> Quoted before.

1. First
2. Then

{CODE}

{TABLE}

{LONG}{LONG}

## A heading of one's own

![A picture elsewhere](https://example.org/a.png)
"""


@dataclass
class Community:
    """Who is there, and threads by what they show."""

    noor: Member
    tomasz: Member
    sasha: Member
    maren: Member
    threads: dict[str, Thread]
    answer: Reply
    howto: Post


def build() -> Community:
    """About forty rows; every kind, state and mark once."""
    make_information_pages()
    noor, tomasz, sasha, maren = (
        make_member("noor", display_name="Noor Haddad", about="Warm rooms, please."),
        make_member("tomasz", display_name="Tomasz Wilk", honoured=True),
        make_member("sasha", display_name="Sasha Dunne"),
        make_member("maren", display_name="Maren Jost", role="ambassador", sign="MJ"),
    )
    trust_email(noor)
    group = Group.objects.create(name="partners")
    noor.groups.add(group)
    open_board, closed = _boards(group)
    made = {
        name: threads.ask_thread(board, by=by, kind=kind, title=title, source=source, tags=tags)
        for name, board, by, kind, title, source, tags in (
            ("solved", open_board, noor, "question", "Hub says waiting", EVERYTHING, ["boiler"]),
            ("long", open_board, sasha, "question", f"{LONG[:60]} {LONG[:70]}", EVERYTHING, []),
            ("empty", open_board, noor, "question", "Nobody knows yet", "Or do they?", []),
            ("without", open_board, noor, "question", "It works again", "By itself.", []),
            ("problem", open_board, noor, "problem", "The relay hums", "At night.", ["boiler"]),
            ("idea", open_board, sasha, "idea", "A wooden front", "Like oak.", []),
            ("praise", open_board, sasha, "praise", "I slept", "Thank you.", []),
            ("talk", open_board, tomasz, "talk", "What did you mend?", "A tap.", []),
            ("locked", open_board, sasha, "question", "Old hubs", "Still?", []),
            ("gone", open_board, noor, "question", "Asked by mistake", "Sorry.", []),
            ("closed", closed, noor, "talk", "For partners", "Pilot.", []),
        )
    }
    note_search("zebra", language="en", hits=0, token=new_token())
    answer = _happen(made, noor, tomasz, sasha, maren)
    howto = handbook.fill(maren, tomasz, noor, answer)
    return Community(noor, tomasz, sasha, maren, made, answer, howto)


def _boards(group: Group) -> tuple[Board, Board]:
    section = Section.objects.create(name="Help", slug="help", description="Ask here first.")
    tag = Tag.objects.create(slug="boiler", name="boiler")
    open_board = Board.objects.create(
        section=section, name="Heating", slug="heating", icon="flame", description="Cold or hot."
    )
    open_board.tags.add(tag)
    closed = Board.objects.create(section=section, name="Partners", slug="partners", is_closed=True)
    closed.groups.add(group)
    bump("boards")
    return open_board, closed


def _happen(
    made: dict[str, Thread], noor: Member, tomasz: Member, sasha: Member, maren: Member
) -> Reply:
    solved = made["solved"]
    answer = replies.post_reply(solved, by=tomasz, source=EVERYTHING)
    other = replies.post_reply(solved, by=sasha, source="Take the batteries out.")
    company = replies.post_reply(solved, by=maren, source="We are sorry. ^MJ")
    replies.comment_on(answer, by=noor, source=f"Five seconds, not eight. {LONG}")
    replies.comment_on(answer, by=tomasz, source="Eight on older ones: see `hold`.")
    replies.comment_on(solved, by=sasha, source="Same here.")
    replies.delete_comment(replies.comment_on(solved, by=noor, source="Oh."), by=noor)
    replies.edit_reply(answer, by=tomasz, source=EVERYTHING + "\nAnd rest.", note="Rest added")
    replies.delete_reply(company, by=maren)
    threads.edit_thread(solved, by=noor, title="Hub says waiting for boiler", source=EVERYTHING)
    solutions.accept_solution(answer, by=noor)
    recommendations.recommend_reply(answer, by=maren, reason="Safe on every boiler.")
    recommendations.recommend_reply(other, by=maren, reason="Quick, until you have a minute.")
    votes.vote(answer, by=sasha, value=1)
    votes.add_me_too(solved, by=sasha)
    votes.watch_thread(made["empty"], by=sasha)
    votes.watch_board(solved.board, by=noor)
    solutions.solve_without_answer(made["without"], by=noor)
    first = replies.post_reply(made["problem"], by=tomasz, source="Tape on it helps.")
    solutions.accept_solution(first, by=noor, is_workaround=True)
    threads.set_state(made["problem"], by=maren, state="confirmed", note="Seen on three. ^MJ")
    threads.set_state(made["idea"], by=maren, state="declined", note="Wood burns. ^MJ")
    replies.post_reply(made["talk"], by=sasha, source="A chair.")
    threads.lock_thread(made["locked"], by=maren, reason="Answered in the list of hubs.")
    threads.delete_thread(made["gone"], by=noor)
    _keep_order(answer, made, noor, sasha, maren)
    threads.link_threads(made["locked"], solved, kind="duplicate", by=None)
    _keep_waiting(noor, made["solved"].board)
    celebrate(answer, tomasz, sasha, maren)
    return answer


def _keep_order(
    answer: Reply, made: dict[str, Thread], noor: Member, sasha: Member, maren: Member
) -> None:
    """Flags, a pinned thread, a hidden note."""
    flags.flag_post(answer, by=sasha, reason="other", note=f"Too long. {LONG}")
    flags.flag_post(answer, by=noor, reason="place")
    flags.flag_post(made["idea"], by=noor, reason="spam")
    moderation.pin_thread(made["problem"], by=maren, reason="Many have this.")
    spam = replies.comment_on(made["problem"], by=noor, source="Cheap hubs here.")
    removals.hide_post(spam, by=maren, reason=f"Advertising. {LONG}")


def _keep_waiting(noor: Member, board: Board) -> None:
    asking.keep_waiting(
        email=noor.email or "",
        display_name="Noor",
        board=board,
        kind="question",
        title="Written before signing in",
        source="It waits.",
        tags=[],
        at=timezone.now() - timedelta(hours=1),
    )
