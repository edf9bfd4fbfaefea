"""Two accounts of one person become one: everything counts once, and the ledger says so."""

from collections import Counter
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models import ForeignKey
from django.test import Client

from accounts.actions.merging import merge_members
from accounts.models import Member
from accounts.refusals import Refusal
from accounts.versions import bump
from forum.actions.counters import recount
from forum.actions.drafts import save_draft
from forum.actions.flags import flag_post
from forum.actions.recommendations import recommend_reply
from forum.actions.removals import hide_post
from forum.actions.replies import comment_on, delete_reply, post_reply, undelete_reply
from forum.actions.solutions import accept_solution
from forum.actions.suggested import accept_suggestion, suggest_edit
from forum.actions.threads import ask_thread
from forum.actions.votes import add_me_too, vote, watch_thread
from forum.models import Board, Draft, Flag, MeToo, Reply, SuggestedEdit, Thread, Vote, Watch
from reputation.actions.fold import fold
from reputation.actions.listing import set_listed
from reputation.actions.nominations import nominate_member, review_nomination
from reputation.enums import Why
from reputation.models import (
    Award,
    BadgeAward,
    Finding,
    Nomination,
    Place,
    Review,
    RingRun,
    SchemeVersion,
    Source,
    Standing,
    Tally,
)
from reputation.queries.schemes import forget_schemes
from reputation.queries.standing import standing_of
from tests.conftest import make_member
from tests.forum.earned import earned
from tests.forum.solving import DAY, T0
from tests.reputation.holding import EVERYBODY_TRUSTED
from tests.reputation.honouring import honoured, make_tier

Ask = Callable[..., Thread]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everybody_trusted")]


@pytest.fixture
def ida(db: None) -> Member:
    return make_member("ida", role="staff")


@pytest.fixture
def twin(db: None) -> Member:
    return make_member("noor-2", display_name="N. Haddad")


@pytest.fixture
def merge(ida: Member) -> Callable[[Member, Member], None]:
    def one(member: Member, into: Member) -> None:
        merge_members(member, into=into, by=ida, reason="She wrote so")

    return one


Merge = Callable[[Member, Member], None]


def points() -> Counter[int]:
    rows = Standing.objects.values_list("pk", "points", "employee_points")
    return Counter({pk: a + b for pk, a, b in rows if a + b})


def all_is_well() -> None:
    """Every counter and total is what its rows come to, and what the forum's rows deserve."""
    assert recount() == {}
    assert points() == earned()
    fold()
    out = StringIO()
    call_command("reputation_check", stdout=out)
    assert out.getvalue() == "The ledger and the totals agree.\n"


def names(member: Member, app: str) -> set[str]:
    """The columns of a room that name a member."""
    found = set()
    for model in apps.get_app_config(app).get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if not isinstance(field, ForeignKey) or field.related_model is not Member:
                continue
            if model._default_manager.filter(**{field.name: member}).exists():
                found.add(f"{model.__name__}.{field.name}")
    return found


# Refused --------------------------------------------------------------------------------------
def test_a_superusers_account_is_not_closed(noor: Member, merge: Merge) -> None:
    superuser = make_member("kees")
    honoured(superuser)
    with pytest.raises(Refusal, match="End the term first"):
        merge(superuser, noor)
    merge(noor, superuser)


def test_an_account_whose_votes_are_looked_at(
    noor: Member, twin: Member, sasha: Member, merge: Merge
) -> None:
    run = RingRun.objects.create()
    open_ = Finding.objects.create(run=run, cluster=1, voter=twin, author=sasha, evidence={})
    with pytest.raises(Refusal, match="wait to be looked at"):
        merge(twin, noor)
    Finding.objects.filter(pk=open_.pk).update(state="held")
    merge(twin, noor)
    open_.refresh_from_db()
    assert (open_.voter, open_.author) == (noor, sasha)


def test_whoever_nominated_is_no_reviewer_of_it(noor: Member, maren: Member, merge: Merge) -> None:
    """Two accounts of one employee: the one nominated, the other said yes."""
    make_tier()
    other, kenji, wanjiru = (make_member(n, role="ambassador") for n in ("mj", "kenji", "wanjiru"))
    asked = nominate_member(noor, tier="superuser", by=other, reason="Patient")
    review_nomination(asked, by=maren, is_yes=True, reason="So she is")
    merge(other, maren)
    assert Nomination.objects.get().by == maren
    review_nomination(asked, by=kenji, is_yes=True, reason="I saw it too")
    assert (Nomination.objects.get().stage, Review.objects.get().by) == ("nominated", kenji)
    with pytest.raises(Refusal, match="You nominated them yourself"):
        review_nomination(asked, by=maren, is_yes=True, reason="So she is")
    review_nomination(asked, by=wanjiru, is_yes=True, reason="So did I")
    assert Nomination.objects.get().stage == "invited"


def test_what_was_decided_before_stays_decided(noor: Member, maren: Member, merge: Merge) -> None:
    make_tier()
    other, kenji = (make_member(name, role="ambassador") for name in ("mj", "kenji"))
    asked = nominate_member(noor, tier="superuser", by=maren, reason="Patient")
    for by in (other, kenji):
        review_nomination(asked, by=by, is_yes=True, reason="So she is")
    merge(other, maren)
    assert (Nomination.objects.get().stage, Review.objects.count()) == ("invited", 2)


# Everything counts once -------------------------------------------------------------------------
def test_what_one_gave_the_other_was_given_to_oneself(
    ask: Ask, noor: Member, twin: Member, merge: Merge
) -> None:
    """Noor asked, her other account answered, and she said that it solved it."""
    thread = ask(kind="problem", at=T0)
    answer = post_reply(thread, by=twin, source="Found it", at=T0)
    vote(thread, by=twin, value=1, at=T0)
    vote(answer, by=noor, value=1, at=T0)
    add_me_too(thread, by=twin, at=T0)
    accept_solution(answer, by=noor, at=T0)
    assert points() == {noor.pk: 7, twin.pk: 25}
    merge(twin, noor)
    thread.refresh_from_db()
    answer.refresh_from_db()
    assert (thread.is_solved, thread.solution, answer.author) == (True, answer, noor)
    assert (thread.score, answer.score, thread.me_too_count) == (0, 0, 0)
    assert points() == {}
    assert set(Award.objects.exclude(reverses=None).values_list("why", flat=True)) == {"merged"}
    all_is_well()


def test_the_same_word_of_both_counts_once(
    ask: Ask, tomasz: Member, noor: Member, twin: Member, sasha: Member, merge: Merge
) -> None:
    thread = ask(by=sasha, kind="problem", at=T0)
    answer = post_reply(thread, by=tomasz, source="Warm", at=T0)
    for by, value in ((noor, 1), (twin, -1)):
        vote(answer, by=by, value=value, at=T0)
        add_me_too(thread, by=by, at=T0)
        flag_post(answer, by=by, reason="place", at=T0)
        suggest_edit(answer, by=by, source=f"Warm {by.pk}", note="Clearer", at=T0)
        save_draft("/ask/", by=by, words={"title": f"Cold {by.pk}"}, base=None)
    merge(twin, noor)
    answer.refresh_from_db()
    thread.refresh_from_db()
    assert (answer.helpful_count, answer.unhelpful_count) == (1, 0)
    assert (thread.me_too_count, thread.watch_count) == (1, 2 + 1)
    for model, who in ((Vote, "voter"), (MeToo, "member"), (Flag, "member"), (Draft, "member")):
        assert [getattr(row, who) for row in model._default_manager.all()] == [noor]
    assert Draft.objects.get().words == {"title": f"Cold {noor.pk}"}
    states = SuggestedEdit.objects.order_by("at", "pk").values_list("by", "state")
    assert list(states) == [(noor.pk, "open"), (noor.pk, "withdrawn")]
    all_is_well()


def test_a_voters_day_holds_for_both_accounts(
    ask: Ask, tomasz: Member, noor: Member, twin: Member, sasha: Member, merge: Merge
) -> None:
    """Thirty points of one voter count on a day, and two accounts of one are one voter."""
    thread = ask(by=sasha, at=T0)
    for number in range(6):
        answer = post_reply(thread, by=tomasz, source=f"Warm {number}", at=T0)
        vote(answer, by=noor if number % 2 else twin, value=1, at=T0)
    assert points() == {tomasz.pk: 60}
    merge(twin, noor)
    assert points() == {tomasz.pk: 30}
    given = Award.objects.filter(reverses=None, reversed_by=None, rule="answer_helpful")
    assert set(given.values_list("counterpart", flat=True)) == {noor.pk}
    all_is_well()


def test_a_flag_that_was_right_stays_so(
    ask: Ask, tomasz: Member, noor: Member, twin: Member, maren: Member, merge: Merge
) -> None:
    answer = post_reply(ask(by=maren, at=T0), by=tomasz, source="Buy now", at=T0)
    flag_post(answer, by=twin, reason="spam", at=T0)
    hide_post(answer, by=maren, reason="Advertising", at=T0)
    Flag.objects.create(reply=answer, member=noor, reason="place", settled_at=T0)
    merge(twin, noor)
    flag = Flag.objects.get()
    assert (flag.member, flag.reason, flag.is_upheld) == (noor, "spam", True)
    assert points() == {tomasz.pk: -100}
    all_is_well()


def test_an_edit_of_what_became_ones_own_pays_nothing(
    ask: Ask, noor: Member, twin: Member, sasha: Member, maren: Member, merge: Merge
) -> None:
    for by in (noor, sasha):
        edit = suggest_edit(ask(by=by, at=T0), by=twin, source="Colder", note="Why", at=T0)
        accept_suggestion(edit, by=maren, at=T0)
    assert points() == {twin.pk: 4}
    merge(twin, noor)
    assert points() == {noor.pk: 2}
    all_is_well()


def test_what_was_earned_comes_again_with_its_date_and_figures(
    ask: Ask, noor: Member, twin: Member, sasha: Member, tomasz: Member, merge: Merge
) -> None:
    """For as much as it was, though a vote pays otherwise by now and the board pays no more."""
    answer = post_reply(ask(by=sasha, at=T0), by=twin, source="Warm", at=T0)
    vote(answer, by=tomasz, value=1, at=T0 + DAY)
    before = set(Award.objects.values_list("pk", flat=True))
    hold_later({**EVERYBODY_TRUSTED, "points": {"answer_helpful": 3}})
    Board.objects.update(pays=False)
    bump("boards")
    merge(twin, noor)
    assert points() == {noor.pk: 10}
    back, again = Award.objects.exclude(pk__in=before).order_by("pk")
    assert (back.member, back.counted, back.why) == (twin, -10, Why.MERGED)
    assert (again.member, again.counted, again.at) == (noor, 10, T0 + DAY)
    assert (again.turn, again.counterpart) == (1, tomasz)


def hold_later(data: dict[str, Any]) -> None:
    SchemeVersion.objects.create(number=2, preset="small", data=data)
    forget_schemes()


def test_points_that_wait_go_on_waiting(
    ask: Ask, noor: Member, twin: Member, sasha: Member, tomasz: Member, merge: Merge
) -> None:
    run = RingRun.objects.create()
    Finding.objects.create(run=run, cluster=1, voter=tomasz, author=twin, evidence={}, state="held")
    answer = post_reply(ask(by=sasha, at=T0), by=twin, source="Warm", at=T0)
    vote(answer, by=tomasz, value=1, at=T0)
    merge(twin, noor)
    row = Award.objects.get(member=noor, reverses=None)
    assert (row.is_held, row.counted, Finding.objects.get().author) == (True, 0, noor)
    assert recount() == {}


# All of a life ----------------------------------------------------------------------------------
def live(by: Member, *, board: Board, people: dict[str, Member]) -> Reply:
    """Ask, answer, vote, flag, suggest, and have it all recognised."""
    maren, tomasz = people["maren"], people["tomasz"]
    thread = ask_thread(board, by=by, kind="question", title="Cold", source="Cold", at=T0)
    helped = post_reply(thread, by=tomasz, source="Warm", at=T0 + DAY)
    accept_solution(helped, by=by, at=T0 + DAY)
    vote(helped, by=by, value=-1, at=T0 + DAY)
    theirs = ask_thread(board, by=tomasz, kind="problem", title="Wet", source="Wet", at=T0)
    answer = post_reply(theirs, by=by, source="Dry", at=T0 + DAY)
    for voter in (tomasz, maren):
        vote(answer, by=voter, value=1, at=T0 + DAY)
    recommend_reply(answer, by=maren, reason="Tested", at=T0 + DAY)
    comment_on(answer, by=by, source="And warm", at=T0 + DAY)
    edit = suggest_edit(theirs, by=by, source="Very wet", note="More", at=T0 + DAY)
    accept_suggestion(edit, by=maren, at=T0 + DAY)
    spam = post_reply(theirs, by=tomasz, source="Buy", at=T0 + DAY)
    flag_post(spam, by=by, reason="spam", at=T0 + DAY)
    hide_post(spam, by=maren, reason="Spam", at=T0 + DAY)
    watch_thread(theirs, by=by)
    return answer


def test_a_whole_life_moves(
    board: Board,
    people: dict[str, Member],
    noor: Member,
    twin: Member,
    tomasz: Member,
    merge: Merge,
) -> None:
    gone = [live(by, board=board, people=people) for by in (noor, twin)][1]
    delete_reply(gone, by=twin, at=T0 + 2 * DAY)
    ask_thread(board, by=tomasz, kind="praise", title="Thanks", source="Thank you @noor-2", at=T0)
    set_listed(by=twin, listed=False)
    all_is_well()
    assert BadgeAward.objects.filter(member=twin, revoked_at=None).exists()
    merge(twin, noor)
    assert names(twin, "forum") == set()
    all_is_well()
    assert (standing_of(twin).points, standing_of(noor).is_listed) == (0, False)
    assert not BadgeAward.objects.filter(member=twin, revoked_at=None).exists()
    assert not Tally.objects.filter(member=twin).exclude(points=0, solutions=0, helpful=0).exists()
    assert not Source.objects.filter(author=twin).exists()
    assert not Place.objects.filter(asker=twin).exists()
    assert list(Place.objects.get(kind="praise").thanked.all()) == [noor]
    undelete_reply(gone, by=noor, at=T0 + 3 * DAY)
    all_is_well()


def test_a_closed_board_stays_closed(
    closed_board: Board, noor: Member, twin: Member, merge: Merge
) -> None:
    """What was written there is the other account's, which sees nothing of it."""
    twin.groups.add(*closed_board.groups.all())
    thread = ask_thread(closed_board, by=twin, kind="question", title="Cold", source="Cold")
    merge(twin, noor)
    thread.refresh_from_db()
    assert thread.author == noor
    client = Client()
    client.force_login(Member.objects.get(pk=noor.pk))
    assert client.get(thread.get_absolute_url()).status_code == 404
    assert b"Cold" not in client.get("/m/noor/?show=asked").content
    assert Watch.objects.filter(member=noor, thread=thread).exists()
    all_is_well()
