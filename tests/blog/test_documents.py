"""Documents of the desk: what is none is refused beside its field; what is kept is for everybody
while a page that everybody may read leads to it, and is saved by a reader, never opened here."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    UploadedFile,
)

from accounts.models import Member
from blog.actions import make_help
from blog.models import Post, Tip
from tests.blog.conftest import Publish
from tests.blog.desk import errors_beside

pytestmark = pytest.mark.django_db
AsMember = Callable[[Member], Client]
PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def bring(client: Client, data: bytes, name: str) -> Any:
    file = SimpleUploadedFile(name, data, "application/pdf")
    return client.post("/cms/documents/add/", {"title": "Leaflet", "file": file})


@pytest.fixture
def document(authoring: Client) -> Document:
    bring(authoring, PDF, "leaflet.pdf")
    return Document.objects.get()


def link_to(document: Document) -> str:
    return f'<p><a linktype="document" id="{document.pk}">the leaflet</a></p>'


def status(client: Client, document: Document) -> int:
    return client.get(document.url).status_code


# Refused -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"MZ", "setup.exe", "File extension “exe” is not allowed."),
        (b"PK", "all.zip", "File extension “zip” is not allowed."),
        (b"<svg>", "a.svg", "File extension “svg” is not allowed."),
        (b"<html>", "a.html", "File extension “html” is not allowed."),
        (b"<html>", "a.pdf", "That file is not what its name says."),
        (PDF, "a.txt", "That file is not what its name says."),
        (b"a\0b", "a.csv", "That file is not what its name says."),
    ],
)
def test_a_document_of_another_kind_is_refused_beside_its_field(
    authoring: Client, data: bytes, name: str, sentence: str
) -> None:
    (said,) = errors_beside(bring(authoring, data, name))["file"]
    assert said.startswith(sentence)
    assert (Document.objects.count(), UploadedFile.objects.count()) == (0, 0)


def test_a_document_of_several_is_not_put_aside_unexamined(authoring: Client) -> None:
    file = SimpleUploadedFile("setup.exe", b"MZ")
    words = {"files[]": file, "title": "x" * 300}
    answer = json.loads(authoring.post("/cms/documents/multiple/add/", words).content)
    assert answer["success"] is False
    assert (Document.objects.count(), UploadedFile.objects.count()) == (0, 0)


def test_one_that_no_page_leads_to_is_for_editors_alone(
    document: Document, client: Client, authoring: Client, as_member: AsMember, sasha: Member
) -> None:
    assert [status(who, document) for who in (client, as_member(sasha), authoring)] == [
        404,
        404,
        200,
    ]
    missing = client.get(f"/documents/{document.pk + 1}/leaflet.pdf")
    assert client.get(document.url).content == missing.content


def test_one_of_a_draft_is_for_editors_alone(
    document: Document, client: Client, authoring: Client, publish: Publish
) -> None:
    publish("Quillfeather", live=False, steps=[("text", link_to(document))])
    assert [status(client, document), status(authoring, document)] == [404, 200]


def test_one_of_the_draft_of_a_published_post_is_for_editors_alone(
    document: Document, client: Client, authoring: Client, howto: Post
) -> None:
    page = howto.specific
    page.steps = [("text", link_to(document))]
    revision = page.save_revision()
    assert [status(client, document), status(authoring, document)] == [404, 200]
    revision.publish(skip_permission_checks=True)
    assert status(client, document) == 200
    page.steps = [("text", "<p>None.</p>")]
    page.save_revision().publish(skip_permission_checks=True)
    assert status(client, document) == 404


@pytest.mark.parametrize("kind", ["password", "login", "groups"])
@pytest.mark.parametrize("of", ["post", "topic", "index"])
def test_one_of_a_page_that_is_kept_for_some_is_missing(
    document: Document, client: Client, publish: Publish, kind: str, of: str
) -> None:
    post = publish("Quillfeather", steps=[("text", link_to(document))])
    assert status(client, document) == 200
    page = {"post": post, "topic": post.get_parent(), "index": make_help()}[of]
    PageViewRestriction.objects.create(page=page, restriction_type=kind, password="x")
    assert status(client, document) == 404


def test_one_of_a_page_that_is_off_the_pages_is_missing(
    document: Document, client: Client, publish: Publish
) -> None:
    post = publish("Quillfeather", steps=[("text", link_to(document))])
    Page.objects.filter(pk=post.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    assert status(client, document) == 404
    Page.objects.filter(pk=post.pk).update(expire_at=None)
    assert status(client, document) == 200
    post.specific.unpublish()
    assert status(client, document) == 404
    post.specific.delete()
    assert status(client, document) == 404


def test_one_kept_for_some_is_missing_to_all(
    document: Document, client: Client, authoring: Client, publish: Publish
) -> None:
    publish("Leaflets", steps=[("text", link_to(document))])
    CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(), restriction_type="login"
    )
    assert [status(client, document), status(authoring, document)] == [404, 404]


def test_one_by_another_name_or_gone_is_missing(
    document: Document, client: Client, publish: Publish
) -> None:
    publish("Leaflets", steps=[("text", link_to(document))])
    assert client.get(f"/documents/{document.pk}/other.pdf").status_code == 404
    assert client.get(f"/documents/{document.pk + 1}/leaflet.pdf").status_code == 404
    default_storage.delete(document.file.name)
    assert status(client, document) == 404


def test_its_file_has_no_address_of_its_own(
    document: Document, client: Client, authoring: Client, publish: Publish
) -> None:
    publish("Leaflets", steps=[("text", link_to(document))])
    for who in (client, authoring):
        assert who.get(f"/media/{document.file.name}").status_code == 404


# Served ------------------------------------------------------------------------------------------
def test_one_of_a_tip_or_of_two_posts_is_for_everybody(
    document: Document, client: Client, publish: Publish
) -> None:
    tip = publish("Tip", kind=Tip, body=link_to(document))
    draft = publish("Draft", live=False, steps=[("text", link_to(document))])
    assert status(client, document) == 200
    tip.specific.unpublish()
    assert status(client, document) == 404
    draft.specific.save_revision().publish(skip_permission_checks=True)
    assert status(client, document) == 200


@pytest.mark.parametrize(
    ("data", "name"), [(PDF, "leaflet.pdf"), (b"a;b\n1;2\n", "list.csv"), (b"Words", "notes.txt")]
)
def test_one_is_saved_and_not_opened_here(
    authoring: Client, client: Client, publish: Publish, data: bytes, name: str
) -> None:
    bring(authoring, data, name)
    document = Document.objects.get()
    publish("Leaflets", steps=[("text", link_to(document))])
    answer = client.get(document.url)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == data  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, max-age=30"
    assert not answer.cookies
