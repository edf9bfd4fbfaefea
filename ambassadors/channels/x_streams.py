"""X's streams, which the app itself asks for (XD: x-api/posts/filtered-stream, x-api/compliance/streams,
read 2026-11-27). One connection to the filtered stream for an app: a second one is told to wait."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from ambassadors.channels.asking import Parameters, Reply
from ambassadors.channels.base import ChannelDown
from ambassadors.channels.shaping import as_id, as_object, as_objects, as_text, parse_json
from ambassadors.channels.streams import lines_of
from ambassadors.channels.x_app import App

SEARCH = "search:"
# The kinds of compliance streams: where each is.
COMPLIANCE = {"posts": "tweets", "accounts": "users"}
OURS = "embassy:"
RULES = "/2/tweets/search/stream/rules"
# What happened longer ago the compliance streams do not repeat (a day), less a little.
KNOWN_FOR = timedelta(hours=23)


class AppStreams(App):
    """What X tells by itself."""

    def search(self, words: str, fields: Parameters) -> Iterator[str]:
        """Posts that the search `words` finds, as they are written. Raises ChannelDown."""
        tag = tag_of(words)
        self._rule(words, tag)
        for line in self._lines("/2/tweets/search/stream", fields):
            yield line if _is_of(line, tag) else ""

    def compliance(self, what: str, part: str, since: datetime) -> Iterator[str]:
        """What became of posts or accounts of all of X, a part of it. Raises ChannelDown."""
        start = max(since, datetime.now(UTC) - KNOWN_FOR)
        asked = [("partition", part), ("start_time", f"{start:%Y-%m-%dT%H:%M:%SZ}")]
        yield from self._lines(f"/2/{what}/compliance/stream", asked)

    def _lines(self, path: str, parameters: Parameters) -> Iterator[str]:
        now = datetime.now(UTC)
        url = f"{self.base}{path}"
        return lines_of(url, parameters, self.token, at=now, allowed=self.allowed)

    def _rule(self, words: str, tag: str) -> None:
        """See that the stream's one rule of ours is this one."""
        rows = as_objects(as_object(self.asker.get(RULES, at=datetime.now(UTC)).json()).get("data"))
        ours = {as_text(row.get("tag")): row for row in rows if _is_ours(row)}
        there = ours.pop(tag, None)
        if ours:
            ids = [as_id(row.get("id")) for row in ours.values()]
            self._change({"delete": {"ids": ids}})
        if there is None:
            said = as_object(self._change({"add": [{"value": words, "tag": tag}]}).json())
            if not as_objects(said.get("data")):
                raise ChannelDown("X does not take this search as a rule of its stream.")

    def _change(self, body: object) -> Reply:
        return self.change(RULES, body, sentence="X does not take this search as a rule")


def tag_of(words: str) -> str:
    """What the rule of a search is called, so that it is known again."""
    return OURS + hashlib.sha256(words.encode()).hexdigest()[:16]


def _is_ours(row: object) -> bool:
    return as_text(as_object(row).get("tag")).startswith(OURS)


def _is_of(line: str, tag: str) -> bool:
    """Whether a line is a post of this rule, or none at all."""
    if '"matching_rules"' not in line:
        return True
    try:
        rules = as_objects(as_object(parse_json(line)).get("matching_rules"))
    except ChannelDown:
        return True
    return any(as_text(rule.get("tag")) == tag for rule in rules)
