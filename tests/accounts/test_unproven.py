"""Nobody knows who a member is whose address is not proven: somebody may have typed another's. They
are mailed nobody's words, and nobody meets or names them."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.actions import deliver_due, join_member, notify, rename_member, trust_email
from accounts.models import Delivery, Member, Notification
from accounts.queries import has_proven, profile_of, renamed_to
from accounts.queries.mutes import listening
from forum.actions.replies import post_reply
from forum.models import Reply, Thread
from tests.conftest import make_member

AsMember = Callable[[Member], Client]


@pytest.fixture
def vic(db: None) -> Member:
    """Somebody signed up with Vic's address."""
    return join_member(email="victim@example.org", display_name="Vic Tim")


def tell(member: Member, event: str = "reply:1", **more: Any) -> int:
    about = {"kind": "reply", "source_kind": "thread", "source_id": 1, "actor": None}
    return notify(member, event=event, title="Pills", words="Buy", url="/t/1/", **{**about, **more})


# Refusals -----------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["reply", "solved"])
@pytest.mark.parametrize("by", ["tomasz", None])
def test_notify_passes_over_who_proved_nothing(
    vic: Member, tomasz: Member, kind: str, by: str | None
) -> None:
    assert tell(vic, kind=kind, actor=tomasz if by else None) == 0
    assert (Notification.objects.count(), Delivery.objects.count()) == (0, 0)


def test_naming_who_proved_nothing_reaches_nobody(
    vic: Member, thread: Thread, tomasz: Member
) -> None:
    reply = post_reply(thread, by=tomasz, source=f"@{vic.username} buy cheap pills")
    assert vic.notifications.count() == 0
    assert f'href="/m/{vic.username}/"' not in Reply.objects.get(pk=reply.pk).html
    deliver_due()
    assert [message.to for message in mail.outbox] == [["noor@example.org"]]


def test_mail_asks_again_whether_its_address_is_proven(noor: Member, thread: Thread) -> None:
    """It was when the row was written; another address of hers does not count for this one."""
    assert tell(noor, source_id=thread.pk) == 1
    EmailAddress.objects.filter(user=noor).update(email="other@example.org")
    assert (deliver_due(), mail.outbox) == (0, [])
    assert Delivery.objects.get().state == "dropped"


def test_profile_of_who_proved_nothing_is_missing(
    vic: Member, noor: Member, as_member: AsMember
) -> None:
    url = f"/m/{vic.username}/"
    for client in (Client(), as_member(noor)):
        assert client.get(url).status_code == 404
        assert client.get(url.upper().replace("/M/", "/m/")).status_code == 404
    assert as_member(noor).post(f"{url}mute/", {"on": "1"}).status_code == 404
    assert (profile_of(vic.username), renamed_to(vic.username)) == (None, None)


def test_old_name_of_who_proved_nothing_leads_nowhere(noor: Member) -> None:
    rename_member(noor, username="noor-h", by=noor)
    assert Client().get("/m/noor/").status_code == 301
    EmailAddress.objects.update(verified=False)
    assert Client().get("/m/noor/").status_code == 404


@pytest.mark.parametrize("where", [False, True])
def test_completion_offers_nobody_who_proved_nothing(
    vic: Member, noor: Member, thread: Thread, as_member: AsMember, where: bool
) -> None:
    make_member("victor")
    asked = {"q": "vic", **({"key": f"reply:{thread.pk}"} if where else {})}
    found = as_member(noor).get("/complete/members/", asked).json()["offers"]
    assert [offer["insert"] for offer in found] == ["@victor"]


def test_has_proven_is_about_one_address_of_one_member(noor: Member, sasha: Member) -> None:
    assert has_proven(noor, "NOOR@example.org")
    assert not has_proven(sasha, "noor@example.org")
    assert not has_proven(noor, "noor@example.com")


# Who has proven it, and who has none -----------------------------------------------------------
def test_the_proof_brings_all_of_it(vic: Member, thread: Thread, tomasz: Member) -> None:
    trust_email(vic)
    assert Client().get(f"/m/{vic.username}/").status_code == 200
    reply = post_reply(thread, by=tomasz, source=f"@{vic.username} look")
    assert f'href="/m/{vic.username}/"' in Reply.objects.get(pk=reply.pk).html
    deliver_due()
    assert [vic.email] in [message.to for message in mail.outbox]


def test_imported_authors_stay_visible(noor: Member, thread: Thread, as_member: AsMember) -> None:
    """They have no address, so nobody can have typed it."""
    Member.objects.create_user("old-author", None, None, imported_from="sumo")
    assert Client().get("/m/old-author/").status_code == 200
    found = as_member(noor).get("/complete/members/", {"q": "old"}).json()["offers"]
    assert [offer["insert"] for offer in found] == ["@old-author"]
    reply = post_reply(thread, by=noor, source="As @old-author said.")
    assert 'href="/m/old-author/"' in Reply.objects.get(pk=reply.pk).html


def test_who_are_told_are_asked_for_together(
    noor: Member, thread: Thread, django_assert_num_queries: Any
) -> None:
    """One query says who proved an address and who muted the actor."""
    people = [make_member(f"m{n}", proven=n % 2 == 0) for n in range(6)]
    people[0].mutes.create(muted=noor)
    with django_assert_num_queries(1):
        assert listening([m.pk for m in people], to=noor) == {people[2].pk, people[4].pk}
    assert listening([people[0].pk], to=None) == {people[0].pk}
