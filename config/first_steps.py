"""An empty production site made ready, from the environment alone; safe to run again."""

import os
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Model

from accounts.actions.members import trust_email, with_unused_username
from accounts.actions.roles import follow_role
from accounts.actions.ways_in import close_ways_in
from accounts.enums import Role
from accounts.models import Member, SiteSettings
from accounts.names import clean_display_name
from accounts.queries import has_proven, member_by_email
from accounts.site import SITE_VERSION
from accounts.versions import bump
from blog.actions import let_edit_pages, make_information_pages
from forum.actions.boards import make_first_boards, make_superusers_board


def _room_for(model: type[Model], name: str) -> int:
    return int(getattr(model._meta.get_field(name), "max_length", 0))


LONGEST = {
    "SETUP_EMAIL": _room_for(Member, "email"),
    "SETUP_NAME": _room_for(Member, "display_name"),
    "SITE_NAME": _room_for(SiteSettings, "name"),
}


class SetupRefused(Exception):
    """The environment does not say what is needed; `str()` says what."""


@dataclass(frozen=True)
class Wishes:
    """What SETUP_EMAIL, SETUP_NAME and SITE_NAME say."""

    email: str
    person: str
    company: str


def wishes() -> Wishes:
    """Read the environment. Raises SetupRefused with a sentence."""
    company = _name("SITE_NAME", "the name of the company")
    email = os.environ.get("SETUP_EMAIL", "").strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise SetupRefused(
            "SETUP_EMAIL has to be the address of the first member of staff."
        ) from error
    person = _name("SETUP_NAME", "the name of the first member of staff", _name_of(email))
    _check_lengths(SETUP_EMAIL=email, SETUP_NAME=person, SITE_NAME=company)
    return Wishes(email, person, company)


def _name_of(email: str) -> str:
    """What to call somebody who gave an address alone."""
    return email.partition("@")[0][: LONGEST["SETUP_NAME"]]


def _check_lengths(**said: str) -> None:
    for name, value in said.items():
        if len(value) > LONGEST[name]:
            raise SetupRefused(
                f"{name} is {len(value)} characters long, and there is room for {LONGEST[name]}."
            )


def _name(setting: str, what: str, otherwise: str = "") -> str:
    """The name that a setting gives; each is refused by its own sentence, not for another's."""
    given = os.environ.get(setting, "").strip() or otherwise
    if not given:
        raise SetupRefused(f"{setting} has to be {what}.")
    try:
        return clean_display_name(given)
    except ValidationError as error:
        raise SetupRefused(f"{setting} has to be {what}: {' '.join(error.messages)}") from error


@transaction.atomic
def set_up(asked: Wishes) -> list[str]:
    """Make what is missing: the site's name, the first member of staff, first boards, that of the
    superusers, information pages. What is there stays. Returns a line for each thing that was made."""
    done = []
    _row, made = SiteSettings.objects.get_or_create(
        pk=SiteSettings.THE_ONE, defaults={"name": asked.company}
    )
    if made:
        bump(SITE_VERSION)
        done.append(f"The site is called {asked.company}.")
    staff = Member.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    if staff is None:
        staff = _make_staff(asked)
        done.append(f"{asked.person} <{asked.email}> is staff and signs in with a mailed code.")
    if make_first_boards():
        done.append("The first boards are there: change them in /admin/.")
    if make_superusers_board():
        done.append("The superusers' own board is there, closed to everybody else but the company.")
    if pages := make_information_pages(by=staff):
        done.append(f"{len(pages)} information pages are there: change them in /cms/.")
    let_edit_pages(staff)
    return done


def _make_staff(asked: Wishes) -> Member:
    """A member who may do everything, without a password: the mailbox is the proof. Called only
    where there is nobody yet who may; a member who has proven this address is given it, and one
    who has not keeps nothing that a stranger may have set up."""

    def write(username: str) -> None:
        Member.objects.create_superuser(username, asked.email, display_name=asked.person)

    member = member_by_email(asked.email)
    if member is None:
        with_unused_username(asked.person, write)
    elif not has_proven(member, asked.email):
        close_ways_in(member)
        EmailAddress.objects.filter(user=member).delete()
        Member.objects.filter(pk=member.pk).update(display_name=asked.person)
    Member.objects.filter(email=asked.email).update(
        role=Role.STAFF, is_superuser=True, is_active=True
    )
    staff = member_by_email(asked.email)
    if staff is None:
        raise IntegrityError("the member of staff was not made")
    follow_role(staff)
    trust_email(staff)
    return staff
