"""Taking in what was recorded elsewhere, for trying the desk out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from ambassadors.actions.intake import take_in
from ambassadors.channels.base import Fetched, Heard, Vanished
from ambassadors.channels.folders import Broken, Found, read_folder
from ambassadors.enums import ChannelKind
from ambassadors.models import Channel
from ambassadors.models.channels import NAME_LENGTH

AT_ONCE = 500
# What was written years ago is kept for trying; the most that the column holds, 89 years.
KEPT_DAYS = 32_767


@dataclass
class Loaded:
    """What became of a folder: messages that were new, those of them that a rule ignored, those that
    were here, deletions that were noted, and rows that were passed over with why."""

    new: int = 0
    ignored: int = 0
    known: int = 0
    vanished: int = 0
    broken: list[Broken] = field(default_factory=list)


def load_folder(path: Path) -> Iterator[Loaded]:
    """Take in all that `path` holds (see ambassadors.channels.folders), some at a time; gives after
    each part what became of all so far. Run again it adds nothing. The channel that is made for it
    asks nobody and sends nothing."""
    channel = _channel_of(path)
    rows, loaded = read_folder(path), Loaded()
    while some := list(islice(rows, AT_ONCE)):
        _take(channel, some, loaded)
        yield loaded


def _take(channel: Channel, some: list[Found], loaded: Loaded) -> None:
    heard = [one for one in some if isinstance(one, Heard)]
    vanished = [one for one in some if isinstance(one, Vanished)]
    taken = take_in(channel, Fetched(heard, vanished))
    loaded.new += taken.new
    loaded.ignored += taken.ignored
    loaded.known += taken.known
    loaded.vanished += len(vanished)
    loaded.broken += [one for one in some if isinstance(one, Broken)]


def _channel_of(path: Path) -> Channel:
    name = f"Recorded: {path.resolve().name}"[:NAME_LENGTH]
    how = {"is_on": False, "listens_only": True, "retention_days": KEPT_DAYS}
    return Channel.objects.get_or_create(name=name, kind=ChannelKind.FILE, defaults=how)[0]
