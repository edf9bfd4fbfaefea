"""Importing a Stack Exchange dump: what is refused, what is kept, and how often one may run it.
The files are made here; the real ones are in test_import_whole.py."""

from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError

from accounts.models import Member, Notification
from forum.actions.counters import recount
from forum.models import Board, Comment, ImportedRecord, Reply, Solution, Thread, ThreadLink, Vote
from tests.forum.dumps import Row, as_lines, as_xml, lines_of, put, run, snapshot

DAY = "2010-08-0{}T10:00:00.123"


def question(number: int, **more: Any) -> Row:
    return {
        "Id": number,
        "PostTypeId": 1,
        "CreationDate": DAY.format(1),
        "Score": 0,
        "ViewCount": 99,
        "Title": f"Question {number}",
        "Body": f"<p>Body\n of {number}</p>",
        "Tags": "<c++><c#>",
        "OwnerUserId": 1,
        **more,
    }


def answer(number: int, to: int, **more: Any) -> Row:
    return {
        "Id": number,
        "PostTypeId": 2,
        "ParentId": to,
        "CreationDate": DAY.format(3),
        "Body": f"<p>Answer {number}</p>",
        "OwnerUserId": 2,
        **more,
    }


def comment(number: int, to: int, **more: Any) -> Row:
    return {
        "Id": number,
        "PostId": to,
        "Text": f"*Note* {number}",
        "CreationDate": DAY.format(4),
        "UserId": 3,
        **more,
    }


def vote(number: int, to: int, kind: int) -> Row:
    return {"Id": number, "PostId": to, "VoteTypeId": kind, "CreationDate": "2010-08-03T00:00:00"}


def link(number: int, from_: int, to: int, kind: int) -> Row:
    ends = {"PostId": from_, "RelatedPostId": to}
    return {"Id": number, "CreationDate": DAY.format(5), "LinkTypeId": kind, **ends}


def user(number: int, name: str) -> Row:
    return {"Id": number, "DisplayName": name, "CreationDate": "2010-07-14T00:00:00"}


DUMP: dict[str, list[Row]] = {
    "Users": [user(-1, "Community"), user(1, "Chris"), user(2, "Chris"), user(3, ""), user(4, "X")],
    "Posts": [
        question(1, AcceptedAnswerId=3, ClosedDate=DAY.format(5)),
        question(2, OwnerUserId="", OwnerDisplayName="user313", Tags="|c|c++|"),
        answer(3, 1, LastEditDate=DAY.format(6)),
        answer(4, 2, OwnerUserId=9, OwnerDisplayName="Nine"),
        answer(5, 2, OwnerUserId="", OwnerDisplayName="user313"),
        answer(6, 2, OwnerUserId=""),
        {**question(7, AcceptedAnswerId=6), "OwnerUserId": 3},
        {"Id": 8, "PostTypeId": 5, "CreationDate": DAY.format(1), "Body": "<p>wiki</p>"},
    ],
    "Comments": [
        comment(1, 1),
        comment(2, 3, UserId="", UserDisplayName="user313"),
        comment(3, 8),
        comment(4, 4, Text="t" * 5_001),
    ],
    "Votes": [
        vote(1, 1, 2),
        vote(2, 3, 2),
        vote(3, 3, 2),
        vote(4, 3, 3),
        vote(5, 3, 1),
        vote(6, 3, 5),
        vote(7, 77, 2),
    ],
    "PostLinks": [link(1, 2, 1, 3), link(2, 3, 2, 1), link(3, 1, 8, 1), link(4, 3, 1, 1)],
}


def write(folder: Path, dump: dict[str, list[Row]], suffix: str = ".xml") -> Path:
    for name, rows in dump.items():
        made = as_xml(rows) if ".xml" in suffix else as_lines(rows)
        put(folder, name + suffix, made)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "se-chris", DUMP)


def test_import_stackexchange_refuses_options(db: None, folder: Path, tmp_path: Path) -> None:
    for words, sentence in [
        (["--source=" + "s" * 21], "--source takes"),
        (["--source=a b"], "--source takes"),
        (["--site=javascript:x"], "--site takes a host"),
        (["--site=example.com/path"], "--site takes a host"),
    ]:
        with pytest.raises(CommandError, match=sentence):
            run("import_stackexchange", folder, *words)
    with pytest.raises(CommandError, match=r"holds none of Posts\.xml"):
        run("import_stackexchange", tmp_path, "--source=se")
    assert not Board.objects.exists()


def test_import_stackexchange_goes_on_after_a_broken_line(db: None, tmp_path: Path) -> None:
    lines = as_xml([question(1), question(2), question(3), question(4)]).split(b"\r\n")
    lines[3] = lines[3].replace(b"/>", b"")
    lines[4] = b"no row at all"
    entity = b'<!DOCTYPE x [<!ENTITY e "e">]><row Id="9"/>'
    put(tmp_path, "Posts.xml", b"\r\n".join([*lines[:-1], b"<other/ >", entity, lines[-1]]))
    report = run("import_stackexchange", tmp_path, "--source=se")
    assert sorted(Thread.objects.values_list("title", flat=True)) == ["Question 1", "Question 4"]
    assert "  line of Posts.xml: 4: broken XML: 4, 5, 7, 8" in report


def test_import_stackexchange_tells_bad_rows(db: None, tmp_path: Path) -> None:
    bad: list[tuple[Row, str]] = [
        (question(1, Title=""), "no title: 1"),
        (question(2, Title="t" * 301), "title longer than 300 characters: 2"),
        (question(3, Body="b" * 100_001), "longer than 100,000 characters: 3"),
        (question(4, Body=""), "empty: 4"),
        (question(5, CreationDate=""), "CreationDate is not a time: 5"),
        (question(6, LastEditDate="late"), "LastEditDate is not a time: 6"),
        ({**question(7), "OwnerUserId": "a b"}, "OwnerUserId is not an id: 7"),
        ({**question(8), "AcceptedAnswerId": "<x>"}, "AcceptedAnswerId is not an id: 8"),
        ({"PostTypeId": 1}, "no Id: line 11"),
    ]
    put(tmp_path, "Posts.xml", as_xml(row for row, _ in bad))
    report = run("import_stackexchange", tmp_path, "--source=se")
    assert not Thread.objects.exists()
    told = [line for line in report.split("\n") if line.startswith("  thread: ")]
    assert sorted(told) == sorted(f"  thread: 1: {why}" for _, why in bad)


def test_import_stackexchange_says_what_it_passed_over(db: None, folder: Path) -> None:
    assert lines_of(run("import_stackexchange", folder)) == [
        "Created: comment 2, link 2, member 6, reply 4, solution 1, thread 3, vote 4",
        "Already there: nothing",
        "Passed over:",
        "  comment: 1: longer than 5,000 characters: 4",
        "  comment: 1: what it belongs to was not imported: 3",
        "  link: 1: it leads to its own thread: 4",
        "  link: 1: one of its ends was not imported as a thread: 3",
        "  reply: 1: neither question nor answer (type 5): 8",
        "  solution: 1: the accepted answer stands in another thread: 7",
        "  vote: 1: neither up nor down (type 5): 6",
        "  vote: 1: what it belongs to was not imported: 7",
        "Noted: accept marks, which date Solutions: 1",
        "Noted: no --site given, so threads do not say where they came from: 1",
    ]


def test_import_stackexchange_keeps_what_the_files_say(db: None, folder: Path) -> None:
    run("import_stackexchange", folder, "--site=chris.example.com")
    first = Thread.objects.get(title="Question 1")
    reply = Reply.objects.get(source="<p>Answer 3</p>")
    assert (first.board.slug, first.board.name, first.board.thread_count) == (
        "se-chris",
        "Chris",
        3,
    )
    assert first.created_at.isoformat() == "2010-08-01T10:00:00.123000+00:00"
    assert (first.source, first.source_format) == ("<p>Body\n of 1</p>", "html")
    assert (first.is_locked, first.locked_reason) == (True, "Closed where it came from.")
    assert first.source_url == "https://chris.example.com/questions/1"
    assert (first.helpful_count, first.score, first.comment_count) == (1, 1, 1)
    assert (reply.helpful_count, reply.unhelpful_count, reply.score) == (2, 1, 1)
    assert reply.edited_at is not None
    assert reply.edited_at.isoformat() == "2010-08-06T10:00:00.123000+00:00"
    solution = Solution.objects.get()
    # The dump says the day only; no answer was accepted before it was written.
    assert (solution.reply, solution.by, solution.at) == (reply, first.author, reply.created_at)
    assert (first.is_solved, first.solution, first.solved_at) == (True, reply, reply.created_at)
    assert (mail.outbox, Notification.objects.count()) == ([], 0)


def test_import_stackexchange_keeps_votes_without_voters(db: None, folder: Path) -> None:
    run("import_stackexchange", folder)
    votes = Vote.objects.order_by("external_id")
    assert list(votes.values_list("source", "external_id", "value", "voter")) == [
        ("se-chris", "1", 1, None),
        ("se-chris", "2", 1, None),
        ("se-chris", "3", 1, None),
        ("se-chris", "4", -1, None),
    ]


def test_import_stackexchange_keeps_comments_tags_and_links(db: None, folder: Path) -> None:
    run("import_stackexchange", folder)
    first, second = (Thread.objects.get(title=f"Question {n}") for n in (1, 2))
    notes = Comment.objects.order_by("created_at", "pk")
    assert [(c.thread, c.reply and c.reply.source, c.source_format, c.html) for c in notes] == [
        (first, None, "markdown", "<p><em>Note</em> 1</p>\n"),
        (first, "<p>Answer 3</p>", "markdown", "<p><em>Note</em> 2</p>\n"),
    ]
    assert list(first.tags.values_list("slug", "name")) == [
        ("c-plus-plus", "c++"),
        ("c-sharp", "c#"),
    ]
    assert list(second.tags.values_list("slug", "name")) == [("c", "c"), ("c-plus-plus", "c++")]
    links = [(k.thread, k.to, k.kind, k.by) for k in ThreadLink.objects.order_by("pk")]
    # The second one was said in an answer to the first question.
    assert links == [(second, first, "duplicate", None), (first, second, "related", None)]


def test_import_stackexchange_authors(db: None, folder: Path) -> None:
    run("import_stackexchange", folder)
    people = Member.objects.order_by("pk")
    assert list(people.values_list("display_name", "username", "is_active", "email")) == [
        ("Chris", "chris", True, None),
        ("user313", "user313", False, None),
        ("former member", "member-3", False, None),
        ("Chris", "chris-2", True, None),
        ("Nine", "nine", True, None),
        ("former member", people[5].username, False, None),
    ]
    assert people[0].date_joined.isoformat() == "2010-07-14T00:00:00+00:00"
    by_313 = people[1]
    assert (by_313.threads.count(), by_313.replys.count(), by_313.comments.count()) == (1, 1, 1)


@pytest.mark.parametrize("suffix", [".xml.gz", ".jsonl", ".jsonl.gz"])
def test_import_stackexchange_reads_every_form_alike(
    db: None, folder: Path, tmp_path: Path, suffix: str
) -> None:
    run("import_stackexchange", folder, "--board=one", "--source=se")
    xml = snapshot()
    for kept in (Vote, ThreadLink, Solution, Comment, Reply, Thread):
        kept._default_manager.all().delete()
    Member.objects.all().delete()
    ImportedRecord.objects.all().delete()
    other = write(tmp_path / "other", DUMP, suffix)
    run("import_stackexchange", other, "--board=one", "--source=se")
    assert snapshot() == xml


def test_import_stackexchange_twice_and_by_parts_gives_the_same_rows(
    db: None, folder: Path
) -> None:
    run("import_stackexchange", folder, "--limit=1")
    assert recount() == {}
    run("import_stackexchange", folder)
    before = snapshot()
    again = run("import_stackexchange", folder)
    assert snapshot() == before
    assert lines_of(again)[:2] == [
        "Created: nothing",
        "Already there: comment 2, link 2, reply 4, solution 1, thread 3, vote 4",
    ]
    assert recount() == {}


def test_import_stackexchange_two_dumps_share_nothing(
    db: None, folder: Path, tmp_path: Path
) -> None:
    run("import_stackexchange", folder)
    run("import_stackexchange", write(tmp_path / "se-other", DUMP))
    assert (Thread.objects.count(), Member.objects.count(), Vote.objects.count()) == (6, 12, 8)
    assert Board.objects.count() == 2
    assert recount() == {}


def test_import_stackexchange_fills_in_addresses_when_the_site_is_named(
    db: None, folder: Path
) -> None:
    run("import_stackexchange", folder)
    assert set(Thread.objects.values_list("source_url", flat=True)) == {""}
    run("import_stackexchange", folder, "--site=chris.example.com")
    records = ImportedRecord.objects.filter(kind="thread")
    expected = {
        r.object_id: f"https://chris.example.com/questions/{r.external_id}" for r in records
    }
    assert dict(Thread.objects.values_list("pk", "source_url")) == expected
    assert {r.object_id: r.url for r in records} == expected
