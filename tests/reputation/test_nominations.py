"""From a nomination with its reason, over two different reviewers, to an invitation; wrong ones are
refused with their reason, and every step is written down and told."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry, Delivery, Member
from accounts.refusals import Refusal
from reputation.actions.nominations import (
    lapse_invitations,
    nominate_member,
    open_renewals,
    review_nomination,
)
from reputation.actions.terms import set_term_end
from reputation.models import Nomination, Review, Term
from tests.conftest import make_member
from tests.reputation.honouring import (
    DAY,
    T0,
    accept,
    approve,
    fresh,
    honoured,
    invited,
    make_tier,
    nominated,
    reviewers,
    told,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tier(db: None) -> None:
    make_tier()


def stages() -> list[str]:
    return list(Nomination.objects.order_by("pk").values_list("stage", flat=True))


def verbs(member: Member) -> list[str]:
    rows = AuditEntry.objects.filter(object_kind="member", object_id=member.pk).order_by("pk")
    return [verb.removeprefix("superuser_") for verb in rows.values_list("verb", flat=True)]


# Refusals ----------------------------------------------------------------------------------------
def test_who_may_be_nominated_by_whom(sasha: Member, maren: Member, noor: Member) -> None:
    other = make_member("kofi", role="staff")
    gone = make_member("gone", is_active=False)
    for member, by, why in (
        (maren, maren, "cannot nominate yourself"),
        (noor, noor, "cannot nominate yourself"),
        (sasha, noor, "Only an ambassador"),
        (other, maren, "employee cannot be a Superuser"),
        (gone, maren, "account is closed"),
    ):
        with pytest.raises(Refusal, match=why):
            nominate_member(member, tier="superuser", by=by, reason="Kind")
    assert (Nomination.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_not_for_an_unknown_tier_and_not_without_a_reason(sasha: Member, maren: Member) -> None:
    with pytest.raises(Refusal, match="no tier named emperor"):
        nominate_member(sasha, tier="emperor", by=maren, reason="Kind")
    with pytest.raises(Refusal, match="give the reason"):
        nominate_member(sasha, tier="superuser", by=maren, reason="  ")
    assert Nomination.objects.count() == 0


def test_not_twice_and_not_in_a_term(sasha: Member, noor: Member, maren: Member) -> None:
    nominated(sasha)
    with pytest.raises(Refusal, match="nominated already"):
        nominate_member(sasha, tier="superuser", by=maren, reason="Kind")
    honoured(noor)
    with pytest.raises(Refusal, match="Superuser already"):
        nominate_member(noor, tier="superuser", by=maren, reason="Kind")
    assert stages() == ["nominated", "accepted"]
    for wrong in ({"member": sasha}, {"member": noor, "stage": "odd"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Nomination.objects.create(**{"tier": make_tier(), **wrong})


def test_reviews_are_two_others_words(sasha: Member, noor: Member) -> None:
    hanna, kenji, wanjiru = reviewers()
    nomination = nominated(sasha)
    with pytest.raises(Refusal, match="nominated them yourself"):
        review_nomination(nomination, by=hanna, is_yes=True, reason="Kind")
    with pytest.raises(Refusal, match="Only an ambassador"):
        review_nomination(nomination, by=noor, is_yes=True, reason="Kind")
    with pytest.raises(Refusal, match="give the reason"):
        review_nomination(nomination, by=kenji, is_yes=True, reason=" ")
    review_nomination(nomination, by=kenji, is_yes=True, reason="Kind")
    with pytest.raises(Refusal, match="reviewed this already"):
        review_nomination(nomination, by=kenji, is_yes=True, reason="Very kind")
    assert (stages(), Review.objects.count()) == (["nominated"], 1)
    review_nomination(nomination, by=wanjiru, is_yes=True, reason="Kind")
    with pytest.raises(Refusal, match="decided already"):
        review_nomination(nomination, by=make_member("bo", role="staff"), is_yes=False, reason="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(nomination=nomination, by=kenji, is_yes=True, reason="Kind")


def test_ones_own_nomination_is_reviewed_by_others(sasha: Member) -> None:
    """Whoever came into the company meanwhile does not decide about themself."""
    nomination = nominated(sasha)
    Member.objects.filter(pk=sasha.pk).update(role="ambassador")
    with pytest.raises(Refusal, match="your own nomination"):
        review_nomination(nomination, by=fresh(sasha), is_yes=True, reason="I am kind")
    with pytest.raises(Refusal, match="employee cannot be"):
        review_nomination(nomination, by=reviewers()[1], is_yes=True, reason="Kind")
    assert (stages(), Review.objects.count()) == (["nominated"], 0)


# What happens ------------------------------------------------------------------------------------
def test_two_yeses_invite_and_everybody_concerned_is_told(sasha: Member, maren: Member) -> None:
    hanna, kenji, wanjiru = reviewers()
    nomination = nominated(sasha)
    assert told("nominated") == ["kenji", "maren", "wanjiru"]
    review_nomination(nomination, by=kenji, is_yes=True, reason="I saw it", at=T0)
    assert (stages(), told("reviewed"), told("invited")) == (["nominated"], ["hanna"], [])
    review_nomination(nomination, by=wanjiru, is_yes=True, reason="So did I", at=T0 + DAY)
    assert (stages(), told("invited"), told("approved")) == (
        ["invited"],
        ["sasha"],
        ["hanna", "kenji"],
    )
    assert verbs(sasha) == ["nominate", "review", "review", "invite"]
    entry = AuditEntry.objects.get(verb="superuser_nominate")
    assert (entry.actor, entry.reason) == (hanna, "Patient with everybody")
    mails = Delivery.objects.filter(notification__kind="programme", channel="now")
    assert mails.count() == 7


def test_one_no_closes_it(sasha: Member) -> None:
    _hanna, kenji, wanjiru = reviewers()
    nomination = nominated(sasha)
    review_nomination(nomination, by=kenji, is_yes=True, reason="Kind")
    review_nomination(nomination, by=wanjiru, is_yes=False, reason="Too early")
    assert (stages(), told("declined"), told("invited")) == (["declined"], ["hanna", "kenji"], [])
    assert nominated(sasha).stage == "nominated"


def test_invitations_lapse_once(sasha: Member, noor: Member) -> None:
    nomination = invited(sasha)
    assert lapse_invitations(at=T0 + timedelta(days=29, hours=23)) == 0
    late = T0 + 30 * DAY
    with pytest.raises(Refusal, match="has lapsed"):
        accept(nomination, at=late)
    assert (lapse_invitations(at=late), lapse_invitations(at=late)) == (1, 0)
    assert (stages(), told("lapsed")) == (["lapsed"], ["hanna", "kenji", "sasha", "wanjiru"])
    assert verbs(sasha)[-1] == "lapse"
    with pytest.raises(Refusal, match="has lapsed"):
        accept(nomination, at=late)
    assert Term.objects.count() == 0


def test_what_is_open_for_an_employee_closes(sasha: Member, noor: Member) -> None:
    nominated(sasha)
    invited(noor)
    Member.objects.filter(pk=sasha.pk).update(role="staff")
    Member.objects.filter(pk=noor.pk).update(is_active=False)
    assert (lapse_invitations(at=T0 + DAY), lapse_invitations(at=T0 + DAY)) == (2, 0)
    assert stages() == ["lapsed", "lapsed"]


# Renewals ----------------------------------------------------------------------------------------
def test_a_renewal_is_opened_thirty_days_before_the_end_and_once(sasha: Member) -> None:
    term = honoured(sasha)
    before = term.ends - 30 * DAY
    assert open_renewals(at=before - timedelta(seconds=1)) == 0
    assert (open_renewals(at=before), open_renewals(at=before + DAY)) == (1, 0)
    renewal = Nomination.objects.get(renews=term)
    assert (renewal.stage, renewal.by, renewal.tier_id) == ("nominated", None, term.tier_id)
    assert told("renewal") == ["hanna", "kenji", "sasha", "wanjiru"]
    assert verbs(sasha)[-1] == "renewal"


def test_a_renewal_adds_its_days_to_the_end(sasha: Member) -> None:
    term = honoured(sasha)
    open_renewals(at=term.ends - 20 * DAY)
    renewal = Nomination.objects.get(renews=term)
    approve(renewal, at=term.ends - 10 * DAY)
    again = accept(Nomination.objects.get(pk=renewal.pk), at=term.ends - 9 * DAY)
    term.refresh_from_db()
    assert (term.end, term.ended_at) == ("renewed", term.ends - 9 * DAY)
    assert (again.begins, again.ends) == (term.ends - 9 * DAY, term.ends + 365 * DAY)
    assert fresh(sasha).honoured


def test_a_renewal_that_is_refused_is_told_to_the_member(sasha: Member) -> None:
    term = honoured(sasha)
    open_renewals(at=term.ends - 20 * DAY)
    renewal = Nomination.objects.get(renews=term)
    review_nomination(renewal, by=reviewers()[0], is_yes=False, reason="Quiet lately")
    assert (told("not_renewed"), fresh(sasha).honoured) == (["sasha"], True)
    assert open_renewals(at=term.ends - DAY) == 0


@pytest.mark.parametrize("closed", ("declined", "lapsed", "turned_down"))
def test_a_term_whose_end_was_moved_away_is_reviewed_once_more(sasha: Member, closed: str) -> None:
    """The company said no, or the member did not answer; and then both went on after all."""
    term = honoured(sasha)
    open_renewals(at=term.ends - 20 * DAY)
    Nomination.objects.filter(renews=term).update(stage=closed)
    later, on = term.ends + 365 * DAY, term.ends - 10 * DAY
    set_term_end(term, by=reviewers()[0], ends=later, reason="She is back", at=on)
    assert open_renewals(at=on) == 0
    assert open_renewals(at=later - 31 * DAY) == 0
    assert (open_renewals(at=later - 30 * DAY), open_renewals(at=later - 29 * DAY)) == (1, 0)
    rows = Nomination.objects.filter(renews=term).order_by("pk")
    assert [row.stage for row in rows] == [closed, "nominated"]
    again = rows.last()
    assert again is not None
    approve(again, at=later - 28 * DAY)
    assert accept(again, at=later - 27 * DAY).ends == later + 365 * DAY


def test_an_end_that_came_nearer_is_not_reviewed_twice(sasha: Member) -> None:
    term = honoured(sasha)
    open_renewals(at=term.ends - 25 * DAY)
    Nomination.objects.filter(renews=term).update(stage="declined")
    by, sooner = reviewers()[0], term.ends - 5 * DAY
    set_term_end(term, by=by, ends=sooner, reason="So it is", at=term.ends - 20 * DAY)
    assert open_renewals(at=term.ends - 15 * DAY) == 0
