"""Private forms: one link, used once, sealed, read by those it is for, and forgotten."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client, override_settings
from django.utils import timezone

from accounts.models import Member
from accounts.refusals import Refusal
from ambassadors.actions.claims import claim_item
from ambassadors.actions.private import (
    KEPT,
    LINK_LASTS,
    ask_privately,
    fill_private,
    forget_old,
    forget_private,
    read_private,
)
from ambassadors.enums import State
from ambassadors.models import Channel, Department, Item, ItemEvent, PrivateForm
from ambassadors.sealing import CannotOpen, seal, unseal
from tests.ambassadors.hearing import hear, heard
from tests.conftest import make_member

pytestmark = pytest.mark.django_db
SECRET = "Serial 4711-quillfeather, I live in Mill Lane 3."


@pytest.fixture
def item(channel: Channel, maren: Member) -> Item:
    (made,) = hear(channel, heard("1"), at=timezone.now())
    claim_item(made, by=maren)
    return made


@pytest.fixture
def law(db: None) -> Department:
    made = Department.objects.create(name="Legal")
    made.members.add(make_member("lena", role="ambassador"))
    return made


def asked(item: Item, by: Member, **more: object) -> tuple[PrivateForm, str]:
    return ask_privately(item, by=by, asks="Your serial number, please.", **more)  # type: ignore[arg-type]


# Sealing ------------------------------------------------------------------------------------------
def test_only_our_secret_opens_it() -> None:
    sealed = seal("Grüße ☃")
    assert (unseal(sealed), b"Gr" in sealed) == ("Grüße ☃", False)
    for wrong in (b"", b"x", sealed[:-2], sealed.swapcase()):
        with pytest.raises(CannotOpen):
            unseal(wrong)
    with override_settings(SECRET_KEY="another"), pytest.raises(CannotOpen):
        unseal(sealed)


def test_a_secret_of_before_opens_it_while_it_is_named(settings: object) -> None:
    from django.conf import settings as now

    old, sealed = now.SECRET_KEY, seal("x")
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[old]):
        assert unseal(sealed) == "x"


# Asking and filling in --------------------------------------------------------------------------------
def test_only_who_has_the_item_asks(
    item: Item, saoirse: Member, noor: Member, maren: Member
) -> None:
    for by in (saoirse, noor):
        with pytest.raises(Refusal):
            asked(item, by)
    for asks in ("", " ", "x" * 501):
        with pytest.raises(Refusal, match="between 1 and 500"):
            ask_privately(item, by=maren, asks=asks)
    assert not PrivateForm.objects.exists()


def test_a_link_is_good_once_and_for_two_days(item: Item, maren: Member) -> None:
    now = timezone.now()
    row, token = asked(item, maren, at=now)
    for text in ("", "  ", "x" * 2_001):
        with pytest.raises(Refusal, match="between 1 and 2000"):
            fill_private(token, text=text, at=now)
    for wrong, at in (("none", now), (token, now + LINK_LASTS), (f"{token}x", now)):
        with pytest.raises(Refusal, match="not good any more"):
            fill_private(wrong, text=SECRET, at=at)
    fill_private(token, text=SECRET, at=now + LINK_LASTS - timedelta(seconds=1))
    with pytest.raises(Refusal, match="not good any more"):
        fill_private(token, text="Something else", at=now)
    assert read_private(row, by=maren) == SECRET


def test_nothing_of_it_stands_in_the_database(item: Item, maren: Member) -> None:
    _row, token = asked(item, maren)
    fill_private(token, text=SECRET)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ambassadors_privateform")
        said = str(cursor.fetchall())
    assert ("quillfeather" in said, token in said) == (False, False)


# Reading and forgetting --------------------------------------------------------------------------------
def test_only_who_asked_and_the_department_read_it(
    item: Item, maren: Member, saoirse: Member, law: Department, noor: Member
) -> None:
    row, token = asked(item, maren, department=law)
    with pytest.raises(Refusal, match="nothing to read"):
        read_private(row, by=maren)
    fill_private(token, text=SECRET)
    staff = make_member("ida", role="staff")
    for by in (saoirse, noor, staff):
        with pytest.raises(Refusal):
            read_private(row, by=by)
        with pytest.raises(Refusal):
            forget_private(row, by=by)
    lena = Member.objects.get(username="lena")
    assert read_private(row, by=lena) == SECRET
    read = ItemEvent.objects.filter(step="read").values_list("by__username", flat=True)
    assert list(read) == ["lena"]


def test_it_is_forgotten_by_hand_with_its_case_or_after_thirty_days(
    item: Item, maren: Member
) -> None:
    now = timezone.now()
    for ends in ("by hand", "case", "time"):
        row, token = asked(item, maren, at=now)
        fill_private(token, text=SECRET, at=now)
        if ends == "by hand":
            forget_private(row, by=maren)
        elif ends == "case":
            assert forget_old(at=now + KEPT - timedelta(hours=1)) == 0
            Item.objects.update(state=State.RESOLVED)
            assert forget_old(at=now) == 1
            Item.objects.update(state=State.TRIAGED)
        else:
            assert forget_old(at=now + KEPT) == 1
        row.refresh_from_db()
        assert (bytes(row.sealed), row.gone_at is not None) == (b"", True)
        with pytest.raises(Refusal, match="nothing to read"):
            read_private(row, by=maren)


def test_constraints(item: Item, maren: Member) -> None:
    row, _token = asked(item, maren)
    for wrong in ({"sealed": b"x"}, {"until": row.at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PrivateForm.objects.update(**wrong)


def test_by_its_pages(client: Client, item: Item, maren: Member, law: Department) -> None:
    client.force_login(maren)
    assert client.post(f"/desk/{item.pk}/private/", {"asks": ""}).status_code == 400
    answer = client.post(
        f"/desk/{item.pk}/private/", {"asks": "Your address?", "department": law.pk}
    )
    page = answer.content.decode()
    token = page.split("/private/")[1].split("/")[0]
    assert len(token) == 43
    # The link is shown once.
    assert token not in client.get(f"/desk/{item.pk}/").content.decode()
    visitor = Client()
    form = visitor.get(f"/private/{token}/")
    assert (form.status_code, form["Referrer-Policy"]) == (200, "same-origin")
    assert "no-store" in form["Cache-Control"]
    assert visitor.post(f"/private/{token}/", {"text": " "}).status_code == 400
    assert "Thank you" in visitor.post(f"/private/{token}/", {"text": SECRET}).content.decode()
    assert visitor.get(f"/private/{token}/").status_code == 404
    assert visitor.post(f"/private/{token}/", {"text": "x"}).status_code == 404
    row = PrivateForm.objects.get()
    assert "quillfeather" not in client.get(f"/desk/{item.pk}/").content.decode()
    read = client.post(f"/desk/private/{row.pk}/", {"do": "read"})
    assert ("quillfeather" in read.content.decode(), "no-store" in read["Cache-Control"]) == (
        True,
        True,
    )
    assert client.post(f"/desk/private/{row.pk}/", {"do": "forget"}).status_code == 302
    assert client.post(f"/desk/private/{row.pk}/", {"do": "read"}).status_code == 403
