"""The real payloads and tweets of the shared data, where they are present."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ambassadors.channels.base import Heard, Vanished
from ambassadors.channels.folders import Broken, read_folder
from ambassadors.enums import Gone, Network
from tests.shared import shared_data

AT = datetime(2026, 11, 27, tzinfo=UTC)


def kinds(path: Path) -> tuple[list[Heard], list[Vanished], list[Broken]]:
    found = list(read_folder(path, at=AT))
    return (
        [one for one in found if isinstance(one, Heard)],
        [one for one in found if isinstance(one, Vanished)],
        [one for one in found if isinstance(one, Broken)],
    )


def test_x_payloads_parse_whole() -> None:
    heard, vanished, broken = kinds(shared_data("tweets-xapi-v2"))
    assert broken == [Broken("streaming_output_with_error.jsonl.gz:8", "broken JSON")]
    assert (len(heard), len({one.network_id for one in heard})) == (1_567, 1_166)
    assert {one.network for one in heard} == {Network.X}
    assert all(one.published_at < AT for one in heard)
    assert Counter(one.why for one in vanished) == {
        Gone.WITHHELD: 13,
        Gone.EDITED: 2,
        Gone.PROTECTED: 3,
        Gone.DELETED: 1,
    }


def test_conversations_are_assembled() -> None:
    heard, vanished, broken = kinds(shared_data("tweets-twcs"))
    assert (len(heard), vanished, broken) == (5_000, [], [])
    conversations = Counter(one.conversation for one in heard)
    assert len(conversations) == 1_312
    places = {one.network_id: one.conversation for one in heard}
    together = [places[one.reply_to] == one.conversation for one in heard if one.reply_to in places]
    assert all(together) and len(together) > 3_000
    assert sum(one.is_own for one in heard) > 1_000


def test_airlines() -> None:
    heard, vanished, broken = kinds(shared_data("tweets-airline"))
    assert (len(heard), vanished, broken) == (14_640, [], [])
    assert min(one.published_at for one in heard).year == 2015


@pytest.mark.parametrize("text", ["", "\n\n", "nonsense\n", '{"data": [', "[1]\n", '{"a": 1}\n'])
def test_what_is_no_recording(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.jsonl").write_text(text)
    (tmp_path / "b.txt").write_text('{"network": "x"}')
    heard, vanished, _broken = kinds(tmp_path)
    assert (heard, vanished) == ([], [])


def test_answers_that_go_round_in_a_circle(tmp_path: Path) -> None:
    line = '{{"tweet_id": {}, "author_id": "a", "inbound": true, "created_at": "Tue Oct 31 22:10:47 +0000 2017", "text": "t", "in_response_to_tweet_id": {}}}\n'
    (tmp_path / "a.jsonl").write_text(line.format(1, 2) + line.format(2, 1) + line.format(3, 3))
    heard, _vanished, broken = kinds(tmp_path)
    assert len({one.conversation for one in heard[:2]}) == 1
    assert (heard[2].conversation, broken) == ("3", [])
