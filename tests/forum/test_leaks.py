"""A closed board's words show in nothing that somebody outside can fetch or do."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.http import HttpResponseBase
from django.test import Client

from accounts.actions import deliver_due
from accounts.models import Member, Notification
from accounts.versions import bump
from forum.actions.asking import post_waiting_thread
from forum.actions.counters import recount
from forum.actions.removals import hide_post
from forum.actions.replies import comment_on, post_reply
from forum.actions.solutions import accept_solution
from forum.actions.threads import ask_thread, edit_thread, link_threads
from forum.actions.votes import watch_thread
from forum.models import Board, ImportedRecord
from tests.conftest import CANARY
from tests.forum.asking import keep
from tests.forum.closed import (
    OPEN_POSTS,
    PATHS,
    POSTS,
    SLUG,
    Closed,
    member_client,
    own_paths,
    own_routes,
    paths_of_others,
    unseen_posts,
)
from tests.forum.wire import all_rows, body_of, headers_of, whole

# A walk over all addresses takes seconds: a stranger's on every run; a visitor's, and those of who is
# a superuser or another partner, on the long one.
VISITOR, TOMASZ, OLGA = (
    pytest.param(name, marks=pytest.mark.long) for name in ("visitor", "tomasz", "olga")
)
WALKED = (VISITOR, TOMASZ, OLGA, "sasha")
MISSING = 987_654_321_987


def client_of(closed: Closed, who: str) -> Client:
    return member_client(getattr(closed, who, None))


def shown_words(closed: Closed, client: Client, paths: list[str]) -> dict[str, list[str]]:
    """Path → canaries that its answer holds."""
    found = {}
    for path in paths:
        answer = whole(client.get(path))
        asked = path.casefold()
        words = [w for w in (CANARY, SLUG) if w in answer and w not in asked]
        if SLUG in answer and f"/b/{SLUG}/" in answer:
            words.append(f"/b/{SLUG}/")
        if words:
            found[path] = words
    return found


def main_paths(closed: Closed) -> list[str]:
    """Where words of the board were a moment ago."""
    at = closed.thread.get_absolute_url()
    return [
        *("/", "/boards/", "/threads/", "/threads/?show=mine", "/threads/?show=watched"),
        *("/tags/hushed/", f"/b/{SLUG}/", f"/t/{closed.thread.pk}/", at, f"{at}history/"),
        *("/m/piet/", "/m/sasha/?show=answered", "/search/?q=marzipan", "/old/sumo/77"),
        f"/t/{closed.thread.pk}/r/{closed.reply.pk}/",
        closed.open_thread.get_absolute_url(),
    ]


def test_every_address_has_a_rule() -> None:
    assert own_routes() == set(PATHS)


def test_every_action_has_a_rule() -> None:
    assert set(POSTS) | OPEN_POSTS <= own_routes()


@pytest.mark.parametrize("who", WALKED)
def test_nothing_shows_outside(closed: Closed, who: str) -> None:
    client = client_of(closed, who)
    assert shown_words(closed, client, own_paths(closed)) == {}


@pytest.mark.parametrize("who", ("visitor", "sasha"))
def test_nothing_shows_in_the_rooms_of_others(closed: Closed, who: str) -> None:
    client = client_of(closed, who)
    assert shown_words(closed, client, paths_of_others(closed)) == {}


@pytest.mark.parametrize("who", ("piet", "maren"))
def test_everything_shows_inside(closed: Closed, who: str) -> None:
    client = client_of(closed, who)
    at = closed.thread.get_absolute_url()
    places = (
        "/boards/",
        "/threads/",
        "/threads/?show=solved",
        "/tags/hushed/",
        f"/b/{SLUG}/",
        at,
        f"/t/{closed.thread.pk}/history/",
        f"/r/{closed.reply.pk}/history/",
        "/m/sasha/?show=solved",
        "/search/?q=marzipan",
        closed.open_thread.get_absolute_url(),
    )
    assert [place for place in places if CANARY not in whole(client.get(place))] == []
    page = whole(client.get(at))
    texts = ("title", "new body", "answer again", "second", "note", "other note", "because")
    shown = [text for text in (*texts, "state", "board") if f"{text} {CANARY}" not in page]
    assert shown == []


def test_a_closed_thread_asks_search_engines_to_stay_away(closed: Closed) -> None:
    client = client_of(closed, "piet")
    for path in (closed.thread.get_absolute_url(), f"/b/{SLUG}/"):
        page = whole(client.get(path))
        assert '<meta name="robots" content="noindex">' in page
        assert 'rel="canonical"' not in page
        assert 'name="description"' not in page


def missing_twin(closed: Closed, path: str) -> str:
    """The same address with ids and names that nobody ever had."""
    replies = (closed.reply, closed.other_reply, closed.deleted_reply)
    path = path.replace(f"/t/{closed.thread.pk}/", f"/t/{MISSING}/")
    path = path.replace(f"/c/{closed.comment.pk}/", f"/c/{MISSING}/")
    for pk in (closed.thread.pk, *(reply.pk for reply in replies)):
        path = re.sub(rf"=({pk})(?=&|$)", f"={MISSING}", path)
        path = path.replace(f"/r/{pk}/", f"/r/{MISSING}/")
    return path.replace(SLUG, "nosuch").replace("hushed", "nosuch").replace("/77", "/78")


def seen(response: HttpResponseBase, asked: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and body, without what the answer only repeats of the request."""
    path, _mark, query = asked.partition("?")
    body, head = body_of(response).decode(), headers_of(response)
    head.pop("Content-Length", None)
    body = re.sub(r'name="follow_up_of" value="\d+"', "", body)
    for said in (path, *(f'"{value}"' for _name, value in parse_qsl(query) if value.isalpha())):
        body = body.replace(said, "")
    location = head.get("Location", "").replace(quote(asked), "")
    return response.status_code, {**head, "Location": location}, body


@pytest.mark.parametrize("who", ("visitor", OLGA, "sasha"))
def test_forbidden_and_missing_look_the_same(closed: Closed, who: str) -> None:
    client = client_of(closed, who)
    twins = [(path, missing_twin(closed, path)) for path in own_paths(closed)]
    twins = [(path, twin) for path, twin in twins if path != twin]
    assert len(twins) > 50
    differing = [
        path for path, twin in twins if seen(client.get(path), path) != seen(client.get(twin), twin)
    ]
    assert differing == []


@pytest.mark.parametrize("who", ("tomasz", "olga", "sasha"))
def test_nobody_acts_on_what_they_do_not_see(closed: Closed, who: str) -> None:
    client = client_of(closed, who)
    before = all_rows()
    answers = {path: client.post(path, data).status_code for path, data in unseen_posts(closed)}
    assert answers == dict.fromkeys(answers, 404)
    assert len(answers) > len(POSTS)
    assert all_rows() == before


def test_a_visitor_acts_on_nothing(closed: Closed) -> None:
    before = all_rows()
    client = Client()
    for path, data in unseen_posts(closed):
        answer = client.post(path, data)
        assert (path, answer.status_code) == (path, 302)
        # Words wait for their writer at the address that they were sent to.
        back = path if "source" in data else "/"
        assert answer["Location"] == f"/accounts/login/?next={back}"
    assert all_rows() == before


def test_a_question_is_not_linked_to_a_thread_that_its_author_does_not_see(
    closed: Closed,
) -> None:
    client = client_of(closed, "tomasz")
    words = {"title": "A new one", "source": "Words", "kind": "question", "board": "heating"}
    answer = client.post("/ask/", {**words, "follow_up_of": str(closed.thread.pk)})
    made = closed.tomasz.threads.get()
    assert answer["Location"] == f"{made.get_absolute_url()}?posted=1"
    assert made.links.count() == 0


WITH_TAG = {
    "title": "A new one",
    "source": "Words",
    "kind": "question",
    "board": "heating",
    "tags": "hushed",
}


@pytest.mark.parametrize("who", ("visitor", "tomasz", "olga", "sasha"))
def test_a_tag_of_closed_boards_is_a_word_like_any_other(closed: Closed, who: str) -> None:
    """Not taken, and its name not told: what is said of it is said of any word."""
    client = client_of(closed, who)
    words = {**WITH_TAG, "email": "x@example.org", "display_name": "X"}
    for path in ("/ask/", f"/ask/?follow_up_of={closed.open_thread.pk}"):
        answered = client.post(path, words)
        unknown = client.post(path, {**words, "tags": "nosuch"})
        assert answered.status_code == unknown.status_code == 400
        assert CANARY not in whole(answered)
        assert body_of(answered).replace(b"hushed", b"nosuch") == body_of(unknown)


def test_a_tag_of_closed_boards_is_set_by_no_way(closed: Closed) -> None:
    tomasz = closed.tomasz
    made = ask_thread(
        closed.open_board, by=tomasz, kind="talk", title="A", source="A", tags=("hushed", "hub")
    )
    edit_thread(made, by=tomasz, title="A", source="A", tags=["hushed", "hub"])
    follow: dict[str, Any] = {"follow_up_of": closed.open_thread, "tags": ("hushed",)}
    after = ask_thread(closed.open_board, by=tomasz, kind="talk", title="B", source="B", **follow)
    waiting = keep(closed.open_board, email="tomasz@example.org", tags=["hushed", "hub"])
    posted = post_waiting_thread(waiting, by=tomasz)
    assert posted is not None
    tags = [set(one.tags.values_list("slug", flat=True)) for one in (made, after, posted)]
    assert tags == [{"hub"}, set(), {"hub"}]


def test_nobody_asks_on_a_board_that_they_do_not_see(closed: Closed) -> None:
    client = client_of(closed, "tomasz")
    words = {"title": "A new one", "source": "Words", "kind": "question", "board": SLUG}
    answer = client.post("/ask/", words)
    assert answer.status_code == 400
    assert CANARY not in whole(answer)
    assert closed.tomasz.threads.count() == 0


@pytest.mark.parametrize("who", WALKED)
def test_no_page_changes_when_something_hidden_is_added(closed: Closed, who: str) -> None:
    client = client_of(closed, who)
    paths = [
        *("/", "/boards/", "/threads/", "/threads/?show=solved", "/tags/hub/", "/b/heating/"),
        *("/m/piet/", "/m/maren/", "/m/sasha/", "/search/?q=hub", "/search/?q=marzipan"),
        closed.open_thread.get_absolute_url(),
    ]
    before = {path: body_of(client.get(path)) for path in paths}
    more = ask_thread(
        closed.board,
        by=closed.piet,
        kind="question",
        title="hub marzipan",
        source="hub marzipan",
        tags=("hub",),
    )
    post_reply(more, by=closed.maren, source="hub marzipan")
    assert {path: body_of(client.get(path)) for path in paths} == before


def test_a_board_that_closes_is_gone_at_once(ajar: Callable[[], Closed]) -> None:
    closed = ajar()
    client = client_of(closed, "tomasz")
    assert client.get(closed.thread.get_absolute_url()).status_code == 200
    visitor = Client()
    assert CANARY in whole(visitor.get("/threads/"))
    Board.objects.filter(pk=closed.board.pk).update(is_closed=True)
    bump("boards")
    for one in (client, visitor):
        assert one.get(closed.thread.get_absolute_url()).status_code == 404
        assert shown_words(closed, one, main_paths(closed)) == {}


def test_who_leaves_the_group_is_outside_at_once(closed: Closed) -> None:
    client = client_of(closed, "piet")
    assert client.get(closed.thread.get_absolute_url()).status_code == 200
    closed.piet.groups.remove(Group.objects.get(name="partners"))
    assert client.get(closed.thread.get_absolute_url()).status_code == 404
    assert shown_words(closed, client, main_paths(closed)) == {}


def test_who_is_shut_out_sees_what_a_visitor_sees(closed: Closed) -> None:
    client = client_of(closed, "piet")
    Member.objects.filter(pk=closed.piet.pk).update(is_active=False)
    assert client.get(closed.thread.get_absolute_url()).status_code == 404
    assert shown_words(closed, client, main_paths(closed)) == {}


def test_mail_asks_again_when_it_is_sent(closed: Closed) -> None:
    """Told while inside, outside when the mail would go."""
    waiting = Notification.objects.filter(member=closed.sasha, source_id=closed.thread.pk)
    assert waiting.count() == 6
    mail.outbox.clear()
    deliver_due()
    assert [m for m in mail.outbox if "sasha@example.org" in m.to] == []
    assert CANARY in "".join(str(m.message()) for m in mail.outbox if "piet@example.org" in m.to)


def test_who_left_is_not_told_of_what_comes_after(closed: Closed) -> None:
    before = Notification.objects.filter(member=closed.sasha).count()
    post_reply(closed.thread, by=closed.piet, source="More @sasha")
    ask_thread(closed.board, by=closed.piet, kind="talk", title="More", source="@olga @sasha")
    assert Notification.objects.filter(member=closed.sasha).count() == before
    assert Notification.objects.filter(member=closed.olga).count() == 0


# Hidden posts -----------------------------------------------------------------------------------
HIDDEN = "marigoldwhistle"


@pytest.fixture
def hidden(closed: Closed) -> Closed:
    """A hidden thread; and a hidden answer, which was the Solution, with a note under it, and a
    hidden note, in a thread that everybody reads: every text of theirs is a canary."""
    by, maren, noor = closed.piet, closed.maren, closed.open_thread.author
    asked: dict[str, Any] = {
        "kind": "question",
        "title": f"Title {HIDDEN}",
        "source": HIDDEN,
        "tags": ("hub",),
    }
    gone = ask_thread(closed.open_board, by=by, **asked)
    post_reply(gone, by=closed.tomasz, source=f"Answer {HIDDEN}")
    watch_thread(gone, by=closed.sasha)
    seen = closed.open_thread
    answer = post_reply(seen, by=by, source=f"Answer {HIDDEN} @sasha")
    under = comment_on(answer, by=noor, source=f"Under {HIDDEN}")
    note = comment_on(seen, by=by, source=f"Note {HIDDEN}")
    accept_solution(answer, by=noor)
    ImportedRecord.objects.create(source="sumo", kind="thread", external_id="78", object_id=gone.pk)
    link_threads(gone, seen, kind="duplicate", by=maren)
    link_threads(seen, gone, kind="follow_up", by=maren)
    for post in (gone, answer, note):
        hide_post(post, by=maren, reason=f"Reason {HIDDEN}")
    assert under.deleted_at is None
    return replace(
        closed, thread=gone, reply=answer, other_reply=answer, deleted_reply=answer, comment=note
    )


@pytest.mark.parametrize("who", WALKED)
def test_nothing_hidden_shows_to_strangers(hidden: Closed, who: str) -> None:
    client = client_of(hidden, who)
    more = ["/old/sumo/78", "/search/?q=marigold", "/tags/hub/", "/inbox/", "/m/piet/"]
    paths = [*own_paths(hidden), *more]
    asked = f"q={HIDDEN}"
    assert [p for p in paths if HIDDEN in whole(client.get(p)) and asked not in p] == []
    found = whole(client.get(f"/search/?{asked}"))
    assert [words in found for words in (f"title {HIDDEN}", f"answer {HIDDEN}")] == [False, False]
    assert client.get(hidden.thread.get_absolute_url()).status_code == 404
    assert client.get(hidden.reply.get_absolute_url()).status_code == 404
    mail.outbox.clear()
    deliver_due()
    mails = [str(m.message()) for m in mail.outbox if m.to != ["piet@example.org"]]
    assert [one for one in mails if HIDDEN in one.casefold()] == []


@pytest.mark.parametrize("who", ("piet", "maren"))
def test_author_and_company_see_what_is_hidden(hidden: Closed, who: str) -> None:
    client = client_of(hidden, who)
    assert HIDDEN in whole(client.get(hidden.thread.get_absolute_url()))
    page = whole(client.get(hidden.open_thread.get_absolute_url()))
    words = (f"answer {HIDDEN}", f"note {HIDDEN}", f"reason {HIDDEN}")
    assert [one in page for one in words] == [True, True, True]


@pytest.mark.parametrize("who", WALKED)
def test_figures_speak_of_nothing_hidden(closed: Closed, who: str) -> None:
    client = client_of(closed, who)
    paths = ["/", "/boards/", "/threads/", "/b/heating/", "/tags/hub/", "/m/tomasz/", "/feeds/"]
    before = {path: body_of(client.get(path)) for path in paths}
    asked: dict[str, Any] = {
        "kind": "question",
        "title": "Spam",
        "source": "Spam",
        "tags": ("hub",),
    }
    spam = ask_thread(closed.open_board, by=closed.tomasz, **asked)
    reply = post_reply(closed.open_thread, by=closed.tomasz, source="Spam")
    for post in (spam, reply):
        hide_post(post, by=closed.maren, reason="Spam")
    if who != "tomasz":
        assert {path: body_of(client.get(path)) for path in paths} == before
    assert recount() == {}
