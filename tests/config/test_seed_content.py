"""The hand-written community of `config/seed/`: every name, number and promise in it holds.

Plain reading of TOML, no database: a slip in the content fails here, with the thread's key, and
not half-way through a seed run.
"""

import re
import tomllib
import zoneinfo
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

SEED = Path(__file__).resolve().parents[2] / "config" / "seed"
Row = dict[str, Any]

KINDS = {"question", "problem", "idea", "praise", "talk"}
STATES: dict[str, set[str | None]] = {
    "question": {None, "open", "needs_info"},
    "problem": {"reported", "confirmed", "in_progress", "fixed", "wont_fix"},
    "idea": {"open", "considering", "planned", "shipped", "declined"},
    "praise": {None},
    "talk": {None},
}
NEEDS_NOTE = {"needs_info", "wont_fix", "declined"}
ICONS = {"flame", "leaf", "clock", "drop", "wifi", "box", "coin", "book", "idea", "people", "lock"}
CANARIES = {"nordic-installers": "quillfeather", "instaladores-iberia": "saltwhistle"}
SILENT_HOURS = 7 * 24
MEMBER_KEYS = {
    "username", "display_name", "role", "about", "time_zone", "joined", "sign", "groups",
    "superuser_title",
}  # fmt: skip
THREAD_KEYS = {
    "key", "board", "kind", "title", "author", "days_ago", "tags", "body", "state", "state_by",
    "state_note", "me_too", "helpful", "unhelpful", "watch", "follow_up_of", "duplicate_of",
    "edits", "locked", "reply", "solved_without_answer",
}  # fmt: skip
REPLY_KEYS = {
    "author", "hours_after", "body", "helpful", "unhelpful", "solution", "solution_hours_after",
    "former_solution_hours_after", "workaround", "confirmed_by", "recommended_by",
    "recommended_reason", "edits", "deleted_by", "comment",
}  # fmt: skip


@cache
def people() -> dict[str, Row]:
    rows = tomllib.loads((SEED / "people.toml").read_text())["member"]
    assert len({row["username"] for row in rows}) == len(rows)
    return {row["username"]: row for row in rows}


@cache
def layout() -> Row:
    return tomllib.loads((SEED / "boards.toml").read_text())


@cache
def boards() -> dict[str, Row]:
    return {row["slug"]: row for row in layout()["board"]}


@cache
def threads() -> dict[str, Row]:
    files = sorted((SEED / "threads").glob("*.toml"))
    rows = [row for file in files for row in tomllib.loads(file.read_text())["thread"]]
    assert len({row["key"] for row in rows}) == len(rows)
    return {row["key"]: row for row in rows}


def each(kind: str | None = None) -> list[Row]:
    return [row for row in threads().values() if kind in (None, row["kind"])]


def replies(thread: Row) -> list[Row]:
    return list(thread.get("reply", []))


def comments(thread: Row) -> list[Row]:
    return [row for reply in replies(thread) for row in reply.get("comment", [])]


def texts(thread: Row) -> Iterator[str]:
    """Every text of a thread that a reader may come to see, history included."""
    yield thread["title"]
    yield thread.get("state_note", "")
    for post in (thread, *replies(thread), *comments(thread)):
        yield post["body"]
        for edit in post.get("edits", []):
            yield from (edit["before"], edit["note"])


def writers(thread: Row) -> Iterator[tuple[str, float]]:
    """Who acted in a thread, and how many hours after its start at the earliest."""
    yield thread["author"], 0.0
    for name in ("me_too", "helpful", "unhelpful", "watch"):
        yield from ((who, 0.0) for who in thread.get(name, []))
    for post in (*replies(thread), *comments(thread)):
        at = float(post["hours_after"])
        yield post["author"], at
        for who in (*post.get("helpful", []), *post.get("unhelpful", [])):
            yield who, at
        for role in ("confirmed_by", "recommended_by", "deleted_by"):
            if role in post:
                yield post[role], at
        yield from ((edit["by"], float(edit["hours_after"])) for edit in post.get("edits", []))
    yield from ((edit["by"], float(edit["hours_after"])) for edit in thread.get("edits", []))
    if "state_by" in thread:
        yield thread["state_by"], 0.0


def is_company(username: str) -> bool:
    return bool(people()[username]["role"] in {"ambassador", "staff"})


# --- people and boards ------------------------------------------------------------------------


def test_people_are_many_different_and_complete() -> None:
    assert len(people()) >= 45
    assert len({row["display_name"] for row in people().values()}) == len(people())
    assert len({row["about"] for row in people().values()}) == len(people())
    assert len({row["time_zone"] for row in people().values()}) >= 25
    for username, row in people().items():
        assert set(row) <= MEMBER_KEYS, username
        assert re.fullmatch(r"[a-z][a-z0-9-]{1,29}", username)
        assert row["role"] in {"member", "ambassador", "staff"}, username
        assert len(row["display_name"]) <= 60, username
        assert 10 <= len(row["about"]) <= 280, username
        assert zoneinfo.ZoneInfo(row["time_zone"]), username
        assert isinstance(row["joined"], int) and row["joined"] > 0, username


def test_company_people_and_only_they_have_a_sign() -> None:
    signs = [row.get("sign") for row in people().values() if is_company(row["username"])]
    assert all(sign and re.fullmatch("[A-Z]{2}", sign) for sign in signs)
    assert len(set(signs)) == len(signs) >= 5
    assert not any("sign" in row for row in people().values() if not is_company(row["username"]))
    assert people()["maren"]["role"] == "staff"
    assert people()["saoirse"]["role"] == "ambassador"


def test_superusers_are_customers() -> None:
    honoured = {name for name, row in people().items() if row.get("superuser_title")}
    assert {"tomasz", "ife", "padma"} <= honoured
    assert not any(is_company(name) for name in honoured)


def test_boards_stand_in_sections_and_know_their_kinds() -> None:
    sections = [row["slug"] for row in layout()["section"]]
    assert len(set(sections)) == len(sections)
    assert len(boards()) == len(layout()["board"])
    for slug, board in boards().items():
        assert board["section"] in sections, slug
        assert board["kinds"] and set(board["kinds"]) <= KINDS, slug
        assert board["icon"] in ICONS, slug
        assert len(board["name"]) <= 60 and len(board["description"]) <= 200, slug
        assert all(re.fullmatch("[a-z0-9-]{2,40}", tag) for tag in board["tags"]), slug
        assert len(set(board["tags"])) == len(board["tags"]), slug
    assert {board["section"] for board in boards().values()} == set(sections)


def test_closed_boards_share_no_tag_with_open_ones() -> None:
    closed = {slug for slug, board in boards().items() if board.get("closed_to")}
    assert closed == set(CANARIES)
    tags = {tag for slug in closed for tag in boards()[slug]["tags"]}
    assert not tags & {t for s, b in boards().items() if s not in closed for t in b["tags"]}


# --- counts -----------------------------------------------------------------------------------


def test_there_is_enough_of_everything() -> None:
    kinds = Counter(thread["kind"] for thread in each())
    assert len(each()) >= 66
    assert kinds["question"] >= 36 and kinds["problem"] >= 12 and kinds["idea"] >= 8
    assert kinds["praise"] >= 5 and kinds["talk"] >= 5
    assert sum(len(replies(thread)) for thread in each()) >= 220
    assert sum(len(comments(thread)) for thread in each()) >= 80
    assert {thread["board"] for thread in each()} == set(boards())
    assert sum(bool(boards()[t["board"]].get("closed_to")) for t in each()) in {3, 4}


def test_about_half_of_the_questions_are_solved() -> None:
    questions = each("question")
    solved = [
        thread for thread in questions
        if thread.get("solved_without_answer") or any(r.get("solution") for r in replies(thread))
    ]  # fmt: skip
    assert 0.5 <= len(solved) / len(questions) <= 0.62
    assert sum(not replies(thread) for thread in questions) >= 4
    assert any(thread.get("solved_without_answer") for thread in questions)


def test_the_special_cases_are_there() -> None:
    every = [reply for thread in each() for reply in replies(thread)]
    assert any(len(replies(thread)) >= 30 for thread in each())
    assert any(r.get("solution") and r.get("recommended_by") for r in every)
    assert any(
        any(r.get("solution") and not r.get("recommended_by") for r in replies(t))
        and any(r.get("recommended_by") and not r.get("solution") for r in replies(t))
        for t in each("question")
    )
    assert any(r.get("solution") and r.get("edits") for r in every)
    assert any("former_solution_hours_after" in r for r in every)
    assert any(r.get("confirmed_by") for r in every)
    assert any(r.get("deleted_by") for r in every)
    assert any(thread.get("state") == "needs_info" for thread in each("question"))
    for key in ("locked", "follow_up_of", "duplicate_of", "edits", "watch"):
        assert any(key in thread for thread in each()), key
    for kind, states in STATES.items():
        assert {t.get("state") for t in each(kind)} >= states - {None, "open"}, kind


def test_votes_vary_from_none_to_thirty() -> None:
    counts = {
        len(post.get("helpful", [])) for thread in each() for post in (thread, *replies(thread))
    }
    assert len(counts) >= 20
    assert 0 in counts
    assert max(counts) == 30


# --- references, caps and time ----------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(threads()))
def test_thread_fits_its_board(key: str) -> None:
    thread = threads()[key]
    board = boards()[thread["board"]]
    assert set(thread) <= THREAD_KEYS
    assert re.fullmatch("[a-z0-9-]{3,60}", key)
    assert thread["kind"] in board["kinds"]
    assert thread["tags"] and set(thread["tags"]) <= set(board["tags"])
    assert thread.get("state") in STATES[thread["kind"]]
    if thread.get("state") in NEEDS_NOTE:
        assert thread["state_note"]
    if "state_note" in thread:
        assert is_company(thread["state_by"]) and len(thread["state_note"]) <= 200
    if thread["kind"] in {"praise", "talk"}:
        assert not {"helpful", "unhelpful", "me_too"} & set(thread)
    if thread["kind"] == "idea":
        assert "me_too" not in thread


@pytest.mark.parametrize("key", sorted(threads()))
def test_texts_keep_to_their_caps(key: str) -> None:
    thread = threads()[key]
    assert 10 <= len(thread["title"]) <= 140
    for post in (thread, *replies(thread)):
        assert 1 <= len(post["body"].strip()) <= 10_000
        for edit in post.get("edits", []):
            assert set(edit) == {"by", "hours_after", "note", "before"}
            assert 1 <= len(edit["note"]) <= 140
            assert edit["before"].strip() not in {"", post["body"].strip()}
    for comment in comments(thread):
        assert set(comment) == {"author", "hours_after", "body"}
        assert 1 <= len(comment["body"].strip()) <= 600


@pytest.mark.parametrize("key", sorted(threads()))
def test_everybody_exists_has_joined_and_may_be_there(key: str) -> None:
    thread = threads()[key]
    closed_to = set(boards()[thread["board"]].get("closed_to", []))
    for username, hours in writers(thread):
        person = people()[username]
        assert person["joined"] >= thread["days_ago"] - hours / 24, username
        if closed_to:
            assert closed_to & set(person.get("groups", [])), username
    for text in texts(thread):
        prose = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)  # code calls nobody
        for name in re.findall(r"(?<![\w/])@(\w+)", prose):
            assert name in people()


@pytest.mark.parametrize("key", sorted(threads()))
def test_nobody_votes_twice_or_for_themselves(key: str) -> None:
    thread = threads()[key]
    for post in (thread, *replies(thread)):
        voters = [*post.get("helpful", []), *post.get("unhelpful", [])]
        assert len(set(voters)) == len(voters) <= 33
        assert post["author"] not in voters
    for name in ("me_too", "watch"):
        assert len(set(thread.get(name, []))) == len(thread.get(name, []))
        assert thread["author"] not in thread.get(name, [])


@pytest.mark.parametrize("key", sorted(threads()))
def test_time_runs_forward_and_ends_before_now(key: str) -> None:
    thread = threads()[key]
    now = float(thread["days_ago"]) * 24
    assert 0.02 * 24 <= now <= 400 * 24
    order = [float(reply["hours_after"]) for reply in replies(thread)]
    assert order == sorted(order) and len(set(order)) == len(order)
    for post in (thread, *replies(thread)):
        start = float(post.get("hours_after", 0))
        notes = [float(row["hours_after"]) for row in post.get("comment", [])]
        assert notes == sorted(notes)
        marks = [post[k] for k in post if k.endswith("solution_hours_after")]
        edits = [float(edit["hours_after"]) for edit in post.get("edits", [])]
        assert edits == sorted(edits)
        for at in (*notes, *edits, *marks):
            assert start < at < now
        assert start < now


@pytest.mark.parametrize("key", sorted(threads()))
def test_marks_follow_the_rules(key: str) -> None:
    thread = threads()[key]
    assert sum(bool(reply.get("solution")) for reply in replies(thread)) <= 1
    for reply in replies(thread):
        assert set(reply) <= REPLY_KEYS
        assert ("solution" in reply) == ("solution_hours_after" in reply)
        assert ("recommended_by" in reply) == ("recommended_reason" in reply)
        if reply.get("solution") or "recommended_by" in reply:
            assert thread["kind"] in {"question", "problem"} and "deleted_by" not in reply
        if reply.get("workaround"):
            assert thread["kind"] == "problem"
        if "recommended_by" in reply:
            assert is_company(reply["recommended_by"])
            assert reply["recommended_by"] != reply["author"]
            assert 1 <= len(reply["recommended_reason"]) <= 140
        if "former_solution_hours_after" in reply:
            (final,) = [r["solution_hours_after"] for r in replies(thread) if r.get("solution")]
            assert not reply.get("solution") and reply["former_solution_hours_after"] < final
    if thread.get("solved_without_answer"):
        assert not any(reply.get("solution") for reply in replies(thread))


def test_confirmed_in_the_askers_stead_only_after_seven_silent_days() -> None:
    for thread in each():
        for reply in replies(thread):
            if "confirmed_by" not in reply:
                continue
            assert reply["solution"] and is_company(reply["confirmed_by"]), thread["key"]
            at = reply["solution_hours_after"]
            spoken = [p["hours_after"] for p in (*replies(thread), *comments(thread))]
            before = max(hours for hours in spoken if hours < at)
            assert at - before >= SILENT_HOURS, thread["key"]


def test_links_lead_to_threads_that_stood_then_and_never_into_a_closed_board() -> None:
    for thread in each():
        posts = [(thread, 0.0)]
        posts += [(p, float(p["hours_after"])) for p in (*replies(thread), *comments(thread))]
        for post, hours in posts:
            written = max([hours, *(float(e["hours_after"]) for e in post.get("edits", []))])
            for key in re.findall(r"\{thread:([^}]*)\}", post["body"]):
                target = threads()[key]
                assert target["days_ago"] > thread["days_ago"] - written / 24, (thread["key"], key)
                assert not boards()[target["board"]].get("closed_to"), (thread["key"], key)
        for name in ("follow_up_of", "duplicate_of"):
            if name in thread:
                assert threads()[thread[name]]["days_ago"] > thread["days_ago"], thread["key"]
                assert threads()[thread[name]]["board"] == thread["board"], thread["key"]


def test_a_follow_up_grows_from_a_solved_thread() -> None:
    for thread in each():
        if "follow_up_of" in thread:
            assert any(r.get("solution") for r in replies(threads()[thread["follow_up_of"]]))


def test_company_people_sign_what_they_write() -> None:
    for thread in each():
        for post in (thread, *replies(thread), *comments(thread)):
            sign = people()[post["author"]].get("sign")
            signed = re.search(r"\^([A-Z]{2})\Z", post["body"].strip())
            assert (signed.group(1) if signed else None) == sign, (thread["key"], post["body"])


def test_each_canary_stands_in_its_closed_board_and_nowhere_else() -> None:
    for slug, canary in CANARIES.items():
        inside = [thread for thread in each() if thread["board"] == slug]
        assert len(inside) == 2
        assert all(canary in t["title"].lower() and canary in t["body"].lower() for t in inside)
        outside = [text for t in each() if t["board"] != slug for text in texts(t)]
        outside += [board["description"] for board in boards().values()]
        outside += [person["about"] for person in people().values()]
        assert not [text for text in outside if canary in text.lower()]


def test_no_address_or_number_could_reach_a_real_person() -> None:
    every = [text for thread in each() for text in texts(thread)]
    every += [person["about"] for person in people().values()]
    for text in every:
        assert not re.search(r"[\w.+-]+@(?!example\.org)[\w-]+\.\w", text), text
        assert not re.search(r"\+\d[\d ()-]{6,}|\b0\d{2,}[ /-]?\d{5,}", text), text
        for host in re.findall(r"https?://([^\s/\"'`)]+)", text):
            assert host.endswith((".local", "example.org", "{hub}")), host


def test_files_stay_readable() -> None:
    for file in (SEED / "threads").glob("*.toml"):
        assert len(file.read_text().splitlines()) <= 400, file.name
