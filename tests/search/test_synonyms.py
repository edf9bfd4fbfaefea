"""Words that mean the same: who may say so, what is refused, and that searches know it at once."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import AuditEntry, Member
from accounts.refusals import Refusal
from forum.models import Thread
from search.actions import remove_synonyms, save_synonyms
from search.engines.base import Engine
from search.models import Synonyms
from tests.conftest import make_member
from tests.search.test_page import found, titles

pytestmark = pytest.mark.django_db
Ask = Callable[..., Thread]
AsMember = Callable[[Member], Client]


@pytest.fixture
def ines(db: None) -> Member:
    return make_member("ines", role="staff")


@pytest.mark.parametrize("who", ["sasha", "maren"])
def test_only_staff_say_what_means_the_same(request: pytest.FixtureRequest, who: str) -> None:
    member: Member = request.getfixturevalue(who)
    with pytest.raises(Refusal, match="Only staff"):
        save_synonyms(None, by=member, words="spam, junk mail")
    assert (Synonyms.objects.count(), AuditEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "One word alone"),
        ("spam", "One word alone"),
        ("spam, Spam,, SPAM ", "One word alone"),
        (", ".join(f"word{n}" for n in range(21)), "At most 20 terms"),
        (f"spam, {'x' * 61}", "at most 60 characters"),
        ("spam, mail that is junk", "one to 3 words"),
        ("spam, !!", "one to 3 words"),
    ],
)
def test_a_line_that_means_nothing_is_refused(ines: Member, words: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        save_synonyms(None, by=ines, words=words)
    assert Synonyms.objects.count() == 0


def test_a_search_knows_a_line_as_long_as_it_stands(index: Engine, ask: Ask, ines: Member) -> None:
    ask(title="Too much spam")
    ask(title="Junk mails everywhere")
    assert (titles("spam"), titles("junk mail")) == (["Too much spam"], ["Junk mails everywhere"])
    line = save_synonyms(None, by=ines, words="spam ,  junk   mail, Spam")
    assert line.words == "spam, junk mail"
    both = {"Too much spam", "Junk mails everywhere"}
    assert (set(titles("spam")), set(titles("junk mails"))) == (both, both)
    marked = {one.thread.title: one.title for one in found("spam").others}
    assert marked["Junk mails everywhere"] == "<mark>Junk mails</mark> everywhere"
    # Half of a phrase is not the phrase, nor are its words in another order.
    assert titles("mail") == ["Junk mails everywhere"]
    save_synonyms(line, by=ines, words="spam, junk mail", is_active=False)
    assert titles("spam") == ["Too much spam"]
    save_synonyms(line, by=ines, words="spam, clutter")
    assert titles("junk mail") == ["Junk mails everywhere"]
    assert titles("clutter") == ["Too much spam"]
    remove_synonyms(line, by=ines)
    assert titles("clutter") == []


def test_every_change_stands_in_the_audit_log(ines: Member) -> None:
    line = save_synonyms(None, by=ines, words="spam, junk mail")
    save_synonyms(line, by=ines, words="spam, clutter")
    remove_synonyms(line, by=ines)
    entries = AuditEntry.objects.order_by("pk").values_list("verb", "label", "before", "actor")
    assert list(entries) == [
        ("synonyms_add", "spam, junk mail", {}, ines.pk),
        ("synonyms_change", "spam, clutter", {"words": "spam, junk mail"}, ines.pk),
        ("synonyms_remove", "spam, clutter", {"words": "spam, clutter"}, ines.pk),
    ]


def test_the_administration_of_synonyms(
    ines: Member, maren: Member, as_member: AsMember, settings: object
) -> None:
    settings.SECOND_STEP_ROLES = ()  # type: ignore[attr-defined]
    address, line = "/admin/search/synonyms/", {"words": "spam, junk mail", "is_active": "on"}
    assert as_member(maren).get(address).status_code in (302, 403, 404)
    staff = as_member(ines)
    refused = staff.post(f"{address}add/", {"words": "spam"})
    assert (refused.status_code, Synonyms.objects.count()) == (200, 0)
    assert "One word alone" in refused.content.decode()
    assert staff.post(f"{address}add/", line).status_code == 302
    made = Synonyms.objects.get()
    staff.post(f"{address}{made.pk}/change/", {"words": "spam, clutter"})
    made.refresh_from_db()
    assert (made.words, made.is_active) == ("spam, clutter", False)
    staff.post(f"{address}{made.pk}/delete/", {"post": "yes"})
    assert Synonyms.objects.count() == 0
    verbs = AuditEntry.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["synonyms_add", "synonyms_change", "synonyms_remove"]
