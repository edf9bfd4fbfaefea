"""`manage.py load_mentions`: recorded messages come onto the desk once, and nothing is asked for them."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ambassadors.actions.compliance import bury_expired
from ambassadors.enums import State
from ambassadors.models import Channel, Item, Mention
from tests.shared import shared_data

pytestmark = pytest.mark.django_db


def load(path: Path) -> str:
    out = StringIO()
    call_command("load_mentions", path, "--no-progress", stdout=out)
    return out.getvalue()


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no "):
        load(tmp_path / "none")
    assert not Channel.objects.exists()


def test_an_empty_folder_is_nothing(tmp_path: Path) -> None:
    assert "0 new (0 of them noise), 0 were here, 0 taken off, 0 passed over" in load(tmp_path)


def test_broken_rows_are_passed_over_and_said(tmp_path: Path) -> None:
    rows = ["no JSON"] * 25 + ['{"tweet_id": 1, "in_response_to_tweet_id": null}']
    (tmp_path / "some.jsonl").write_text("\n".join(rows))
    said = load(tmp_path)
    assert "passed over: some.jsonl:1: broken JSON\n" in said
    assert "passed over: 6 more\n" in said
    assert "0 new" in said and "26 passed over" in said
    assert not Mention.objects.exists()


@pytest.mark.long
def test_conversations_with_a_company_come_whole_and_once() -> None:
    said = load(shared_data("tweets-twcs"))
    assert said.startswith("5,000 new (")
    assert "0 were here, 0 taken off, 0 passed over" in said
    channel = Channel.objects.get(name="Recorded: tweets-twcs")
    assert (channel.is_on, channel.listens_only) == (False, True)
    assert bury_expired() == 0
    assert Mention.objects.values("conversation").distinct().count() == 1_312
    ours = Mention.objects.filter(is_own=True)
    assert not Item.objects.filter(mention__in=ours).exists()
    # What the company answered then waits for nobody.
    answered = ours.exclude(reply_to="").values("reply_to")
    waiting = Item.objects.filter(mention__network_id__in=answered, state=State.NEW)
    assert waiting.count() == 0
    assert load(shared_data("tweets-twcs")).startswith("0 new (0 of them noise), 5,000 were here")


@pytest.mark.long
def test_airlines_and_payloads_come_whole() -> None:
    assert load(shared_data("tweets-airline")).startswith(
        "14,485 new (0 of them noise), 155 were here"
    )
    said = load(shared_data("tweets-xapi-v2"))
    assert "passed over: streaming_output_with_error.jsonl.gz:8: broken JSON\n" in said
    assert "1,166 new (" in said
