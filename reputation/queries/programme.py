"""Reading the superuser programme: tiers, guidelines, nominations, terms and what they open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.keyset import after_key, key_of
from accounts.models import AuditEntry, Member
from reputation.enums import ALUMNI_ENDS, OPEN_STAGES, Capability, Stage
from reputation.guidelines import FIRST, first_text
from reputation.models import Grant, Guidelines, Nomination, Perk, Review, Term, Tier

PAGE = 20
# The programme is small by its nature: two reviewers looked at each of them.
MOST_SHOWN = 200


@dataclass(frozen=True)
class GuidelinesNow:
    """The text that a Superuser agrees to, and its number."""

    number: int
    text: str


def guidelines_now() -> GuidelinesNow:
    """Those that staff set last; without any, the first ones."""
    row = Guidelines.objects.order_by("-number").first()
    return GuidelinesNow(row.number, row.text) if row else GuidelinesNow(FIRST, first_text())


def tiers() -> list[Tier]:
    return list(Tier.objects.all())


def tier_of(key: str) -> Tier:
    """The tier called `key`. Raises Tier.DoesNotExist."""
    return Tier.objects.get(key=key)


def criteria_of(tier: Tier) -> list[str]:
    """What a tier asks for, as sentences."""
    said = [
        (tier.least_points, _("at least %(n)s points")),
        (tier.least_solutions, _("at least %(n)s Solutions for others that stand")),
        (tier.least_askers, _("at least %(n)s different people helped")),
    ]
    found = [words % {"n": number} for number, words in said if number]
    if tier.window_days:
        words = _("Solutions and people count within the last %(n)s days")
        found.append(words % {"n": tier.window_days})
    flags = _("no post taken off the pages as spam or abuse")
    if tier.most_flags:
        flags = _("at most %(n)s posts taken off the pages as spam or abuse")
        flags %= {"n": tier.most_flags}
    return [*found, flags]


def running_term(member: Member) -> Term | None:
    """The term that a member is in, with its tier. One query."""
    rows = Term.objects.filter(member=member, ended_at=None)
    return rows.select_related("member", "tier").first()


def open_of(member: Member) -> QuerySet[Nomination]:
    """The member's nominations in review, and those whose invitation waits."""
    return Nomination.objects.filter(member=member, stage__in=OPEN_STAGES)


def last_term(member: Member) -> Term | None:
    """The running or the newest term. One query."""
    terms = Term.objects.filter(member=member).select_related("tier", "member")
    return terms.order_by("-begins", "-pk").first()


def capabilities_of(member: Member, *, at: datetime | None = None) -> frozenset[str]:
    """What a member's term opens now. No query for whom the community does not honour; the member
    lives as long as their request, so it carries the answer."""
    if not member.honoured or not member.is_active or member.is_company:
        return frozenset()
    kept: frozenset[str] | None = getattr(member, "_capabilities", None)
    if kept is None:
        rows = Grant.objects.filter(term__member=member, term__ended_at=None, withdrawn_at=None)
        rows = rows.filter(term__ends__gt=at or timezone.now())
        kept = frozenset(rows.values_list("capability", flat=True))
        member._capabilities = kept  # type: ignore[attr-defined]
    return kept


@dataclass(frozen=True)
class Opened:
    """One thing that a term opens or would open, and why it does not."""

    capability: Capability
    grant: Grant | None

    @property
    def is_open(self) -> bool:
        return self.grant is not None and self.grant.withdrawn_at is None


def opened_by(term: Term) -> list[Opened]:
    """Everything that a term may open, in order."""
    grants = {grant.capability: grant for grant in term.grants.all()}
    return [Opened(Capability(one), grants.get(one)) for one in Capability.values]


def open_nominations() -> QuerySet[Nomination]:
    """Those in review and those whose invitation waits, oldest first, with their reviews."""
    return (
        Nomination.objects.filter(stage__in=OPEN_STAGES)
        .select_related("member", "tier", "by", "renews")
        .prefetch_related(Prefetch("reviews", Review.objects.select_related("by").order_by("pk")))
        .order_by("at", "pk")
    )


def get_nomination(pk: int) -> Nomination:
    """One nomination with its reviews. Raises Http404."""
    rows = Nomination.objects.select_related("member", "tier", "by", "renews")
    found = rows.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def invitation_of(member: Member) -> Nomination | None:
    """The invitation that waits for a member's answer."""
    rows = Nomination.objects.filter(member=member, stage=Stage.INVITED)
    return rows.select_related("tier", "renews").first()


def running_terms() -> list[Term]:
    """Everybody in a term, whose end comes first first."""
    rows = Term.objects.filter(ended_at=None).select_related("member", "tier")
    return list(rows.order_by("ends", "pk")[:MOST_SHOWN])


@dataclass(frozen=True)
class PastPage:
    rows: Sequence[Term]
    next: str


def past_terms(after: str = "") -> PastPage:
    """A page of terms that ended, newest first. Raises Http404 for a key that there is not."""
    rows = Term.objects.exclude(ended_at=None).select_related("member", "tier")
    rows = after_key(rows, "ended_at", after)
    found = list(rows.order_by("-ended_at", "-pk")[: PAGE + 1])
    return PastPage(found[:PAGE], key_of(found[PAGE - 1], "ended_at") if len(found) > PAGE else "")


@dataclass(frozen=True)
class Public:
    """Who everybody sees as Superusers, and who was one."""

    terms: Sequence[Term]
    former: Sequence[Member]


def public_superusers() -> Public:
    """Two queries. The former ones are those whom people thank: nobody whose term the company ended,
    or who has left."""
    now = [term for term in running_terms() if term.member.is_active]
    ended = Term.objects.filter(end__in=ALUMNI_ENDS).exclude(
        member__in=Term.objects.filter(ended_at=None).values("member")
    )
    former = Member.objects.filter(pk__in=ended.values("member"), is_active=True)
    return Public(now, list(former.order_by("display_name", "pk")[:MOST_SHOWN]))


def perks_of(member: Member) -> list[Perk]:
    """What a member was given, newest first."""
    rows = Perk.objects.filter(member=member).select_related("by")
    return list(rows.order_by("-given_at", "-pk")[:MOST_SHOWN])


def trail_of(member: Member) -> list[AuditEntry]:
    """What the audit log says of a member's way through the programme, newest first; for the
    company."""
    rows = AuditEntry.objects.filter(
        object_kind="member", object_id=member.pk, verb__startswith="superuser_"
    )
    return list(rows.select_related("actor").order_by("-at", "-pk")[:MOST_SHOWN])
