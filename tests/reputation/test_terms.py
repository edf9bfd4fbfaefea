"""Terms begin with the guidelines, open things one by one, and end for a reason."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actions.privacy import erase_member
from accounts.models import AuditEntry, Member, Notification
from accounts.refusals import Refusal
from accounts.signals import member_changed
from reputation.actions.guidelines import set_guidelines
from reputation.actions.nominations import open_renewals
from reputation.actions.perks import record_perk
from reputation.actions.terms import (
    GROUP,
    accept_invitation,
    end_due_terms,
    end_term,
    give_back_capability,
    set_term_end,
    step_down,
    turn_down_invitation,
    withdraw_capability,
)
from reputation.enums import Capability
from reputation.models import Grant, Nomination, Perk, Term
from reputation.permissions import has_capability
from reputation.queries.programme import guidelines_now, public_superusers
from reputation.tasks import end_terms, review_renewals
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
    reviewers,
    told,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tier(db: None) -> None:
    make_tier()


def ended() -> list[str]:
    return list(Term.objects.order_by("pk").values_list("end", flat=True))


def inside(member: Member) -> bool:
    return member.groups.filter(name=GROUP).exists()


def opened(member: Member) -> set[str]:
    return {one.value for one in Capability if has_capability(fresh(member), one)}


# Beginning ---------------------------------------------------------------------------------------
def test_only_the_invited_answer_and_once(sasha: Member, noor: Member) -> None:
    nomination = invited(sasha)
    for answer in (accept_invitation, turn_down_invitation):
        more = {"guidelines": 0} if answer is accept_invitation else {}
        with pytest.raises(Refusal, match="for somebody else"):
            answer(nomination, by=noor, at=T0, **more)
    turn_down_invitation(nomination, by=sasha, at=T0)
    with pytest.raises(Refusal, match="answered already"):
        accept(nomination)
    assert (Term.objects.count(), fresh(sasha).honoured) == (0, False)
    assert told("turned_down") == ["hanna", "kenji", "wanjiru"]


def test_an_employee_by_now_cannot_accept(sasha: Member) -> None:
    nomination = invited(sasha)
    Member.objects.filter(pk=sasha.pk).update(role="ambassador")
    with pytest.raises(Refusal, match="employee cannot be"):
        accept(nomination)
    assert Term.objects.count() == 0


def test_the_guidelines_that_were_read_are_those_that_hold(sasha: Member) -> None:
    staff = make_member("ida", role="staff")
    nomination = invited(sasha)
    with pytest.raises(Refusal, match="Only staff"):
        set_guidelines(text="Be kind.", by=reviewers()[0])
    with pytest.raises(Refusal, match="between 1 and 8000"):
        set_guidelines(text=" ", by=staff)
    assert guidelines_now().number == 1
    set_guidelines(text="Be kind.", by=staff)
    with pytest.raises(Refusal, match="changed meanwhile"):
        accept_invitation(nomination, by=sasha, guidelines=1, at=T0)
    assert set_guidelines(text="Be very kind.", by=staff).number == 3
    term = accept(nomination)
    assert (term.guidelines, guidelines_now().text) == (3, "Be very kind.")


def test_acceptance_honours_and_opens(sasha: Member) -> None:
    term = honoured(sasha)
    assert (term.begins, term.ends) == (T0, T0 + 365 * DAY)
    assert (fresh(sasha).honoured, inside(sasha)) == (True, True)
    Term.objects.update(ends=T0 + 4_000 * DAY)
    assert opened(sasha) == set(Capability.values)
    assert told("accepted") == ["hanna", "kenji", "wanjiru"]
    entry = AuditEntry.objects.get(verb="superuser_accept")
    assert (entry.actor, entry.before["guidelines"]) == (sasha, 1)


def test_constraints(sasha: Member) -> None:
    term = honoured(sasha)
    row = {"member": sasha, "tier": term.tier, "guidelines": 0, "begins": T0, "ends": T0 + DAY}
    for wrong in (
        {},
        {"ends": T0, "ended_at": T0, "end": "run_out"},
        {"ended_at": T0},
        {"ended_at": T0, "end": "odd"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Term.objects.create(**{**row, **wrong})
    for capability in ("move", "fly"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Grant.objects.create(term=term, capability=capability)


# What it opens -----------------------------------------------------------------------------------
def test_capabilities_are_withdrawn_one_by_one(sasha: Member, noor: Member) -> None:
    term, by = honoured(sasha), reviewers()[0]
    Term.objects.update(ends=T0 + 4_000 * DAY)
    with pytest.raises(Refusal, match="nothing named fly"):
        withdraw_capability(term, capability="fly", by=by, reason="Why")
    with pytest.raises(Refusal, match="Only an ambassador"):
        withdraw_capability(term, capability="move", by=noor, reason="Why")
    with pytest.raises(Refusal, match="give the reason"):
        withdraw_capability(term, capability="move", by=by, reason=" ")
    assert opened(sasha) == set(Capability.values)
    for _twice in range(2):
        withdraw_capability(term, capability="move", by=by, reason="Moved too much")
    assert opened(sasha) == set(Capability.values) - {"move"}
    assert told("withdrawn") == ["sasha"]
    for _twice in range(2):
        give_back_capability(term, capability="move", by=by)
    assert (opened(sasha), told("given_back")) == (set(Capability.values), ["sasha"])
    withdraw_capability(term, capability="move", by=by, reason="Again")
    assert told("withdrawn") == ["sasha", "sasha"]
    verbs = ["superuser_withdrawn", "superuser_given_back", "superuser_withdrawn"]
    rows = AuditEntry.objects.filter(verb__in=verbs).order_by("pk")
    assert list(rows.values_list("verb", flat=True)) == verbs


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.tuples(st.booleans(), st.sampled_from(Capability.values)), max_size=12))
def test_after_any_steps_what_was_last_said_of_each_holds(
    sasha: Member, steps: list[tuple[bool, str]]
) -> None:
    with transaction.atomic():
        term, by = honoured(sasha), reviewers()[0]
        Term.objects.update(ends=T0 + 4_000 * DAY)
        last = dict.fromkeys(Capability.values, True)
        for back, one in steps:
            if back:
                give_back_capability(term, capability=one, by=by)
            else:
                withdraw_capability(term, capability=one, by=by, reason="Why")
            last[one] = back
        assert opened(sasha) == {one for one, is_open in last.items() if is_open}
        transaction.set_rollback(True)


def test_what_was_withdrawn_stays_so_in_a_renewal(sasha: Member) -> None:
    term = honoured(sasha)
    withdraw_capability(term, capability="retag", by=reviewers()[0], reason="Why", at=T0)
    open_renewals(at=term.ends - DAY)
    renewal = Nomination.objects.get(renews=term)
    approve(renewal, at=term.ends - DAY)
    again = accept(Nomination.objects.get(pk=renewal.pk), at=term.ends - DAY)
    shut = again.grants.exclude(withdrawn_at=None).values_list("capability", "reason")
    assert list(shut) == [("retag", "Why")]


def test_a_term_that_is_over_opens_nothing_before_anybody_rings(sasha: Member) -> None:
    honoured(sasha)
    Term.objects.update(ends=T0 + DAY)
    assert (fresh(sasha).honoured, opened(sasha)) == (True, set())


# Ending ------------------------------------------------------------------------------------------
def test_the_day_of_the_end(sasha: Member, noor: Member) -> None:
    term, by = honoured(sasha), reviewers()[0]
    for ends, why in (
        (T0 - DAY, "before it begins"),
        (T0, "before it begins"),
        (T0 + DAY, "That day is past"),
        (T0 + 5_000 * DAY, "too far away"),
    ):
        with pytest.raises(Refusal, match=why):
            set_term_end(term, by=by, ends=ends, reason="Why", at=T0 + 2 * DAY)
    with pytest.raises(Refusal, match="Only an ambassador"):
        set_term_end(term, by=noor, ends=T0 + 9 * DAY, reason="Why", at=T0)
    with pytest.raises(Refusal, match="give the reason"):
        set_term_end(term, by=by, ends=T0 + 9 * DAY, reason="", at=T0)
    for _twice in range(2):
        set_term_end(term, by=by, ends=T0 + 9 * DAY, reason="A short one", at=T0)
    assert (Term.objects.get().ends, told("moved_end")) == (T0 + 9 * DAY, ["sasha"])


def test_it_runs_out_once(sasha: Member) -> None:
    term = honoured(sasha)
    assert end_due_terms(at=term.ends - timedelta(seconds=1)) == 0
    assert (end_due_terms(at=term.ends), end_due_terms(at=term.ends + DAY)) == (1, 0)
    assert (ended(), fresh(sasha).honoured, inside(sasha)) == (["run_out"], False, False)
    assert told("ended") == ["hanna", "kenji", "sasha", "wanjiru"]
    assert [one.username for one in public_superusers().former] == ["sasha"]
    assert AuditEntry.objects.filter(verb="superuser_end").count() == 1


def test_a_renewal_may_be_accepted_after_the_term_ran_out(sasha: Member) -> None:
    term = honoured(sasha)
    open_renewals(at=term.ends - DAY)
    renewal = Nomination.objects.get(renews=term)
    approve(renewal, at=term.ends - DAY)
    end_due_terms(at=term.ends)
    assert not fresh(sasha).honoured
    again = accept(Nomination.objects.get(pk=renewal.pk), at=term.ends + DAY)
    assert (again.begins, ended(), fresh(sasha).honoured) == (
        term.ends + DAY,
        ["run_out", ""],
        True,
    )


def test_stepping_down(sasha: Member, noor: Member) -> None:
    honoured(sasha)
    with pytest.raises(Refusal, match="Only they themselves"):
        step_down(sasha, by=reviewers()[0])
    step_down(sasha, by=sasha, at=T0 + DAY)
    assert (ended(), inside(sasha), told("ended")) == (
        ["stepped_down"],
        False,
        ["hanna", "kenji", "wanjiru"],
    )
    with pytest.raises(Refusal, match="in no term"):
        step_down(sasha, by=sasha)


def test_the_company_ends_it_with_a_reason(sasha: Member, noor: Member) -> None:
    term, by = honoured(sasha), reviewers()[0]
    with pytest.raises(Refusal, match="Only an ambassador"):
        end_term(term, by=noor, reason="Why")
    with pytest.raises(Refusal, match="give the reason"):
        end_term(term, by=by, reason="")
    end_term(term, by=by, reason="Unkind in messages", at=T0 + DAY)
    assert (ended(), public_superusers().former) == (["withdrawn"], [])
    line = Notification.objects.get(member=sasha, event__startswith="programme:ended:")
    assert line.words == "The term as Superuser has ended. Unkind in messages"


@pytest.mark.parametrize(
    ("change", "why"), (({"role": "staff"}, "employed"), ({"is_active": False}, "closed"))
)
def test_an_employee_or_a_closed_account_has_no_term(
    sasha: Member, change: dict[str, object], why: str
) -> None:
    term = honoured(sasha)
    open_renewals(at=term.ends - DAY)
    Member.objects.filter(pk=sasha.pk).update(**change)
    assert opened(sasha) == set()
    member_changed.send(Member, member=fresh(sasha))
    assert (ended(), fresh(sasha).honoured) == ([why], False)
    assert Nomination.objects.get(renews=term).stage == "lapsed"
    assert end_due_terms() == 0


def test_the_tasks_may_be_run_twice(sasha: Member) -> None:
    honoured(sasha)
    Member.objects.filter(pk=sasha.pk).update(role="ambassador")
    assert (end_terms(), end_terms()) == (1, 0)
    assert (ended(), review_renewals()) == (["employed"], 0)


def test_erasure_ends_the_term_and_takes_what_was_said(sasha: Member) -> None:
    term, by = honoured(sasha), reviewers()[0]
    withdraw_capability(term, capability="move", by=by, reason="Quill reason")
    record_perk(sasha, what="A Quill mug", by=by)
    erase_member(fresh(sasha), by=fresh(sasha))
    nomination = Nomination.objects.get()
    assert (ended(), nomination.reason, nomination.evidence) == (["closed"], "", {})
    assert set(nomination.reviews.values_list("reason", flat=True)) == {""}
    assert (Perk.objects.count(), Notification.objects.filter(kind="programme").count()) == (0, 0)
    assert not Grant.objects.exclude(reason="").exists()
    assert not AuditEntry.objects.filter(object_id=sasha.pk).exclude(label="", reason="").exists()


# Thanks ------------------------------------------------------------------------------------------
def test_perks_are_written_down(sasha: Member, noor: Member) -> None:
    honoured(sasha)
    by = reviewers()[0]
    for member, who, what, why in (
        (sasha, noor, "A mug", "Only an ambassador"),
        (sasha, by, " ", "what was given"),
        (noor, by, "A mug", "never a Superuser"),
    ):
        with pytest.raises(Refusal, match=why):
            record_perk(member, what=what, by=who)
    record_perk(sasha, what="A mug", by=by, note="The blue one")
    assert list(Perk.objects.values_list("member__username", "what", "note", "by__username")) == [
        ("sasha", "A mug", "The blue one", "hanna")
    ]
    assert told("perk") == ["sasha"]
