"""The company's pages about votes: evidence in a sentence, a graph that is a table too, decisions."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, Member
from reputation.actions.appeals import appeal_finding
from reputation.models import Finding
from reputation.rings.evidence import graph_of, percent, sentence_of
from tests.conftest import make_member
from tests.reputation.rings.test_held_points import found

AsMember = Callable[[Member], Client]
RINGS = "/moderate/rings/"


@pytest.fixture
def finding(sasha: Member, tomasz: Member) -> Finding:
    return found(sasha, tomasz)


def test_to_others_there_is_nothing_here(
    finding: Finding, as_member: AsMember, noor: Member, tomasz: Member
) -> None:
    for client in (as_member(noor), as_member(tomasz)):
        for path in (RINGS, finding.get_absolute_url()):
            assert client.get(path).status_code == 404
        assert client.post(f"{RINGS}check/").status_code == 404
        assert client.post(finding.get_absolute_url(), {"state": "held"}).status_code == 404
    assert Client().get(RINGS).status_code == 302
    assert Finding.objects.get().state == "open"


def test_the_sentence(finding: Finding) -> None:
    assert sentence_of(finding) == (
        "9 of 11 votes of Sasha Dunne went to Tomasz Wilk, who wrote 6% of what Sasha Dunne could "
        "see; 7 of them within 5 minutes of posting; Tomasz Wilk gave 8 back."
    )
    finding.evidence |= {"quick": 0, "young": True, "shared": True}
    assert sentence_of(finding) == (
        "9 of 11 votes of Sasha Dunne went to Tomasz Wilk, who wrote 6% of what Sasha Dunne could "
        "see; Tomasz Wilk gave 8 back; Sasha Dunne’s account was new; both came from the same "
        "device and network."
    )


@pytest.mark.parametrize(
    ("share", "words"), ((0.06, "6"), (0.954, "95"), (0.004, "0.4"), (1, "100"))
)
def test_percent(share: float, words: str) -> None:
    assert percent(share) == words


def test_the_graph_has_each_member_once(finding: Finding, sasha: Member, tomasz: Member) -> None:
    graph = graph_of([finding, found(tomasz, sasha)])
    assert sorted(dot.label for dot in graph.dots) == ["Sasha Dunne", "Tomasz Wilk"]
    assert len(graph.lines) == 2
    assert all(0 <= number <= graph.size for dot in graph.dots for number in (dot.x, dot.y))


def test_the_list_and_the_page(finding: Finding, as_member: AsMember, maren: Member) -> None:
    client, at = as_member(maren), finding.get_absolute_url()
    sentence = "9 of 11 votes of Sasha Dunne went to Tomasz Wilk"
    assert sentence in client.get(RINGS).content.decode()
    page = client.get(at).content.decode()
    for words in (sentence, '<svg class="graph"', "<table", "Sasha Dunne"):
        assert words in page
    assert client.get(f"{RINGS}?show=odd").status_code == 404
    assert client.get(f"{RINGS}?after=odd").status_code == 404
    assert client.get(f"{RINGS}99999999999999999999/").status_code == 404


@pytest.mark.parametrize("data", ({}, {"state": "held"}, {"state": "open", "reason": "so"}))
def test_half_a_decision_is_none(
    finding: Finding, as_member: AsMember, maren: Member, data: dict[str, str]
) -> None:
    assert as_member(maren).post(finding.get_absolute_url(), data).status_code == 400
    assert Finding.objects.get().state == "open"


def test_decided_for_the_whole_group(
    finding: Finding, as_member: AsMember, sasha: Member, tomasz: Member, maren: Member
) -> None:
    other = found(tomasz, sasha)
    Finding.objects.filter(pk=other.pk).update(run=finding.run)
    apart = found(sasha, maren)
    data = {"state": "reversed", "reason": "a ring", "whole": "on"}
    answer = as_member(maren).post(finding.get_absolute_url(), data)
    assert answer.status_code == 302
    states = dict(Finding.objects.values_list("pk", "state"))
    assert states == {finding.pk: "reversed", other.pk: "reversed", apart.pk: "open"}
    acts = AuditEntry.objects.values_list("verb", "actor", "reason")
    assert list(acts) == [("ring_reverse", maren.pk, "a ring")] * 2


def test_about_oneself_somebody_else_decides(
    as_member: AsMember, maren: Member, tomasz: Member
) -> None:
    finding = found(maren, tomasz)
    data = {"state": "cleared", "reason": "it is me"}
    client = as_member(maren)
    assert client.post(finding.get_absolute_url(), data).status_code == 404
    assert client.get(finding.get_absolute_url()).status_code == 404
    assert "Tomasz" not in client.get("/moderate/rings/").content.decode()


def grouped(first: Finding, other: Finding) -> None:
    """Two findings of one group."""
    Finding.objects.filter(pk=other.pk).update(run=first.run, cluster=first.cluster)


def test_an_appeal_about_oneself_is_not_named_here(
    as_member: AsMember, maren: Member, tomasz: Member, sasha: Member
) -> None:
    """Nor one of the group that one is in: both would say who voted for whom."""
    mine, theirs, apart = found(tomasz, maren), found(sasha, tomasz), found(tomasz, sasha)
    grouped(mine, theirs)
    appeals = [
        appeal_finding(mine, by=tomasz, text="Mine."),
        appeal_finding(theirs, by=sasha, text="So"),
    ]
    client, where = as_member(maren), RINGS
    for page in (where, f"{where}?show=decided"):
        assert "#appeal-" not in client.get(page).content.decode()
        assert mine.get_absolute_url() not in client.get(page).content.decode()
        assert theirs.get_absolute_url() not in client.get(page).content.decode()
    for appeal in appeals:
        sent = {f"a{appeal.pk}-answer": "It is well.", f"a{appeal.pk}-granted": "on"}
        assert client.post(f"{where}appeals/{appeal.pk}/", sent).status_code == 404
    assert set(Finding.objects.values_list("state", flat=True)) == {"open"}
    last = appeal_finding(apart, by=sasha, text="Friends.")
    words = client.get(where).content.decode()
    assert re.findall(r"#appeal-(\d+)", words) == [str(last.pk)]


def test_a_group_that_one_is_in_is_not_shown_where_its_rest_waits(
    as_member: AsMember, maren: Member, tomasz: Member, sasha: Member
) -> None:
    mine, theirs = found(tomasz, maren), found(sasha, tomasz)
    grouped(mine, theirs)
    Finding.objects.filter(pk=mine.pk).update(state="cleared", decided_at=mine.at)
    assert "Sasha" not in as_member(maren).get(RINGS).content.decode()


def test_an_appeal_is_answered_here(
    finding: Finding, as_member: AsMember, sasha: Member, maren: Member
) -> None:
    appeal = appeal_finding(finding, by=sasha, text="We share a <desk>.")
    client, at = as_member(maren), finding.get_absolute_url()
    assert f"{at}#appeal-{appeal.pk}" in client.get(RINGS).content.decode()
    assert "We share a &lt;desk&gt;." in client.get(at).content.decode()
    where, name = f"{RINGS}appeals/{appeal.pk}/", f"a{appeal.pk}"
    assert client.post(where, {}).status_code == 302
    appeal.refresh_from_db()
    assert appeal.answered_at is None
    client.post(where, {f"{name}-answer": "So you do.", f"{name}-granted": "on"})
    appeal.refresh_from_db()
    assert (appeal.answer, appeal.is_granted) == ("So you do.", True)
    assert Finding.objects.get().state == "cleared"


def test_the_search_is_asked_for(as_member: AsMember, maren: Member) -> None:
    answer = as_member(maren).post(f"{RINGS}check/")
    assert (answer.status_code, answer["Location"]) == (302, RINGS)


def test_the_list_costs_the_same_at_every_length(
    as_member: AsMember, maren: Member, tomasz: Member
) -> None:
    client, costs = as_member(maren), []
    client.get(RINGS)
    for number in range(50):
        found(make_member(f"voter{number}"), tomasz)
        if number in (0, 2, 49):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert client.get(RINGS).status_code == 200
            costs.append(len(asked))
    assert costs == [6, 6, 6]
