"""The language of a thread: guessed, corrected by its author, and marked where it is read."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DataError, IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.actions.site import change_site
from accounts.models import Member
from forum.actions.asking import keep_waiting, post_waiting_thread
from forum.actions.replies import comment_on, post_reply
from forum.actions.solutions import accept_solution
from forum.actions.threads import ask_thread, edit_thread, link_threads
from forum.forms.ask import AskForm
from forum.language import guessed
from forum.models import Board, Revision, Thread
from tests.conftest import make_member

AsMember = Callable[[Member], Client]
GERMAN: dict[str, Any] = {
    "title": "Heizung bleibt kalt",
    "source": "Seit dem Update wird kein Heizkörper warm.",
}
DUTCH: dict[str, Any] = {
    "title": "Radiatoren blijven koud",
    "source": "Sinds de update wordt niets meer warm.",
}
SPANISH: dict[str, Any] = {
    "title": "Los radiadores siguen fríos",
    "source": "Desde la actualización no calienta ninguno y no sé qué hacer.",
}
ENGLISH: dict[str, Any] = {
    "title": "Radiators stay cold",
    "source": "Nothing gets warm since the update.",
}


@pytest.fixture
def asked(board: Board, noor: Member) -> Callable[..., Thread]:
    def make(**words: Any) -> Thread:
        return ask_thread(board, by=noor, kind="question", **{**GERMAN, **words})

    return make


# Guessing -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "language"),
    [
        (GERMAN, "de"),
        (DUTCH, "nl"),
        (SPANISH, "es"),
        (ENGLISH, "en"),
        ({"title": "Wie setze ich den Hub zurück?", "source": "Danke!"}, "de"),
        # Too short, none of the site's, mixed, or no words at all.
        ({"title": "Hub", "source": "?"}, "en"),
        ({"title": "E5", "source": "`Fehler`"}, "en"),
        ({"title": "Comment réinitialiser le hub", "source": "Après la mise à jour."}, "en"),
        ({"title": "🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥", "source": "1234 5678 9012"}, "en"),
        # Code and addresses say nothing of the person's language.
        (
            {
                "title": "Was bedeutet diese Meldung?",
                "source": "```\nthe boiler could not be reached because of the following error\n"
                "and then it was not possible to connect to the server again\n```",
            },
            "de",
        ),
    ],
)
def test_a_thread_gets_the_language_of_its_words(
    asked: Callable[..., Thread], words: dict[str, str], language: str
) -> None:
    thread = asked(**words)
    assert (thread.language, thread.language_chosen) == (language, False)


def test_only_languages_of_the_site_are_guessed(db: None) -> None:
    words = " ".join(GERMAN.values())
    assert guessed("", words) == "de"
    change_site(by=make_member("stella", role="staff"), name="Ostrel", languages=["nl", "es"])
    assert guessed("", words) == "nl"
    assert guessed("", " ".join(SPANISH.values())) == "es"


def test_without_the_library_nothing_is_guessed(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pycld2", None)
    assert guessed("", " ".join(GERMAN.values())) == "en"


@pytest.mark.django_db
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_words_are_guessed(title: str, html: str) -> None:
    assert guessed(title, html) in ("en", "nl", "de", "es")


@pytest.mark.parametrize("model", ["thread", "waiting"])
def test_a_language_has_a_cap(asked: Callable[..., Thread], board: Board, model: str) -> None:
    row = (
        asked()
        if model == "thread"
        else keep_waiting(
            email="kim@example.org", display_name="", board=board, kind="idea", tags=[], **GERMAN
        )
    )
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(language="x" * 13)


# Saying it ----------------------------------------------------------------------------------
def test_an_unknown_language_is_refused(
    as_member: AsMember, asked: Callable[..., Thread], noor: Member, board: Board
) -> None:
    thread = asked()
    form = AskForm(noor, {**GERMAN, "board": board.slug, "kind": "question", "language": "xx"})
    assert list(form.errors) == ["language"]
    answer = as_member(noor).post(f"/t/{thread.pk}/edit/", {**GERMAN, "language": "xx"})
    assert answer.status_code == 400
    thread.refresh_from_db()
    assert thread.language == "de"


def test_a_stranger_cannot_say_it(
    as_member: AsMember, asked: Callable[..., Thread], sasha: Member
) -> None:
    thread = asked()
    answer = as_member(sasha).post(f"/t/{thread.pk}/edit/", {**GERMAN, "language": "es"})
    assert answer.status_code in (403, 404)
    thread.refresh_from_db()
    assert (thread.language, thread.language_chosen) == ("de", False)


def test_what_was_said_goes_before_the_guess(asked: Callable[..., Thread]) -> None:
    thread = asked(language="nl")
    assert (thread.language, thread.language_chosen) == ("nl", True)


def test_an_edit_guesses_again_until_somebody_says_it(
    asked: Callable[..., Thread], noor: Member
) -> None:
    thread = edit_thread(asked(), by=noor, **SPANISH)
    assert (thread.language, thread.language_chosen) == ("es", False)
    thread = edit_thread(thread, by=noor, language="nl", **SPANISH)
    assert (thread.language, thread.language_chosen) == ("nl", True)
    thread = edit_thread(thread, by=noor, **ENGLISH)
    assert (thread.language, thread.language_chosen) == ("nl", True)
    thread = edit_thread(thread, by=noor, language="", **ENGLISH)
    assert (thread.language, thread.language_chosen) == ("en", False)


def test_saying_the_language_alone_is_no_edit_of_the_words(
    asked: Callable[..., Thread], noor: Member
) -> None:
    thread = edit_thread(asked(), by=noor, language="nl", **GERMAN)
    assert (thread.language, thread.edit_count, Revision.objects.count()) == ("nl", 0, 0)


def test_the_edit_form_begins_with_what_stands(
    as_member: AsMember, asked: Callable[..., Thread], noor: Member
) -> None:
    client, thread = as_member(noor), asked()
    form = client.get(f"/t/{thread.pk}/edit/").context["form"]
    assert form["language"].value() == ""
    assert "Deutsch" in str(form.fields["language"].choices[0][1])
    client.post(f"/t/{thread.pk}/edit/", {**GERMAN, "language": "es"})
    assert client.get(f"/t/{thread.pk}/edit/").context["form"]["language"].value() == "es"


def test_an_imported_language_stays_to_be_chosen(
    as_member: AsMember, asked: Callable[..., Thread], noor: Member
) -> None:
    thread = asked(language="pt-BR")
    form = as_member(noor).get(f"/t/{thread.pk}/edit/").context["form"]
    assert form["language"].value() == "pt-BR"
    assert form.fields["language"].choices[-1] == ("pt-BR", "pt-BR")


def test_a_site_of_one_language_does_not_ask(noor: Member, board: Board) -> None:
    change_site(by=make_member("stella", role="staff"), name="Ostrel", languages=["de"])
    assert "language" not in AskForm(noor).fields
    page = Client().get("/ask/").content.decode()
    assert 'name="language"' not in page


def test_a_visitors_choice_waits_with_the_question(board: Board, noor: Member) -> None:
    waiting = keep_waiting(
        email="noor@example.org",
        display_name="Noor",
        board=board,
        kind="question",
        tags=[],
        language="es",
        **GERMAN,
    )
    thread = post_waiting_thread(waiting, by=noor)
    assert thread is not None
    assert (thread.language, thread.language_chosen) == ("es", True)


def test_asking_takes_the_language(as_member: AsMember, noor: Member, board: Board) -> None:
    sent = {**GERMAN, "board": board.slug, "kind": "question", "language": "nl"}
    assert as_member(noor).post("/ask/", sent).status_code == 302
    thread = Thread.objects.get()
    assert (thread.language, thread.language_chosen) == ("nl", True)


# Marking ------------------------------------------------------------------------------------
def test_words_are_marked_where_the_page_is_in_another_language(
    asked: Callable[..., Thread], noor: Member, tomasz: Member
) -> None:
    thread, other = asked(), asked(**SPANISH)
    answer = post_reply(thread, by=tomasz, source="Bitte den Hub neu starten.")
    comment_on(answer, by=noor, source="Danke")
    accept_solution(answer, by=noor)
    link_threads(thread, other, kind="related", by=make_member("mara", role="ambassador"))
    english = Client().get(thread.get_absolute_url()).content.decode()
    german = Client(headers={"accept-language": "de"}).get(thread.get_absolute_url())
    # Title, gist of the Solution, text, answer, comment; and the link in Spanish.
    assert english.count(' lang="de">') - english.count('value="de" lang="de">') == 5
    assert english.count('<span lang="es">') == 1
    assert german.content.decode().count(' lang="de">') == 1  # the page itself
    assert '<h1 id="title" lang="de">' in english


@pytest.mark.parametrize(
    "path", ["/threads/", "/b/heating/", "/search/?q=Heizung", "/m/noor/", "/"]
)
def test_titles_in_lists_are_marked(
    asked: Callable[..., Thread], tomasz: Member, noor: Member, path: str
) -> None:
    thread = asked()
    accept_solution(post_reply(thread, by=tomasz, source="Bitte neu starten."), by=noor)
    page = Client().get(path).content.decode()
    assert f'href="{thread.get_absolute_url()}" lang="de">' in page
    german = Client(headers={"accept-language": "de"}).get(path).content.decode()
    assert f'href="{thread.get_absolute_url()}">' in german
