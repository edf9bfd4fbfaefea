"""What the listening desk costs: intake, scores, and the queue with very many messages behind it.

BENCH_MENTIONS (1,000,000) can be set. Of those one in WAITS waits; the others were handled.
"""

import os
from datetime import UTC, datetime, timedelta
from functools import partial

import django

django.setup()

from django.db import connection  # noqa: E402 (Django must be set up first)

from accounts.models import Member  # noqa: E402
from accounts.rows import insert_objects  # noqa: E402
from ambassadors.actions.intake import take_in  # noqa: E402
from ambassadors.actions.scoring import WITHOUT_INDEX, score_waiting  # noqa: E402
from ambassadors.channels.base import Fetched, Heard  # noqa: E402
from ambassadors.desk import desk_changed  # noqa: E402
from ambassadors.enums import ChannelKind, Network, State  # noqa: E402
from ambassadors.models import Channel, DeskSettings, Item, Mention  # noqa: E402
from ambassadors.queries.queue import ORDERS, SHOWS, Filter, queue_page  # noqa: E402
from config.bench.figures import database_milliseconds, say, timed  # noqa: E402
from config.bench.search import text  # noqa: E402

MENTIONS = int(os.environ.get("BENCH_MENTIONS") or "1000000")
HEARD, A_PAGE, SCORED, WAITS, BATCH = 10_000, 500, 2_000, 50, 20_000
BEGAN = datetime(2025, 1, 1, tzinfo=UTC)
INTAKE_GOAL, MOST_QUERIES = 1_000, 12


def heard(number: int) -> Heard:
    words = f"@OstrelHelp my hub {text(14)}. What can I do?"
    at = BEGAN + timedelta(seconds=number)
    who = f"bench{number % 3_000}"
    return Heard(
        network=Network.X,
        network_id=f"heard{number}",
        author=who,
        handle=who,
        text=words,
        published_at=at,
        is_summons=True,
    )


def measure_intake(channel: Channel) -> None:
    pages = [
        [heard(number) for number in range(start, start + A_PAGE)]
        for start in range(0, HEARD, A_PAGE)
    ]
    with timed(f"desk, taken in (goal: {INTAKE_GOAL:,})", HEARD, "mentions"):
        for page in pages:
            take_in(channel, Fetched(page))


def measure_scores() -> None:
    later, done = datetime.now(UTC) + WITHOUT_INDEX, 0
    with timed("desk, scored", SCORED, "scores"):
        while done < SCORED and (some := score_waiting(at=later)):
            done += some


def make_mentions(channel: Channel) -> None:
    """Handled and waiting messages behind those that were heard, as rows."""
    body = [text(20) for _ in range(1_000)]
    with timed("desk, written behind them", MENTIONS, "mentions"):
        for start in range(0, MENTIONS, BATCH):
            numbers = range(start, min(start + BATCH, MENTIONS))
            mentions = [
                Mention(
                    channel=channel,
                    network=Network.X,
                    network_id=f"bench{number}",
                    text=body[number % len(body)],
                    published_at=BEGAN + timedelta(seconds=20 * number),
                    arrived_at=BEGAN + timedelta(seconds=20 * number),
                )
                for number in numbers
            ]
            insert_objects(mentions)
            insert_objects([_item(channel, *pair) for pair in zip(mentions, numbers, strict=True)])


def _item(channel: Channel, mention: Mention, number: int) -> Item:
    waits, at = number % WAITS == 0, mention.arrived_at
    return Item(
        mention=mention,
        channel=channel,
        state=State.NEW if waits else State.RESOLVED,
        kind="question",
        language="en",
        score=number % 97,
        scored_at=at,
        arrived_at=at,
        changed_at=at,
        due_at=at + timedelta(hours=8) if waits else None,
        ended_at=None if waits else at,
    )


def measure_queue(by: Member) -> None:
    at = datetime.now(UTC)
    chosen = {f"“{show}”": Filter(show=show) for show in SHOWS}
    chosen |= {f"by {order}": Filter(order=order) for order in ORDERS}
    for words, one in chosen.items():
        spent, queries = database_milliseconds(partial(queue_page, by, one, at=at))
        say(f"desk, {words}: {spent:.1f} ms of database, {queries} queries (goal: {MOST_QUERIES})")


def main() -> None:
    DeskSettings.objects.update_or_create(pk=1, defaults={"brand": "Ostrel", "products": "hub"})
    channel = Channel.objects.create(kind=ChannelKind.X, name="bench", handle="OstrelHelp")
    by = Member.objects.create(username="bench-desk", email="desk@bench.invalid", role="ambassador")
    desk_changed()
    measure_intake(channel)
    measure_scores()
    make_mentions(channel)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    measure_queue(by)


if __name__ == "__main__":
    main()
