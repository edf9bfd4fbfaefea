"""Whatever is sent, the answer is a page for people, nothing changes, and nobody is led away."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, Member
from forum.actions.drafts import save_draft
from forum.actions.replies import comment_on
from forum.models import Comment, Reply, SuggestedEdit, Thread
from tests.forum.closed import POSTS, own_routes, routes
from tests.forum.keeping import KEEPING_OPEN_POSTS
from tests.forum.wire import all_rows, body_of

AsMember = Callable[[Member], Client]
PART = re.compile(r"<(?:\w+:)?(\w+)>")
ODD_IDS = (
    "0",
    "-1",
    "1.0",
    "1e3",
    "0x1",
    "999999999999999999",
    "9999999999999999999",
    "9" * 26,
    "%00",
    "1%00",
    "%ED%A0%80",
    "%FF",
    "١",
    "a[]",
    "null",
    "..%2f..%2f",
    "%0d%0aSet-Cookie:x=1",
)
ODD_QUERIES = (
    "show[]=active&kind[]=idea&after[]=1",
    "show=active&show=active&kind=&kind=idea&after=&after=1-1",
    "q=%00&after=%00&at=%00&tag=%00&show=%00&sort=%00&quote=%00",
    "q=%ED%A0%80&after=%ED%A0%80&show=%ED%A0%80&title=%ED%A0%80&board=%ED%A0%80",
    "q=%FF%FE&title=%FF&source=%FF",
    f"after={'9' * 26}-{'9' * 26}&at={'9' * 26}&page={'9' * 26}&follow_up_of={'9' * 26}",
    "at=-1&page=-1&follow_up_of=-1&quote=-1",
    "member=%00&words=%00&reason=%00&days=%00&period=%00&of=%00&by=%00&before=%00",
    "next=//evil.example&next=javascript:alert(1)&back=https://evil.example",
    "=&&&==&%&%zz",
    "q=" + "a" * 65_000,
    "&".join(f"a{n}=1" for n in range(300)),
    "posted=1&solved=1&preview=1&title=%3Cscript%3Ealert(1)%3C/script%3E&q=%3Cscript%3E",
)
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def filled(route: str, value: str) -> str:
    """The pattern's address with `value` in every part."""
    return "/" + PART.sub(lambda _part: value, route.split("^", maxsplit=1)[0])


def own() -> list[str]:
    return sorted(route for route in own_routes() if not route.startswith("^"))


@pytest.fixture
def note(answer: Reply, noor: Member) -> int:
    return comment_on(answer, by=noor, source="Thanks").pk


@pytest.fixture
def real(thread: Thread, answer: Reply, note: int, sasha: Member) -> Callable[[str], str]:
    """A pattern's address with ids that are there."""
    draft = save_draft("/ask/", by=sasha, words={"title": "Begun"}, base=0)
    assert draft is not None
    edit = {"source": "Three-wire.", "note": "Better", "based_on": 0}
    suggestion = SuggestedEdit.objects.create(reply=answer, by=sasha, **edit)
    values = {
        "thread_id": str(thread.pk),
        "reply_id": str(answer.pk),
        "post_id": "1",
        "check_id": "1",
        "comment_id": str(note),
        "draft_id": str(draft.pk),
        "suggestion_id": str(suggestion.pk),
        "username": "noor",
        "source": "sumo",
        "external_id": "1",
        "token": "none",
        "pk": "1",
        "entry_id": "1",
        "item_id": "1",
        "outgoing_id": "1",
        "shift_id": "1",
        "macro_id": "1",
        "private_id": "1",
        "issue_id": "1",
        "hand_off_id": "1",
        "stamp": "0a5c4a",
        "name": "site/none.webp",
    }

    def fill(route: str) -> str:
        slug = "heating" if route.startswith("b/") else thread.slug
        name = "none.pdf" if route.startswith("documents/") else values["name"]
        return "/" + PART.sub(lambda p: {**values, "slug": slug, "name": name}[p[1]], route)

    return fill


def clients(as_member: AsMember, *members: Member) -> list[Client]:
    """A visitor, and members; an exception in a view is an answer of 500, not a failed test."""
    all_ = [Client(), *map(as_member, members)]
    for client in all_:
        client.raise_request_exception = False
    return all_


@pytest.mark.long
def test_odd_ids_are_missing_pages(
    as_member: AsMember, thread: Thread, sasha: Member, maren: Member
) -> None:
    everyone, before = clients(as_member, sasha, maren), all_rows()
    wrong = []
    for client in everyone:
        for route in own():
            if "<" not in route:
                continue
            for value in ODD_IDS:
                for send in (client.get, client.post):
                    path = filled(route, value)
                    answered = send(path)
                    if answered.status_code not in (302, 400, 404, 405, 410):
                        wrong.append((path, answered.status_code))
    assert wrong == []
    assert all_rows() == before


@pytest.mark.long
def test_odd_queries_are_answered(
    as_member: AsMember, real: Callable[[str], str], sasha: Member, maren: Member
) -> None:
    everyone, before = clients(as_member, sasha, maren), all_rows()
    wrong = []
    for client in everyone:
        for route in own():
            for query in ODD_QUERIES:
                answered = client.get(f"{real(route)}?{query}")
                if answered.status_code >= 500 or b"<script>alert" in body_of(answered):
                    wrong.append((route, query[:60], answered.status_code))
    assert wrong == []
    assert all_rows() == before


ODD = dict.fromkeys(
    ("title", "source", "note", "reason", "state", "value", "tags", "member", "words", "answer"),
    "\x00",
)
SHAPES: dict[str, dict[str, Any]] = {
    "form": {"data": ODD},
    "words with a NUL": {"data": dict.fromkeys(ODD, "a\x00b")},
    "arrays": {"data": {f"{name}[]": "1" for name in ODD}},
    "json": {"data": '{"source": ["x"]}', "content_type": "application/json"},
    "no boundary": {"data": b"\xff\xfe\x00", "content_type": "multipart/form-data"},
    "cut short": {"data": b"--x\r\n", "content_type": "multipart/form-data; boundary=x"},
    "percent": {"data": b"%%%=&&&", "content_type": "application/x-www-form-urlencoded"},
}
STRANGE = "application/x-www-form-urlencoded; charset=nonsense"


@pytest.mark.long
def test_odd_forms_change_nothing(
    as_member: AsMember, real: Callable[[str], str], sasha: Member
) -> None:
    """Nothing that a stranger sends, however it is shaped, changes a thread of somebody else."""
    switches = {"t/<id:thread_id>/me-too/", "t/<id:thread_id>/watch/", "b/<slug:slug>/watch/"}
    switches |= {f"drafts/<id:draft_id>/{act}/" for act in ("delete", "undelete")}  # one's own
    both, before, wrong = clients(as_member, sasha), all_rows(), []
    for client in both:
        for route in sorted(POSTS.keys() - switches):
            for name, shape in SHAPES.items():
                answered = client.post(real(route), **shape)
                if answered.status_code not in (200, 302, 400, 403):
                    wrong.append((route, name, answered.status_code))
            answered = client.generic("POST", real(route), b"a=1", content_type=STRANGE)
            if answered.status_code >= 500:
                wrong.append((route, "charset", answered.status_code))
    assert wrong == []
    assert all_rows() == before


@pytest.mark.long
@pytest.mark.parametrize("gone", (False, True))
def test_odd_forms_of_the_company_are_answered(
    as_member: AsMember, real: Callable[[str], str], thread: Thread, maren: Member, gone: bool
) -> None:
    """What the company may do it does, and nothing that it sends breaks a page: neither about what
    stands, nor about what is gone and may be brought back."""
    client, wrong = clients(as_member, maren)[1], []
    at, by = timezone.now(), {"deleted_by": maren}
    for route in sorted(POSTS.keys() | KEEPING_OPEN_POSTS):
        for name, shape in SHAPES.items():
            for model in (Thread, Reply, Comment):
                model._default_manager.update(deleted_at=at if gone else None, **by)
            answered = client.post(real(route), **shape)
            if answered.status_code >= 500:
                wrong.append((route, name, answered.status_code))
    assert wrong == []


def test_what_no_form_reads_is_kept_without_nul(
    as_member: AsMember, real: Callable[[str], str], noor: Member, maren: Member
) -> None:
    """PostgreSQL keeps none, and looks for none."""
    client, posts = as_member(maren), (Thread, Reply, Comment)
    for model in posts:
        model._default_manager.update(deleted_at=timezone.now(), deleted_by=noor)
    for letter, part in (("t", "thread"), ("r", "reply"), ("c", "comment")):
        at = real(f"{letter}/<id:{part}_id>/undelete/")
        assert client.post(at, {"reason": "a\x00b"}).status_code == 303
    sent = {"member": "no\x00or", "words": "Pa\x00tient"}
    assert client.post("/leaderboard/member-of-the-week/", sent).status_code == 302
    acts = AuditEntry.objects.order_by("pk").values_list("reason", flat=True)
    assert list(acts)[-4:] == ["ab", "ab", "ab", "Patient"]


def test_half_a_character_is_kept_as_a_sign_for_one(
    as_member: AsMember, thread: Thread, sasha: Member
) -> None:
    sent = b"source=a%ED%A0%80b"
    form = "application/x-www-form-urlencoded"
    answered = as_member(sasha).post(f"/t/{thread.pk}/reply/", sent, content_type=form)
    assert answered.status_code == 303
    assert Reply.objects.get().source == "a\ufffd\ufffd\ufffdb"


def test_more_columns_than_a_form_has_change_nothing_else(
    as_member: AsMember, thread: Thread, noor: Member, sasha: Member
) -> None:
    """An edit sets title, text and tags, whatever else is sent along."""
    sent = {
        "title": "New title",
        "source": "New words",
        "author": str(sasha.pk),
        "author_id": str(sasha.pk),
        "board": "99",
        "kind": "idea",
        "state": "fixed",
        "is_solved": "1",
        "is_locked": "1",
        "helpful_count": "99",
        "created_at": "2020-01-01",
        "deleted_at": "2020-01-01",
        "html": "<script>",
        "by": str(sasha.pk),
        "at": "2020-01-01",
    }
    before: dict[str, object] = {**Thread.objects.values().get(pk=thread.pk)}
    assert as_member(noor).post(f"/t/{thread.pk}/edit/", sent).status_code == 303
    after: dict[str, object] = {**Thread.objects.values().get(pk=thread.pk)}
    changed = {name for name, value in before.items() if after[name] != value}
    assert changed == {"title", "slug", "source", "html", "gist", "edited_at", "edit_count"}


def test_without_its_token_a_form_is_refused(
    as_member: AsMember, real: Callable[[str], str], noor: Member
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(noor)
    before = all_rows()
    for route, data in POSTS.items():
        for headers in ({}, {"origin": "https://evil.example"}, {"hx-request": "true"}):
            answered = client.post(real(route), data, headers=headers)
            assert answered.status_code == 403, route
            assert b"Nothing was sent" in answered.content
    assert all_rows() == before


@pytest.mark.long
def test_reading_changes_nothing(
    as_member: AsMember, real: Callable[[str], str], noor: Member, maren: Member
) -> None:
    everyone = (Client(), as_member(noor), as_member(maren))
    before = all_rows()
    for client in everyone:
        for route in own():
            assert client.get(real(route)).status_code < 500, route
            assert client.head(real(route)).status_code < 500, route
    assert all_rows() == before


def test_wrong_methods_are_refused(
    as_member: AsMember, real: Callable[[str], str], noor: Member
) -> None:
    client, before = as_member(noor), all_rows()
    open_to_any = {"livez", "readyz", "robots.txt"}
    for route in own():
        path = real(route)
        for method in ("PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND"):
            if route not in open_to_any:
                assert client.generic(method, path).status_code == 405, (method, route)
        if route in POSTS and client.get(path).status_code == 405:
            assert client.head(path).status_code == 405
    assert all_rows() == before


ELSEWHERE = (
    "//evil.example",
    "https://evil.example",
    "http:evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "\\\\evil.example",
    "/\\evil.example",
    "///evil.example",
    "https://testserver@evil.example",
    "https://testserver.evil.example/",
    "\thttps://evil.example",
    "%2F%2Fevil.example",
    "data:text/html,x",
)


def leads_away(location: str) -> bool:
    parts = urlsplit(location.replace("\\", "/"))
    return bool(parts.scheme and parts.scheme not in ("http", "https")) or (
        parts.netloc not in ("", "testserver")
    )


@pytest.mark.parametrize("target", ELSEWHERE)
def test_a_forged_next_leads_nowhere(
    as_member: AsMember, thread: Thread, sasha: Member, target: str
) -> None:
    words = {"next": target, "on": "1", "back": target}
    headers = {"referer": target.strip()}
    for client in (Client(), as_member(sasha)):
        for path in (f"/t/{thread.pk}/watch/", f"/t/{thread.pk}/edit/", "/b/heating/watch/"):
            answered = client.post(path, words, query_params={"next": target}, headers=headers)
            assert not leads_away(answered.get("Location", "")), answered["Location"]
            found = re.findall(r'href="([^"]*)"', answered.content.decode())
            assert [link for link in found if leads_away(link)] == []
    signed_in = Client().post(
        "/accounts/login/",
        {"login": "sasha@example.org", "password": "correct horse 1", "next": target},
    )
    assert not leads_away(signed_in.get("Location", ""))


@pytest.mark.parametrize("tail", ("//evil.example/", "/\\evil.example/", "///evil.example"))
def test_a_page_of_ours_that_looks_like_another_host(
    as_member: AsMember, thread: Thread, sasha: Member, tail: str
) -> None:
    headers = {"referer": f"http://testserver{tail}"}
    refused = as_member(sasha).post(f"/t/{thread.pk}/solved/", headers=headers)
    assert refused.status_code == 403
    assert b'<a class="btn" href="/">' in refused.content
    asked = Client().post(f"/t/{thread.pk}/solved/", headers=headers)
    assert asked["Location"] == "/accounts/login/?next=/"


def test_one_comes_back_to_where_one_was(thread: Thread) -> None:
    at = thread.get_absolute_url()
    answered = Client().post(
        f"/t/{thread.pk}/watch/", headers={"referer": f"http://testserver{at}?sort=oldest"}
    )
    assert answered["Location"] == f"/accounts/login/?next={at}%3Fsort%3Doldest"


def test_missing_pages_are_for_people(db: None) -> None:
    answered = Client().get("/t/12345/")
    assert answered.status_code == 404
    assert b"We looked, and there is nothing at this address" in answered.content
    assert b"<h1>" in answered.content
    assert answered["Cache-Control"] == "private, no-store"


def test_every_route_is_walked() -> None:
    assert len(own()) > 40
    assert set(own()) < set(routes())
