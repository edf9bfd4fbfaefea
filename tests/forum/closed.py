"""A closed board full of canary words, and every address of the site to look for them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import Member
from accounts.versions import bump
from forum.actions.drafts import save_draft
from forum.actions.recommendations import recommend_reply
from forum.actions.replies import comment_on, delete_reply, edit_reply, post_reply
from forum.actions.solutions import accept_solution
from forum.actions.threads import ask_thread, edit_thread, link_threads, set_state
from forum.actions.votes import add_me_too, vote, watch_board, watch_thread
from forum.models import (
    Board,
    Comment,
    ImportedRecord,
    Reply,
    Section,
    SuggestedEdit,
    Tag,
    Thread,
)
from tests.accounts.addresses import ACCOUNT_PATHS, ACCOUNT_POSTS
from tests.ambassadors.addresses import DESK_OPEN_POSTS, DESK_PATHS
from tests.blog.addresses import HELP_OPEN_POSTS, HELP_PATHS
from tests.conftest import CANARY, make_member
from tests.forum.keeping import KEEPING_OPEN_POSTS, KEEPING_PATHS, KEEPING_POSTS

# The closed board's address name: it stands in requests, so it is a word of its own.
SLUG = "velvetlantern"
# Stands in the closed thread beside the canary, and may be asked for without giving it away.
WORD = "marzipan"


@dataclass
class Closed:
    """The closed board, what is in it, and who is inside and outside."""

    board: Board
    open_board: Board
    tag: Tag
    open_tag: Tag
    thread: Thread
    reply: Reply
    other_reply: Reply
    deleted_reply: Reply
    comment: Comment
    open_thread: Thread
    piet: Member  # a partner inside
    olga: Member  # a partner of another group
    sasha: Member  # was inside once: watches, votes and an own thread are left of it
    tomasz: Member  # never was
    maren: Member


def make_closed(open_board: Board, people: dict[str, Member], *, closed: bool = True) -> Closed:
    """Fill a board with canaries; with `closed` false it stays open to everyone."""
    noor, sasha, maren = people["noor"], people["sasha"], people["maren"]
    partners, resellers = (Group.objects.create(name=n) for n in ("partners", "resellers"))
    piet, olga = make_member("piet"), make_member("olga")
    piet.groups.add(partners)
    sasha.groups.add(partners)
    olga.groups.add(resellers)
    section = Section.objects.create(name=f"Section {CANARY}", slug="inner")
    board = Board.objects.create(
        section=section,
        name=f"Board {CANARY}",
        slug=SLUG,
        description=f"Description {CANARY}",
        is_closed=closed,
    )
    board.groups.add(partners)
    tag = Tag.objects.create(name=f"tag-{CANARY}", slug="hushed")
    open_tag = Tag.objects.create(name="hub", slug="hub")
    board.tags.add(tag)
    open_board.tags.add(open_tag)
    bump("boards")
    inside = {"piet": piet, "sasha": fresh(sasha), "maren": maren}
    thread = _fill(board, inside, tags=("hushed", "hub"))
    open_thread = ask_thread(
        open_board,
        by=noor,
        kind="question",
        title="The hub waits",
        source=f"See #{thread.pk} for the like.",
        tags=("hub",),
    )
    link_threads(open_thread, thread, kind="related", by=maren)
    link_threads(thread, open_thread, kind="duplicate", by=maren)
    ImportedRecord.objects.create(
        source="sumo", kind="thread", external_id="77", object_id=thread.pk
    )
    save_draft(f"/t/{thread.pk}/reply/", by=sasha, words={"source": "My own words"}, base=0)
    sasha.groups.clear()
    reply, other, deleted = thread.replies.order_by("pk")
    return Closed(
        board=board,
        open_board=open_board,
        tag=tag,
        open_tag=open_tag,
        thread=Thread.objects.get(pk=thread.pk),
        reply=reply,
        other_reply=other,
        deleted_reply=deleted,
        comment=Comment.objects.filter(reply=reply).get(),
        open_thread=open_thread,
        piet=fresh(piet),
        olga=fresh(olga),
        sasha=fresh(sasha),
        tomasz=people["tomasz"],
        maren=fresh(maren),
    )


def _fill(board: Board, inside: dict[str, Member], *, tags: tuple[str, ...]) -> Thread:
    """A problem with everything that a thread can have, canaries in every text."""
    piet, sasha, maren = inside["piet"], inside["sasha"], inside["maren"]
    thread = ask_thread(
        board,
        by=piet,
        kind="problem",
        title=f"Title {CANARY}",
        source=f"Body {CANARY} {WORD}",
        tags=tags,
    )
    reply = post_reply(thread, by=sasha, source=f"Answer {CANARY} {WORD}")
    post_reply(thread, by=maren, source=f"Second {CANARY}")
    deleted = post_reply(thread, by=piet, source=f"Deleted {CANARY}")
    delete_reply(deleted, by=piet)
    comment_on(reply, by=maren, source=f"Note {CANARY}")
    comment_on(thread, by=maren, source=f"Other note {CANARY}")
    edit_reply(reply, by=sasha, source=f"Answer again {CANARY} {WORD}", note=f"Why {CANARY}")
    edit_thread(
        thread,
        by=piet,
        title=f"New title {CANARY}",
        source=f"New body {CANARY} {WORD}",
        note=f"Reason {CANARY}",
    )
    recommend_reply(reply, by=maren, reason=f"Because {CANARY}")
    set_state(thread, by=maren, state="confirmed", note=f"State {CANARY}")
    accept_solution(reply, by=piet, is_workaround=True)
    vote(thread, by=sasha, value=1)
    add_me_too(thread, by=sasha)
    watch_thread(thread, by=sasha)
    watch_board(board, by=sasha)
    edit = {"source": f"Suggested {CANARY}", "note": f"Better {CANARY}", "based_on": 1}
    SuggestedEdit.objects.create(reply=reply, by=piet, **edit)
    SuggestedEdit.objects.create(thread=thread, by=sasha, title=f"Other {CANARY}", **edit)
    own = ask_thread(board, by=sasha, kind="question", title=f"Own {CANARY}", source=CANARY)
    post_reply(own, by=piet, source=f"Answer {CANARY}")
    return thread


def fresh(member: Member) -> Member:
    """The member as the next request sees them: what they may see is kept on the object."""
    return Member.objects.get(pk=member.pk)


def member_client(member: Member | None) -> Client:
    client = Client()
    if member is not None:
        client.force_login(member)
    return client


# Every address ---------------------------------------------------------------------------------
def routes() -> list[str]:
    """Every pattern of the site, resolvers walked, as one string each."""

    def walk(resolver: URLResolver, before: str) -> Iterator[str]:
        for pattern in resolver.url_patterns:
            whole = before + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield whole
            else:
                yield from walk(pattern, whole)

    return list(dict.fromkeys(walk(get_resolver(), "")))


def _lists(path: str) -> list[str]:
    shows = ("active", "newest", "unanswered", "unsolved", "solved", "mine", "watched")
    return [
        *(f"{path}?show={show}" for show in shows),
        f"{path}?kind=problem",
        f"{path}?tag=hushed",
        f"{path}?show=solved&kind=problem&tag=hub",
    ]


def _thread_paths(of: Closed, tail: str) -> list[str]:
    return [f"/t/{of.thread.pk}/{tail}"]


def _reply_paths(of: Closed, tail: str) -> list[str]:
    return [f"/r/{reply.pk}/{tail}" for reply in (of.reply, of.other_reply, of.deleted_reply)]


def _thread_tail(tail: str) -> Callable[[Closed], list[str]]:
    return lambda of: _thread_paths(of, tail)


def _reply_tail(tail: str) -> Callable[[Closed], list[str]]:
    return lambda of: _reply_paths(of, tail)


def _plain(*paths: str) -> Callable[[Closed], list[str]]:
    return lambda of: list(paths)


def _profiles(of: Closed) -> list[str]:
    people = ("piet", "olga", "sasha", "maren", "tomasz", "noor")
    shows = ("asked", "answered", "solved")
    return [f"/m/{name}/?show={show}" for name in people for show in shows]


def _points(end: str) -> Callable[[Closed], list[str]]:
    return lambda of: [f"/m/{name}/reputation{end}" for name in ("piet", "olga", "sasha", "noor")]


def _search(of: Closed) -> list[str]:
    return [
        f"/search/?q={WORD}",
        f"/search/?q={WORD}&board={SLUG}",
        f"/search/?board={SLUG}",
        "/search/?q=answer+again&state=solved&kind=problem",
        "/search/?q=hub",
        "/search/?q=title&page=9",
    ]


def _thread_pages(of: Closed) -> list[str]:
    at = f"/t/{of.thread.pk}/"
    asked = ("", f"?at={of.reply.pk}", f"?after={of.other_reply.pk}&sort=oldest", "?sort=best")
    open_at = of.open_thread.get_absolute_url()
    return [
        *(f"{at}{slug}/{query}" for slug in ("-", "wrong") for query in asked),
        open_at,
        f"{open_at}?at={of.reply.pk}",
        f"{open_at}?after={of.other_reply.pk}",
    ]


# Every address that answers to GET or refuses to, filled with the ids of closed things. A new
# address has to be given a line here before the tests pass.
PATHS: dict[str, Callable[[Closed], list[str]]] = {
    "": _plain("/"),
    "boards/": _plain("/boards/"),
    "threads/": lambda of: _lists("/threads/"),
    "tags/<str:slug>/": lambda of: [*_lists("/tags/hushed/"), *_lists("/tags/hub/")],
    "b/<slug:slug>/": lambda of: [*_lists(f"/b/{SLUG}/"), *_lists("/b/heating/")],
    "b/<slug:slug>/watch/": _plain(f"/b/{SLUG}/watch/"),
    "ask/": lambda of: [
        f"/ask/?board={SLUG}",
        f"/ask/?follow_up_of={of.thread.pk}",
        f"/ask/?title={WORD}&tags=hushed",
    ],
    "ask/preview/": _plain("/ask/preview/"),
    "ask/waiting/": _plain("/ask/waiting/"),
    "ask/confirm/<str:token>/": _plain("/ask/confirm/none/"),
    "pictures/": _plain("/pictures/"),
    "old/<str:source>/<str:external_id>": _plain("/old/sumo/77"),
    "t/<id:thread_id>/": _thread_tail(""),
    "t/<id:thread_id>/edit/": _thread_tail("edit/"),
    "t/<id:thread_id>/history/": _thread_tail("history/"),
    "t/<id:thread_id>/delete/": _thread_tail("delete/"),
    "t/<id:thread_id>/undelete/": _thread_tail("undelete/"),
    "t/<id:thread_id>/state/": _thread_tail("state/"),
    "t/<id:thread_id>/lock/": _thread_tail("lock/"),
    "t/<id:thread_id>/reply/": lambda of: [
        f"/t/{of.thread.pk}/reply/",
        f"/t/{of.thread.pk}/reply/?quote={of.reply.pk}",
        f"/t/{of.open_thread.pk}/reply/?quote={of.reply.pk}",
    ],
    "t/<id:thread_id>/comment/": _thread_tail("comment/"),
    "t/<id:thread_id>/comments/": _thread_tail("comments/"),
    "t/<id:thread_id>/vote/": _thread_tail("vote/"),
    "t/<id:thread_id>/me-too/": _thread_tail("me-too/"),
    "t/<id:thread_id>/watch/": _thread_tail("watch/"),
    "t/<id:thread_id>/solved/": _thread_tail("solved/"),
    "t/<id:thread_id>/unsolve/": _thread_tail("unsolve/"),
    "t/<id:thread_id>/r/<id:reply_id>/": lambda of: [
        f"/t/{thread.pk}/r/{reply.pk}/"
        for thread in (of.thread, of.open_thread)
        for reply in (of.reply, of.other_reply, of.deleted_reply)
    ],
    "t/<id:thread_id>/<str:slug>/": _thread_pages,
    "r/<id:reply_id>/accept/": _reply_tail("accept/"),
    "r/<id:reply_id>/confirm/": _reply_tail("confirm/"),
    "r/<id:reply_id>/recommend/": _reply_tail("recommend/"),
    "r/<id:reply_id>/vote/": _reply_tail("vote/"),
    "r/<id:reply_id>/edit/": _reply_tail("edit/"),
    "r/<id:reply_id>/history/": _reply_tail("history/"),
    "r/<id:reply_id>/delete/": _reply_tail("delete/"),
    "r/<id:reply_id>/undelete/": _reply_tail("undelete/"),
    "r/<id:reply_id>/comment/": _reply_tail("comment/"),
    "r/<id:reply_id>/comments/": _reply_tail("comments/"),
    "c/<id:comment_id>/delete/": lambda of: [f"/c/{of.comment.pk}/delete/"],
    "c/<id:comment_id>/undelete/": lambda of: [f"/c/{of.comment.pk}/undelete/"],
    "m/<slug:username>/": _profiles,
    "m/<slug:username>/reputation/": _points("/"),
    "m/<slug:username>/reputation.csv": _points(".csv"),
    "preferences/": _plain("/preferences/"),
    **ACCOUNT_PATHS,
    **KEEPING_PATHS,
    "feeds/": _plain("/feeds/"),
    "feeds/b/<slug:slug>/": _plain(f"/feeds/b/{SLUG}/"),
    "feeds/t/<id:thread_id>/": lambda of: [f"/feeds/t/{of.thread.pk}/"],
    "feeds/m/<slug:username>/": _plain("/feeds/m/piet/", "/feeds/m/olga/"),
    "search/": _search,
    "livez": _plain("/livez"),
    "readyz": _plain("/readyz"),
    "robots.txt": _plain("/robots.txt"),
    "documents/<int:pk>/<str:name>": _plain("/documents/1/leaflet.pdf"),
    r"^((?:about|help)/(?:[\w-]+/)*)\Z": _plain(
        "/about/", "/about/house-rules/", f"/about/{SLUG}/", "/help/", f"/help/{SLUG}/x/"
    ),
    **HELP_PATHS,
    **DESK_PATHS,
}
# Rooms of other hands, of which the forum's words are no part: walked as they are.
SERVED_BY_OTHERS = ("accounts/", "admin/", "cms/", "^cms/")
_PART = re.compile(r"<(?:(?P<kind>\w+):)?\w+>")
_REGEX = re.compile(r"[\^\\]|\(\?")


def own_routes() -> set[str]:
    return {route for route in routes() if not route.startswith(SERVED_BY_OTHERS)}


def paths_of_others(of: Closed) -> list[str]:
    """Addresses of allauth, the administration and the desk, filled with a closed thread's id."""
    fill = {"int": str(of.thread.pk), "path": str(of.thread.pk)}
    plain = [r for r in routes() if r.startswith(SERVED_BY_OTHERS) and not _REGEX.search(r)]
    return [f"/{_PART.sub(lambda m: fill.get(m['kind'] or '', SLUG), route)}" for route in plain]


def own_paths(of: Closed) -> list[str]:
    """Every own address that a closed thing might show at."""
    return [path for fill in PATHS.values() for path in fill(of)]


# Every address that takes POST, with what a browser would send. Whatever is not here answers 405.
POSTS: dict[str, dict[str, str]] = {
    "b/<slug:slug>/watch/": {"on": "1"},
    "t/<id:thread_id>/edit/": {"title": "Mine now", "source": "Mine now"},
    "t/<id:thread_id>/delete/": {},
    "t/<id:thread_id>/undelete/": {},
    "t/<id:thread_id>/state/": {"state": "fixed", "note": "done"},
    "t/<id:thread_id>/lock/": {"reason": "enough"},
    "t/<id:thread_id>/reply/": {"source": "I was here"},
    "t/<id:thread_id>/comment/": {"source": "I was here"},
    "t/<id:thread_id>/vote/": {"value": "1"},
    "t/<id:thread_id>/me-too/": {"on": "1"},
    "t/<id:thread_id>/watch/": {"on": "1"},
    "t/<id:thread_id>/solved/": {},
    "t/<id:thread_id>/unsolve/": {},
    "r/<id:reply_id>/accept/": {},
    "r/<id:reply_id>/confirm/": {},
    "r/<id:reply_id>/recommend/": {"reason": "good"},
    "r/<id:reply_id>/vote/": {"value": "-1"},
    "r/<id:reply_id>/edit/": {"source": "Mine now"},
    "r/<id:reply_id>/delete/": {},
    "r/<id:reply_id>/undelete/": {},
    "r/<id:reply_id>/comment/": {"source": "I was here"},
    "c/<id:comment_id>/delete/": {},
    "c/<id:comment_id>/undelete/": {},
    **KEEPING_POSTS,
}
OPEN_POSTS = frozenset({"ask/", "ask/preview/", "ask/waiting/", "ask/confirm/<str:token>/"})
OPEN_POSTS |= {"pictures/", "preferences/", *ACCOUNT_POSTS, *KEEPING_OPEN_POSTS}
OPEN_POSTS |= HELP_OPEN_POSTS | DESK_OPEN_POSTS


def unseen_posts(of: Closed) -> list[tuple[str, dict[str, str]]]:
    """Every action, aimed at something in the closed board."""
    own = f"/t/{of.open_thread.pk}/"
    return [
        (path.partition("?")[0], data)
        for route, data in POSTS.items()
        for path in PATHS[route](of)
        if not path.startswith(own)
    ]
