"""import_howtos on small files: what is refused, what is told, and that twice is once."""

import gzip
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision

from accounts.models import Member
from blog.actions.publishing import settle_post, settle_posts
from blog.importers import load, survey
from blog.models import HowTo, ImportedPost, Link, LinkUse, Rendering, Topic
from blog.queries.posts import live_posts
from blog.signals import posts_changed

pytestmark = pytest.mark.django_db
Row = dict[str, Any]
STEPS = "<h1>Do it</h1><ol><li>First</li><li>See <a href='/en-US/kb/two#x'>two</a></li></ol>"


@pytest.fixture(autouse=True)
def small_topics(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "LEAST", 2)


def article(slug: str, **more: Any) -> Row:
    return {
        "id": 1,
        "slug": slug,
        "title": f"About {slug}",
        "locale": "en-US",
        "summary": f"What {slug} is.",
        "html": f"<p>Words of {slug}.</p>",
        "topics": ["heating"],
        **more,
    }


ONE = article("one", html=STEPS)
TWO = article(
    "two", html="<p>Two</p><div class='warning'>Hot</div><img alt='a hub' src='/x/hub.png'>"
)
THREE = article("three", topics=["water", "rare"])


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    def put(*rows: Row | str, name: str = "kb.jsonl.gz") -> Path:
        path = tmp_path / name
        lines = "".join(f"{r if isinstance(r, str) else json.dumps(r)}\n" for r in rows).encode()
        path.write_bytes(gzip.compress(lines) if name.endswith(".gz") else lines)
        return path

    return put


def run(path: Path, *more: str) -> list[str]:
    """The lines of the report, without the last, which has the time."""
    out = StringIO()
    call_command("import_howtos", path, "--no-progress", "--workers=0", *more, stdout=out)
    return out.getvalue().splitlines()[:-1]


def raw(slug: str) -> list[tuple[str, Any]]:
    howto = HowTo.objects.get(imported__external_id=slug)
    return [(block["type"], block["value"]) for block in howto.steps.raw_data]


def rows() -> dict[str, Any]:
    """What an import writes, to compare."""
    pages = Page.objects.order_by("path").values_list(
        *("path", "numchild", "url_path", "title", "live", "has_unpublished_changes"),
        *("live_revision_id", "latest_revision_id", "last_published_at"),
    )
    return {
        "pages": list(pages),
        "words": list(HowTo.objects.order_by("pk").values_list("pk", "summary", "steps")),
        "records": sorted(ImportedPost.objects.values_list("external_id", "post_id", "digest")),
        "renderings": sorted(
            Rendering.objects.values_list("post_id", "revision", "html", "edition")
        ),
        "redirects": sorted(Redirect.objects.values_list("old_path", "redirect_page_id")),
        "revisions": Revision.objects.count(),
        "members": Member.objects.count(),
    }


@pytest.mark.parametrize("name", ["none.jsonl", "kb.csv"])
def test_a_file_that_is_none_is_refused(file: Callable[..., Path], name: str) -> None:
    path = file(ONE, name="kb.csv").with_name(name)
    with pytest.raises(CommandError, match=r"no file that ends in \.jsonl or \.jsonl\.gz"):
        run(path)
    assert Member.objects.count() == 0


def test_an_author_who_is_nobody_is_refused(file: Callable[..., Path]) -> None:
    with pytest.raises(CommandError, match="There is no member maren"):
        run(file(ONE), "--author=maren")
    assert HowTo.objects.count() == 0


@pytest.mark.parametrize("limit", ["0", "-1", "x"])
def test_a_limit_that_is_none_is_refused(file: Callable[..., Path], limit: str) -> None:
    with pytest.raises(CommandError):
        run(file(ONE), f"--limit={limit}")


def test_bad_lines_are_told_and_passed_over(file: Callable[..., Path]) -> None:
    report = run(
        file(
            "{",
            "[]",
            article("a/b"),
            article("no-title", title=" "),
            article("long-title", title="x" * 201),
            article("no-text", html=" "),
            article("long-text", html="x" * 500_001),
            article("odd-locale", locale="../x"),
            article("french", locale="fr"),
            article("odd-topics", topics="heating"),
            article("nothing-left", html="<script>x</script>"),
            ONE,
            ONE,
        )
    )
    assert report == [
        "Created: how-to 1, member 1, redirect 4, topic 1",
        "Already there: nothing",
        "Passed over:",
        "  how-to: 1: empty: no-text",
        "  how-to: 1: its language is not kept here: french",
        "  how-to: 1: locale is not a language: odd-locale",
        "  how-to: 1: longer than 500,000 characters: long-text",
        "  how-to: 1: no title: no-title",
        "  how-to: 1: nothing is left of it that may be shown: nothing-left",
        "  how-to: 1: slug is not an address name: line 3",
        "  how-to: 1: the file has another with this slug: one",
        "  how-to: 1: title longer than 200 characters: long-title",
        "  how-to: 1: topics are no list: odd-topics",
        "  line of kb.jsonl.gz: 1: broken JSON: 1",
        "  line of kb.jsonl.gz: 1: not an object: 2",
    ]
    assert list(live_posts().values_list("title", flat=True)) == ["About one"]


def test_articles_become_pages(file: Callable[..., Path], client: Client, maren: Member) -> None:
    report = run(file(ONE, TWO, THREE), "--author=maren")
    assert report == [
        "Created: how-to 3, redirect 6, topic 2",
        "Already there: nothing",
        "Passed over:",
        "  picture that is not in the file: 1: could not become a block: two: hub.png (a hub)",
    ]
    assert sorted(HowTo.objects.values_list("url_path", "title", "live", "author__username")) == [
        ("/home/help/heating/one/", "About one", True, "maren"),
        ("/home/help/heating/two/", "About two", True, "maren"),
        ("/home/help/more/three/", "About three", True, "maren"),
    ]
    two = HowTo.objects.get(imported__external_id="two")
    origin = (
        '<p>Brought over from <a href="https://support.mozilla.org/en-US/kb/{}">support.mozilla.org'
        "</a>, where its contributors wrote it (CC BY-SA 3.0).</p>"
    )
    link = f'<p>See <a linktype="page" id="{two.pk}">two</a></p>'
    assert raw("one") == [
        ("heading", "Do it"),
        ("step", {"title": "", "body": [{"type": "text", "value": "<p>First</p>"}]}),
        ("step", {"title": "", "body": [{"type": "text", "value": link}]}),
        ("text", origin.format("one")),
    ]
    missing = {"image": None, "alt": "a hub", "caption": "", "missing": "hub.png"}
    assert raw("two") == [
        ("text", "<p>Two</p>"),
        ("callout", {"kind": "warning", "text": "<p>Hot</p>"}),
        ("picture", missing),
        ("text", origin.format("two")),
    ]
    html = client.get("/help/heating/one/").content.decode()
    assert 'href="/help/heating/two/"' in html
    assert "There is no picture here:" in client.get("/help/heating/two/").content.decode()


def test_old_addresses_lead_to_the_pages(file: Callable[..., Path], client: Client) -> None:
    run(file(ONE, TWO))
    for path in ("/en-US/kb/one", "/en-US/kb/one/", "/old/sumo-kb/one"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (301, "/help/heating/one/")
    assert client.get("/en-US/kb/three").status_code == 404


def test_twice_is_once(file: Callable[..., Path]) -> None:
    path = file(ONE, TWO, THREE)
    run(path)
    before = rows()
    assert run(path)[:2] == ["Created: nothing", "Already there: how-to 3, redirect 6"]
    assert rows() == before


def test_a_part_and_then_all(file: Callable[..., Path]) -> None:
    """What led elsewhere leads to the page once there is one; nothing else changes."""
    path = file(ONE, TWO, THREE)
    run(path, "--limit=1")
    assert '<a href="https://support.mozilla.org/en-US/kb/two#x">' in str(raw("one"))
    assert run(path)[0] == "Created: how-to 2, redirect 4, revision 1, topic 1"
    two = HowTo.objects.get(imported__external_id="two")
    assert f'<a linktype="page" id="{two.pk}">' in str(raw("one"))
    assert (
        Revision.objects.filter(
            object_id=str(ImportedPost.objects.get(external_id="one").post_id)
        ).count()
        == 2
    )


def test_a_changed_article_is_a_new_revision(file: Callable[..., Path]) -> None:
    run(file(ONE, TWO))
    report = run(file({**ONE, "title": "Another", "html": "<p>New</p>"}, TWO))
    assert report[:2] == ["Created: revision 1", "Already there: how-to 1, redirect 4"]
    howto = HowTo.objects.get(imported__external_id="one")
    assert (howto.title, howto.draft_title, howto.slug) == ("Another", "Another", "one")
    assert howto.revisions.count() == 2
    assert howto.live_revision == howto.latest_revision == howto.get_latest_revision()
    assert "New" in howto.rendering.html
    assert howto.rendering.edition == 2


@pytest.mark.parametrize("how", ["published", "draft", "unpublished"])
def test_what_was_changed_here_stays(file: Callable[..., Path], how: str) -> None:
    run(file(ONE))
    howto = HowTo.objects.get()
    howto.summary = "Ours."
    if how == "unpublished":
        howto.unpublish()
    else:
        revision = howto.save_revision()
        if how == "published":
            revision.publish(skip_permission_checks=True)
    before = rows()
    report = run(file({**ONE, "html": "<p>New</p>"}))
    assert "  how-to: 1: it was changed here since, and stays as it is: one" in report
    assert rows() == before


def test_titles_are_unique_in_a_language(file: Callable[..., Path]) -> None:
    same = [article(f"a{n}", title="The Hub") for n in range(2)]
    path = file(*same, article("a2", title="the hub"), article("a3", title="The Hub", locale="de"))
    report = run(path)
    assert "  title: 2: another how-to has it, so it got a number: a1, a2" in report
    titles = HowTo.objects.order_by("imported__external_id").values_list("title", "language")
    assert list(titles) == [
        ("The Hub", "en"),
        ("The Hub (2)", "en"),
        ("the hub (3)", "en"),
        ("The Hub", "de"),
    ]
    before = rows()
    run(path)
    assert rows() == before


def test_address_names_are_unique_and_none_is_taken_from_our_own(file: Callable[..., Path]) -> None:
    run(
        file(
            article("A"),
            article("a", title="B"),
            article("c", topics=["tags"]),
            article("d", topics=["tags"]),
        )
    )
    paths = HowTo.objects.order_by("pk").values_list("url_path", flat=True)
    assert sorted(paths) == [
        "/home/help/about-tags/c/",
        "/home/help/about-tags/d/",
        "/home/help/heating/a-2/",
        "/home/help/heating/a/",
    ]


def test_the_rows_are_those_that_wagtail_writes(file: Callable[..., Path]) -> None:
    """The tree is whole, and the log, the revisions and what is referred to are there."""
    run(file(ONE, TWO, THREE))
    assert Page.find_problems() == ([], [], [], [], [])
    for howto in HowTo.objects.all():
        howto.full_clean()
        assert howto.live_revision == howto.get_latest_revision() == howto.latest_revision
        kept = howto.get_latest_revision_as_object()
        assert (kept.title, kept.summary) == (howto.title, howto.summary)
        assert kept.steps.get_prep_value() == howto.steps.get_prep_value()
        actions = PageLogEntry.objects.filter(page=howto.pk).order_by("pk")
        assert list(actions.values_list("action", flat=True)) == [
            "wagtail.create",
            "wagtail.publish",
        ]
        before = sorted(ReferenceIndex.objects.values_list("object_id", "to_object_id"))
        ReferenceIndex.create_or_update_for_object(howto)
        assert sorted(ReferenceIndex.objects.values_list("object_id", "to_object_id")) == before
    assert len({page.translation_key for page in Page.objects.all()}) == Page.objects.count()
    assert [page.title for page in HowTo.objects.all().search("About three")] == ["About three"]


def test_what_follows_is_what_follows_from_publishing_each(file: Callable[..., Path]) -> None:
    told: list[int] = []

    def receive(sender: Any, post_ids: list[int], **more: Any) -> None:
        told.extend(post_ids)

    outside = article("far", html="<p><a href='https://example.org/a'>a</a></p>")
    posts_changed.connect(receive)
    try:
        run(file(ONE, TWO, outside))
    finally:
        posts_changed.disconnect(receive)
    pks = set(HowTo.objects.values_list("pk", flat=True))
    assert (set(told), len(told)) == (pks, 3)
    assert settle_posts() == 0
    kept = sorted(Rendering.objects.values_list("post_id", "html", "plain", "outline", "minutes"))
    uses = sorted(LinkUse.objects.values_list("post_id", "link__url"))
    Rendering.objects.all().delete()
    Link.objects.all().delete()
    for pk in pks:
        settle_post(pk)
    assert (
        sorted(Rendering.objects.values_list("post_id", "html", "plain", "outline", "minutes"))
        == kept
    )
    assert sorted(LinkUse.objects.values_list("post_id", "link__url")) == uses


class Killed(BaseException):
    """What no code catches, as a kill is."""


def test_killed_anywhere_it_goes_on(
    file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file(ONE, TWO, THREE)
    monkeypatch.setattr(load, "BATCH", 1)
    writes = ("_make_under", "lead_here", "publish_all", "settle_new")
    for name in writes:

        def die(*args: Any, **more: Any) -> None:
            raise Killed

        with monkeypatch.context() as patch:
            patch.setattr(load, name, die)
            with pytest.raises(Killed):
                run(path)
    assert live_posts().count() == 0
    run(path)
    assert (live_posts().count(), HowTo.objects.count(), Topic.objects.count()) == (3, 3, 2)
    assert [
        revision.object_str for revision in Revision.objects.filter(object_str__startswith="About")
    ].count("About one") == 1
    before = rows()
    run(path)
    assert rows() == before


def test_the_report_is_written_whole(file: Callable[..., Path], tmp_path: Path) -> None:
    pictures = "".join(f"<p><img alt='a {n}' src='/{n}.png'></p>" for n in range(15))
    run(file(article("one", html=pictures)), f"--report={tmp_path / 'report.txt'}")
    assert "one: 14.png (a 14)" in (tmp_path / "report.txt").read_text()
