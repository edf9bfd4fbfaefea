"""The company's Recommendation: never mixed up with the asker's Solution."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import Delivery, Member, Notification
from accounts.refusals import Refusal
from forum.actions.recommendations import recommend_reply, withdraw_recommendation
from forum.actions.replies import delete_reply, post_reply, undelete_reply
from forum.actions.solutions import accept_solution
from forum.models import Recommendation, Reply, Solution, Thread

AsMember = Callable[[Member], Client]


def told() -> list[tuple[str, str]]:
    rows = Notification.objects.filter(kind="recommended").filter(withdrawn_at=None)
    return sorted(rows.values_list("member__username", "words"))


def test_only_the_company_recommends(
    answer: Reply, noor: Member, tomasz: Member, sasha: Member
) -> None:
    for by in (noor, tomasz, sasha):
        with pytest.raises(Refusal, match="Only an ambassador can recommend an answer"):
            recommend_reply(answer, by=by)
        with pytest.raises(Refusal, match="Only an ambassador can recommend an answer"):
            withdraw_recommendation(answer, by=by)
    assert Recommendation.objects.count() == 0


def test_a_deleted_answer_is_not_recommended(answer: Reply, tomasz: Member, maren: Member) -> None:
    delete_reply(answer, by=tomasz)
    with pytest.raises(Refusal, match="A deleted answer cannot be recommended"):
        recommend_reply(answer, by=maren)


def test_recommending_twice_keeps_one_with_the_new_reason(answer: Reply, maren: Member) -> None:
    one = recommend_reply(answer, by=maren, reason=" Short and right ")
    two = recommend_reply(answer, by=maren, reason="Tested by us")
    assert (one.pk, two.reason) == (two.pk, "Tested by us")
    assert told() == [("tomasz", "Tested by us")]


def test_a_reason_is_cut_nowhere_but_at_its_cap(answer: Reply, maren: Member) -> None:
    assert recommend_reply(answer, by=maren, reason="x" * 140).reason == "x" * 140


def test_several_answers_may_be_recommended_and_one_is_the_solution(
    thread: Thread, answer: Reply, noor: Member, sasha: Member, maren: Member
) -> None:
    other = post_reply(thread, by=sasha, source="Or this")
    recommend_reply(answer, by=maren)
    recommend_reply(other, by=maren)
    accept_solution(answer, by=noor)
    accept_solution(other, by=noor)
    standing = Recommendation.objects.filter(withdrawn_at=None)
    assert set(standing.values_list("reply_id", flat=True)) == {answer.pk, other.pk}
    assert Solution.objects.get(withdrawn_at=None).reply == other


def test_recommending_solves_nothing(thread: Thread, answer: Reply, maren: Member) -> None:
    recommend_reply(answer, by=maren)
    now = Thread.objects.get(pk=thread.pk)
    assert (now.is_solved, now.solution_id) == (False, None)


def test_taking_back(answer: Reply, maren: Member) -> None:
    mark = recommend_reply(answer, by=maren)
    withdraw_recommendation(answer, by=maren)
    withdraw_recommendation(answer, by=maren)
    mark.refresh_from_db()
    assert mark.withdrawn_by == maren
    assert told() == []
    again = recommend_reply(answer, by=maren, reason="Right after all")
    assert again.pk != mark.pk
    assert told() == [("tomasz", "Right after all")]


def test_one_stands_by_constraint(answer: Reply, maren: Member) -> None:
    recommend_reply(answer, by=maren)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.create(reply=answer, by=maren)


def test_a_deleted_answer_keeps_its_mark_for_later(
    thread: Thread, answer: Reply, tomasz: Member, maren: Member
) -> None:
    visitor = Client()
    recommend_reply(answer, by=maren, reason="Tested by us")
    page = visitor.get(thread.get_absolute_url())
    assert b"Tested by us" in page.content
    delete_reply(answer, by=tomasz)
    assert b"Tested by us" not in visitor.get(thread.get_absolute_url()).content
    assert not Recommendation.objects.filter(withdrawn_at=None).exists()
    undelete_reply(answer, by=tomasz)
    assert b"Tested by us" in visitor.get(thread.get_absolute_url()).content
    standing = Recommendation.objects.get(withdrawn_at=None)
    assert (standing.by, standing.reason) == (maren, "Tested by us")
    assert told() == [("tomasz", "Tested by us")]


def test_recommended_twice_is_told_in_one_line_and_one_mail(
    answer: Reply, tomasz: Member, maren: Member
) -> None:
    for reason in ("Tested", "Tested again"):
        recommend_reply(answer, by=maren, reason=reason)
        withdraw_recommendation(answer, by=maren)
    recommend_reply(answer, by=maren, reason="Tested once more")
    recommend_reply(answer, by=maren, reason="Tested at last")
    rows = Notification.objects.filter(kind="recommended")
    assert [(row.member, row.words) for row in rows] == [(tomasz, "Tested at last")]
    assert Delivery.objects.filter(notification__in=rows).count() == 1


def test_what_the_company_took_back_does_not_come_back(
    answer: Reply, tomasz: Member, maren: Member
) -> None:
    recommend_reply(answer, by=maren)
    withdraw_recommendation(answer, by=maren)
    delete_reply(answer, by=tomasz)
    undelete_reply(answer, by=tomasz)
    assert not Recommendation.objects.filter(withdrawn_at=None).exists()


def test_reply_recommend_page(
    as_member: AsMember, answer: Reply, maren: Member, sasha: Member
) -> None:
    path, client = f"/r/{answer.pk}/recommend/", as_member(maren)
    assert as_member(sasha).get(path).status_code == 403
    assert client.get(path).status_code == 200
    assert client.post(path, {"reason": "x" * 141}).status_code == 400
    assert Recommendation.objects.count() == 0
    assert client.post(path, {"reason": "Tested"}).status_code == 303
    assert Recommendation.objects.get().reason == "Tested"
    assert 'value="Tested"' in client.get(path).content.decode()
    assert client.post(path, {"withdraw": "1"}).status_code == 303
    assert Recommendation.objects.filter(withdrawn_at=None).count() == 0
