"""What a profile says of somebody's way as a Superuser, and what their archive holds of it."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import Member
from accounts.providers import ProfileFact, ProfilePanel, Viewer
from reputation.enums import ALUMNI_ENDS, Stage
from reputation.models import Nomination, Perk, Term
from reputation.queries.programme import invitation_of, last_term, opened_by


def term_facts(member: Member) -> list[ProfileFact]:
    """Since when a member is a Superuser, or that they were one. One query."""
    term = None if member.is_company else last_term(member)
    if term is None:
        return []
    if term.ended_at is None:
        words = _("Superuser until %(day)s") % {"day": date_format(localtime(term.ends))}
    elif term.end in ALUMNI_ENDS:
        words = _("was a Superuser until %(day)s")
        words %= {"day": date_format(localtime(term.ended_at))}
    else:
        return []
    return [ProfileFact(words, reverse("reputation:superusers"))]


def term_panel(viewer: Viewer, member: Member) -> ProfilePanel | None:
    """For the member: their term with what it opens, and an invitation that waits. Others' eyes
    cost no query."""
    if not isinstance(viewer, Member) or viewer.pk != member.pk:
        return None
    term, invited = last_term(member), invitation_of(member)
    if term is None and invited is None:
        return None
    running = term is not None and term.ended_at is None
    row = {
        "term": term,
        "running": running,
        "opened": opened_by(term) if term is not None and running else [],
        "invited": invited,
    }
    return ProfilePanel("reputation/_own_term.html", row)


def programme_of(member: Member) -> Iterator[dict[str, object]]:
    """For the member's archive: what was said of them and given to them. Who said it is theirs; of
    a nomination that is still reviewed a member learns when they are invited."""
    spoken = ~Q(stage__in=[Stage.NOMINATED, Stage.DECLINED]) | Q(renews__isnull=False)
    for row in Nomination.objects.filter(spoken, member=member).select_related("tier"):
        known = {name: row.evidence.get(name) for name in ("points", "solutions", "askers")}
        yield {"nominated": row.at, "tier": row.tier.name, "stage": row.stage, **known}
    for term in Term.objects.filter(member=member).select_related("tier").order_by("pk"):
        yield {
            "tier": term.tier.name,
            "begins": term.begins,
            "ends": term.ends,
            "ended_at": term.ended_at,
            "why": term.end,
            "guidelines": term.guidelines,
            "withdrawn": list(
                term.grants.exclude(withdrawn_at=None).values(
                    "capability", "withdrawn_at", "reason"
                )
            ),
        }
    for perk in Perk.objects.filter(member=member).order_by("pk"):
        yield {"given": perk.what, "note": perk.note, "at": perk.given_at}
