"""What the forum pays for: each cause of points as it stands now, told to reputation in the
transaction that changed it. Nothing here counts: reputation writes the difference."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Model, Prefetch, prefetch_related_objects

from accounts.enums import COMPANY_ROLES
from accounts.models import Member
from forum.actions.sources import tell_reply, tell_thread
from forum.enums import PAYS, FlagReason, SuggestionState
from forum.models import Comment, Recommendation, Reply, Solution, SuggestedEdit, Thread, Vote
from forum.queries.suggested import accepted_within, standing_edits
from forum.queries.visibility import pays_points
from reputation.actions.ledger import Cause, Due, settle
from reputation.enums import Ledger, Rule, Why
from reputation.queries.schemes import scheme_now

Post = Thread | Reply
UPHELD = (FlagReason.SPAM, FlagReason.HARM)


def settle_vote(vote: Vote, post: Post, *, at: datetime | None = None) -> None:
    """After a vote came, changed or went (one that went has no value that pays)."""
    settle([vote_cause(vote, post, standing=earns(post))], at=at)


def settle_solutions(thread: Thread, *, at: datetime | None = None) -> None:
    """After a thread's Solution was marked, changed or taken back."""
    marks = thread.solutions.select_related("reply")
    settle([solution_cause(mark, thread, why=Why.UNDONE) for mark in marks], at=at)


def settle_recommendation(reply: Reply, *, at: datetime | None = None) -> None:
    """After the company's Recommendation came or went."""
    settle([recommended_cause(reply, reply.recommendations.all(), why=Why.UNDONE)], at=at)


def settle_post(post: Thread | Reply | Comment, *, at: datetime | None = None) -> None:
    """After a post went from the pages or came back: all that it and what goes with it earned."""
    if isinstance(post, Reply):
        tell_reply(post)
    elif isinstance(post, Thread):
        tell_thread(post.pk)
    edits = [] if isinstance(post, Comment) else list(accepted_within(post))
    concerned = [post.author_id, *(edit.by_id for edit in edits)]
    settle(_causes_of(post), concerned=concerned, ranked=lambda: edit_causes(edits), at=at)


def settle_edits(edits: Sequence[SuggestedEdit], *, at: datetime | None = None) -> None:
    """After suggested edits were accepted, or such edits undone."""
    concerned = [edit.by_id for edit in edits]
    settle([], concerned=concerned, ranked=lambda: edit_causes(edits), at=at)


def settle_flagged(post: Thread | Reply | Comment, *, at: datetime | None = None) -> None:
    """After flags on a post were upheld, or were not after all."""
    settle([upheld_cause(post)], at=at)


VOTES = Prefetch("votes", Vote.objects.select_related("voter"))
ON_A_POST = (VOTES, "flags")
ON_A_REPLY = (*ON_A_POST, "recommendations")
REPLIES = Prefetch("replies", Reply.objects.defer("source", "html").prefetch_related(*ON_A_REPLY))


def _causes_of(post: Thread | Reply | Comment) -> Iterator[Cause]:
    """Every cause of points that hangs on a post, in a few queries whatever their number."""
    if isinstance(post, Comment):
        yield upheld_cause(post)
        return
    if isinstance(post, Reply):
        prefetch_related_objects([post], *ON_A_REPLY)
        yield from _of_reply(post)
    else:
        prefetch_related_objects([post], *ON_A_POST, REPLIES)
        yield from _of_readers(post)
        for reply in post.replies.all():
            reply.thread = post
            yield from _of_reply(reply)
    thread = post.thread if isinstance(post, Reply) else post
    for mark in post.solutions.select_related("reply"):
        yield solution_cause(mark, thread, why=Why.GONE)


def _of_reply(reply: Reply) -> Iterator[Cause]:
    yield from _of_readers(reply)
    yield recommended_cause(reply, reply.recommendations.all(), why=Why.GONE)


def ledger_of(post: Post) -> str:
    """Where a post's author earns with it: by the role in which it was written."""
    return Ledger.EMPLOYEE if post.author_role in COMPANY_ROLES else Ledger.CUSTOMER


def _ledger_now(member: Member) -> str:
    """Where a member earns and loses with what does not say in which role it was written."""
    return Ledger.EMPLOYEE if member.is_company else Ledger.CUSTOMER


def earns(post: Post) -> bool:
    """Whether a post is on the pages, and of a kind that pays."""
    thread = post.thread if isinstance(post, Reply) else post
    return post.deleted_at is None and thread.deleted_at is None and thread.kind in PAYS


def _asks_for_another(post: Post) -> bool:
    """Who writes down what somebody asked elsewhere earns nothing by asking."""
    return isinstance(post, Thread) and post.is_for_another


def _as_paid_there(dues: Iterable[Due], post: Post) -> tuple[Due, ...]:
    """On a board that does not pay nothing new is earned. What was earned before the board said so
    stands, and comes back where its cause does."""
    thread = post.thread if isinstance(post, Reply) else post
    anew = pays_points(thread.board_id)
    return tuple(replace(due, anew=anew) for due in dues)


def _named(post: Model) -> tuple[str, int | None]:
    return str(post._meta.model_name), post.pk


def _of_readers(post: Post) -> Iterator[Cause]:
    """What readers found helpful, each vote and those that came as a number, and what they found
    wrong."""
    yield upheld_cause(post)
    stands = earns(post)
    for vote in post.votes.all():
        yield vote_cause(vote, post, standing=stands)
    yield imported_cause(post, standing=stands)


def vote_cause(vote: Vote, post: Post, *, standing: bool) -> Cause:
    """A vote pays the author; an unhelpful one on an answer costs the voter a point too. `vote` may
    have been deleted: then `value` is 0."""
    why = Why.UNDONE if standing else Why.GONE
    own = vote.voter_id == post.author_id
    if not standing or not vote.pays or not vote.value or own or _asks_for_another(post):
        return Cause("vote", vote.pk, why=why)
    answer, named = isinstance(post, Reply), _named(post)
    rule = Rule.ANSWER_HELPFUL if answer else Rule.QUESTION_HELPFUL
    if vote.value < 0:
        rule = Rule.UNHELPFUL
    dues = [Due(rule, post.author_id, vote.at, ledger_of(post), vote.voter_id, named)]
    if vote.value < 0 and answer and vote.voter is not None:
        ledger = _ledger_now(vote.voter)
        dues.append(Due(Rule.UNHELPFUL_GIVEN, vote.voter.pk, vote.at, ledger, post=named))
    return Cause("vote", vote.pk, _as_paid_there(dues, post), why=why)


def cause_of_vote(vote: Vote) -> Cause:
    """The same of a vote that was read with its post."""
    post = vote.reply or vote.thread
    assert post is not None  # noqa: S101 (a constraint holds it)
    return vote_cause(vote, post, standing=earns(post))


def cause_of_number(post: Post) -> Cause:
    """What came as a number with a post that was read with its thread."""
    return imported_cause(post, standing=earns(post))


def imported_cause(post: Post, *, standing: bool) -> Cause:
    """Helpful votes that came as a count pay the author on the day of the post: nobody knows theirs.
    Unhelpful ones cost nothing, as nobody stands for them."""
    name, times = str(post._meta.model_name), post.imported_helpful
    kind = f"old_{name}"
    if not times or not standing:
        return Cause(kind, post.pk, why=Why.GONE)
    rule = Rule.ANSWER_HELPFUL if isinstance(post, Reply) else Rule.QUESTION_HELPFUL
    due = Due(rule, post.author_id, post.created_at, ledger_of(post), None, _named(post), times)
    return Cause(kind, post.pk, _as_paid_there([due], post), why=Why.GONE)


def solution_cause(mark: Solution, thread: Thread, *, why: Why) -> Cause:
    """The Solution pays whoever answered, and whoever asked and said so; accepting one's own pays
    nobody, and what the company confirmed in the asker's stead nobody but who answered."""
    reply, asker = mark.reply, thread.author_id
    if mark.withdrawn_at is not None or reply is None or reply.author_id == asker:
        return Cause("solution", mark.pk, why=why)
    reply.thread = thread
    if not earns(reply):
        return Cause("solution", mark.pk, why=why)
    named, author = _named(reply), reply.author_id
    dues = [Due(Rule.SOLUTION, author, mark.at, ledger_of(reply), mark.by_id, named)]
    # Whoever wrote the thread down for somebody else may have accepted before it was theirs.
    if mark.by_id == asker and not mark.in_stead and not thread.is_for_another:
        dues.append(Due(Rule.ACCEPTING, asker, mark.at, ledger_of(thread), author, named))
    return Cause("solution", mark.pk, _as_paid_there(dues, reply), why=why)


def recommended_cause(reply: Reply, marks: Iterable[Recommendation], *, why: Why) -> Cause:
    """Once for each answer, however often it is recommended; nobody is paid for their own word."""
    mark = next((mark for mark in marks if mark.withdrawn_at is None), None)
    if mark is None or mark.by_id == reply.author_id or not earns(reply):
        return Cause("recommended", reply.pk, why=why)
    author, named = reply.author_id, _named(reply)
    due = Due(Rule.RECOMMENDED, author, mark.at, ledger_of(reply), mark.by_id, named)
    return Cause("recommended", reply.pk, _as_paid_there([due], reply), why=why)


def upheld_cause(post: Thread | Reply | Comment) -> Cause:
    """What was flagged as spam or abuse and taken off the pages for it costs its author, once. A
    comment does not say in which role it was written: there the author's role of now counts."""
    kind = f"flag_{post._meta.model_name}"
    times = [
        flag.settled_at
        for flag in (post.flags.all() if post.deleted_at is not None else ())
        if flag.is_upheld and flag.reason in UPHELD and flag.settled_at is not None
    ]
    if not times:
        return Cause(kind, post.pk)
    ledger = _ledger_now(post.author) if isinstance(post, Comment) else ledger_of(post)
    due = Due(Rule.FLAG_UPHELD, post.author_id, min(times), ledger, post=_named(post))
    return Cause(kind, post.pk, (due,))


# Accepted edits -----------------------------------------------------------------------------------
def edit_causes(touched: Sequence[SuggestedEdit]) -> Iterator[Cause]:
    """The edits that were touched, and those whose place moved with them. The first standing ones of
    a member pay (as many as the scheme of now says), in the order in which they were accepted: so
    when one goes, the first that found no room has some now. The caller holds the members."""
    places = scheme_now().paid_edits if touched else 0
    for member in sorted({edit.by_id for edit in touched}):
        yield from _ranked(member, [edit for edit in touched if edit.by_id == member], places)


def _ranked(member: int, touched: Sequence[SuggestedEdit], places: int) -> Iterator[Cause]:
    standing = standing_edits().filter(by=member).defer("source").order_by("decided_at", "pk")
    # No place moved further than edits were touched.
    first = max(0, places - len(touched))
    near = list(standing[first : places + len(touched)])
    paid, full = near[: places - first], near[places - first :]
    end = _place(paid[-1]) if paid and full else None
    causes = {edit.pk: Cause("edit", edit.pk, why=_why_not(edit)) for edit in touched}
    for edit in standing.filter(pk__in=list(causes)):
        within = end is None or _place(edit) <= end
        causes[edit.pk] = edit_cause(edit, paid=places > 0 and within)
    causes |= {edit.pk: edit_cause(edit, paid=True) for edit in paid}
    causes |= {edit.pk: edit_cause(edit, paid=False) for edit in full}
    yield from causes.values()


def _why_not(edit: SuggestedEdit) -> Why:
    """Why one that does not stand is not paid any more; `edit` is as the caller left it."""
    return Why.GONE if edit.state == SuggestionState.ACCEPTED else Why.UNDONE


def _place(edit: SuggestedEdit) -> tuple[datetime | None, int]:
    return edit.decided_at, edit.pk


def edit_cause(edit: SuggestedEdit, *, paid: bool) -> Cause:
    """An accepted edit that stands pays who suggested it, as a customer: the company suggests none."""
    if not paid or edit.decided_at is None:
        return Cause("edit", edit.pk, why=Why.FULL)
    post = ("reply", edit.reply_id) if edit.reply_id else ("thread", edit.thread_id)
    due = Due(Rule.EDIT_APPROVED, edit.by_id, edit.decided_at, post=post)
    return Cause("edit", edit.pk, (due,))
