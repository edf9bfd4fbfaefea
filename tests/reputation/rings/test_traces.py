"""Digests of where votes come from: nothing can be read back, and they do not stay."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client, override_settings

from accounts.actions.privacy import erase_member
from accounts.models import Member
from forum.models import Reply
from reputation.actions.traces import digest_of, forget_old_traces, network_of, note_traces
from reputation.models import Appeal, Finding, Trace
from reputation.queries.concerned import traces_of
from reputation.tasks import forget_traces
from tests.reputation.rings.test_held_points import found

T0 = datetime(2026, 3, 10, 12, tzinfo=UTC)
AsMember = Callable[[Member], Client]


@pytest.mark.parametrize(
    ("address", "network"),
    (
        ("192.0.2.77", "192.0.2.0/24"),
        (" 192.0.2.1", "192.0.2.0/24"),
        ("2001:db8:1:2::9", "2001:db8:1::/48"),
        ("unknown", ""),
        ("", ""),
    ),
)
def test_network_of(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_digest_is_of_its_month_kind_and_site() -> None:
    one = digest_of("network", "192.0.2.0/24", at=T0)
    assert len(one) == 32
    assert digest_of("network", "192.0.2.0/24", at=T0 + timedelta(days=20)) == one
    assert digest_of("network", "192.0.2.0/24", at=T0 + timedelta(days=30)) != one
    assert digest_of("device", "192.0.2.0/24", at=T0) != one
    with override_settings(SECRET_KEY="another"):
        assert digest_of("network", "192.0.2.0/24", at=T0) != one


def test_what_is_neither_leaves_none(noor: Member) -> None:
    note_traces(by=noor, address="nowhere", device="  ")
    assert Trace.objects.count() == 0


def test_noted_once_and_let_go(noor: Member, sasha: Member) -> None:
    for _ in range(2):
        note_traces(by=noor, address="192.0.2.1", device="Browser", at=T0)
    note_traces(by=sasha, address="192.0.2.2", device="Browser", at=T0)
    kept = Trace.objects.values_list("member", "kind", "digest")
    assert len(kept) == 4
    assert len({digest for _member, _kind, digest in kept}) == 2, "one network, one device"
    assert forget_old_traces(at=T0 + timedelta(days=90)) == 0
    assert forget_old_traces(at=T0 + timedelta(days=90, seconds=1)) == 4
    assert forget_traces.delay().get() == 0


def test_a_vote_leaves_digests_and_no_address(
    answer: Reply, sasha: Member, as_member: AsMember
) -> None:
    client = as_member(sasha)
    client.post(f"/r/{answer.pk}/vote/", {"value": 1}, headers={"User-Agent": "Odd browser"})
    assert set(Trace.objects.values_list("member", "kind")) == {
        (sasha.pk, "network"),
        (sasha.pk, "device"),
    }
    kept = str(list(Trace.objects.values()))
    assert "127.0.0" not in kept
    assert "Odd" not in kept
    assert [set(row) for row in traces_of(sasha)] == [{"at", "kind", "digest"}] * 2


def test_who_leaves_takes_them_along(sasha: Member, tomasz: Member, noor: Member) -> None:
    note_traces(by=sasha, address="192.0.2.1", device="Browser")
    note_traces(by=noor, address="192.0.2.1", device="Browser")
    finding = found(sasha, tomasz, reason="Sasha is odd")
    Appeal.objects.create(finding=finding, by=sasha, text="I am Sasha")
    erase_member(sasha, by=sasha)
    assert set(Trace.objects.values_list("member", flat=True)) == {noor.pk}
    assert Finding.objects.get().reason == Appeal.objects.get().text == ""
