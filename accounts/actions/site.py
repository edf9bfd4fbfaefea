"""Changing what the company makes its own."""

from collections.abc import Sequence
from io import BytesIO

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.audit import note_act
from accounts.models import Member, SiteSettings
from accounts.refusals import Refusal
from accounts.site import SITE_VERSION
from accounts.versions import bump


def change_site(
    *,
    by: Member,
    name: str,
    brand: str = "",
    brand_dark: str = "",
    mail_sender: str = "",
    languages: Sequence[str] = (),
    kinds: Sequence[str] = (),
    logo: bytes | None = None,
    no_logo: bool = False,
) -> SiteSettings:
    """Set all of it, as the form has checked it. `logo` is a clean picture (accounts.pictures);
    without one the old logo stays unless `no_logo`. Raises Refusal for who is not staff."""
    if not by.is_staff:
        raise Refusal(_("Only staff can change what the site is called and looks like."))
    # A file of an aborted transaction is an orphan, never a broken page.
    path = default_storage.save("site/logo.webp", BytesIO(logo)) if logo else None
    with transaction.atomic():
        row = SiteSettings.objects.filter(pk=SiteSettings.THE_ONE).first()
        row = row or SiteSettings(pk=SiteSettings.THE_ONE)
        before = _values(row)
        row.name, row.brand, row.brand_dark, row.mail_sender = name, brand, brand_dark, mail_sender
        row.languages, row.kinds = list(languages), list(kinds)
        if path or no_logo:
            row.logo = path or ""
        row.save()
        note_act("site", by=by, object_kind="site", object_id=row.pk, label=name, before=before)
        bump(SITE_VERSION)
    return row


def _values(row: SiteSettings) -> dict[str, object]:
    names = ("name", "logo", "brand", "brand_dark", "mail_sender", "languages", "kinds")
    return {name: getattr(row, name) for name in names}
