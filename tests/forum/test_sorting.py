"""The page where members keep a thread in order: each act on it asks for its own points."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Member
from forum.models import Thread, ThreadLink
from reputation.actions.terms import withdraw_capability
from reputation.enums import Capability
from tests.forum.test_suggested import has_points
from tests.forum.test_suggested_pages import page
from tests.reputation.holding import hold
from tests.reputation.honouring import fresh, honoured, reviewers

AsMember = Callable[[Member], Client]


def hold_sorting(retag: int, edit_freely: int) -> None:
    hold({"privileges": {"retag": retag, "edit_freely": edit_freely, "suggest_edit": 900}})


@pytest.mark.parametrize(
    ("retag", "edit_freely", "acts"),
    (
        (600, 600, None),
        (600, 500, ["duplicate"]),
        (500, 600, ["retag"]),
        (550, 550, ["retag", "duplicate"]),
    ),
)
def test_each_act_of_sorting_asks_for_its_own_points(
    as_member: AsMember,
    thread: Thread,
    sasha: Member,
    retag: int,
    edit_freely: int,
    acts: list[str] | None,
) -> None:
    hold_sorting(retag, edit_freely)
    has_points(sasha, 550)
    client, at = as_member(sasha), f"/t/{thread.pk}/sort/"
    answered = client.get(at)
    assert answered.status_code == (403 if acts is None else 200)
    assert (at in page(client, thread.get_absolute_url())) == (acts is not None)
    seen = re.findall(r'name="act" value="(\w+)"', answered.content.decode())
    assert seen == (acts or [])
    for act in {"retag", "duplicate"} - set(acts or []):
        sent = {"act": act, "tags": "", "of": "1", "reason": "Better"}
        assert client.post(at, sent).status_code == 403


@pytest.mark.parametrize(
    ("retag", "edit_freely", "needed"), ((800, 700, 700), (700, 800, 700), (600, 600, 600))
)
def test_who_may_do_neither_reads_the_nearest(
    as_member: AsMember, thread: Thread, sasha: Member, retag: int, edit_freely: int, needed: int
) -> None:
    hold_sorting(retag, edit_freely)
    has_points(sasha, 550)
    answered = as_member(sasha).get(f"/t/{thread.pk}/sort/").content.decode()
    assert re.findall(r"You need (\d+) points", answered) == [str(needed)]


def test_a_duplicate_is_marked_by_whose_points_open_that_alone(
    as_member: AsMember, ask: Callable[..., Thread], sasha: Member
) -> None:
    hold_sorting(600, 500)
    has_points(sasha, 550)
    thread, other = ask(), ask(title="The same")
    sent = {"act": "duplicate", "of": str(other.pk), "reason": "Same"}
    assert as_member(sasha).post(f"/t/{thread.pk}/sort/", sent).status_code == 303
    assert ThreadLink.objects.get().to_id == other.pk


def test_a_superuser_whose_retagging_was_withdrawn_still_marks(
    as_member: AsMember, thread: Thread, sasha: Member
) -> None:
    term = honoured(sasha, at=timezone.now())
    by = reviewers()[0]
    withdraw_capability(term, capability=Capability.RETAG, by=by, reason="Wild tags")
    client, at = as_member(fresh(sasha)), f"/t/{thread.pk}/sort/"
    assert at in page(client, thread.get_absolute_url())
    answered = client.get(at).content.decode()
    assert re.findall(r'name="act" value="(\w+)"', answered) == ["duplicate"]
