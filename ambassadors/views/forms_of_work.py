"""The forms that stand beside a piece of work, filled with what is known of it."""

from collections.abc import Mapping

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Member
from accounts.numbers import number_in
from ambassadors.drafting import sign_of
from ambassadors.enums import Kind, Mood, OutgoingKind, OutgoingState
from ambassadors.forms.work import (
    AnswerForm,
    AskPrivatelyForm,
    CorrectionForm,
    HandOffForm,
    IgnoreForm,
    OutcomeForm,
    PromoteForm,
    ReasonForm,
)
from ambassadors.models import HandOff, Mention, Outgoing
from ambassadors.models.outgoing import NOT_SENT
from ambassadors.networks import adapter_of, sends_by_itself
from ambassadors.queries.handoffs import departments
from ambassadors.queries.issues import open_issues
from ambassadors.queries.items import Work
from ambassadors.queries.queue import is_to_follow_up
from forum.enums import Kind as ThreadKind
from forum.queries.suggestions import suggest_both
from forum.queries.visibility import visible_threads
from search.posts import post_rows

# A mention's kind as a thread has it.
AS_THREAD = {Kind.THANKS: ThreadKind.PRAISE, Kind.CHATTER: ThreadKind.QUESTION}


def forms_of(by: Member, work: Work, *, sent: Mapping[str, str]) -> dict[str, object]:
    """What somebody may fill in, and what the page says about it. `sent` may name a thread or post
    whose address the answer begins with (`link`), or a macro."""
    found: dict[str, object] = {
        "mine": work.claim is not None and work.claim.by_id == by.pk,
        "ignore_form": IgnoreForm(),
        "reason_form": ReasonForm(),
        "correction_form": CorrectionForm(),
        "hand_off_form": HandOffForm(initial={"version": work.item.version}),
        "outcome_form": OutcomeForm(),
        "departments": departments(),
        "private_form": AskPrivatelyForm(),
        "issues": open_issues(),
        "kinds": Kind.choices,
        "moods": Mood.choices,
        "sign": sign_of(by),
    }
    if work.mention is None or work.mention.gone:
        return found
    return found | _to_answer(by, work, work.mention, sent)


def _to_answer(
    by: Member, work: Work, mention: Mention, sent: Mapping[str, str]
) -> dict[str, object]:
    version, adapter = {"version": work.item.version}, adapter_of(mention)
    answer = answered(work)
    is_solved = is_to_follow_up(work.item)
    opening = _solved(work) if is_solved and not sent else _opening(by, work, sent)
    return {
        "answer_form": AnswerForm(initial=version | opening),
        "follow_up": is_solved,
        "outcome": outcome_to_tell(work),
        "promote_form": PromoteForm(by, initial=version | _guessed(by, mention)),
        "longest": adapter.longest,
        "by_itself": sends_by_itself(
            mention.channel,
            adapter,
            is_summons=mention.is_summons,
            is_first=all(row.state in NOT_SENT for row in work.outgoing),
        ),
        "answered": answer,
        "links": [_with_link(row, mention) for row in work.outgoing],
    }


def answered(work: Work) -> Outgoing | None:
    """What was written as the answer and may still go, or went."""
    rows = [row for row in work.outgoing if row.state not in NOT_SENT]
    return next((row for row in rows if row.kind == OutgoingKind.ANSWER), None)


def outcome_to_tell(work: Work) -> HandOff | None:
    """What came back from a department and was not told yet."""
    told = {row.hand_off_id for row in work.outgoing if row.state not in NOT_SENT}
    back = [row for row in work.hand_offs if row.ended_at is not None]
    last = max(back, key=lambda row: row.ended_at or row.at, default=None)
    return None if last is None or last.pk in told else last


def _solved(work: Work) -> dict[str, object]:
    """What a follow-up begins as, in the language of who asked."""
    promotion, mention = work.promotion, work.mention
    contact = mention.contact if mention else None
    with override(work.item.language.partition("-")[0] or None):
        words = _("It is solved:")
    link = address_of(str(promotion.thread_id)) if promotion else ""
    return {"text": f"@{contact.handle} {words} {link}" if contact else f"{words} {link}"}


def _opening(by: Member, work: Work, sent: Mapping[str, str]) -> dict[str, object]:
    """What the answer begins as: a name, and what was chosen for it."""
    contact = work.mention.contact if work.mention else None
    begin = f"@{contact.handle} " if contact else ""
    macro = next((one for one in work.macros if str(one.pk) == sent.get("macro")), None)
    if macro is not None:
        name = (contact.name or contact.handle).split(" ")[0] if contact else ""
        text = macro.text.replace("{name}", name).replace("{me}", by.display_name.split(" ")[0])
        return {"text": begin + text, "macro": macro.pk}
    outcome = outcome_to_tell(work)
    if outcome is not None and "link" not in sent:
        return {"text": begin + outcome.outcome}
    return {"text": begin + address_of(sent.get("link", ""))}


def address_of(key: str) -> str:
    """The whole address of a thread ("12") or post ("h12") that everybody may read; "" for others."""
    number = number_in(key.removeprefix("h"))
    if number is None:
        return ""
    if key.startswith("h"):
        post = post_rows([number]).get(number)
        return f"{settings.SITE_URL}{post.url}" if post else ""
    thread = visible_threads(AnonymousUser()).filter(pk=number).first()
    return f"{settings.SITE_URL}{thread.get_absolute_url()}" if thread else ""


def _guessed(by: Member, mention: Mention) -> dict[str, str]:
    kind = AS_THREAD.get(Kind(mention.kind or Kind.QUESTION), mention.kind)
    board, kind = suggest_both(by, mention.text, board=None, kind=str(kind))
    return {"board": board.slug if board else "", "kind": kind}


def _with_link(row: Outgoing, mention: Mention) -> tuple[Outgoing, str]:
    """A message that a person sends, with where they do."""
    if row.state != OutgoingState.BY_HAND:
        return row, ""
    adapter = adapter_of(mention)
    return row, adapter.intent_url(row.text, network_id=mention.network_id, url=mention.url)
