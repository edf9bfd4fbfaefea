"""What holds for the whole desk, in process memory behind a version number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.versions import Remembered, bump
from ambassadors.hours import Calendar, Open
from ambassadors.models import Channel, DeskSettings, Issue, NoiseRule, OpenHours, Target
from ambassadors.notable import WEIGHTS, names_of

DESK_VERSION = "desk"


@dataclass(frozen=True)
class Desk:
    """Settings, rules, hours and targets. `handles` are our own names on each network, folded."""

    settings: DeskSettings
    rules: tuple[NoiseRule, ...]
    targets: tuple[Target, ...]
    calendar: Calendar
    handles: frozenset[str]
    brands: tuple[str, ...]
    products: tuple[tuple[str, ...], ...]
    weights: Mapping[str, int]
    # The number of each incident, and the words of its messages.
    incidents: tuple[tuple[int, tuple[frozenset[str], ...]], ...] = ()

    def due_at(
        self,
        *,
        channel: int | None = None,
        board: int | None = None,
        kind: str = "",
        urgent: bool = False,
        at: datetime,
    ) -> datetime | None:
        """By when somebody should be answered who wrote at `at`; None where no target fits."""
        target = self.target_of(channel=channel, board=board, kind=kind, urgent=urgent)
        if target is None:
            return None
        calendar = Calendar() if target.around_the_clock else self.calendar
        return calendar.after(at, target.minutes)

    def target_of(
        self, *, channel: int | None, board: int | None, kind: str, urgent: bool
    ) -> Target | None:
        """The first target that fits."""
        for target in self.targets:
            fits = target.channel_id in (None, channel) and target.board_id in (None, board)
            if fits and target.kind in ("", kind) and (urgent or not target.only_urgent):
                return target
        return None


def _load() -> Desk:
    row = DeskSettings.objects.filter(pk=DeskSettings.THE_ONE).first() or DeskSettings()
    channels = Channel.objects.exclude(handle="").values_list("handle", flat=True)
    hours = tuple(Open(one.weekday, one.begins, one.ends) for one in OpenHours.objects.all())
    return Desk(
        settings=row,
        rules=tuple(NoiseRule.objects.filter(is_on=True)),
        targets=tuple(Target.objects.all()),
        calendar=Calendar(hours, row.time_zone),
        handles=frozenset(handle.lstrip("@").casefold() for handle in channels),
        brands=tuple(" ".join(words) for words in names_of(row.brand)),
        products=tuple(tuple(words) for words in names_of(f"{row.brand}\n{row.products}")),
        weights={**WEIGHTS, **row.weights},
        incidents=tuple(
            (one.pk, one.patterns) for one in Issue.objects.filter(is_incident=True).order_by("pk")
        ),
    )


_desk: Remembered[Desk] = Remembered(DESK_VERSION, _load)


def desk_now() -> Desk:
    """The desk as it is set up now."""
    return _desk.get()


def desk_changed() -> None:
    """Settings, rules, hours, targets or channels were changed; called in that transaction."""
    bump(DESK_VERSION)


def forget_desk() -> None:
    """Drop what is kept (tests)."""
    _desk.forget()
