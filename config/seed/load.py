"""Builds the community by calling the same actions that people's clicks call, at times past."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts.enums import DeliveryState
from accounts.models import Member, Notification
from accounts.versions import bump
from config.seed import content
from config.seed.story import StoryTeller
from forum.models import Board, Section, Tag

COMMUNITY = "ostrel.example"


@dataclass(frozen=True)
class SignIn:
    """Somebody whom a newcomer may be."""

    who: str
    email: str
    password: str


SIGN_INS = (
    SignIn("Customer", f"noor@{COMMUNITY}", "noor-likes-warm-rooms"),
    SignIn("Superuser", f"tomasz@{COMMUNITY}", "tomasz-likes-old-boilers"),
    SignIn("Ambassador and staff", f"maren@{COMMUNITY}", "maren-likes-kind-words"),
)


def seed_community(
    *, now: datetime | None = None, step: Callable[[str], object] = lambda _: None
) -> bool:
    """Fill an empty site; a site that has boards is left as it is.

    Arguments: `now` is the moment that "days ago" counts from; `step` is told of each thread.
    Returns whether anything was written. All or nothing: one transaction.
    """
    now = (now or timezone.now()).replace(minute=0, second=0, microsecond=0)
    with transaction.atomic():
        if Board.objects.exists():
            return False
        members = _make_members(now)
        boards = _make_boards()
        story = StoryTeller(members=members, boards=boards, now=now)
        for key in story.tell(content.threads()):
            step(key)
        # Nobody is mailed about what is invented.
        Notification.objects.filter(state=DeliveryState.WAITING).update(state=DeliveryState.DROPPED)
        bump("boards")
    return True


def _make_members(now: datetime) -> dict[str, Member]:
    passwords = {sign_in.email: sign_in.password for sign_in in SIGN_INS}
    groups: dict[str, Group] = {}
    members = {}
    for row in content.people():
        email = f"{row['username']}@{COMMUNITY}"
        member = Member.objects.create_user(
            row["username"],
            email,
            passwords.get(email),
            display_name=row["display_name"],
            role=row["role"],
            about=row.get("about", ""),
            sign=row.get("sign", ""),
            honoured=row.get("superuser_title", False),
            time_zone=row.get("time_zone", "UTC"),
            date_joined=now - timedelta(days=row["joined"]),
            is_superuser=email == SIGN_INS[2].email,
        )
        EmailAddress.objects.create(user=member, email=email, verified=True, primary=True)
        for name in row.get("groups", []):
            member.groups.add(groups.setdefault(name, Group.objects.get_or_create(name=name)[0]))
        members[member.username] = member
    return members


def _make_boards() -> dict[str, Board]:
    sections = {}
    for position, row in enumerate(content.boards()["section"]):
        sections[row["slug"]] = Section.objects.create(position=position, **row)
    boards = {}
    for position, row in enumerate(content.boards()["board"]):
        groups, tags = row.get("closed_to", []), row.get("tags", [])
        fields = {name: row[name] for name in ("name", "slug", "description", "icon", "kinds")}
        board = Board.objects.create(
            section=sections[row["section"]], position=position, is_closed=bool(groups), **fields
        )
        board.groups.set(Group.objects.get_or_create(name=name)[0] for name in groups)
        board.tags.set(_tag(slug) for slug in tags)
        boards[board.slug] = board
    return boards


def _tag(slug: str) -> Tag:
    return Tag.objects.get_or_create(slug=slug, defaults={"name": slug.replace("-", " ")})[0]
