from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from accounts.actions import change_preferences, join_member, rename_member
from accounts.models import Member, OldUsername
from accounts.names import RESERVED
from accounts.queries import unused_username
from accounts.refusals import Refusal
from tests.conftest import make_member

FIFTY = range(50)


def at_once(work: Any) -> list[Any]:
    def run(number: int) -> Any:
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(FIFTY)) as pool:
        return list(pool.map(run, FIFTY))


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_rename_member_refuses_reserved_names(noor: Member, name: str) -> None:
    with pytest.raises(Refusal):
        rename_member(noor, username=name, by=noor)


def test_rename_member_refuses_taken_old_and_others(noor: Member, sasha: Member) -> None:
    rename_member(noor, username="noor-h", by=noor)
    for name in ("noor", "noor-h"):
        with pytest.raises(Refusal):
            rename_member(sasha, username=name, by=sasha)
    with pytest.raises(Refusal):
        rename_member(noor, username="nn", by=sasha)
    assert set(Member.objects.values_list("username", flat=True)) == {"noor-h", "sasha"}


def test_rename_member_back_and_as_often_as_it_goes(noor: Member) -> None:
    for number in range(5):
        rename_member(noor, username=f"noor-{number}", by=noor)
    with pytest.raises(Refusal):
        rename_member(noor, username="noor-9", by=noor)
    rename_member(noor, username="noor", by=noor)
    noor.refresh_from_db()
    assert noor.username == "noor"
    old = set(OldUsername.objects.values_list("username", flat=True))
    assert old == {f"noor-{number}" for number in range(5)}


def test_unused_username_avoids_taken_and_old(noor: Member) -> None:
    assert unused_username("Noor") == "noor-2"
    rename_member(noor, username="haddad", by=noor)
    assert unused_username("NOOR") == "noor-2"
    assert unused_username("Admin") == "member-2"


def test_join_member_leaves_a_known_member_alone(noor: Member) -> None:
    assert join_member(email="NOOR@example.org", display_name="Evil") == noor
    noor.refresh_from_db()
    assert noor.display_name == "Noor Haddad"


def test_change_preferences_changes_nothing_else(noor: Member, sasha: Member) -> None:
    for field in ("role", "email", "is_superuser", "username", "password", "honoured"):
        with pytest.raises(ValueError, match="no preferences"):
            change_preferences(noor, by=noor, **{field: "staff"})
    with pytest.raises(Refusal):
        change_preferences(noor, by=sasha, about="x")


@pytest.mark.django_db(transaction=True)
def test_join_member_fifty_of_one_name_at_once() -> None:
    made = at_once(
        lambda n: join_member(email=f"n{n}@example.org", display_name="Noor Haddad").username
    )
    assert len(set(made)) == 50 and "noor-haddad" in made


@pytest.mark.django_db(transaction=True)
def test_rename_member_fifty_to_one_name_at_once() -> None:
    members = [make_member(f"m{n}") for n in FIFTY]

    def rename(number: int) -> bool:
        try:
            rename_member(members[number], username="wanted", by=members[number])
        except Refusal:
            return False
        return True

    assert at_once(rename).count(True) == 1
    assert Member.objects.filter(username="wanted").count() == 1
