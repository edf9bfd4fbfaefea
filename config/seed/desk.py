"""The listening desk of the invented community: how it is set up, who sits at it, and two weeks of what
people wrote elsewhere, most of it long answered."""

import json
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.models import Member
from ambassadors.actions.claims import claim_item
from ambassadors.actions.handoffs import end_hand_off, hand_off
from ambassadors.actions.intake import take_in
from ambassadors.actions.promotions import promote_item
from ambassadors.actions.replies import answer_item, confirm_outgoing
from ambassadors.channels.base import Fetched, Heard, Vanished
from ambassadors.channels.file import folder
from ambassadors.desk import desk_changed
from ambassadors.enums import ChannelKind, Gone, Ignored, Network, OutgoingState, State
from ambassadors.models import (
    Channel,
    Department,
    DeskSettings,
    Duty,
    HandOver,
    Item,
    Macro,
    NoiseRule,
    OpenHours,
    Shift,
    Target,
)
from ambassadors.models.items import is_waiting
from forum.actions.replies import post_reply
from forum.actions.solutions import accept_solution
from forum.models import Board

HERE = Path(__file__).parent / "desk"
FILE = "mentions.jsonl"
# What came in within so many minutes came in together.
TOGETHER = 720
# Older than this was looked at: answered where it mattered, else left.
LOOKED_AT = timedelta(hours=36)
# So many of them answered one by one: each costs as much as a person's clicks.
ANSWERED = 24
# Parts of the invented company, and the hours that they may take.
DEPARTMENTS = {"Support": 24, "Product": 72, "Press": 24, "Legal": 72, "People": 72}
ANSWERS = {
    "de": "Das schauen wir uns zusammen an: was steht auf dem Hub?",
    "nl": "Daar kijken we samen naar: wat staat er op de hub?",
    "es": "Lo miramos juntos: ¿qué pone en el hub?",
}
ANSWER = "Let us look at this together: what does the hub say right now?"


@cache
def setup() -> dict[str, Any]:
    """The settings as they are written."""
    return tomllib.loads((HERE / "desk.toml").read_text(encoding="utf-8"))


def lines(name: str) -> Iterator[dict[str, Any]]:
    """The objects of a file of the desk."""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def seed_desk(members: dict[str, Member], *, now: datetime) -> int:
    """Set the desk up and let two weeks pass; returns how many messages came in."""
    with transaction.atomic():
        channel = Channel.objects.create(
            kind=ChannelKind.FILE, name="File", source=FILE, handle="OstrelHelp", retention_days=365
        )
        _set_up(members, now)
        desk_changed()
        taken = _let_pass(channel, members, now)
    place = folder() / FILE
    place.parent.mkdir(parents=True, exist_ok=True)
    place.touch()  # what is written into it comes to the desk
    return taken


def _set_up(members: dict[str, Member], now: datetime) -> None:
    rows = setup()
    texts = {
        name: str(value).strip()
        for name, value in rows["settings"].items()
        if name != "peers_first_hours"
    }
    hours = rows["settings"]["peers_first_hours"]
    DeskSettings.objects.create(pk=DeskSettings.THE_ONE, peers_first_hours=hours, **texts)
    for row in rows["open"]:
        for day in row["weekdays"]:
            OpenHours.objects.create(weekday=day, begins=row["begins"], ends=row["ends"])
    for position, row in enumerate(rows["target"]):
        # All networks come in by one file here.
        if "network" not in row:
            Target.objects.create(position=position, **row)
    for position, row in enumerate(rows["rule"]):
        NoiseRule.objects.create(position=position, **row)
    for row in rows["macro"]:
        people = {name: members[row[name]] for name in ("by", "reviewed_by") if name in row}
        Macro.objects.create(**{**row, **people}, at=now - timedelta(days=30))
    at_desk = [members[row["member"]] for row in rows["duty"]]
    for name, due in DEPARTMENTS.items():
        Department.objects.create(name=name, due_hours=due).members.set(at_desk[:2])
    for row in rows["duty"]:
        _put_on_duty(members[row["member"]], row)
    for row in rows.get("hand_over", ()):
        at = now - timedelta(minutes=row.get("minutes_ago", 600))
        HandOver.objects.create(by=members[row.get("by") or row["member"]], text=row["text"], at=at)


def _put_on_duty(member: Member, row: dict[str, Any]) -> None:
    words = {name: row[name] for name in ("what", "languages", "topics")}
    Duty.objects.create(member=member, **words)
    for shift in row.get("shift", ()):
        for day in shift["weekdays"]:
            times = {"begins": shift["begins"], "ends": shift["ends"]}
            Shift.objects.create(member=member, weekday=day, **times)


def _let_pass(channel: Channel, members: dict[str, Member], now: datetime) -> int:
    rows = sorted(lines(FILE), key=lambda row: -int(row["minutes_ago"]))
    taken = 0
    for _part, some in groupby(rows, key=lambda row: int(row["minutes_ago"]) // TOGETHER):
        found = list(some)
        at = now - timedelta(minutes=int(found[-1]["minutes_ago"]))
        heard = [_heard(row, now) for row in found if "delete" not in row]
        gone = [_gone(row, now) for row in found if "delete" in row]
        taken += take_in(channel, Fetched(heard, gone), at=at).new
    _look_through(members, now)
    return taken


def _heard(row: dict[str, Any], now: datetime) -> Heard:
    known = {"network", "id", "minutes_ago"}
    more = {name: value for name, value in row.items() if name not in known}
    return Heard(
        network=Network(row["network"]),
        network_id=row["id"],
        published_at=now - timedelta(minutes=int(row["minutes_ago"])),
        **more,
    )


def _gone(row: dict[str, Any], now: datetime) -> Vanished:
    at = now - timedelta(minutes=int(row["minutes_ago"]))
    return Vanished(Network(row["network"]), Gone.DELETED, at, network_id=row["delete"])


def _look_through(members: dict[str, Member], now: datetime) -> None:
    """Whoever is on duty looked at what is older: the last of what mattered was answered by one after
    the other, what came before that and what needed nothing is only said to be done."""
    _promote(members, setup()["promoted"])
    _hand_off(members, setup()["handed"])
    old = Item.objects.filter(is_waiting(), arrived_at__lt=now - LOOKED_AT, routed_to=None)
    wanted = [row["id"] for row in lines("labels.jsonl") if row["notable"]]
    needs = old.filter(mention__network_id__in=wanted)
    last = list(needs.select_related("mention").order_by("-pk")[:ANSWERED])
    people = [members[row["member"]] for row in setup()["duty"]]
    for number, item in enumerate(reversed(last)):
        _answer(item, people[number % len(people)], item.arrived_at + timedelta(minutes=7 + number))
    answered = F("arrived_at") + timedelta(minutes=50)
    needs.update(state=State.RESOLVED, answered_at=answered, ended_at=answered)
    old.update(state=State.IGNORED, ignored=Ignored.NO_ACTION, ended_at=F("arrived_at"))
    # What is late by now was told of when it became so.
    Item.objects.filter(is_waiting(), due_at__lte=now).update(late_at=F("due_at"))


def _answer(item: Item, by: Member, at: datetime) -> None:
    claim_item(item, by=by, at=at)
    text = ANSWERS.get(item.language, ANSWER)
    sent = answer_item(item, by=by, text=text, version=item.version, confirmed=True, at=at)
    if sent.state == OutgoingState.BY_HAND:
        confirm_outgoing(sent, by=by, was_sent=True, at=at + timedelta(minutes=2))


def _claimed(network_id: str, by: Member) -> tuple[Item, datetime]:
    """An item in somebody's hands, and when that was."""
    item = Item.objects.get(mention__network_id=network_id)
    at = item.arrived_at + timedelta(minutes=9)
    claim_item(item, by=by, at=at)
    item.refresh_from_db()
    return item, at


def _promote(members: dict[str, Member], row: dict[str, Any]) -> None:
    """One became a thread, which a customer answered and which is solved."""
    by = members[row["by"]]
    item, at = _claimed(row["of"], by)
    made = promote_item(
        item,
        by=by,
        version=item.version,
        board=Board.objects.get(slug=row["board"]),
        kind="question",
        title=row["title"],
        source=row["body"].strip(),
        at=at,
    )
    hour = timedelta(hours=1)
    answerer = members[row["answered_by"]]
    answer = post_reply(made.thread, by=answerer, source=row["answer"].strip(), at=at + hour)
    accept_solution(answer, by=by, at=at + 2 * hour)


def _hand_off(members: dict[str, Member], row: dict[str, Any]) -> None:
    """One went to a department and came back: its customer is still to be told."""
    by = members[row["by"]]
    item, at = _claimed(row["of"], by)
    department = Department.objects.get(name=row["department"])
    words = row["words"]
    handed = hand_off(item, by=by, department=department, words=words, version=item.version, at=at)
    owner, day = members[row["owner"]], timedelta(hours=20)
    end_hand_off(handed, by=owner, outcome=row["outcome"], at=at + day)
