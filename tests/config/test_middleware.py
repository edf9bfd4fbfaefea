"""What the whole site refuses or redirects before a view is asked."""

import gzip

import pytest
from django.test import Client, override_settings

from accounts.models import Member
from forum.models import Thread


@pytest.mark.parametrize(
    "address", ["/tags/%00/", "/m/%00/", "/old/x/%00", "/about/%00/", "/ask/confirm/%00/"]
)
def test_refuse_nul_in_a_path(db: None, address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 404
    assert b"nothing at this address" in answer.content


@pytest.mark.parametrize("address", ["/threads/?tag=%00", "/search/?q=a%00b", "/ask/?title=%00"])
def test_refuse_nul_in_a_query(db: None, address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 400
    assert b"did not make sense" in answer.content


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("address", ["/b/nowhere/", "/favicon.ico", "/sitemap.xmll", "/nowhere/"])
def test_human_errors_missing_page(db: None, address: str, debug: bool) -> None:
    with override_settings(DEBUG=debug):
        answer = Client().get(address)
    assert answer.status_code == 404
    assert b"nothing at this address" in answer.content


def test_human_errors_where_the_browser_takes_compressed_pages(db: None) -> None:
    with override_settings(DEBUG=True):
        answer = Client().get("/nowhere/", headers={"accept-encoding": "gzip"})
    assert (answer.status_code, answer["Content-Encoding"]) == (404, "gzip")
    assert b"nothing at this address" in gzip.decompress(answer.content)


def test_compressed_pages_of_visitors_are_the_same_bytes(thread: Thread) -> None:
    pages = [Client(headers={"accept-encoding": "gzip"}).get("/") for _ in range(5)]
    assert {page["Content-Encoding"] for page in pages} == {"gzip"}
    assert len({page.content for page in pages}) == 1


def test_compressed_pages_of_members_have_a_length_by_chance(thread: Thread, noor: Member) -> None:
    client = Client(headers={"accept-encoding": "gzip"})
    client.force_login(noor)
    assert len({len(client.get("/").content) for _ in range(20)}) > 1


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("address", ["/nowhere", "/ask", "/t/1", "/search", "/accounts/login"])
def test_refuse_a_form_sent_without_slash(db: None, address: str, debug: bool) -> None:
    with override_settings(DEBUG=debug):
        answer = Client().post(address, {"a": "b"})
    assert answer.status_code == 404
    assert b"nothing at this address" in answer.content


@pytest.mark.parametrize("debug", [False, True])
def test_human_errors_bad_requests(db: None, debug: bool) -> None:
    client = Client()
    with override_settings(DEBUG=debug):
        answers = [
            client.get("/boards/", headers={"host": "evil.example"}),
            client.post("/ask/", {str(number): "x" for number in range(300)}),
            client.post("/ask/", {"source": "x" * 2_600_000}),
        ]
    assert [answer.status_code for answer in answers] == [400, 400, 400]
    assert [b"did not make sense" in answer.content for answer in answers] == [True] * 3
    assert [b"Traceback" in answer.content for answer in answers] == [False] * 3


@pytest.mark.parametrize("address", ["/ask/", "/accounts/login/", "/cms"])
def test_refuse_many_fields(db: None, address: str) -> None:
    words = {str(number): "x" for number in range(201)}
    statuses = [Client().post(address, words).status_code]
    statuses += [Client().post(address, {"a": ["x"] * 201}).status_code]
    assert statuses == ([404] * 2 if address == "/cms" else [400] * 2)


def test_refuse_many_fields_lets_the_desk_have_them(db: None) -> None:
    """Not as far as the door of the desk, which is shut (tests/blog/test_refused_input.py goes in)."""
    words = {str(number): "x" for number in range(9_000)}
    assert Client().post("/cms/", words).status_code == 302


def test_method_not_allowed_is_a_page_for_people(thread: Thread) -> None:
    answer = Client().put(thread.get_absolute_url())
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
    assert b"cannot be used that way" in answer.content


@override_settings(DEBUG=True)
def test_canonical_host_leads_to_localhost(db: None) -> None:
    answer = Client(HTTP_HOST="127.0.0.1:8000").get("/boards/?a=b")
    assert (answer.status_code, answer["Location"]) == (302, "http://localhost:8000/boards/?a=b")


def test_page_headers_for_a_visitor(thread: Thread) -> None:
    answer = Client().get(thread.get_absolute_url())
    assert (answer.status_code, answer["Cache-Control"], answer.cookies) == (200, "no-cache", {})


def test_page_headers_of_an_error(db: None) -> None:
    assert Client().get("/nothing-here/")["Cache-Control"] == "private, no-store"
