"""Other houses that people may sign in from: each is on when its keys are in the environment."""

import os
from typing import Any


def _app(prefix: str, **more: Any) -> dict[str, Any] | None:
    """One allauth app from `<prefix>_CLIENT_ID` and `<prefix>_CLIENT_SECRET`; None without both."""
    client, secret = (os.environ.get(f"{prefix}_CLIENT_{part}", "") for part in ("ID", "SECRET"))
    return {"client_id": client, "secret": secret, **more} if client and secret else None


def social_providers() -> dict[str, Any]:
    """SOCIALACCOUNT_PROVIDERS: Google, GitHub, X, and one house that speaks OpenID Connect
    (`OIDC_SERVER_URL`, shown as `OIDC_NAME`)."""
    google = _app("GOOGLE")
    github = _app("GITHUB")
    server = os.environ.get("OIDC_SERVER_URL", "")
    oidc = _app(
        "OIDC",
        provider_id="oidc",
        name=os.environ.get("OIDC_NAME") or "OpenID Connect",
        settings={"server_url": server, "oauth_pkce_enabled": True},
    )
    x = _app("X", name="X")
    found: dict[str, Any] = {}
    if x:
        found["twitter_oauth2"] = {"APPS": [x], "OAUTH_PKCE_ENABLED": True}
    if google:
        scope = ["profile", "email"]
        found["google"] = {"APPS": [google], "SCOPE": scope, "OAUTH_PKCE_ENABLED": True}
    if github:
        found["github"] = {"APPS": [github], "SCOPE": ["user:email"], "OAUTH_PKCE_ENABLED": True}
    if oidc and server:
        found["openid_connect"] = {"APPS": [oidc]}
    return found
