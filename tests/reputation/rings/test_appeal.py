"""Those concerned read what was found, without names, and say how it was; the company answers."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import AuditEntry, Member, Notification
from accounts.refusals import Refusal
from reputation.actions.appeals import answer_appeal, appeal_finding
from reputation.actions.rings import decide_finding
from reputation.enums import FindingState
from reputation.models import Appeal, Finding
from reputation.queries.concerned import appeals_by, findings_of, findings_still_theirs
from tests.reputation.rings.test_held_points import found

AsMember = Callable[[Member], Client]


@pytest.fixture
def finding(sasha: Member, tomasz: Member) -> Finding:
    """Sasha's votes for Tomasz."""
    return found(sasha, tomasz)


def test_what_is_refused(finding: Finding, sasha: Member, noor: Member, maren: Member) -> None:
    for by, text, words in (
        (noor, "hello", "Only who it is about can answer this"),
        (sasha, "  ", "Please say in a few words how it was"),
        (sasha, "x" * 2_001, "Please say it in 2000 characters"),
    ):
        with pytest.raises(Refusal, match=words):
            appeal_finding(finding, by=by, text=text)
    appeal_finding(finding, by=sasha, text="we share a desk")
    with pytest.raises(Refusal, match="You have told us how it was"):
        appeal_finding(finding, by=sasha, text="and a lamp")
    decide_finding(finding, state=FindingState.CLEARED, by=maren, reason="a desk")
    with pytest.raises(Refusal, match="All is well already"):
        appeal_finding(finding, by=sasha, text="thanks")


def test_answers_that_are_refused(finding: Finding, sasha: Member, maren: Member) -> None:
    appeal = appeal_finding(finding, by=sasha, text="we share a desk")
    for by, answer, words in (
        (sasha, "yes", "Only the company’s own people"),
        (maren, " ", "Please answer in a few words"),
    ):
        with pytest.raises(Refusal, match=words):
            answer_appeal(appeal, by=by, answer=answer, granted=True)
    answer_appeal(appeal, by=maren, answer="No.", granted=False)
    with pytest.raises(Refusal, match="Somebody has answered this already"):
        answer_appeal(appeal, by=maren, answer="Yes!", granted=True)
    assert Finding.objects.get().state == "open"


def test_granted_lets_the_points_count_and_tells(
    finding: Finding, sasha: Member, maren: Member
) -> None:
    appeal = appeal_finding(finding, by=sasha, text="we share a desk")
    answer_appeal(appeal, by=maren, answer="So you do.", granted=True)
    assert Finding.objects.get().state == "cleared"
    assert set(AuditEntry.objects.values_list("verb", flat=True)) == {"ring_clear", "ring_answer"}
    told = Notification.objects.get(member=sasha, event=f"appeal:{appeal.pk}")
    assert (told.words, told.actor) == ("So you do.", None)
    assert [row["answer"] for row in appeals_by(sasha)] == ["So you do."]


def test_the_page_is_for_whom_it_concerns(
    finding: Finding, as_member: AsMember, noor: Member, maren: Member, tomasz: Member
) -> None:
    for client in (as_member(noor), as_member(maren)):
        assert client.get(finding.appeal_url).status_code == 404
    assert Client().get(finding.appeal_url).status_code == 302
    assert as_member(tomasz).get("/reputation/appeal/99999999999999999999/").status_code == 404
    assert findings_still_theirs(noor, [finding.pk]) == set()
    assert findings_still_theirs(tomasz, [finding.pk]) == {finding.pk}


def test_nobody_is_named_to_the_author(
    finding: Finding, as_member: AsMember, tomasz: Member, maren: Member
) -> None:
    decide_finding(finding, state=FindingState.REVERSED, by=maren, reason="Sasha and Maren know")
    page = as_member(tomasz).get(finding.appeal_url).content.decode()
    assert "Some points were taken back" in page
    for name in ("Sasha", "sasha", "Maren", "maren"):
        assert name not in page
    assert [set(row) for row in findings_of(tomasz)] == [
        {"as", "at", "state", "decided_at", "blocked_until"}
    ]


def test_told_on_the_page(finding: Finding, as_member: AsMember, sasha: Member) -> None:
    client = as_member(sasha)
    assert client.post(finding.appeal_url, {"text": " "}).status_code == 400
    answer = client.post(finding.appeal_url, {"text": "We share a desk."})
    assert (answer.status_code, answer["Location"]) == (302, finding.appeal_url)
    assert "We share a desk." in client.get(finding.appeal_url).content.decode()
    again = client.post(finding.appeal_url, {"text": "And a lamp."})
    assert again.status_code == 400
    assert "You have told us how it was." in again.content.decode()
    assert Appeal.objects.count() == 1
