"""Editing: the words before are kept, what changes nothing leaves no trace."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Member, Notification
from accounts.refusals import Refusal
from accounts.versions import bump
from forum.actions.replies import edit_reply
from forum.actions.threads import edit_thread, lock_thread
from forum.markup import TextTooLong
from forum.models import Board, Reply, Revision, Tag, Thread
from forum.signals import thread_changed

AsMember = Callable[[Member], Client]
LONG = "A line of an imported text.\n" * 1_000


def form_of(client: Client, path: str) -> dict[str, str]:
    """What the page's form holds, as a browser would send it back: line ends of two characters."""
    form = client.get(path).context["form"]
    fields = {name: str(form[name].value() or "") for name in form.fields}
    return {name: value.replace("\n", "\r\n") for name, value in fields.items()}


@pytest.mark.parametrize("name", ("tomasz", "sasha"))
def test_strangers_edit_nothing(
    as_member: AsMember, thread: Thread, tomasz: Member, sasha: Member, name: str
) -> None:
    by = {"tomasz": tomasz, "sasha": sasha}[name]
    with pytest.raises(Refusal, match="You need 500 points to edit what others wrote"):
        edit_thread(thread, by=by, title="Mine", source="Mine")
    client = as_member(by)
    assert client.get(f"/t/{thread.pk}/edit/").status_code == 403
    posted = client.post(f"/t/{thread.pk}/edit/", {"title": "Mine", "source": "Mine"})
    assert posted.status_code == 403
    thread.refresh_from_db()
    assert (thread.title, Revision.objects.count()) == ("The house is cold", 0)


def test_a_locked_thread_keeps_its_words(
    thread: Thread, answer: Reply, noor: Member, tomasz: Member, maren: Member
) -> None:
    lock_thread(thread, by=maren, reason="In circles")
    with pytest.raises(Refusal, match="This thread is closed"):
        edit_thread(thread, by=noor, title="New", source="New")
    with pytest.raises(Refusal, match="This thread is closed"):
        edit_reply(Reply.objects.get(pk=answer.pk), by=tomasz, source="New")
    assert Revision.objects.count() == 0


def test_the_words_before_are_kept(thread: Thread, noor: Member, maren: Member) -> None:
    edit_thread(thread, by=noor, title="The house is warm", source="One", note=" typo ")
    edit_thread(thread, by=maren, title="The house is warm", source="Two")
    rows = Revision.objects.order_by("number")
    assert list(rows.values_list("number", "title", "source", "edited_by", "note")) == [
        (1, "The house is cold", "The hub says waiting.", noor.pk, "typo"),
        (2, "The house is warm", "One", maren.pk, ""),
    ]
    thread.refresh_from_db()
    assert (thread.source, thread.html, thread.edit_count) == ("Two", "<p>Two</p>\n", 2)
    assert thread.slug == "the-house-is-warm"


def test_an_answer_keeps_its_words_too(answer: Reply, tomasz: Member) -> None:
    edited = edit_reply(answer, by=tomasz, source="Set it to *S2*.", note="Clearer")
    assert edited.html == "<p>Set it to <em>S2</em>.</p>\n"
    row = Revision.objects.get()
    assert (row.reply, row.source, row.note) == (answer, "Set the link to two-wire.", "Clearer")


def test_a_text_above_the_cap_leaves_nothing(thread: Thread, noor: Member) -> None:
    with pytest.raises(TextTooLong):
        edit_thread(thread, by=noor, title="New", source="x" * 10_001)
    assert Revision.objects.count() == 0


def test_who_is_named_by_an_edit_is_told_once(
    answer: Reply, tomasz: Member, sasha: Member, noor: Member
) -> None:
    edit_reply(answer, by=tomasz, source="@sasha knows more")
    edit_reply(answer, by=tomasz, source="@sasha and @noor know more")
    rows = Notification.objects.filter(kind="name_call")
    assert sorted(rows.values_list("member__username", flat=True)) == ["noor", "sasha"]


@pytest.mark.parametrize("source", ("One\n\nTwo", "One\r\n\r\nTwo", "  \n# One  "))
def test_saving_what_the_page_shows_leaves_no_trace(
    as_member: AsMember, board: Board, noor: Member, tomasz: Member, source: str
) -> None:
    from forum.actions.replies import post_reply
    from forum.actions.threads import ask_thread

    for slug in ("hub", "two-wire"):
        board.tags.create(name=slug, slug=slug)
    thread = ask_thread(
        board, by=noor, kind="talk", title="Cold", source=source, tags=["two-wire", "hub"]
    )
    answer = post_reply(thread, by=noor, source=source)
    client, heard = as_member(noor), list[int]()
    hear = lambda sender, thread_id, **more: heard.append(thread_id)  # noqa: E731
    thread_changed.connect(hear)
    for path in (f"/t/{thread.pk}/edit/", f"/r/{answer.pk}/edit/"):
        assert client.post(path, form_of(client, path)).status_code == 303
    thread_changed.disconnect(hear)
    thread.refresh_from_db()
    answer.refresh_from_db()
    assert Revision.objects.count() == thread.edit_count == answer.edit_count == 0
    assert (thread.edited_at, answer.edited_at, heard) == (None, None, [])


def test_more_tags_than_a_member_may_set_survive_an_edit(
    as_member: AsMember, thread: Thread, noor: Member
) -> None:
    tags = [Tag.objects.create(name=f"tag{n}", slug=f"tag{n}") for n in range(7)]
    thread.tags.set(tags)
    client, path = as_member(noor), f"/t/{thread.pk}/edit/"
    client.post(path, form_of(client, path))
    assert thread.tags.count() == 7
    client.post(path, {**form_of(client, path), "tags": "tag3, tag1"})
    assert set(thread.tags.values_list("slug", flat=True)) == {"tag1", "tag3"}


def _slugs(thread: Thread) -> set[str]:
    return set(thread.tags.values_list("slug", flat=True))


@pytest.fixture
def overtagged(thread: Thread) -> Thread:
    """Sixty tags that an importer set, longer than the line and than what a form reads."""
    names = [f"tag-{n}-{'x' * 32}" for n in range(60)]
    thread.tags.set([Tag.objects.create(name=name, slug=name) for name in names])
    thread.board.tags.create(name="hub", slug="hub")
    bump("boards")
    return thread


def test_tags_above_the_cap_take_no_other(
    as_member: AsMember, overtagged: Thread, noor: Member
) -> None:
    client, path = as_member(noor), f"/t/{overtagged.pk}/edit/"
    form, before = form_of(client, path), _slugs(overtagged)
    refused = client.post(path, {**form, "tags": f"{form['tags']}, hub"})
    assert refused.status_code == 400
    assert "A thread has up to 5 tags; these are 61." in refused.content.decode()
    edit_thread(
        overtagged, by=noor, title="Cold", source="Cold.", tags=[*sorted(before)[:6], "hub"]
    )
    assert _slugs(overtagged) == set(sorted(before)[:6])


def test_tags_above_the_cap_stay_and_may_become_fewer(
    as_member: AsMember, overtagged: Thread, noor: Member
) -> None:
    client, path = as_member(noor), f"/t/{overtagged.pk}/edit/"
    form, before = form_of(client, path), _slugs(overtagged)
    assert client.post(path, {**form, "source": "Other words."}).status_code == 303
    assert _slugs(overtagged) == before
    fewer = sorted(before)[:6]
    assert client.post(path, {**form, "tags": ", ".join(fewer)}).status_code == 303
    assert _slugs(overtagged) == set(fewer)
    four = fewer[:4]
    assert client.post(path, {**form, "tags": ", ".join([*four, "hub"])}).status_code == 303
    assert _slugs(overtagged) == {*four, "hub"}


def test_the_line_has_room_for_the_tags_that_are_there(
    as_member: AsMember, overtagged: Thread, noor: Member
) -> None:
    page = as_member(noor).get(f"/t/{overtagged.pk}/edit/").content.decode()
    found = re.search(r'name="tags" maxlength="(\d+)"[^>]* value="([^"]*)"', page)
    assert found is not None and len(found[2]) > 2_000
    assert int(found[1]) == len(found[2]) + 250


# Imported words -----------------------------------------------------------------------------
def imported(thread: Thread, **more: object) -> Thread:
    words = {"source": "<p>Set it to <b>two-wire</b></p>", "source_format": "html"}
    Thread.objects.filter(pk=thread.pk).update(**{**words, **more})
    return Thread.objects.get(pk=thread.pk)


def test_html_is_offered_as_markdown_and_kept_in_the_history(
    as_member: AsMember, thread: Thread, noor: Member
) -> None:
    thread = imported(thread)
    client, path = as_member(noor), f"/t/{thread.pk}/edit/"
    page = client.get(path)
    assert page.context["form"]["source"].value() == "Set it to **two-wire**\n"
    assert b"The original stays in the history." in page.content
    preview = client.post(path, {**form_of(client, path), "preview": "1"})
    assert b"<p>Set it to <strong>two-wire</strong></p>" in preview.content
    assert Revision.objects.count() == 0
    assert client.post(path, form_of(client, path)).status_code == 303
    thread.refresh_from_db()
    assert (thread.source, thread.source_format) == ("Set it to **two-wire**", "markdown")
    row = Revision.objects.get()
    assert (row.source, row.source_format) == ("<p>Set it to <b>two-wire</b></p>", "html")
    history = client.get(f"/t/{thread.pk}/history/").content
    assert b"was HTML before" in history


def test_a_long_imported_text_can_be_edited(
    as_member: AsMember, thread: Thread, answer: Reply, maren: Member
) -> None:
    thread = imported(thread, source=LONG.strip(), source_format="markdown")
    Reply.objects.filter(pk=answer.pk).update(source=f"<p>{LONG}</p>", source_format="html")
    client = as_member(maren)
    for path in (f"/t/{thread.pk}/edit/", f"/r/{answer.pk}/edit/"):
        words = form_of(client, path)
        assert len(words["source"]) > 10_000
        words |= {"source": words["source"] + "\r\nOne more line.", "note": "A line more"}
        assert client.post(path, words).status_code == 303
        words["source"] = "x" * 100_001
        assert client.post(path, words).status_code == 400
    answer.refresh_from_db()
    assert answer.source.endswith("One more line.")
    assert Revision.objects.count() == 2


def test_a_long_imported_title_may_stay_but_not_grow(
    as_member: AsMember, thread: Thread, noor: Member
) -> None:
    client, path = as_member(noor), f"/t/{thread.pk}/edit/"
    words = {"source": "New words", "tags": "", "note": ""}
    assert client.post(path, {**words, "title": "x" * 141}).status_code == 400
    Thread.objects.filter(pk=thread.pk).update(title="y" * 250)
    assert client.post(path, {**words, "title": "y" * 251}).status_code == 400
    assert client.post(path, {**words, "title": "y" * 250}).status_code == 303
    assert client.post(path, {**words, "title": ""}).status_code == 400
    assert Revision.objects.count() == 1


def test_a_title_is_one_line_without_hidden_characters(
    as_member: AsMember, thread: Thread, noor: Member
) -> None:
    client, path = as_member(noor), f"/t/{thread.pk}/edit/"
    client.post(path, {"title": "Cold\u202e  ho\u200buse\nagain", "source": "Words"})
    thread.refresh_from_db()
    assert thread.title == "Cold house again"
