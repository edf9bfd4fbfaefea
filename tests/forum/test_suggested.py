"""A member suggests an edit of what another wrote; its author, a reviewer or the company decides."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditEntry, Member, Notification
from accounts.refusals import Refusal
from forum.actions.edits import edit_post, revert_edit
from forum.actions.privacy import erase_from_forum
from forum.actions.replies import delete_reply, edit_reply, post_reply
from forum.actions.suggested import (
    accept_suggestion,
    refuse_suggestion,
    suggest_edit,
    withdraw_suggestion,
)
from forum.actions.threads import edit_thread, lock_thread
from forum.actions.undo import undo_act
from forum.models import Reply, Revision, SuggestedEdit, Thread
from forum.queries.export import suggested_edits_of
from forum.queries.history import history_of
from forum.queries.suggested import suggested_page
from reputation.models import Award, Standing
from tests.conftest import make_member

BETTER = "Set the link to **two-wire**."
Ask = Callable[..., Thread]


def has_points(member: Member, points: int) -> Member:
    Standing.objects.update_or_create(member=member, defaults={"points": points})
    return member


@pytest.fixture
def piet(db: None) -> Member:
    """May suggest, and nothing more."""
    return has_points(make_member("piet"), 100)


@pytest.fixture
def olga(db: None) -> Member:
    """Reviews."""
    return has_points(make_member("olga"), 250)


@pytest.fixture
def suggestion(answer: Reply, piet: Member) -> SuggestedEdit:
    return suggest_edit(answer, by=piet, source=BETTER, note="Stands out")


def told(member: Member, kind: str) -> list[str]:
    rows = Notification.objects.filter(member=member, kind=kind, withdrawn_at=None)
    return list(rows.order_by("pk").values_list("words", flat=True))


# Suggesting, refused -------------------------------------------------------------------------------
def test_too_few_points_says_how_many_are_needed(answer: Reply, sasha: Member) -> None:
    words = "You need 100 points to suggest edits of what others wrote. You have 1 so far."
    with pytest.raises(Refusal, match=words):
        suggest_edit(answer, by=sasha, source=BETTER, note="Why")
    has_points(sasha, 99)
    with pytest.raises(Refusal, match="You have 99 so far"):
        suggest_edit(answer, by=sasha, source=BETTER, note="Why")
    assert SuggestedEdit.objects.count() == 0


def test_not_for_ones_own_words_nor_by_the_company(
    answer: Reply, tomasz: Member, maren: Member
) -> None:
    for by, words in ((tomasz, "your own words"), (maren, "edit this at once")):
        with pytest.raises(Refusal, match=words):
            suggest_edit(answer, by=by, source=BETTER, note="Why")


@pytest.mark.parametrize("why", ("deleted", "thread deleted", "locked", "html"))
def test_not_where_words_stay_as_they_are(
    thread: Thread, answer: Reply, tomasz: Member, piet: Member, maren: Member, why: str
) -> None:
    if why == "deleted":
        delete_reply(answer, by=tomasz)
    elif why == "thread deleted":
        Thread.objects.filter(pk=thread.pk).update(deleted_at=timezone.now())
    elif why == "locked":
        lock_thread(thread, by=maren, reason="Enough")
    else:
        Reply.objects.filter(pk=answer.pk).update(source_format="html")
    with pytest.raises(Refusal):
        suggest_edit(answer, by=piet, source=BETTER, note="Why")
    assert SuggestedEdit.objects.count() == 0


@pytest.mark.parametrize(
    ("source", "note", "words"),
    (
        (BETTER, " ", "say why"),
        ("Set the link to two-wire.", "Why", "same words"),
        ("Set the link to two-wire.\r\n", "Why", "same words"),
        (f"![A hub](/media/posts/{'a' * 32}.webp)", "Why", "not here any more"),
    ),
)
def test_not_without_a_change_and_a_reason(
    answer: Reply, piet: Member, source: str, note: str, words: str
) -> None:
    with pytest.raises(Refusal, match=words):
        suggest_edit(answer, by=piet, source=source, note=note)


def test_five_wait_and_no_sixth(ask: Ask, noor: Member, tomasz: Member, piet: Member) -> None:
    answers = [post_reply(ask(), by=tomasz, source=f"Answer {n}") for n in range(6)]
    for answer in answers[:5]:
        kept = suggest_edit(answer, by=piet, source=BETTER, note="Why")
    with pytest.raises(Refusal, match="5 edits that you suggested are still waiting"):
        suggest_edit(answers[5], by=piet, source=BETTER, note="Why")
    # The one that waits may be changed, and one that is decided makes room.
    suggest_edit(answers[4], by=piet, source="Other", note="Why")
    refuse_suggestion(kept, by=tomasz, reason="No")
    suggest_edit(answers[5], by=piet, source=BETTER, note="Why")


# Suggesting ----------------------------------------------------------------------------------------
def test_one_waits_per_post_and_member(answer: Reply, piet: Member, tomasz: Member) -> None:
    first = suggest_edit(answer, by=piet, source=BETTER, note="Stands out")
    second = suggest_edit(answer, by=piet, source="Two-wire!", note="Shorter")
    assert (first.pk, SuggestedEdit.objects.get().note) == (second.pk, "Shorter")
    assert told(tomasz, "edit_suggested") == ["Stands out"]
    answer.refresh_from_db()
    assert (answer.source, answer.edit_count) == ("Set the link to two-wire.", 0)
    more: dict[str, Any] = {"by": piet, "source": "x", "note": "x", "based_on": 0}
    for wrong in ({"reply": answer}, {}, {"reply": answer, "thread": answer.thread}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SuggestedEdit.objects.create(**more, **wrong)


# Deciding, refused ---------------------------------------------------------------------------------
def test_who_does_not_decide(
    suggestion: SuggestedEdit, piet: Member, sasha: Member, noor: Member
) -> None:
    has_points(piet, 300)
    with pytest.raises(Refusal, match="You suggested this yourself"):
        accept_suggestion(suggestion, by=piet)
    for by in (sasha, noor):
        with pytest.raises(Refusal, match="250 points to review suggested edits"):
            accept_suggestion(suggestion, by=by)
        with pytest.raises(Refusal, match="250 points to review suggested edits"):
            refuse_suggestion(suggestion, by=by, reason="No")
        with pytest.raises(Refusal, match="Only the person who suggested"):
            withdraw_suggestion(suggestion, by=by)
    assert SuggestedEdit.objects.get().state == "open"


def test_on_the_companys_words_the_company_decides(
    thread: Thread, piet: Member, olga: Member, maren: Member
) -> None:
    answer = post_reply(thread, by=maren, source="As we said. ^MJ")
    made = suggest_edit(answer, by=piet, source="As we say. ^MJ", note="Now")
    has_points(olga, 5_000)
    assert suggested_page(olga).rows == []
    assert [one.row for one in suggested_page(maren).rows] == [made]
    for act in (
        lambda: accept_suggestion(made, by=olga),
        lambda: refuse_suggestion(made, by=olga, reason="No"),
        lambda: edit_post(answer, by=olga, source="No.", note="Why"),
    ):
        with pytest.raises(Refusal, match="in the name of the company"):
            act()
    accept_suggestion(made, by=maren)
    answer.refresh_from_db()
    assert answer.source == "As we say. ^MJ"


def test_newer_words_are_not_run_over(
    answer: Reply, suggestion: SuggestedEdit, tomasz: Member, olga: Member, piet: Member
) -> None:
    edit_reply(answer, by=tomasz, source="Three-wire, sorry.")
    assert SuggestedEdit.objects.get().is_stale
    for by in (tomasz, olga):
        with pytest.raises(Refusal, match="edited since"):
            accept_suggestion(suggestion, by=by)
    answer.refresh_from_db()
    assert answer.source == "Three-wire, sorry."
    # Suggested anew over the newer words it is no longer out of date.
    suggest_edit(answer, by=piet, source=BETTER, note="Again")
    accept_suggestion(suggestion, by=olga)
    answer.refresh_from_db()
    assert answer.source == BETTER


@pytest.mark.parametrize("first", ("accept", "refuse", "withdraw"))
def test_decided_once(suggestion: SuggestedEdit, olga: Member, piet: Member, first: str) -> None:
    if first == "accept":
        accept_suggestion(suggestion, by=olga)
    elif first == "refuse":
        refuse_suggestion(suggestion, by=olga, reason="No")
    else:
        withdraw_suggestion(suggestion, by=piet)
    state = SuggestedEdit.objects.get().state
    for again in (
        lambda: accept_suggestion(suggestion, by=olga),
        lambda: refuse_suggestion(suggestion, by=olga, reason="No"),
        lambda: withdraw_suggestion(suggestion, by=piet),
    ):
        with pytest.raises(Refusal, match="decided already"):
            again()
    assert SuggestedEdit.objects.get().state == state


def test_a_refusal_says_why(suggestion: SuggestedEdit, tomasz: Member) -> None:
    with pytest.raises(Refusal, match="give the reason"):
        refuse_suggestion(suggestion, by=tomasz, reason="  ")
    assert SuggestedEdit.objects.get().state == "open"


# Deciding ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ("tomasz", "olga", "maren"))
def test_accepted_it_is_an_edit_by_who_suggested_it(
    answer: Reply,
    suggestion: SuggestedEdit,
    piet: Member,
    who: str,
    tomasz: Member,
    olga: Member,
    maren: Member,
) -> None:
    by = {"tomasz": tomasz, "olga": olga, "maren": maren}[who]
    entry = accept_suggestion(suggestion, by=by)
    answer.refresh_from_db()
    assert (answer.source, answer.edit_count) == (BETTER, 1)
    assert "<strong>two-wire</strong>" in answer.html
    version = history_of(answer, by).versions[0]
    assert (version.by, version.accepted_by, version.note) == (piet, by, "Stands out")
    assert told(piet, "edit_decided") == ["Accepted."]
    assert told(tomasz, "edited") == ([] if who == "tomasz" else ["Stands out"])
    # What the company does stands in its log; a member's edit has the history.
    assert [one.verb for one in AuditEntry.objects.all()] == (["accept"] if entry else [])
    assert (entry is not None) == (who == "maren")


def test_a_title_too(thread: Thread, noor: Member, piet: Member) -> None:
    made = suggest_edit(
        thread, by=piet, title="Hub says waiting", source=thread.source, note="Names it"
    )
    accept_suggestion(made, by=noor)
    thread.refresh_from_db()
    assert (thread.title, thread.slug) == ("Hub says waiting", "hub-says-waiting")
    assert Revision.objects.get().title == "The house is cold"


@pytest.mark.parametrize("who", ("tomasz", "olga", "maren"))
def test_refused_nothing_changes_and_the_reason_is_told(
    answer: Reply,
    suggestion: SuggestedEdit,
    piet: Member,
    who: str,
    tomasz: Member,
    olga: Member,
    maren: Member,
) -> None:
    by = {"tomasz": tomasz, "olga": olga, "maren": maren}[who]
    refuse_suggestion(suggestion, by=by, reason="It is clear enough")
    answer.refresh_from_db()
    assert (answer.source, answer.edit_count) == ("Set the link to two-wire.", 0)
    assert told(piet, "edit_decided") == ["Not accepted. It is clear enough"]
    logged = list(AuditEntry.objects.values_list("verb", "reason"))
    assert logged == ([("refuse", "It is clear enough")] if who == "maren" else [])


def test_taken_back_its_author_hears_of_it_no_more(
    suggestion: SuggestedEdit, piet: Member, tomasz: Member
) -> None:
    withdraw_suggestion(suggestion, by=piet)
    assert told(tomasz, "edit_suggested") == []


# Undone --------------------------------------------------------------------------------------------
def test_the_company_undoes_its_accepting(
    answer: Reply, suggestion: SuggestedEdit, piet: Member, maren: Member
) -> None:
    entry = accept_suggestion(suggestion, by=maren)
    assert entry is not None
    assert Standing.objects.get(member=piet).points == 102
    undo_act(entry, by=maren)
    answer.refresh_from_db()
    assert answer.source == "Set the link to two-wire."
    assert SuggestedEdit.objects.get().state == "undone"
    assert Standing.objects.get(member=piet).points == 100
    assert told(piet, "edit_decided") == []


def test_the_company_takes_a_members_edit_back(
    answer: Reply, suggestion: SuggestedEdit, piet: Member, olga: Member, maren: Member
) -> None:
    accept_suggestion(suggestion, by=olga)
    answer.refresh_from_db()
    with pytest.raises(Refusal, match="give the reason"):
        revert_edit(answer, by=maren, reason=" ")
    with pytest.raises(Refusal, match="Only an ambassador"):
        revert_edit(answer, by=olga, reason="No")
    revert_edit(answer, by=maren, reason="It was right before")
    answer.refresh_from_db()
    assert (answer.source, answer.edit_count) == ("Set the link to two-wire.", 2)
    assert SuggestedEdit.objects.get().state == "undone"
    assert Standing.objects.get(member=piet).points == 100
    assert told(piet, "edit_decided") == ["It was right before"]
    with pytest.raises(Refusal, match="no edit by another member"):
        revert_edit(answer, by=maren, reason="Again")


def test_an_authors_own_edit_is_not_taken_back(
    answer: Reply, tomasz: Member, maren: Member
) -> None:
    edit_reply(answer, by=tomasz, source="Mine")
    answer.refresh_from_db()
    with pytest.raises(Refusal, match="no edit by another member"):
        revert_edit(answer, by=maren, reason="No")


def test_what_it_pays(suggestion: SuggestedEdit, piet: Member, tomasz: Member) -> None:
    accept_suggestion(suggestion, by=tomasz)
    row = Award.objects.get()
    assert (row.rule, row.member, row.counted, row.counterpart) == ("edit_approved", piet, 2, None)
    assert (row.source_kind, row.source_id, row.post_kind) == ("edit", suggestion.pk, "reply")


# Privacy -------------------------------------------------------------------------------------------
def test_what_goes_and_what_is_given(suggestion: SuggestedEdit, piet: Member) -> None:
    given = list(suggested_edits_of(piet))
    assert [(row["source"], row["state"]) for row in given] == [(BETTER, "open")]
    erase_from_forum(piet)
    assert SuggestedEdit.objects.count() == 0


def test_an_erased_name_goes_from_what_others_suggested(
    answer: Reply, piet: Member, sasha: Member
) -> None:
    suggest_edit(answer, by=piet, source="As @sasha says.", note="From @sasha")
    erase_from_forum(sasha)
    row = SuggestedEdit.objects.get()
    assert (row.source, row.note) == ("As @former-member says.", "From @former-member")


# Editing at once -----------------------------------------------------------------------------------
def test_freely_for_who_has_the_points(answer: Reply, olga: Member, tomasz: Member) -> None:
    words = "You need 500 points to edit what others wrote, and mark duplicates. You have 250"
    with pytest.raises(Refusal, match=words):
        edit_post(answer, by=olga, source=BETTER, note="Why")
    has_points(olga, 500)
    with pytest.raises(Refusal, match="give the reason"):
        edit_post(answer, by=olga, source=BETTER)
    with pytest.raises(Refusal, match="Only an ambassador"):
        edit_post(answer, by=olga, source=BETTER, note="Why", hide_before=True)
    edit_post(answer, by=olga, source=BETTER, note="Stands out")
    edit_post(answer, by=olga, source=BETTER, note="The same again")
    answer.refresh_from_db()
    assert (answer.source, answer.edit_count) == (BETTER, 1)
    assert told(tomasz, "edited") == ["Stands out"]
    assert AuditEntry.objects.count() == 0


@pytest.mark.parametrize("why", ("html", "locked"))
def test_not_freely_where_something_would_be_lost(
    thread: Thread, noor: Member, olga: Member, maren: Member, why: str
) -> None:
    has_points(olga, 500)
    if why == "html":
        Thread.objects.filter(pk=thread.pk).update(source_format="html")
    else:
        lock_thread(thread, by=maren, reason="Enough")
    with pytest.raises(Refusal):
        edit_post(thread, by=olga, title="T", source="S", note="Why")
    with pytest.raises(Refusal):
        edit_thread(thread, by=olga, title="T", source="S", note="Why")
    thread.refresh_from_db()
    assert thread.edit_count == 0


def test_a_free_edit_makes_what_waits_out_of_date(
    answer: Reply, suggestion: SuggestedEdit, olga: Member
) -> None:
    has_points(olga, 500)
    later = timezone.now() + timedelta(hours=1)
    edit_reply(answer, by=olga, source="Two-wire it is.", note="Why", at=later)
    assert SuggestedEdit.objects.get().is_stale
