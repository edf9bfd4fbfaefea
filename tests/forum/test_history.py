"""The history of a text: who changed what, readable, and for readers of the text alone."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from accounts.models import Member
from forum.actions.edits import edit_post
from forum.actions.replies import delete_reply, edit_reply
from forum.actions.threads import delete_thread, edit_thread
from forum.models import Reply, Thread
from forum.queries.history import SHOWN, history_of

AsMember = Callable[[Member], Client]


def test_a_hidden_text_has_no_history(
    as_member: AsMember, thread: Thread, answer: Reply, tomasz: Member, sasha: Member, maren: Member
) -> None:
    edit_reply(answer, by=tomasz, source="Second words")
    delete_reply(answer, by=tomasz)
    path = f"/r/{answer.pk}/history/"
    assert Client().get(path).status_code == 404
    assert as_member(sasha).get(path).status_code == 404
    assert as_member(tomasz).get(path).status_code == 200
    delete_thread(thread, by=maren)
    assert as_member(tomasz).get(path).status_code == 404
    assert as_member(maren).get(path).status_code == 200


def test_differences_newest_first(thread: Thread, noor: Member, maren: Member) -> None:
    edit_thread(thread, by=noor, title="The flat is cold", source="The hub says heating.")
    edit_thread(
        thread, by=maren, title="The flat is cold", source="The hub is heating.", note="Tidy"
    )
    newest, oldest = history_of(Thread.objects.get(pk=thread.pk), noor).versions
    assert (newest.by, newest.note, newest.old_title, newest.new_title) == (maren, "Tidy", "", "")
    assert (oldest.by, oldest.old_title, oldest.new_title) == (
        noor,
        "The house is cold",
        "The flat is cold",
    )
    assert "<del>says</del>" in newest.difference
    assert "<ins>is</ins>" in newest.difference
    assert "<del>waiting" in oldest.difference
    page = Client().get(f"/t/{thread.pk}/history/").content.decode()
    assert "<del>The house is cold</del> <ins>The flat is cold</ins>" in page
    assert "“Tidy”" in page


def test_markup_in_a_history_is_text(answer: Reply, tomasz: Member) -> None:
    edit_reply(answer, by=tomasz, source="<script>alert(1)</script>", note="<b>bold</b>")
    page = Client().get(f"/r/{answer.pk}/history/").content.decode()
    assert "<script>alert" not in page
    assert "<b>bold" not in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page


def test_a_text_never_edited_says_so(thread: Thread) -> None:
    assert b"Never edited" in Client().get(f"/t/{thread.pk}/history/").content


def test_the_number_of_queries_stays(
    answer: Reply, tomasz: Member, django_assert_num_queries: Callable[..., object]
) -> None:
    for number in range(SHOWN + 5):
        edit_reply(answer, by=tomasz, source=f"Words {number}")
    answer.refresh_from_db()
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        page = history_of(answer, tomasz)
    assert len(page.versions) == SHOWN
    assert "<ins>" in page.versions[0].difference


def test_older_pages_lead_to_the_first_words(
    answer: Reply, tomasz: Member, django_assert_num_queries: Callable[..., object]
) -> None:
    first = answer.source
    for number in range(SHOWN + 2):
        edit_reply(answer, by=tomasz, source=f"Words {number}")
    answer.refresh_from_db()
    page = history_of(answer, tomasz)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        older = history_of(answer, tomasz, page.next)
    assert (len(page.versions), len(older.versions), older.next) == (SHOWN, 2, "")
    assert "<del>0</del><ins>1</ins>" in older.versions[0].difference
    assert first.split()[0] in older.versions[1].difference
    path = f"/r/{answer.pk}/history/"
    assert f'href="?before={page.next}"' in Client().get(path).content.decode()
    assert 'href="?"' in Client().get(f"{path}?before={page.next}").content.decode()


def test_words_out_of_the_history_stay_out_at_the_edge_of_a_page(
    answer: Reply, tomasz: Member, maren: Member
) -> None:
    edit_reply(answer, by=tomasz, source="The secret canary")
    edit_post(answer, by=maren, source="Tidied", note="Private", hide_before=True)
    for number in range(SHOWN):
        edit_reply(answer, by=tomasz, source=f"Words {number}")
    answer.refresh_from_db()
    page = history_of(answer, AnonymousUser())
    older = history_of(answer, AnonymousUser(), page.next)
    assert [version.is_hidden for version in older.versions] == [True, True]
    assert "canary" not in "".join(version.difference for version in older.versions)


@pytest.mark.parametrize("before", ("x", "0", "999", "9" * 30, "-1", "\u0661"))
def test_a_page_of_no_edit_is_not_found(answer: Reply, tomasz: Member, before: str) -> None:
    edit_reply(answer, by=tomasz, source="Second words")
    path = f"/r/{answer.pk}/history/"
    assert Client().get(path, {"before": before}).status_code == 404
