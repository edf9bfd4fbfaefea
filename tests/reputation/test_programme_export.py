"""What a member's own archive holds of the superuser programme: nothing of what is said about them while
a nomination is reviewed, nor of one that was not approved."""

import json
from typing import Any
from zipfile import ZipFile

import pytest

from accounts.export import archive_of
from accounts.models import AuditEntry, Member
from reputation.actions.nominations import nominate_member, review_nomination
from reputation.models import Nomination
from tests.reputation.honouring import fresh, make_tier, reviewers

pytestmark = pytest.mark.django_db


def kept_of(member: Member) -> dict[str, Any]:
    """Each part of the archive, and the whole of its text under ""."""
    with archive_of(fresh(member)) as file, ZipFile(file) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts = {name.removesuffix(".json"): json.loads(text) for name, text in texts.items()}
    return {**parts, "": "".join(texts.values())}


@pytest.fixture
def nomination(sasha: Member) -> Nomination:
    make_tier()
    hanna = reviewers()[0]
    return nominate_member(sasha, tier="superuser", by=hanna, reason="Quill, for patience")


def review(nomination: Nomination, *words: bool) -> None:
    for by, is_yes in zip(reviewers()[1:], words, strict=False):
        review_nomination(nomination, by=by, is_yes=is_yes, reason="Quill, I saw it")


@pytest.mark.parametrize("words", [(), (True,), (False,), (True, False)])
def test_what_is_reviewed_or_was_not_approved_is_not_theirs_to_read(
    nomination: Nomination, sasha: Member, words: tuple[bool, ...]
) -> None:
    review(nomination, *words)
    assert AuditEntry.objects.filter(object_id=sasha.pk).count() == 1 + len(words)
    kept = kept_of(sasha)
    assert (kept["acts"], kept["superuser"], kept["notifications"]) == ([], [], [])
    for said in ("uill", "nominat", "hanna", "kenji", "wanjiru", "superuser_"):
        assert said not in kept[""]


def test_once_invited_they_read_that_and_not_who_said_what(
    nomination: Nomination, sasha: Member
) -> None:
    review(nomination, True, True)
    kept = kept_of(sasha)
    assert [(row["by"], row["verb"]) for row in kept["acts"]] == [("others", "superuser_invite")]
    assert [row["stage"] for row in kept["superuser"]] == ["invited"]
    assert [row["kind"] for row in kept["notifications"]] == ["programme"]
    for said in ("uill", "hanna", "kenji", "wanjiru"):
        assert said not in kept[""]


def test_who_nominated_and_reviewed_has_their_own_words(nomination: Nomination) -> None:
    review(nomination, True)
    hanna, kenji, _wanjiru = reviewers()
    own = {by: [row["reason"] for row in kept_of(by)["acts"]] for by in (hanna, kenji)}
    assert own == {hanna: ["Quill, for patience"], kenji: ["Quill, I saw it"]}
