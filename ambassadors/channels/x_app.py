"""What X's app asks for by itself, with its own token and in no account's name."""

import json
from dataclasses import dataclass

from accounts.fetching import Allowed
from ambassadors.channels.asking import Asker, Reply
from ambassadors.channels.base import ChannelDown, Refused, Unanswered


@dataclass(frozen=True)
class App:
    """`bearer` is the app's own token."""

    base: str
    bearer: str
    allowed: Allowed

    @property
    def token(self) -> dict[str, str]:
        """The header that shows who asks."""
        return {"Authorization": f"Bearer {self.bearer}"}

    @property
    def asker(self) -> Asker:
        """The way to X."""
        headers = {**self.token, "Content-Type": "application/json"}
        return Asker(self.base, headers, self.allowed)

    def change(self, path: str, body: object, *, sentence: str) -> Reply:
        """Have something changed that publishes nothing. Raises ChannelDown, with `sentence` and why."""
        try:
            return self.asker.publish(path, json.dumps(body).encode())
        except (Refused, Unanswered) as error:
            raise ChannelDown(f"{sentence}: {error}") from error
