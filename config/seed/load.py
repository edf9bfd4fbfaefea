"""Builds the community by calling the same actions that people's clicks call, at times past."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts.actions.roles import follow_role
from accounts.enums import DeliveryState
from accounts.models import Delivery, Member
from accounts.queries import unused_username, username_free
from accounts.versions import bump
from config.seed import content
from config.seed.desk import seed_desk
from config.seed.programme import tell_programme
from config.seed.story import StoryTeller, tag_name
from config.totp import DEMO_SECRET
from forum.models import Board, Section, Tag
from reputation.actions.fold import fold
from reputation.actions.week import choose_member_of_the_week

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
        honoured = [row["username"] for row in content.people() if row.get("superuser_title")]
        tell_programme(members, honoured, now=now)
        _celebrate(members, now)
        seed_desk(members, now=now)
        # Nobody is mailed about what is invented.
        Delivery.objects.filter(state=DeliveryState.WAITING).update(state=DeliveryState.DROPPED)
        bump("boards")
    return True


def _celebrate(members: dict[str, Member], now: datetime) -> None:
    """Leaderboards, ranks and badges of what was told, and whom an ambassador thanks this week."""
    fold(at=now)
    choose_member_of_the_week(
        members["tomasz"],
        words=(
            "For a whole cold week of old boilers: he asked what people had tried, answered in"
            " the order they needed it, and said plainly when it was time to call an installer."
        ),
        by=members["maren"],
        at=now,
    )


def _email_of(row: dict[str, Any]) -> str:
    return f"{row['username']}@{COMMUNITY}"


def _make_members(now: datetime) -> dict[str, Member]:
    return {row["username"]: _make_member(row, now) for row in content.people()}


def _make_member(row: dict[str, Any], now: datetime) -> Member:
    email, name = _email_of(row), row["username"]
    member = Member.objects.create_user(
        name if username_free(name) else unused_username(row["display_name"]),
        email,
        {one.email: one.password for one in SIGN_INS}.get(email),
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
    if email == SIGN_INS[2].email:
        TOTP.activate(member, DEMO_SECRET)
    member.groups.set(Group.objects.get_or_create(name=n)[0] for n in row.get("groups", []))
    follow_role(member)
    return member


def sign_ins_there() -> bool:
    """Whether the three people whom a newcomer may be are members."""
    emails = [one.email for one in SIGN_INS]
    return Member.objects.filter(email__in=emails, is_active=True).count() == len(SIGN_INS)


@transaction.atomic
def add_sign_ins(*, now: datetime | None = None) -> None:
    """Add those three to a community that came from elsewhere (an import), with the passwords
    that everybody knows: for a demo only."""
    emails = {one.email for one in SIGN_INS}
    there = set(Member.objects.filter(email__in=emails).values_list("email", flat=True))
    for row in content.people():
        if _email_of(row) in emails - there:
            _make_member(row, now or timezone.now())


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
    return Tag.objects.get_or_create(slug=slug, defaults={"name": tag_name(slug)})[0]
