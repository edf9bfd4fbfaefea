"""Pages: the queries they cost, the same bytes for every visitor, and replies that are found."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Member
from forum.actions.counters import recount
from forum.actions.recommendations import recommend_reply
from forum.actions.replies import comment_on, delete_reply, post_reply, undelete_reply
from forum.actions.solutions import accept_solution
from forum.actions.threads import ask_thread, link_threads
from forum.actions.votes import vote
from forum.models import Board, Reply, Tag, Thread
from forum.queries.pages import PAGE
from tests.conftest import make_member
from tests.forum.wire import body_of

AsMember = Callable[[Member], Client]
Ask = Callable[..., Thread]
T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def queries(client: Client, path: str) -> int:
    """How many statements a page costs once the process remembers its boards."""
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as context:
        client.get(path)
    return len(context)


def grow(board: Board, people: list[Member], rows: int) -> None:
    """So many threads on the board, with tags, answers by different people, every third solved."""
    hub, _made = Tag.objects.get_or_create(slug="hub", defaults={"name": "Hub"})
    for n in range(board.threads.count(), rows):
        asker, helper = people[n % 3], people[(n + 1) % 3]
        thread = ask_thread(board, by=asker, kind="question", title=f"Cold {n}", source="Cold")
        thread.tags.add(hub)
        if n % 3:
            reply = post_reply(thread, by=helper, source="Warm")
            if n % 3 == 1:
                accept_solution(reply, by=asker)


@pytest.mark.parametrize(
    ("path", "visitor", "member"),
    [
        ("/", 7, 9),
        ("/boards/", 2, 4),
        ("/threads/", 2, 4),
        ("/threads/?show=solved", 2, 4),
        ("/b/heating/", 3, 6),
        ("/tags/hub/", 3, 5),
        ("/m/noor/", 11, 13),  # points, and the links of a profile, are asked for by themselves
    ],
)
def test_a_list_costs_the_same_at_every_length(
    as_member: AsMember,
    board: Board,
    closed_board: Board,
    noor: Member,
    tomasz: Member,
    sasha: Member,
    path: str,
    visitor: int,
    member: int,
) -> None:
    """With a closed board about: a member's groups come with the member."""
    people, costs = [noor, tomasz, sasha], []
    nobody, somebody = Client(), as_member(sasha)
    for rows in (2, 4, 50):
        grow(board, people, rows)
        costs.append((queries(nobody, path), queries(somebody, path)))
    assert costs == [(visitor, member)] * 3


def talk(thread: Thread, people: list[Member], maren: Member, rows: int) -> None:
    """So many answers, each with a comment, a vote and a Recommendation, by different people."""
    for n in range(thread.replies.count(), rows):
        by = people[n % len(people)]
        reply = post_reply(thread, by=by, source=f"Answer {n}", at=T0 + n * MINUTE)
        comment_on(reply, by=people[(n + 1) % len(people)], source="Thanks")
        vote(reply, by=people[(n + 1) % len(people)], value=1)
        recommend_reply(reply, by=maren)


def test_a_thread_page_costs_the_same_at_every_length(
    as_member: AsMember,
    ask: Ask,
    closed_board: Board,
    noor: Member,
    tomasz: Member,
    sasha: Member,
    maren: Member,
) -> None:
    thread, other = ask(at=T0), ask()
    link_threads(thread, other, kind="related", by=maren)
    thread.tags.add(Tag.objects.create(name="Hub", slug="hub"))
    people, costs = [tomasz, sasha, make_member("piet")], []
    clients = [Client(), as_member(sasha), as_member(noor), as_member(maren)]
    for rows in (1, 3, 50):
        talk(thread, people, maren, rows)
        if rows == 1:
            accept_solution(thread.replies.get(), by=noor)
        costs.append([queries(client, thread.get_absolute_url()) for client in clients])
    assert costs == [[8, 11, 11, 11]] * 3


# Everyone's page ----------------------------------------------------------------------------
@pytest.fixture
def shown(ask: Ask, noor: Member, tomasz: Member) -> list[str]:
    """Every address whose page a cache may give to all visitors."""
    thread = ask()
    thread.tags.add(Tag.objects.create(name="Hub", slug="hub"))
    answer = post_reply(thread, by=tomasz, source="Two-wire")
    comment_on(answer, by=noor, source="Thanks")
    accept_solution(answer, by=noor)
    ask(title="Another", kind="idea")
    return [
        *("/", "/boards/", "/b/heating/", "/threads/", "/threads/?show=solved", "/tags/hub/"),
        *(thread.get_absolute_url(), f"{thread.get_absolute_url()}?sort=oldest"),
        *("/m/noor/", "/m/tomasz/?show=solved", "/search/", "/search/?q=cold"),
        *(f"/t/{thread.pk}/history/", f"/r/{answer.pk}/history/", "/robots.txt"),
    ]


def test_a_visit_writes_nothing_and_sets_no_cookie(shown: list[str]) -> None:
    client = Client()
    for path in shown:
        with CaptureQueriesContext(connection) as context:
            answered = client.get(path)
        assert answered.status_code == 200, path
        assert not answered.cookies, path
        statements = {query["sql"].lstrip("(").split()[0] for query in context.captured_queries}
        assert statements <= {"SELECT"}, path


@pytest.mark.parametrize(
    ("language", "wish", "choice"),
    [
        ("en", "en-GB,en;q=0.9", ""),
        ("en", "fr, pl;q=0.5", ""),
        ("de", "de-AT, en;q=0.1", "language=de; "),
        ("nl", "nl-BE", "language=nl; "),
        ("es", "es", "language=es; "),
    ],
)
def test_every_visitor_gets_the_same_bytes(
    shown: list[str], language: str, wish: str, choice: str
) -> None:
    """The bytes depend on the address and the language alone, wherever the language comes from."""
    for path in shown:
        one = Client(headers={"accept-language": wish}).get(path)
        two = Client(
            headers={
                "user-agent": "Mozilla/5.0 (X11) Quill/1.0",
                "accept-language": "pt" if choice else f"pt, {wish}",
                "referer": "https://elsewhere.example/",
                "x-forwarded-for": "203.0.113.9",
                "x-requested-with": "XMLHttpRequest",
                "cookie": f"{choice}theme=dark; csrftoken={'a1' * 16}; tracking=1",
                "dnt": "1",
            }
        ).get(path)
        assert (one.status_code, one.content) == (200, two.content), path
        assert not two.cookies, path
        if path != "/robots.txt":
            assert f'<html lang="{language}">'.encode() in one.content, path
            assert one["Content-Language"] == two["Content-Language"] == language, path
            assert {"Accept-Language", "Cookie"} <= set(one["Vary"].split(", ")), path


def test_no_form_token_on_pages_that_all_share(shown: list[str]) -> None:
    for path in shown:
        page = Client().get(path).content
        assert b"csrf" not in page.lower(), path
        # The switch of languages alone, whose view asks the browser where it comes from.
        posts = re.findall(rb'method="post" action="([^"]*)"', page.lower())
        assert posts == [b"/language/"] * (path != "/robots.txt"), path
        assert page.lower().count(b'method="post"') == len(posts), path


def test_pages_of_members_are_kept_by_nobody(
    as_member: AsMember, shown: list[str], sasha: Member
) -> None:
    client = as_member(sasha)
    for path in shown:
        assert "no-store" in client.get(path)["Cache-Control"], path
        assert "no-store" not in Client().get(path)["Cache-Control"], path


# Long threads -------------------------------------------------------------------------------
@pytest.fixture
def long_thread(everybody_trusted: None, ask: Ask, tomasz: Member, sasha: Member) -> Thread:
    """53 answers, some at the same minute, some voted on."""
    thread = ask(at=T0)
    replies = Reply.objects.bulk_create(
        Reply(
            thread=thread,
            author=(tomasz, sasha)[n % 2],
            source=f"Answer {n}",
            html=f"<p>Answer {n}</p>",
            gist=f"Answer {n}",
            created_at=T0 + n // 3 * MINUTE,
        )
        for n in range(53)
    )
    recount()
    for n, reply in enumerate(replies):
        if n % 7 == 0:
            vote(reply, by=(sasha, tomasz)[n % 2], value=1 if n % 14 else -1)
    return thread


def reply_ids(client: Client, path: str) -> list[int]:
    page = client.get(path)
    assert page.status_code == 200, path
    return [
        int(pk)
        for pk in re.findall(r'<article class="answer[^"]*" id="r-(\d+)"', page.content.decode())
    ]


def walk(client: Client, thread: Thread, sort: str, back: bool) -> list[list[int]]:
    """The ids of each page, following its links forward, or from the last page backward."""
    path, found = f"{thread.get_absolute_url()}?sort={sort}", list[list[int]]()
    link = r'href="(\?sort=\w+&amp;at=\d+)"' if back else r'href="(\?sort=\w+&amp;after=\d+)"'
    if back:
        last = walk(client, thread, sort, back=False)[-1]
        path = f"{thread.get_absolute_url()}?sort={sort}&at={last[0]}"
    while True:
        found.append(reply_ids(client, path))
        more = re.search(link, client.get(path).content.decode())
        if not more:
            return found
        path = thread.get_absolute_url() + more[1].replace("&amp;", "&")


@pytest.mark.parametrize("sort", ("oldest", "best"))
def test_every_answer_once_forward_and_back(long_thread: Thread, sort: str) -> None:
    order = ["created_at", "pk"] if sort == "oldest" else ["-score", "created_at", "pk"]
    right = list(long_thread.replies.order_by(*order).values_list("pk", flat=True))
    client = Client()
    forward = walk(client, long_thread, sort, back=False)
    assert [pk for page in forward for pk in page] == right
    assert [len(page) for page in forward] == [PAGE, PAGE, 13]
    backward = walk(client, long_thread, sort, back=True)
    assert list(reversed(backward)) == forward


def test_the_solution_stands_on_every_page_and_only_once(long_thread: Thread, noor: Member) -> None:
    solution = long_thread.replies.order_by("created_at", "pk")[45]
    accept_solution(solution, by=noor)
    pages = walk(Client(), long_thread, "oldest", back=False)
    assert [page[0] for page in pages] == [solution.pk] * 3
    assert [page.count(solution.pk) for page in pages] == [1, 1, 1]
    rest = [pk for page in pages for pk in page[1:]]
    others = long_thread.replies.exclude(pk=solution.pk).order_by("created_at", "pk")
    assert rest == list(others.values_list("pk", flat=True))


def test_accepting_between_two_pages_loses_nothing(long_thread: Thread, noor: Member) -> None:
    """The link to the next page names the reply that has just become the Solution."""
    client, at = Client(), long_thread.get_absolute_url()
    first = reply_ids(client, f"{at}?sort=oldest")
    accept_solution(Reply.objects.get(pk=first[-1]), by=noor)
    second = reply_ids(client, f"{at}?sort=oldest&after={first[-1]}")
    ids = list(long_thread.replies.order_by("created_at", "pk").values_list("pk", flat=True))
    assert second == [first[-1], *ids[PAGE : 2 * PAGE]]


@pytest.mark.parametrize(
    "query",
    ("after=1", "at=999999", "at=x", "after=-1", "sort=worst", "at=1.0", "at=9" * 9),
)
def test_places_that_are_not_there(long_thread: Thread, query: str) -> None:
    Reply.objects.filter(pk=1).delete()
    assert Client().get(f"{long_thread.get_absolute_url()}?{query}").status_code == 404


def test_a_place_in_another_thread_is_not_there(
    long_thread: Thread, ask: Ask, tomasz: Member
) -> None:
    other = post_reply(ask(), by=tomasz, source="Elsewhere")
    for name in ("at", "after"):
        path = f"{long_thread.get_absolute_url()}?{name}={other.pk}"
        assert Client().get(path).status_code == 404
    assert Client().get(f"/t/{long_thread.pk}/r/{other.pk}/").status_code == 404


def test_permanent_addresses_find_the_page(
    as_member: AsMember, long_thread: Thread, noor: Member, tomasz: Member
) -> None:
    client = Client()
    order = ("-score", "created_at", "pk")
    ids = list(long_thread.replies.order_by(*order).values_list("pk", flat=True))
    for place in (0, PAGE - 1, PAGE, 2 * PAGE + 5, 52):
        path = f"/t/{long_thread.pk}/r/{ids[place]}/"
        answered = client.get(path)
        assert answered.status_code == 302
        assert answered["Location"].endswith(f"#r-{ids[place]}")
        assert ("?at=" in answered["Location"]) == (place >= PAGE)
        assert ids[place] in reply_ids(client, answered["Location"])
    solution = Reply.objects.get(pk=ids[45])
    accept_solution(solution, by=noor)
    where = client.get(solution.get_absolute_url())["Location"]
    assert where == f"{long_thread.get_absolute_url()}#r-{solution.pk}"
    assert reply_ids(client, where)[0] == solution.pk


def test_a_deleted_answer_has_an_address_for_who_may_bring_it_back(
    as_member: AsMember, long_thread: Thread, tomasz: Member, sasha: Member
) -> None:
    last = long_thread.replies.filter(author=tomasz).order_by("-created_at", "-pk")[0]
    delete_reply(last, by=tomasz)
    own = as_member(tomasz)
    answered = own.get(last.get_absolute_url())
    assert last.pk in reply_ids(own, answered["Location"])
    for client in (Client(), as_member(sasha)):
        assert client.get(last.get_absolute_url()).status_code == 404
        assert last.pk not in reply_ids(client, f"{long_thread.get_absolute_url()}?at={last.pk}")
    undelete_reply(last, by=tomasz)
    assert Client().get(last.get_absolute_url()).status_code == 302


@pytest.mark.parametrize("sort", ("oldest", "best"))
def test_a_place_survives_the_deletion_of_what_stood_there(
    long_thread: Thread, tomasz: Member, maren: Member, sort: str
) -> None:
    client, at = Client(), f"{long_thread.get_absolute_url()}?sort={sort}"
    first, second, third = walk(client, long_thread, sort, back=False)
    for pk in (first[-1], second[0], third[-1]):
        delete_reply(Reply.objects.get(pk=pk), by=maren)
    assert reply_ids(client, f"{at}&after={first[-1]}") == [*second[1:], third[0]]
    assert reply_ids(client, f"{at}&at={second[0]}") == [*second[1:], third[0]]
    assert reply_ids(client, f"{at}&at={third[-1]}")[-1] == third[-2]


def test_after_posting_one_is_where_one_wrote(
    as_member: AsMember, long_thread: Thread, noor: Member
) -> None:
    client = as_member(noor)
    answered = client.post(f"/t/{long_thread.pk}/reply/", {"source": "At the end"})
    where = client.get(answered["Location"])
    made = Reply.objects.latest("pk")
    assert f"at={made.pk}" in where["Location"]
    assert "posted=1" in where["Location"]
    page = body_of(client.get(where["Location"]))
    assert f'data-draft-done="reply:{long_thread.pk}"'.encode() in page


@pytest.mark.parametrize(
    ("kind", "locked", "words"),
    (
        ("question", False, ["Do you know more?", "Sign in to answer", "Mine is different: ask"]),
        ("problem", False, ["Do you know more?", "Sign in to reply", "Mine is different: ask"]),
        ("idea", False, ["Join in", "Sign in to reply"]),
        ("praise", False, ["Join in", "Sign in to reply"]),
        ("talk", False, ["Join in", "Sign in to reply"]),
        ("question", True, ["Do you know more?", "Ask a new question"]),
        ("talk", True, ["Join in", "Start a thread of your own"]),
    ),
)
def test_thread_page_invites_visitors_in_words_of_its_kind(
    ask: Ask, kind: str, locked: bool, words: list[str]
) -> None:
    thread = ask(kind=kind)
    Thread.objects.filter(pk=thread.pk).update(is_locked=locked)
    page = Client().get(thread.get_absolute_url()).content.decode()
    panel = page[page.index('id="write"') :].partition("</section>")[0]
    assert re.findall(r"<(?:h2|a)\b[^>]*>([^<]+)</", panel) == words


@pytest.mark.parametrize(
    ("took", "words"),
    (
        (timedelta(hours=3, minutes=6), "3\xa0hours after asking"),
        (timedelta(days=8), "1\xa0week after asking"),
        (timedelta(minutes=1, seconds=59), "1\xa0minute after asking"),
    ),
)
def test_thread_page_says_how_long_it_took_in_one_unit(
    thread: Thread, answer: Reply, noor: Member, took: timedelta, words: str
) -> None:
    accept_solution(answer, by=noor)
    Thread.objects.update(created_at=T0, solved_at=T0 + took)
    page = Client().get(thread.get_absolute_url()).content.decode()
    assert re.findall(r"<span>([^<]+ after asking)</span>", page) == [words]
