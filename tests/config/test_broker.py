"""The broker made of files: whole messages, each once, and none that stops a worker."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection

from config import broker


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    broker.use()
    folders = {
        "data_folder_in": str(tmp_path / "queue"),
        "data_folder_out": str(tmp_path / "queue"),
        "processed_folder": str(tmp_path / "taken"),
        "control_folder": str(tmp_path / "control"),
    }
    with Connection("filesystem://localhost", transport_options=folders) as connection:
        yield connection


def open_channel(connection: Connection) -> broker.Channel:
    channel = connection.channel()
    assert isinstance(channel, broker.Channel)
    return channel


def take_all(channel: broker.Channel, wanted: int) -> list[Any]:
    taken: list[Any] = []
    while len(taken) < wanted:
        try:
            taken.append(channel._get("celery")["number"])
        except Empty:
            continue
    return taken


def test_broker_passes_over_what_it_cannot_read(connection: Connection, tmp_path: Path) -> None:
    channel = open_channel(connection)
    (tmp_path / "queue" / "0_half.celery.msg").write_text('{"number": ')
    channel._put("celery", {"number": 1})
    assert take_all(channel, 1) == [1]
    with pytest.raises(Empty):
        channel._get("celery")
    assert [file.name for file in tmp_path.rglob("*.msg")] == []


def test_broker_hands_each_message_to_one_reader(connection: Connection) -> None:
    def write(first: int) -> None:
        channel = open_channel(connection)
        for number in range(first, first + 300):
            channel._put("celery", {"number": number})

    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write, 0), pool.submit(write, 300)]
        reader = pool.submit(take_all, open_channel(connection), 300)
        other = pool.submit(take_all, open_channel(connection), 300)
        assert sorted(reader.result(30) + other.result(30)) == list(range(600))
    assert [writer.result() for writer in writers] == [None, None]


def test_broker_keeps_the_order(connection: Connection) -> None:
    channel = open_channel(connection)
    for number in range(20):
        channel._put("celery", {"number": number})
    assert take_all(channel, 20) == list(range(20))
