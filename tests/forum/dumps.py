"""Dumps made by hand, the real ones, and what an import left in the database."""

import gzip
import json
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from django.core.management import call_command

from accounts.models import Member
from forum.models import Comment, ImportedRecord, Reply, Solution, Thread, ThreadLink, Vote

Row = dict[str, Any]


def put(folder: Path, name: str, content: bytes) -> None:
    """Write a file of a dump, packed where its name says so."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)


def as_lines(rows: Iterable[Row]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def as_xml(rows: Iterable[Row]) -> bytes:
    """As official dumps are written: a byte order mark, and lines that end with CRLF."""
    lines = ['\ufeff<?xml version="1.0" encoding="utf-8"?>', "<posts>"]
    for row in rows:
        values = (f"{name}={quoteattr(str(v), {chr(10): '&#xA;'})}" for name, v in row.items())
        lines.append(f"  <row {' '.join(values)} />")
    return "\r\n".join([*lines, "</posts>"]).encode()


def run(command: str, folder: Path, *words: str) -> str:
    """Run an import in this process and return its report."""
    out = StringIO()
    call_command(command, str(folder), "--no-progress", "--workers=0", *words, stdout=out)
    return out.getvalue()


def lines_of(report: str) -> list[str]:
    """The report without its last line, which gives time and memory."""
    return report.strip().split("\n")[:-1]


def snapshot() -> dict[str, list[tuple[Any, ...]]]:
    """Everything imported, by outside ids, so that two imports can be compared."""
    keys = {
        kind: dict(ImportedRecord.objects.filter(kind=kind).values_list("object_id", "external_id"))
        for kind in ("member", "thread", "reply", "comment")
    }
    return {
        "records": sorted(ImportedRecord.objects.values_list("source", "kind", "external_id")),
        "members": sorted(
            (keys["member"].get(m.pk, ""), m.username, m.display_name, m.date_joined, m.is_active)
            for m in Member.objects.all()
        ),
        "threads": sorted(_thread(t, keys) for t in Thread.objects.all()),
        "replies": sorted(_reply(r, keys) for r in Reply.objects.all()),
        "comments": sorted(_comment(c, keys) for c in Comment.objects.all()),
        "votes": sorted(
            (v.source, v.external_id, v.value, v.at, _post(v, keys)) for v in Vote.objects.all()
        ),
        "solutions": sorted(
            (
                keys["thread"][s.thread_id],
                keys["reply"].get(s.reply_id or 0, ""),
                keys["member"][s.by_id],
                s.at,
            )
            for s in Solution.objects.all()
        ),
        "links": sorted(
            (keys["thread"][k.thread_id], keys["thread"][k.to_id], k.kind, k.created_at)
            for k in ThreadLink.objects.all()
        ),
    }


Keys = dict[str, dict[int, str]]


def _post(row: Vote | Comment, keys: Keys) -> str:
    if row.reply_id:
        return f"reply {keys['reply'][row.reply_id]}"
    return f"thread {keys['thread'][row.thread_id or 0]}"


def _thread(row: Thread, keys: Keys) -> tuple[Any, ...]:
    return (
        keys["thread"][row.pk],
        keys["member"][row.author_id],
        keys["member"][row.last_author_id or 0],
        keys["reply"].get(row.solution_id or 0, ""),
        row.title,
        row.source,
        row.html,
        row.created_at,
        row.active_at,
        str(row.solved_at),
        (row.reply_count, row.me_too_count, row.score, row.helpful_count, row.unhelpful_count),
        row.comment_count,
        row.locked_reason,
        row.language,
        row.source_url,
        sorted(row.tags.values_list("slug", flat=True)),
    )


def _reply(row: Reply, keys: Keys) -> tuple[Any, ...]:
    return (
        keys["reply"][row.pk],
        keys["thread"][row.thread_id],
        keys["member"][row.author_id],
        row.source,
        row.html,
        row.created_at,
        str(row.edited_at),
        str(row.deleted_at),
        (row.score, row.helpful_count, row.unhelpful_count, row.comment_count),
    )


def _comment(row: Comment, keys: Keys) -> tuple[Any, ...]:
    where = _post(row, keys)
    return (keys["comment"][row.pk], where, keys["member"][row.author_id], row.source, row.html)
