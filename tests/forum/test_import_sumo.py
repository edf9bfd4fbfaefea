"""Importing a support.mozilla.org forum: what is refused and what is kept. The files are made in
sumo.py; the real ones are in test_import_whole.py."""

import gzip
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import CommandError
from django.test import Client

from accounts.models import Member, Notification
from forum.models import Board, Reply, Solution, Thread, ThreadLink, Vote, Watch
from tests.forum.dumps import Row, as_lines, as_xml, lines_of, put, run
from tests.forum.sumo import ANSWERS, DAY, question, reply, write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path)


def test_import_sumo_refuses_a_folder_without_questions(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"holds none of questions\.xml"):
        run("import_sumo", tmp_path)
    with pytest.raises(CommandError, match=r"holds none of questions\.xml"):
        run("import_sumo", tmp_path / "missing")
    assert not Board.objects.exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--limit=0"], "invalid _positive value"),
        (["--limit=many"], "invalid _positive value"),
        (["--board=no such board"], "--board takes"),
        (["--board=" + "b" * 61], "--board takes"),
        (["--board=ideas"], "takes no questions"),
    ],
)
def test_import_sumo_refuses_options(
    board: Board, folder: Path, words: list[str], sentence: str
) -> None:
    Board.objects.create(section=board.section, name="Ideas", slug="ideas", kinds=["idea"])
    with pytest.raises(CommandError, match=sentence):
        run("import_sumo", folder, *words)
    assert (Thread.objects.count(), Board.objects.count()) == (0, 2)


BAD_LINES = [
    b'{"id": 21, "content": "broken\n',
    b"[1, 2]\n",
    b'"text"\n',
    b"\xff\xfe\n",
    b"[" * 100_000 + b"\n",
]
BAD_ROWS: list[tuple[Row, str]] = [
    ({"id": None}, "line 6: no id"),
    ({"id": True}, "True: no id"),
    ({"id": "../../etc"}, "line 8: id is not an id"),
    ({"id": 10**30}, f"{10**30}: id is not an id"),
    ({"content": {"a": 1}}, "30: content is not a text"),
    ({"content": None}, "31: empty"),
    ({"content": " \n "}, "32: empty"),
    ({"title": ""}, "33: no title"),
    ({"title": "\u202e\x07"}, "34: no title"),
    ({"title": "\ud800"}, "35: title is not valid Unicode"),
    ({"created": "yesterday"}, "36: created is not a time"),
    ({"created": "9999-01-01T00:00:00"}, "37: created lies in the future"),
    ({"created": "0001-01-01T00:00:00+14:00"}, "38: created is not a time"),
    ({"num_votes": -1}, "39: num_votes is not a count"),
    ({"num_votes": 2**31}, "40: num_votes is not a count"),
    ({"is_spam": "perhaps"}, "41: is_spam is neither true nor false"),
    ({"tags": {"a": 1}}, "42: tags are no list"),
    ({"content": "x" * 100_001}, "43: longer than 100,000 characters"),
    ({"title": "x" * 301}, "44: title longer than 300 characters"),
]


def test_import_sumo_tells_what_is_bad_and_goes_on(db: None, tmp_path: Path) -> None:
    rows = [question(26 + n, **more) for n, (more, _) in enumerate(BAD_ROWS)]
    put(tmp_path, "questions.jsonl", b"".join(BAD_LINES) + as_lines([*rows, question(99)]))
    report = run("import_sumo", tmp_path)
    assert list(Thread.objects.values_list("title", flat=True)) == ["Question 99"]
    told = {
        f"{key}: {reason}"
        for line in report.split("\n")
        if line.startswith("  thread: ")
        for _, _, reason, keys in [line.strip().split(": ", 3)]
        for key in keys.split(", ")
    }
    assert told == {told for _, told in BAD_ROWS}
    assert "  line of questions.jsonl: 3: broken JSON: 1, 4, 5" in report
    assert "  line of questions.jsonl: 2: not an object: 2, 3" in report


def test_import_sumo_takes_the_longest_texts_whole(db: None, tmp_path: Path) -> None:
    longest = question(1, content="<p>" + "y" * 99_993 + "</p>", title="t" * 300)
    put(tmp_path, "questions.jsonl", as_lines([longest]))
    run("import_sumo", tmp_path)
    thread = Thread.objects.get()
    assert (thread.source, thread.title) == (longest["content"], "t" * 300)


def test_import_sumo_passes_over_an_endless_line(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forum.importers.files.LINE_BYTES", 2_000)
    endless = question(2, content="z" * 9_000)
    put(tmp_path, "questions.jsonl.gz", as_lines([question(1), endless, question(3)]))
    report = run("import_sumo", tmp_path)
    assert "line of questions.jsonl.gz: 1: longer than 2,000 bytes: 2 (id 2)" in report
    assert sorted(Thread.objects.values_list("title", flat=True)) == ["Question 1", "Question 3"]


def test_import_sumo_reads_a_damaged_file_as_far_as_it_goes(db: None, tmp_path: Path) -> None:
    packed = gzip.compress(as_lines([question(n) for n in range(500)]), mtime=0)
    (tmp_path / "questions.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    report = run("import_sumo", tmp_path)
    threads = Thread.objects.count()
    assert 0 < threads < 500
    assert f"1: the file is damaged from here on: {threads + 1}" in report


def test_import_sumo_leaves_answers_without_a_question(db: None, folder: Path) -> None:
    put(folder, "answers.jsonl.gz", as_lines([reply(10, 1), reply(66, 6)]))
    report = run("import_sumo", folder)
    assert "  reply: 1: what it belongs to was not imported: 66" in report
    assert Reply.objects.count() == 1
    # Without answer 11 the question has no Solution to show, and the report says so.
    assert "  solution: 1: the accepted answer was not imported: 1" in report
    assert not Thread.objects.get(title="Question 1").is_solved


def test_import_sumo_authors_can_claim_nothing(db: None, folder: Path, noor: Member) -> None:
    put(folder, "questions.jsonl", as_lines([question(1, creator="noor")]))
    run("import_sumo", folder)
    author = Thread.objects.get().author
    assert author != noor
    assert author.username.startswith("noor-")
    assert (author.email, author.has_usable_password()) == (None, False)
    assert (author.role, author.is_superuser, author.is_staff) == ("member", False, False)
    assert not EmailAddress.objects.filter(user=author).exists()
    assert not author.check_password("") and not author.check_password(author.password)
    client = Client()
    for login in ("noor", author.username, "", "None"):
        client.post("/accounts/login/", {"login": login, "password": ""})
        client.post("/accounts/login/", {"login": login, "password": author.password})
    assert "_auth_user_id" not in client.session
    assert mail.outbox == []


def test_import_sumo_tells_nobody(board: Board, noor: Member, folder: Path) -> None:
    put(folder, "questions.jsonl", as_lines([question(1, content="<p>@noor look</p>")]))
    run("import_sumo", folder, "--board=heating")
    assert (Notification.objects.count(), Watch.objects.count(), mail.outbox) == (0, 0, [])


def test_import_sumo_keeps_what_the_files_say(db: None, folder: Path) -> None:
    report = run("import_sumo", folder)
    assert lines_of(report) == [
        "Created: link 2, member 4, reply 4, solution 2, thread 5",
        "Already there: nothing",
        "Passed over: nothing",
        "Noted: archived there, which locks nothing here: 5",
        "Noted: links to help articles, kept in the text: 1",
    ]
    first = Thread.objects.get(title="Question 1")
    assert first.created_at.isoformat() == DAY.format(1)
    assert (first.author.display_name, first.language) == ("asker", "en-US")
    assert (first.is_locked, first.locked_reason) == (True, "Locked where it came from.")
    assert (first.kind, first.source_format, first.source) == (
        "question",
        "html",
        "<p>Body of 1</p>",
    )
    assert first.source_url == "https://support.mozilla.org/en-US/questions/1"
    assert (first.reply_count, first.me_too_count, first.imported_me_too) == (2, 2, 2)
    assert first.active_at.isoformat() == DAY.format(3)
    solution = Solution.objects.get(thread=first)
    assert solution.reply is not None and solution.by == first.author
    assert (solution.reply.source, solution.at.isoformat()) == ("<p>Answer 11</p>", DAY.format(5))
    assert (first.is_solved, first.solution, first.solved_at) == (
        True,
        solution.reply,
        solution.at,
    )
    assert first.last_author == first.author


def test_import_sumo_keeps_answers_and_links(db: None, folder: Path) -> None:
    run("import_sumo", folder)
    answers = {answer.source: answer for answer in Reply.objects.all()}
    ten, eleven = answers["<p>Answer 10</p>"], answers["<p>Answer 11</p>"]
    assert (ten.helpful_count, ten.unhelpful_count, ten.score) == (3, 1, 2)
    assert (ten.imported_helpful, ten.imported_unhelpful) == (3, 1)
    assert (ten.edited_at, eleven.edited_at and eleven.edited_at.isoformat()) == (
        None,
        DAY.format(4),
    )
    thirteen = answers[ANSWERS[3]["content"]]
    assert 'href="https://support.mozilla.org/kb/folders"' in thirteen.html
    assert "<script" not in thirteen.html
    assert not Vote.objects.exists()
    links = [(k.thread.title, k.to.title, k.kind, k.by) for k in ThreadLink.objects.order_by("pk")]
    assert links == [
        ("Question 1", "Question 2", "duplicate", ten.author),
        ("Question 3", "Question 2", "related", thirteen.author),
    ]


def test_import_sumo_hides_spam_and_solves_without_an_answer(db: None, folder: Path) -> None:
    run("import_sumo", folder)
    board = Board.objects.get()
    assert (board.slug, board.section.name, board.thread_count) == ("sumo", "Imported", 4)
    assert board.name == "Mozilla support"
    assert board.description == "Brought over from support.mozilla.org."
    shown = Thread.objects.filter(deleted_at=None)
    assert "Question 4" not in shown.values_list("title", flat=True)
    assert shown.get(title="Question 2").reply_count == 0
    without = shown.get(title="Question 5")
    assert (without.is_solved, without.solution) == (True, None)


def test_import_sumo_names_become_unique_addresses(db: None, folder: Path) -> None:
    long = "n" * 61
    names = ["Jane Roe", "jane-roe", "JANE ROE", "Jane\u200b Roe", "admin", "Ли", "Анна", "", long]
    rows = [question(n, creator=name) for n, name in enumerate(names)]
    put(folder, "questions.jsonl", as_lines([*rows, question(99, creator="Jane Roe")]))
    report = run("import_sumo", folder)
    authors = [t.author for t in Thread.objects.select_related("author").order_by("pk")]
    shown = [author.display_name for author in authors]
    assert shown[:7] == ["Jane Roe", "jane-roe", "JANE ROE", "Jane Roe", "admin", "Ли", "Анна"]
    assert shown[7:] == ["former member", "n" * 60, "Jane Roe"]
    assert authors[9] == authors[0]
    stems = [author.username.rsplit("-", 1)[0] for author in authors]
    assert (authors[0].username, authors[8].username[:33]) == ("jane-roe", "n" * 33)
    assert stems[1:4] == ["jane-roe"] * 3
    assert stems[4:8] == ["member"] * 4
    assert len({author.username for author in authors}) == 9
    assert f"  rest of a name: 1: longer than 60 characters: name:{long}" in report


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz", ".xml", ".xml.gz"])
def test_import_sumo_reads_every_form_alike(db: None, tmp_path: Path, suffix: str) -> None:
    made = as_xml if ".xml" in suffix else as_lines
    put(tmp_path, "questions" + suffix, made([{"id": 7, **_flat(question(7))}]))
    put(tmp_path, "answers" + suffix, made([_flat(reply(8, 7))]))
    run("import_sumo", tmp_path)
    thread = Thread.objects.get()
    assert (thread.title, thread.source) == ("Question 7", "<p>Body of 7</p>")
    assert (thread.reply_count, thread.me_too_count, thread.is_solved) == (1, 2, False)
    assert list(thread.tags.values_list("slug", flat=True)) == ["calendar"]


def _flat(row: Row) -> Row:
    """A row that both forms can say."""
    flat = {name: value for name, value in row.items() if value is not None}
    return {**flat, **({"tags": "<calendar>"} if "tags" in row else {})}


def test_import_sumo_refuses_what_nothing_is_left_of(db: None, tmp_path: Path) -> None:
    hollow = question(1, content="<script>only</script>")
    put(tmp_path, "questions.jsonl", as_lines([hollow, question(2)]))
    report = run("import_sumo", tmp_path)
    assert "thread: 1: nothing is left of it that may be shown: 1" in report
    assert Thread.objects.get().title == "Question 2"
