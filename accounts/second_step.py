"""The second step of signing in: who needs it, whether it was taken, and where that is done."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Member

# The way out, and what pages are drawn with.
OPEN_ALWAYS = ("/accounts/logout/", "/static/", "/site/", "/media/site/")
# Where the step is chosen and set up, while there is nothing yet to take it with. Afterwards these
# pages are behind it too: a password alone must not exchange a device for another.
OPEN_TO_CHOOSE = ("/accounts/2fa/", "/accounts/enrol/", "/accounts/reauthenticate/")
OPEN_TO_TAKE = ("/accounts/2fa/reauthenticate/", "/accounts/2fa/webauthn/reauthenticate/")


def needs_second_step(member: Any) -> bool:
    """Whether the member speaks for the company, or may do everything."""
    return bool(settings.SECOND_STEP_ROLES) and (
        member.role in settings.SECOND_STEP_ROLES or member.is_superuser
    )


def has_taken_it(request: HttpRequest) -> bool:
    """Whether this session was opened with a second step, a passkey alone included: a device and
    its owner's finger are two."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def is_open_before(request: HttpRequest) -> bool:
    """Whether this page may be used before the second step."""
    path = request.path_info
    if path.startswith(OPEN_ALWAYS):
        return True
    return path.startswith(OPEN_TO_TAKE if is_mfa_enabled(request.user) else OPEN_TO_CHOOSE)


def way_to_second_step(request: HttpRequest) -> str:
    """The page where it is taken; where there is nothing to take it with, the one to choose it."""
    member = request.user
    if not is_mfa_enabled(member):
        return reverse("accounts:enrol")
    query = {"next": request.get_full_path()} if request.method == "GET" else {}
    return f"{reverse('mfa_reauthenticate')}?{urlencode(query)}"


def note_new_step(
    sender: Any, request: HttpRequest, user: Member, authenticator: Any, **_more: Any
) -> None:
    """Setting an authenticator up needs it at hand: that is the second step of this session."""
    record_authentication(request, user, "mfa", type=authenticator.type)
