"""Signing people in who proved their address: by a code, or by a link that was mailed to them."""

from datetime import UTC, datetime

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import unstash_login
from allauth.account.models import EmailAddress
from allauth.account.utils import perform_login
from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation

from accounts.actions.members import join_member
from accounts.models import Member


def within_limits(
    request: HttpRequest, action: str, email: str, *, reads_too: bool = False
) -> bool:
    """Count one try of `action` (a key of ACCOUNT_RATE_LIMITS) against network and address, or
    whatever names who tries. A page that is only read counts with `reads_too`."""
    usage = ratelimit.consume(
        request, app="allauth.account", action=action, key=email.lower(), limit_get=reads_too
    )
    return usage is not None


def address_of(request: HttpRequest) -> str:
    """The network address that a request came from, behind the proxies that are trusted."""
    return get_adapter(request).get_client_ip(request)


def code_asked_at(request: HttpRequest) -> datetime | None:
    """When the code that this browser is asked for was mailed first; None when it waits for none."""
    login = unstash_login(request, peek=True)
    return datetime.fromtimestamp(login.initiated_at, UTC) if login else None


def begin_code(request: HttpRequest, *, email: str, display_name: str) -> HttpResponse:
    """Mail a six-digit code and lead to the page that asks for it.

    A stranger becomes a member whose address is not proven; a known member is left as they are;
    a closed account gets the mail that a stranger would. The answer is the same for all.
    """
    language = translation.get_language() or ""
    member = join_member(email=email, display_name=display_name, language=language)
    LoginCodeVerificationProcess.initiate(
        request=request, user=member if member.is_active else None, email=email
    )
    return redirect("account_confirm_login_code")


def sign_in_by_link(request: HttpRequest, member: Member) -> HttpResponse | None:
    """Sign in whoever presses the button behind a mailed link; the caller has checked the link.

    Returns None when the member signed in meanwhile, by this link or otherwise: of many at once
    one gets in. Proving the address and all of allauth's stages happen as with a code.
    """
    claimed = Member.objects.filter(pk=member.pk, last_login=member.last_login, is_active=True)
    if not claimed.update(last_login=timezone.now()):
        return None
    record_authentication(request, member, method="code", email=member.email)
    address, _made = EmailAddress.objects.get_or_create(
        user=member, email=member.email, defaults={"primary": True}
    )
    if not address.verified:
        # The instance from before the claim: it says whether they had ever signed in.
        address.user = member
        get_adapter(request).confirm_email(request, address)
    response: HttpResponse = perform_login(request, member, email=member.email)
    return response
