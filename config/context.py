"""What every page may say: the company's name, the fixed addresses, and who reads. One query at most,
and none where the request has looked at the versions already."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.languages import offered
from accounts.site import get_site

ADDRESSES = {
    "home": "forum:home",
    "boards": "forum:boards",
    "threads": "forum:threads",
    "ask": "forum:ask",
    "preview": "forum:ask-preview",
    "complete_members": "forum:complete-members",
    "complete_hash": "forum:complete-hash",
    "search": "search:search",
    "instant": "search:search-instant",
    "sign_in": "account_login",
    "sign_out": "account_logout",
    "preferences": "accounts:preferences",
    "inbox": "accounts:inbox",
    "leaders": "reputation:leaders",
    "moderate": "forum:moderate",
    "superusers": "reputation:superusers",
    "settings": "accounts:site-settings",
    "invitations": "accounts:invitations",
    "language": "accounts:language",
}


@cache
def addresses() -> dict[str, str]:
    """Addresses without arguments, looked up once per process instead of on every page."""
    return {name: reverse(url) for name, url in ADDRESSES.items()}


def site(request: HttpRequest) -> dict[str, Any]:
    """`member` is the signed-in member or None: cheaper to ask than request.user."""
    user = getattr(request, "user", None)
    company = get_site()
    return {
        "site_name": company.name,
        "company": company,
        "site_url": settings.SITE_URL,
        "to": addresses(),
        "languages": offered(),
        "member": user if user is not None and user.is_authenticated else None,
    }
