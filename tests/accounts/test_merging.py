"""Two accounts of one person become one: who may, what is refused, and what becomes of the account."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client

from accounts.actions.merging import merge_members
from accounts.actions.mutes import mute_member
from accounts.actions.notifications import notify
from accounts.models import AuditEntry, Delivery, Member, Mute, Notification
from accounts.refusals import Refusal
from tests.conftest import make_member

AsMember = Callable[[Member], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def ida(db: None) -> Member:
    return make_member("ida", role="staff")


@pytest.fixture
def twin(db: None) -> Member:
    return make_member("noor-2", display_name="N. Haddad")


def merge(member: Member, into: Member, by: Member, reason: str = "She wrote so") -> None:
    merge_members(member, into=into, by=by, reason=reason)


def tell(member: Member, event: str, actor: Member | None = None) -> None:
    about = {"source_kind": "member", "source_id": member.pk, "words": "", "url": "/"}
    notify(member, kind="votes", event=event, actor=actor, title=event, **about)


# Refused --------------------------------------------------------------------------------------
def test_who_may_not(noor: Member, twin: Member, sasha: Member, maren: Member) -> None:
    for by in (noor, twin, sasha, maren):
        with pytest.raises(Refusal, match="Only staff"):
            merge(twin, noor, by)


def test_an_account_with_itself_and_ones_own(noor: Member, ida: Member) -> None:
    other = make_member("ida-2", role="staff")
    with pytest.raises(Refusal, match="with itself"):
        merge(noor, noor, ida)
    for pair in ((ida, other), (other, ida)):
        with pytest.raises(Refusal, match="your own account"):
            merge(*pair, ida)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"is_active": False}, "closed"),
        ({"is_superuser": True}, "administrators"),
        ({"role": "ambassador"}, "same role"),
    ],
)
def test_accounts_that_stay_apart(
    noor: Member, twin: Member, ida: Member, change: dict[str, object], words: str
) -> None:
    Member.objects.filter(pk=twin.pk).update(**change)
    for pair in ((twin, noor), (noor, twin)):
        with pytest.raises(Refusal, match=words):
            merge(*pair, ida)
    assert AuditEntry.objects.count() == 0


def test_an_account_without_an_address_does_not_stay(noor: Member, ida: Member) -> None:
    imported = Member.objects.create_user("old-noor", imported_from="sumo")
    with pytest.raises(Refusal, match="other way round"):
        merge(noor, imported, ida)
    merge(imported, noor, ida)
    assert not Member.objects.get(pk=imported.pk).is_active


def test_without_a_reason(noor: Member, twin: Member, ida: Member) -> None:
    with pytest.raises(Refusal, match="reason"):
        merge(twin, noor, ida, reason="  ")
    assert Member.objects.get(pk=twin.pk).is_active


# What becomes of it ---------------------------------------------------------------------------
def test_the_account_is_closed_and_its_name_leads_on(
    noor: Member, twin: Member, ida: Member, as_member: AsMember, partners: Group
) -> None:
    twin.groups.add(partners)
    theirs = as_member(twin)
    assert theirs.get("/inbox/").status_code == 200
    merge(twin, noor, ida)
    twin.refresh_from_db()
    assert (twin.is_active, twin.email, twin.has_usable_password()) == (False, None, False)
    assert (twin.username, twin.display_name) == (f"former-member-{twin.pk}", "Former member")
    assert theirs.get("/inbox/").status_code == 302
    assert Client().get("/m/noor-2/").headers["Location"] == "/m/noor/"
    assert Client().get(f"/m/{twin.username}/").status_code == 404
    assert set(EmailAddress.objects.values_list("email", flat=True)) == {
        "noor@example.org",
        "ida@example.org",
    }


def test_what_opens_something_is_not_given_on(
    noor: Member, twin: Member, ida: Member, partners: Group
) -> None:
    twin.groups.add(partners)
    merge(twin, noor, ida)
    assert list(noor.groups.all()) == list(twin.groups.all()) == []


def test_both_addresses_and_the_log_are_told(
    noor: Member,
    twin: Member,
    ida: Member,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        merge(twin, noor, ida, reason="She wrote from both")
    sent = {message.to[0]: message.body for message in mail.outbox}
    assert "Noor Haddad" in sent["noor-2@example.org"]
    line = Notification.objects.get(member=noor, kind="merged")
    assert (line.title, line.words) == ("@noor-2 → @noor", "She wrote from both")
    assert Delivery.objects.filter(notification=line, channel="now").exists()
    entry = AuditEntry.objects.get(verb="merge")
    assert (entry.actor, entry.object_id, entry.label) == (ida, noor.pk, "@noor-2 → @noor")
    assert entry.reason == "She wrote from both"


def test_the_inbox_goes_along_without_what_is_there(
    noor: Member, twin: Member, sasha: Member, ida: Member
) -> None:
    for member in (noor, twin):
        tell(member, "both")
    tell(twin, "theirs")
    tell(noor, "among-them", actor=twin)
    tell(sasha, "of-them", actor=twin)
    merge(twin, noor, ida)
    told = Notification.objects.exclude(kind="merged").values_list("member__username", "event")
    assert sorted(told) == [("noor", "both"), ("noor", "theirs"), ("sasha", "of-them")]
    assert Notification.objects.get(event="of-them").actor == noor


def test_mutes_go_along(
    noor: Member, twin: Member, sasha: Member, tomasz: Member, ida: Member
) -> None:
    for by, muted in ((noor, twin), (noor, sasha), (twin, sasha), (twin, tomasz), (tomasz, twin)):
        mute_member(muted, by=by)
    merge(twin, noor, ida)
    left = Mute.objects.values_list("member__username", "muted__username")
    assert sorted(left) == [("noor", "sasha"), ("noor", "tomasz"), ("tomasz", "noor")]


# The page -------------------------------------------------------------------------------------
def path_of(member: Member) -> str:
    return f"/admin/accounts/member/{member.pk}/merge/"


def test_member_merge_is_the_staffs(
    noor: Member, twin: Member, maren: Member, as_member: AsMember
) -> None:
    form = {"into": "noor", "reason": "Because", "sure": "1"}
    for client in (Client(), as_member(noor), as_member(maren)):
        for answer in (client.get(path_of(twin)), client.post(path_of(twin), form)):
            assert answer.status_code in (302, 403, 404)
            assert b"N. Haddad" not in answer.content
    assert Member.objects.get(pk=twin.pk).is_active


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"into": "nobody-here", "reason": "Because"}, "There is no account"),
        ({"into": "noor", "reason": " "}, "This field is required"),
        ({"into": "noor-2", "reason": "Because", "sure": "1"}, "merged with itself"),
        ({"into": "maren", "reason": "Because", "sure": "1"}, "same role"),
        ({"into": "noor", "reason": "a" * 301}, "at most 300"),
    ],
)
def test_member_merge_wrong_input(
    noor: Member,
    twin: Member,
    maren: Member,
    ida: Member,
    as_member: AsMember,
    form: dict[str, str],
    words: str,
) -> None:
    answer = as_member(ida).post(path_of(twin), form)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert Member.objects.get(pk=twin.pk).is_active


def test_member_merge_shows_what_moves_and_asks_first(
    noor: Member, twin: Member, ida: Member, as_member: AsMember, partners: Group
) -> None:
    twin.groups.add(partners)
    client, form = as_member(ida), {"into": "@Noor", "reason": "She wrote so"}
    assert "another account of the same person" in client.get(path_of(twin)).content.decode()
    page = client.post(path_of(twin), form).content.decode()
    assert "This cannot be undone." in page
    assert "not given on: partners" in " ".join(page.split())
    assert Member.objects.get(pk=twin.pk).is_active
    answer = client.post(path_of(twin), {**form, "sure": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/m/noor/")
    assert not Member.objects.get(pk=twin.pk).is_active


def test_member_merge_is_led_to_from_the_member(twin: Member, as_member: AsMember) -> None:
    root = make_member("root", role="staff", is_superuser=True)
    page = as_member(root).get(f"/admin/accounts/member/{twin.pk}/change/").content.decode()
    assert path_of(twin) in page
