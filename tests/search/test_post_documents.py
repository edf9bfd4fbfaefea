"""What an index holds of a post: what everybody may read, brought there like a thread."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from accounts.actions.merging import merge_members
from accounts.models import Member
from blog.actions.feedback import give_feedback
from blog.enums import Part
from blog.models import Credit, Post
from forum.models import Tag, Thread
from search import indexing
from search.answering import find
from search.asked import Query
from search.documents import post_key, thread_key
from search.embeddings import Parts
from search.engines import engine
from search.engines.base import Engine
from search.indexing import MOST_TRIES, drain, index_documents
from search.models import Outbox, Source
from search.post_documents import build_posts
from search.rebuilding import differences, rebuild
from search.words import words_of
from tests.conftest import make_member
from tests.search.posts import close, howto, publish, tip, topic

pytestmark = pytest.mark.django_db
Ask = Callable[..., Thread]


def found(words: str) -> list[str]:
    """Keys for `words`; the database must not have answered."""
    answer, name = find(AnonymousUser(), Query(words, words_of(words)))
    assert name == engine().name
    assert answer.total == len(answer.keys)
    return list(answer.keys)


def away(how: str, post: Post) -> None:
    """Take it from readers; of a restriction and of a time that is over nobody sends word."""
    if how == "unpublished":
        post.unpublish()
    elif how == "deleted":
        post.delete()
    elif how == "restricted":
        close(post)
    elif how == "under a restriction":
        close(topic())
    else:
        Post.objects.filter(pk=post.pk).update(expire_at=timezone.now() - timedelta(seconds=1))


@pytest.mark.parametrize(
    "how", ["unpublished", "deleted", "restricted", "under a restriction", "expired"]
)
def test_what_nobody_may_read_is_gone_before_the_index_knows(
    index: Engine, maren: Member, how: str
) -> None:
    post = howto(maren, "Kettle whistles")
    key = post_key(post.pk)
    drain()
    assert found("kettle") == [key]
    away(how, post)
    assert found("kettle") == []
    drain()
    assert found("kettle") == []
    assert build_posts([int(key[1:])]) == []


def test_a_draft_and_a_post_of_later_have_no_document(index: Engine, maren: Member) -> None:
    post = howto(maren, "Kettle whistles")
    post.title, post.summary = "Boiler hums", "Other words."
    post.save_revision(user=maren)
    later = howto(maren, "Kettle leaks")
    later.go_live_at = timezone.now() + timedelta(days=1)
    later.unpublish()
    publish(later, maren)
    drain()
    assert (found("kettle"), found("boiler")) == ([post_key(post.pk)], [])
    assert list(differences()) == []


@pytest.mark.long
def test_a_row_of_a_post_that_fails_is_parked_and_a_thread_of_its_number_goes_on(
    index: Engine, ask: Ask, maren: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = ask(title="Kettle leaks")
    while Page.objects.filter(pk=thread.pk).exists():
        thread = ask(title="Kettle leaks")
    post = howto(maren, "Kettle whistles", pk=thread.pk)
    Outbox.objects.exclude(object_id=post.pk).delete()

    def build(pks: Any) -> Any:
        raise ValueError("no such text")

    monkeypatch.setattr(indexing, "build_posts", build)
    now = timezone.now()
    for day in range(MOST_TRIES + 3):
        drain(at=now + timedelta(days=day))
    row = Outbox.objects.exclude(source__in=("related", "rel_post")).get()
    said = (row.source, row.object_id, row.tries, row.error)
    assert said == ("post", post.pk, MOST_TRIES, "ValueError: no such text")
    assert row.parked_at == now + timedelta(days=MOST_TRIES - 1)
    assert found("kettle") == [thread_key(post.pk)]


def test_an_older_write_changes_nothing(
    index: Engine, maren: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = howto(maren, "Kettle whistles")
    drain()
    monkeypatch.setattr(indexing, "next_version", lambda: 1)
    Post.objects.filter(pk=post.pk).update(title="Boiler hums")
    index_documents(engine(), [], [post.pk])
    assert (found("kettle"), found("boiler")) == ([post_key(post.pk)], [])


def test_all_that_a_post_says(
    index: Engine, maren: Member, tomasz: Member, noor: Member, sasha: Member
) -> None:
    tag = Tag.objects.create(name="Hub", slug="hub")
    post = howto(maren, "Bleeding radiators", "Turn the key at v140.3.1.", language="en")
    post.tags.add(tag)
    for member, part in ((tomasz, Part.AUTHOR), (noor, Part.ASKER), (sasha, Part.SOLVER)):
        post.credits.add(Credit(member=member, part=part))
    publish(post, maren)
    give_feedback(post, edition=1, is_helpful=True, member=noor)
    (document,) = build_posts([post.pk])
    said = f"In five minutes. {post.summary} Turn the key at v140.3.1."
    plain = Post.objects.get(pk=post.pk).rendering.plain
    assert set(said.split()) <= set(plain.split())
    assert (document.key, document.audience) == (post_key(post.pk), "")
    assert (document.title, document.question) == ("bleed radiat", "in five minut")
    assert document.codes == "140 140.3 140.3.1"
    assert document.marks == tuple(
        sorted(
            {
                *("type:howto", "lang:en", f"tag:{tag.pk}"),
                *(f"by:{maren.pk}", f"by:{tomasz.pk}"),
            }
        )
    )
    post.refresh_from_db()
    assert post.last_published_at is not None
    at = int(post.last_published_at.timestamp())
    assert (document.created, document.active) == (at, at)
    assert (document.helpful, document.recommended, document.is_solved) == (1, 0, True)
    assert document.meaning == Parts(post.title, post.summary, plain)
    drain()
    for words in ("bleed a radiator", "turning keys", "140.3", "minute"):
        assert found(words) == [post_key(post.pk)]
    assert list(differences()) == []


@pytest.mark.parametrize("number", [1, 3, pytest.param(50, marks=pytest.mark.long)])
def test_documents_of_many_take_three_queries(maren: Member, number: int) -> None:
    tag = Tag.objects.create(name="Hub", slug="hub")
    posts = [tip(maren, f"Kettle {n}") for n in range(number)]
    for post in posts:
        post.tags.add(tag)
        post.credits.add(Credit(member=maren, part=Part.AUTHOR))
        post.save()
    with CaptureQueriesContext(connection) as queries:
        documents = build_posts([post.pk for post in posts])
    assert (len(documents), len(queries)) == (number, 3)
    assert {mark for one in documents for mark in one.marks if mark[:3] == "tag"} == {
        f"tag:{tag.pk}"
    }


def test_whatever_changes_a_document_leaves_a_row(maren: Member, noor: Member) -> None:
    post = howto(maren, "Kettle whistles")

    def waits() -> int:
        return Outbox.objects.filter(source=Source.POST, object_id=post.pk).delete()[0]

    assert waits() > 0
    publish(post, maren)
    assert waits() > 0
    give_feedback(post, edition=1, is_helpful=True, member=noor)
    assert waits() == 1
    staff = make_member("ines", role="staff")
    merge_members(maren, into=make_member("jan", role="ambassador"), by=staff, reason="The same.")
    assert waits() == 1
    topic().move(topic("boilers"), pos="last-child")
    post.refresh_from_db()
    post.unpublish()
    assert waits() > 0


def test_check_and_rebuild_cover_posts(
    index: Engine, ask: Ask, maren: Member, capsys: pytest.CaptureFixture[str]
) -> None:
    thread, post, gone = ask(title="Kettle leaks"), howto(maren, "Kettle whistles"), tip(maren, "K")
    with pytest.raises(CommandError, match="3 differences"):
        call_command("search_check")
    drain()
    call_command("search_check")
    Post.objects.filter(pk=post.pk).update(title="Kettle drips")
    Post.objects.filter(pk=gone.pk).update(live=False)
    assert {one.key: one.what for one in differences()} == {
        post_key(post.pk): "is in the index as it was before",
        post_key(gone.pk): "is in the index and does not stand",
    }
    told: list[tuple[int, int]] = []
    assert rebuild(tell=lambda done, total: told.append((done, total))) == 2
    assert told == [(1, 2), (2, 2)]
    assert list(differences()) == []
    assert sorted(found("kettle")) == sorted([thread_key(thread.pk), post_key(post.pk)])
    capsys.readouterr()
    call_command("search_rebuild", "--missing", verbosity=0)
    assert capsys.readouterr().out == ""


def test_where_no_index_answers_one_with_posts_is_built(
    place: Engine, db: None, maren: Member
) -> None:
    post = howto(maren, "Kettle whistles")
    call_command("search_rebuild", "--missing", verbosity=0)
    assert found("kettle") == [post_key(post.pk)]
