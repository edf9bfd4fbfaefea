"""Tells each thread's story in the order in which it happened."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from accounts.models import Member
from forum.actions import recommendations, replies, solutions, threads
from forum.actions.backfill import backfill_points
from forum.actions.counters import recount
from forum.enums import LinkKind
from forum.models import Board, MeToo, Reply, Tag, Thread, Vote, Watch

THREAD_NAME = re.compile(r"\{thread:([a-z0-9-]+)\}")
Event = tuple[datetime, Callable[[], object]]


def tag_name(slug: str) -> str:
    """The words of a tag: "update-4-2" is "update 4.2"."""
    return re.sub(r"(?<=\d)-(?=\d)", ".", slug).replace("-", " ")


class StoryTeller:
    """Arguments: members by username, boards by slug, and the moment "days ago" counts from."""

    def __init__(
        self, *, members: dict[str, Member], boards: dict[str, Board], now: datetime
    ) -> None:
        self.members, self.boards, self.now = members, boards, now
        self.threads: dict[str, Thread] = {}
        self.votes: list[Vote] = []
        self.me_toos: list[MeToo] = []
        self.watches: list[Watch] = []

    def tell(self, rows: list[dict[str, Any]]) -> Iterator[str]:
        """Ask every thread, oldest first, then let everything else happen; yields each key."""
        self._make_tags(rows)
        for row in rows:
            self.threads[row["key"]] = self._ask(row)
        for row in rows:
            # Events of one moment keep the order in which they are written down.
            for _at, happen in sorted(self._events(row), key=lambda event: event[0]):
                happen()
            self._gather_votes(row, row, self.threads[row["key"]], 0)
            self._gather_company(row, self.threads[row["key"]])
            yield row["key"]
        self._write_gathered()

    def _make_tags(self, rows: list[dict[str, Any]]) -> None:
        slugs = {slug for row in rows for slug in row.get("tags", [])}
        known = set(Tag.objects.filter(slug__in=slugs).values_list("slug", flat=True))
        Tag.objects.bulk_create(Tag(slug=s, name=tag_name(s)) for s in sorted(slugs - known))

    def _words(self, text: str) -> str:
        return THREAD_NAME.sub(lambda match: f"#{self.threads[match[1]].pk}", text.strip())

    def _ask(self, row: dict[str, Any]) -> Thread:
        edits = row.get("edits", [])
        before = self.threads.get(row.get("follow_up_of", ""))
        return threads.ask_thread(
            self.boards[row["board"]],
            by=self.members[row["author"]],
            kind=row["kind"],
            title=row["title"],
            source=self._words(edits[0]["before"] if edits else row["body"]),
            tags=row.get("tags", []),
            follow_up_of=before,
            at=self._start(row),
        )

    def _start(self, row: dict[str, Any]) -> datetime:
        return self.now - timedelta(days=row["days_ago"])

    def _later(self, row: dict[str, Any], hours: float) -> datetime:
        return min(self._start(row) + timedelta(hours=hours), self.now)

    def _events(self, row: dict[str, Any]) -> Iterator[Event]:
        thread = self.threads[row["key"]]
        yield from self._edits(
            row,
            row,
            lambda words, edit: threads.edit_thread(
                thread,
                by=self.members[edit["by"]],
                title=thread.title,
                source=words,
                note=edit.get("note", ""),
                at=self._later(row, edit["hours_after"]),
            ),
        )
        for reply in row.get("reply", []):
            yield from self._reply_events(row, thread, reply)
        yield from self._outcome(row, thread)

    def _outcome(self, row: dict[str, Any], thread: Thread) -> Iterator[Event]:
        if row.get("solved_without_answer"):
            at = self._later(row, row.get("solution_hours_after", 48))
            yield at, lambda: solutions.solve_without_answer(thread, by=thread.author, at=at)
        if "state_by" in row:
            hours = max((told["hours_after"] for told in row.get("reply", [])), default=0)
            said = self._later(row, hours + 3)
            yield (
                said,
                lambda: threads.set_state(
                    thread,
                    by=self.members[row["state_by"]],
                    state=row["state"],
                    note=row.get("state_note", ""),
                    at=said,
                ),
            )
        if "duplicate_of" in row:
            other = self.threads[row["duplicate_of"]]
            yield (
                self.now,
                lambda: threads.link_threads(thread, other, kind=LinkKind.DUPLICATE, by=None),
            )
        if "locked" in row:
            by = self.members[row.get("locked_by", row.get("state_by", "maren"))]
            yield self.now, lambda: threads.lock_thread(thread, by=by, reason=row["locked"])

    def _reply_events(
        self, row: dict[str, Any], thread: Thread, told: dict[str, Any]
    ) -> Iterator[Event]:
        made: list[Reply] = []
        at, edits = self._later(row, told["hours_after"]), told.get("edits", [])
        first = edits[0]["before"] if edits else told["body"]

        def post() -> None:
            source = self._words(first)
            made.append(
                replies.post_reply(thread, by=self.members[told["author"]], source=source, at=at)
            )

        yield at, post
        yield from self._edits(
            row,
            told,
            lambda words, edit: replies.edit_reply(
                made[0],
                by=self.members[edit["by"]],
                source=words,
                note=edit.get("note", ""),
                at=self._later(row, edit["hours_after"]),
            ),
        )
        yield self.now, lambda: self._gather_votes(row, told, made[0], told["hours_after"])
        yield from self._comments(row, told, made)
        yield from self._solution(row, thread, told, made)
        yield from self._company_marks(row, told, made)

    def _comments(
        self, row: dict[str, Any], told: dict[str, Any], made: list[Reply]
    ) -> Iterator[Event]:
        for note in told.get("comment", []):
            then = self._later(row, note["hours_after"])
            yield then, partial(self._comment, made, note, then)

    def _comment(self, made: list[Reply], note: dict[str, Any], at: datetime) -> None:
        by = self.members[note["author"]]
        replies.comment_on(made[0], by=by, source=self._words(note["body"]), at=at)

    def _solution(
        self, row: dict[str, Any], thread: Thread, told: dict[str, Any], made: list[Reply]
    ) -> Iterator[Event]:
        then = self._later(row, told.get("solution_hours_after", told["hours_after"] + 3))
        if "former_solution_hours_after" in told:
            first = self._later(row, told["former_solution_hours_after"])
            yield first, lambda: solutions.accept_solution(made[0], by=thread.author, at=first)
        if told.get("confirmed_by"):
            by = self.members[told["confirmed_by"]]
            yield then, lambda: solutions.confirm_solution(made[0], by=by, at=then)
        elif told.get("solution") or told.get("workaround"):
            workaround = bool(told.get("workaround"))
            yield (
                then,
                lambda: solutions.accept_solution(
                    made[0], by=thread.author, is_workaround=workaround, at=then
                ),
            )

    def _company_marks(
        self, row: dict[str, Any], told: dict[str, Any], made: list[Reply]
    ) -> Iterator[Event]:
        if "recommended_by" in told:
            at = self._later(row, told["hours_after"] + 5)
            yield (
                at,
                lambda: recommendations.recommend_reply(
                    made[0],
                    by=self.members[told["recommended_by"]],
                    reason=told.get("recommended_reason", ""),
                    at=at,
                ),
            )
        if "deleted_by" in told:
            gone = self._later(row, told["hours_after"] + 6)
            yield (
                gone,
                lambda: replies.delete_reply(made[0], by=self.members[told["deleted_by"]], at=gone),
            )

    def _edits(
        self,
        row: dict[str, Any],
        told: dict[str, Any],
        edit: Callable[[str, dict[str, Any]], object],
    ) -> Iterator[Event]:
        """Each edit leads to the words before the next one, the last to the body."""
        edits = told.get("edits", [])
        for n, one in enumerate(edits):
            after = edits[n + 1]["before"] if n + 1 < len(edits) else told["body"]
            at = self._later(row, one["hours_after"])
            yield at, partial(self._edit, edit, after, one)

    def _edit(
        self, edit: Callable[[str, dict[str, Any]], object], after: str, one: dict[str, Any]
    ) -> None:
        edit(self._words(after), one)

    def _gather_votes(
        self, row: dict[str, Any], told: dict[str, Any], post: Thread | Reply, hours: float
    ) -> None:
        """Votes are thousands of the same small step, so they are written in bulk at the end."""
        target = {"reply": post} if isinstance(post, Reply) else {"thread": post}
        for value, names in ((1, told.get("helpful", [])), (-1, told.get("unhelpful", []))):
            for n, name in enumerate(names):
                at = self._spread(row, hours, n)
                self.votes.append(Vote(voter=self.members[name], value=value, at=at, **target))

    def _gather_company(self, row: dict[str, Any], thread: Thread) -> None:
        for n, name in enumerate(row.get("me_too", [])):
            at = self._spread(row, 0, n)
            self.me_toos.append(MeToo(thread=thread, member=self.members[name], at=at))
        for name in [*row.get("me_too", []), *row.get("watch", [])]:
            at = self._later(row, 1)
            self.watches.append(Watch(thread=thread, member=self.members[name], at=at))

    def _write_gathered(self) -> None:
        Vote.objects.bulk_create(self.votes, batch_size=500)
        MeToo.objects.bulk_create(self.me_toos, batch_size=500)
        Watch.objects.bulk_create(self.watches, batch_size=500, ignore_conflicts=True)
        recount()
        backfill_points()

    def _spread(self, row: dict[str, Any], hours: float, n: int) -> datetime:
        """People come by one after the other, fewer as time goes on."""
        return self._later(row, hours + 0.5 + n * (n + 3) / 2)
