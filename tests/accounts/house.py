"""Another house that people may sign in from: enough of OpenID Connect for a whole sign-in.

It answers at a free port of the loopback, asks nobody anything and lets in whoever `person` is. What
it was asked stands in `asked`; a code opens once, to who has the secret and the verifier (RFC 7636).
"""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.accounts.serving import POLL

CLIENT, SECRET = "embassy", "known-to-both"


class House(ThreadingHTTPServer):
    """`person` holds the claims (`sub`, `email`, `email_verified`, `name`) of who sits there."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.person: dict[str, Any] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.codes: dict[str, str] = {}
        self.tokens: set[str] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def answer(self, path: str, sent: dict[str, str], bearer: str) -> tuple[int, dict[str, Any]]:
        if path == "/.well-known/openid-configuration":
            return 200, self.configuration()
        if path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return 200, {"keys": [{**public, "kid": "1", "alg": "RS256", "use": "sig"}]}
        if path == "/token":
            return self.token(sent)
        if path == "/person" and bearer in self.tokens:
            return 200, self.person
        return 403, {"error": "invalid_request"}

    def configuration(self) -> dict[str, Any]:
        places = {"authorization": "authorize", "token": "token", "userinfo": "person"}
        return {
            "issuer": self.url,
            "jwks_uri": f"{self.url}/keys",
            **{f"{name}_endpoint": f"{self.url}/{at}" for name, at in places.items()},
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def let_in(self, sent: dict[str, str]) -> str:
        """Where the browser goes with its code."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = sent.get("code_challenge", "")
        return f"{sent['redirect_uri']}?{urlencode({'code': code, 'state': sent['state']})}"

    def token(self, sent: dict[str, str]) -> tuple[int, dict[str, Any]]:
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        known = (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)
        if self.codes.pop(sent.get("code", ""), None) != challenge or not known:
            return 400, {"error": "invalid_grant"}
        token = secrets.token_urlsafe(16)
        self.tokens.add(token)
        claims = {**self.person, "iss": self.url, "aud": CLIENT, "exp": 2**32}
        signed = jwt.encode(claims, self.key, "RS256", {"kid": "1"})
        return 200, {"access_token": token, "token_type": "Bearer", "id_token": signed}


class Door(BaseHTTPRequestHandler):
    server: House

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        sent = dict(parse_qsl(parts.query))
        self.server.asked.append((parts.path, sent))
        if parts.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", self.server.let_in(sent))
            self.end_headers()
        else:
            bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
            self.say(*self.server.answer(parts.path, sent, bearer))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = dict(parse_qsl(body))
        self.server.asked.append((self.path, sent))
        self.say(*self.server.answer(self.path, sent, ""))

    def say(self, status: int, words: dict[str, Any]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(words).encode())

    def log_message(self, *words: Any) -> None:
        """Silent."""


@contextmanager
def open_house() -> Iterator[House]:
    """A house that is open until the end of the block."""
    with House() as house:
        thread = threading.Thread(target=house.serve_forever, args=(POLL,))
        thread.start()
        yield house
        house.shutdown()
        thread.join()
