"""A member's flags are theirs to take along; and when they leave, no reason and no entry names them."""

import json
from io import BytesIO
from zipfile import ZipFile

from accounts.actions.privacy import erase_member
from accounts.export import archive_of
from accounts.models import AuditEntry, Member
from forum.actions.edits import edit_post
from forum.actions.flags import flag_post
from forum.actions.removals import hide_post, remove_post
from forum.actions.replies import comment_on, post_reply
from forum.actions.threads import lock_thread
from forum.actions.undo import undo_act
from forum.models import Flag, Reply, Thread
from tests.accounts.sweep import places_of
from tests.conftest import make_member

CANARY = "zanzibarkiwi"


def flags_in(member: Member) -> list[dict[str, object]]:
    with archive_of(member) as made:
        found: list[dict[str, object]] = json.loads(
            ZipFile(BytesIO(made.read())).read("flags.json")
        )
    return found


def test_the_archive_has_ones_own_flags(
    thread: Thread, answer: Reply, noor: Member, sasha: Member
) -> None:
    flag_post(answer, by=sasha, reason="other", note="Sasha's words")
    flag_post(answer, by=noor, reason="spam", note="Noor's words")
    (row,) = flags_in(sasha)
    assert (row["reply_id"], row["reason"], row["note"]) == (answer.pk, "other", "Sasha's words")
    assert flags_in(make_member("olga")) == []


def test_nothing_of_moderation_names_who_left(
    ask: object, thread: Thread, answer: Reply, sasha: Member, maren: Member
) -> None:
    kiwi = make_member(CANARY, display_name=f"Kiwi {CANARY}")
    flag_post(answer, by=kiwi, reason="other", note=f"I am {CANARY}")
    flag_post(thread, by=sasha, reason="harm", note=f"As @{CANARY} says")
    own = post_reply(thread, by=kiwi, source="Buy my hub")
    note = comment_on(thread, by=kiwi, source="Buy my hub")
    edit_post(own, by=maren, source="Hub", note=f"@{CANARY} sells")
    first = lock_thread(thread, by=maren, reason=f"@{CANARY} and others")
    lock_thread(thread, by=maren, reason=f"Between @{CANARY} and us")
    hide_post(own, by=maren, reason=f"Kiwi {CANARY} sells hubs")
    remove_post(note, by=maren, reason=f"Kiwi {CANARY} sells hubs")
    assert len(places_of(CANARY)) >= 6
    erase_member(kiwi, by=kiwi)
    assert places_of(CANARY) == []
    assert Flag.objects.filter(member=kiwi).count() == 0
    assert Flag.objects.get().note == "As @former-member says"
    assert Reply.objects.get(pk=own.pk).gone_reason == "Former member sells hubs"
    assert first is not None
    second = AuditEntry.objects.filter(verb="lock").latest("pk")
    undo_act(second, by=maren)
    thread.refresh_from_db()
    assert thread.locked_reason == "@former-member and others"


def test_an_ambassador_who_left_stays_in_the_log_without_a_name(
    thread: Thread, maren: Member
) -> None:
    lock_thread(thread, by=maren, reason="Enough")
    entry = AuditEntry.objects.get()
    erase_member(maren, by=maren)
    entry.refresh_from_db()
    assert (entry.verb, entry.reason) == ("lock", "Enough")
    assert entry.actor is None or entry.actor.display_name == "Former member"
