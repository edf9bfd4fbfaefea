"""Everything that is kept about a member, as one archive of JSON files and pictures."""

import json
from collections.abc import Iterable
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q

from accounts.actions.faces import files_of
from accounts.models import AuditEntry, Invitation, Member
from accounts.providers import ExportRows, export_files, export_parts, still_visible

IN_MEMORY = 5_000_000  # bytes; a larger archive is written to a file that has no name


def archive_of(member: Member) -> IO[bytes]:
    """The member's own data, a file for each part; the caller closes it."""
    out = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (handed to the response)
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, rows in [*_own_parts(), *export_parts()]:
            with archive.open(f"{name}.json", "w") as file:
                _write(file, rows(member))
        for name, stored in [*_face(member), *(f for part in export_files() for f in part(member))]:
            _add_file(archive, name, stored)
    out.seek(0)
    return out


def _own_parts() -> list[tuple[str, ExportRows]]:
    return [
        ("profile", _profile),
        ("notifications", _notifications),
        ("signing_in", _signing_in),
        ("invitations", _invitations),
        ("muted", _muted),
        ("acts", _acts),
    ]


def _face(member: Member) -> list[tuple[str, str]]:
    return [("face.webp", name) for name in files_of(member.face)[:1]]


def _add_file(archive: ZipFile, name: str, stored: str) -> None:
    """A file of ours as it is; one that was swept in the same moment is left out."""
    try:
        source = default_storage.open(stored)
    except FileNotFoundError:
        return
    with source, archive.open(ZipInfo(name), "w") as file:
        copyfileobj(source, file)


def _write(file: IO[bytes], rows: Iterable[dict[str, object]]) -> None:
    """A JSON array, row by row, so that nothing long is held in memory."""
    file.write(b"[")
    for number, row in enumerate(rows):
        text = json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        file.write(b",\n" * bool(number) + text.encode())
    file.write(b"]\n")


def _profile(member: Member) -> Iterable[dict[str, object]]:
    names = (
        "username", "email", "display_name", "about", "role", "sign", "honoured", "time_zone",
        "language", "theme", "wants_mail", "wants_solved_reminders", "channels", "date_joined",
        "last_login", "imported_from",
    )  # fmt: skip
    yield {
        **{name: getattr(member, name) for name in names},
        "groups": sorted(member.groups.values_list("name", flat=True)),
        "names_before": sorted(member.old_usernames.values_list("username", flat=True)),
        "links": list(member.links.values("label", "url")),
    }


def _notifications(member: Member) -> Iterable[dict[str, object]]:
    """What the member was told and may still see; who did it is theirs, and left out."""
    names = ("kind", "title", "words", "url", "created_at", "read_at")
    sources = set(member.notifications.values_list("source_kind", "source_id"))
    seen = still_visible(member, sources)
    for row in member.notifications.order_by("pk").values(*names, "source_kind", "source_id"):
        if (row.pop("source_kind"), row.pop("source_id")) in seen:
            yield row


def _signing_in(member: Member) -> Iterable[dict[str, object]]:
    """Addresses and ways of signing in, without the secrets."""
    for address in EmailAddress.objects.filter(user=member).order_by("pk"):
        yield {"address": address.email, "proven": address.verified}
    for one in Authenticator.objects.filter(user=member).order_by("pk"):
        yield {"second_step": one.type, "since": one.created_at, "used": one.last_used_at}
    for account in SocialAccount.objects.filter(user=member).order_by("pk"):
        yield {
            "house": account.provider,
            "id": account.uid,
            "since": account.date_joined,
            "told_us": account.extra_data,
        }


def _invitations(member: Member) -> Iterable[dict[str, object]]:
    """Those that were sent to the member or that let them in; and those they sent, without the
    addresses, which are others'."""
    addresses = [a.lower() for a in _addresses(member)]
    got = Invitation.objects.filter(Q(email__in=addresses) | Q(used__member=member)).distinct()
    for row in got.order_by("pk"):
        used = row.used.filter(member=member).values_list("at", flat=True).first()
        yield {"invited_at": row.created_at, "words": row.words, "came_in_at": used}
    for row in member.invitations.select_related("group").order_by("pk"):
        yield {"sent_at": row.created_at, "group": row.group.name, "words": row.words}


def _addresses(member: Member) -> set[str]:
    """Proven ones: whoever only says that an address is theirs learns nothing of it here."""
    rows = EmailAddress.objects.filter(user=member, verified=True)
    return set(rows.values_list("email", flat=True))


def _muted(member: Member) -> Iterable[dict[str, object]]:
    """Whom the member does not want to hear; nobody but they can read it."""
    for mute in member.mutes.select_related("muted").order_by("pk"):
        yield {"muted": mute.muted.username, "since": mute.at}


_hidden_acts: set[str] = set()


def hide_acts(*verbs: str) -> None:
    """Rooms above say here which acts about a member are not for the member's own eyes."""
    _hidden_acts.update(verbs)


def _acts(member: Member) -> Iterable[dict[str, object]]:
    """From the audit log: what the member did and why, and what was done to them. Titles and what
    stood before are others', or of boards that they may see no longer; who acted is theirs."""
    names = ("verb", "object_kind", "object_id", "reason", "at")
    did = AuditEntry.objects.filter(actor=member).order_by("pk")
    yield from ({"by": "you", **row} for row in did.values(*names).iterator())
    about = AuditEntry.objects.filter(object_kind="member", object_id=member.pk)
    others = about.exclude(actor=member).exclude(verb__in=_hidden_acts).order_by("pk")
    yield from ({"by": "others", **row} for row in others.values(*names).iterator())
