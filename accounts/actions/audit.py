"""Writing the audit log, in the transaction of the act itself."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import AuditEntry, Member

REASON, LABEL = 300, 200


def note_act(
    verb: str,
    *,
    by: Member | None,
    object_kind: str,
    object_id: int,
    label: str = "",
    url: str = "",
    reason: str = "",
    before: dict[str, Any] | None = None,
    undoes: AuditEntry | None = None,
    at: datetime | None = None,
) -> AuditEntry:
    """Add an entry; call it inside the transaction that changes the thing.

    Arguments: `verb` is a word of the acting room ("lock", "move"); `object_kind` and `object_id`
    name what was changed; `before` is what an undo puts back, as JSON; `undoes` is the entry that
    this act takes back. Raises IntegrityError when that was taken back already.
    """
    return AuditEntry.objects.create(
        actor=by,
        verb=verb,
        object_kind=object_kind,
        object_id=object_id,
        label=label[:LABEL],
        url=url[:300],
        reason=reason.strip()[:REASON],
        before=before or {},
        undoes=undoes,
        at=at or timezone.now(),
    )
