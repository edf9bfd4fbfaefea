"""A process at the desk that dies (kill -9) at a chosen step, or works until it is killed:
`python -m tests.ambassadors.dying NETWORK STEP AT`, on the database of DATA_DIR. NETWORK is "keys" for one
that knows a second try by its key, "plain" for one that does not; both are files beside the database.
Without a STEP it lives. AT is how many minutes later than now it is for it."""

import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django

from tests.accounts.dying import then_die

MESSAGES, A_PAGE = 30, 10
# Where it dies, in the order of the way: behind a function, apart from "committed", which is before a bell.
STEPS = {
    "intake": ["fetched", "mentions written", "items written", "cursor moved", "page taken"],
    "reply": ["claimed", "intent written", "intent noted", "taken to be sent", "posted", "settled"],
    "promotion": ["thread asked", "promotion noted", "promoted"],
}


@dataclass
class OnDisk:
    """A network whose timeline is a file: what was posted stands there whoever dies."""

    inner: Any
    path: Path

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def fetch(self, source: str, handle: str, cursor: Any, *, at: datetime) -> Any:
        from ambassadors.channels.base import Fetched
        from tests.ambassadors.hearing import heard

        first = int(cursor.get("n", 0))
        last = min(first + A_PAGE, MESSAGES)
        found = [
            heard(str(n), f"How warm may the Ostrel hub number {n} be?") for n in range(first, last)
        ]
        return Fetched(found, cursor={"n": last}, is_more=last < MESSAGES)

    def post(self, text: str, *, reply_to: str, key: str) -> Any:
        known = [place for place, row in enumerate(self.rows()) if row[2] == key]
        if not (self.inner.knows_keys and known):
            with self.path.open("a") as file:
                file.write(json.dumps([text, reply_to, key]) + "\n")
                file.flush()
                os.fsync(file.fileno())
        return self.inner._receipt(known[0] if known else len(self.rows()), text)

    def find_own(self, text: str, *, reply_to: str, since: datetime) -> Any:
        rows = [row[:2] for row in self.rows()]
        wanted = [text, reply_to]
        return self.inner._receipt(rows.index(wanted) + 1, text) if wanted in rows else None

    def rows(self) -> list[list[str]]:
        return [json.loads(line) for line in self.path.read_text().splitlines()]


def main(network: str, step: str = "", minutes: str = "0") -> None:
    """Listen, answer one message and promote another; whoever acts again does the same acts."""
    connect(network)
    die_at(step)
    at = datetime.now(UTC) + timedelta(minutes=1 + int(minutes))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    if step == "work":
        for _turn in range(MESSAGES):
            work(at, *waiting(at))
            at += timedelta(minutes=3)
        return
    listen(at)
    work(at, *chosen())


def connect(network: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
    django.setup()
    from ambassadors import networks
    from ambassadors.actions import listening
    from tests.ambassadors.hearing import FakeNetwork

    path = Path(os.environ["DATA_DIR"]) / "network.jsonl"
    path.touch()
    here = OnDisk(FakeNetwork(knows_keys=network == "keys"), path)
    for place in (networks, listening):
        place.adapter_for = lambda _kind: here  # type: ignore[attr-defined]
    networks.keys_missing = lambda kind: []


def listen(at: datetime) -> None:
    from ambassadors.actions.listening import listen_everywhere

    listen_everywhere(at=at)


def chosen() -> tuple[Any, Any]:
    """The message that is answered, and the one that is promoted."""
    from ambassadors.models import Item

    one, other = (Item.objects.filter(mention__network_id=name).first() for name in ("1", "2"))
    return one, other


def waiting(at: datetime) -> tuple[Any, Any]:
    """What may be answered next, and what may be promoted."""
    from ambassadors.models import Item

    listen(at)
    free = Item.objects.filter(mention__outgoing=None, mention__promotion=None).order_by("pk")
    return tuple([*free[:2], None, None][:2])  # type: ignore[return-value]


def work(at: datetime, to_answer: Any, to_promote: Any) -> None:
    from accounts.models import Member
    from accounts.refusals import Refusal
    from ambassadors.actions.claims import claim_item
    from ambassadors.actions.promotions import promote_item
    from ambassadors.actions.replies import answer_item
    from ambassadors.actions.sending import send_due
    from ambassadors.models import Item
    from forum.models import Board

    maren = Member.objects.get(username="maren")
    if to_answer is not None:
        with suppress(Refusal):
            claim_item(to_answer, by=maren, at=at)
            version = Item.objects.get(pk=to_answer.pk).version
            answer_item(to_answer, by=maren, text="Warm, and dry.", version=version, at=at)
    send_due(at=at)
    if to_promote is not None:
        with suppress(Refusal):
            claim_item(to_promote, by=maren, at=at)
            version, board = Item.objects.get(pk=to_promote.pk).version, Board.objects.get()
            words = {
                "title": f"Heat in summer, case {to_promote.pk}",
                "source": "It glows in July.",
            }
            promote_item(
                to_promote, by=maren, version=version, board=board, kind="problem", at=at, **words
            )


def die_at(step: str) -> None:
    """Put a kill -9 behind one function of the way."""
    from ambassadors.actions import intake, listening, promotions, replies, sending

    after: dict[str, tuple[Any, str]] = {
        "fetched": (OnDisk, "fetch"),
        "mentions written": (intake, "_mention"),
        "items written": (intake, "_count_hits"),
        "cursor moved": (intake, "_move_on"),
        "page taken": (listening, "take_in"),
        "claimed": (replies, "check_has_claim"),
        "intent written": (replies, "note_step"),
        "intent noted": (replies, "ring_after_commit"),
        "taken to be sent": (sending, "_claim"),
        "posted": (OnDisk, "post"),
        "settled": (sending, "_sent"),
        "thread asked": (promotions, "ask_thread"),
        "promotion noted": (promotions, "_promoted"),
        "promoted": (promotions, "promote_item"),
    }
    if step in after:
        owner, name = after[step]
        setattr(owner, name, then_die(getattr(owner, name)))


if __name__ == "__main__":
    main(*sys.argv[1:])
