"""Words of the superuser programme."""

from django import template
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry

register = template.Library()
TRAIL = {
    "superuser_nominate": _("Nominated"),
    "superuser_renewal": _("Renewal under review"),
    "superuser_review": _("Reviewed"),
    "superuser_invite": _("Invited"),
    "superuser_accept": _("Accepted, and the term began"),
    "superuser_turn_down": _("Turned down"),
    "superuser_lapse": _("Lapsed"),
    "superuser_end": _("The term ended"),
    "superuser_move_end": _("Another last day"),
    "superuser_withdrawn": _("Something was taken away"),
    "superuser_given_back": _("Something was given back"),
    "superuser_perk": _("Something was given as thanks"),
}
"""What a verb of the audit log says, as something that was done."""


@register.filter
def step_words(entry: AuditEntry) -> str:
    """The step that an entry of the audit log speaks of."""
    return str(TRAIL.get(entry.verb, entry.verb))
