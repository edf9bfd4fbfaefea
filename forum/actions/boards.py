"""Boards are kept in every process's memory: whoever changes them says so here."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.notifications import settle_sources
from accounts.models import Member, Version
from accounts.names import free_name
from accounts.versions import bump
from forum.actions.sources import tell_board
from forum.enums import Kind
from forum.models import Board, Section, Thread
from forum.queries.visibility import BOARDS_VERSION, readers_among
from forum.signals import board_changed
from reputation.actions.terms import GROUP

# The row that says that the superusers' board was made once.
MADE = "board.superusers"


def boards_changed() -> None:
    """Call inside the transaction that changed boards, their sections or their groups."""
    bump(BOARDS_VERSION)


def doors_changed(boards: Iterable[Board]) -> None:
    """Call inside the transaction that closed boards or changed their groups: what was told of
    their threads counts no more for members who may not read there now."""
    boards_changed()
    for board in boards:
        readers = readers_among(Thread(board=board), Member.objects.all())
        threads = Thread.objects.filter(board=board).values_list("pk", flat=True)
        for kind in ("thread", "own_thread"):
            settle_sources(kind, threads, but_for=readers)
        tell_board(board)
        board_changed.send(Board, board_id=board.pk)


def make_first_boards() -> bool:
    """Give a site without boards a board for questions and one for ideas; says whether it did."""
    if Board.objects.exists():
        return False
    help_ = Section.objects.create(name=_("Help"), slug="help")
    talk = Section.objects.create(name=_("Ideas and talk"), slug="talk", position=1)
    asked = [Kind.QUESTION.value, Kind.PROBLEM.value]
    Board.objects.create(
        section=help_,
        name=_("Questions"),
        slug="questions",
        icon="question",
        kinds=asked,
        description=_("Ask how something works, or say what does not."),
    )
    Board.objects.create(
        section=talk,
        name=_("Ideas"),
        slug="ideas",
        icon="idea",
        kinds=[kind for kind in Kind.values if kind not in asked],
        description=_("What should come next, and what you like already."),
    )
    boards_changed()
    return True


@transaction.atomic
def make_superusers_board(*, section: Section | None = None, description: str = "") -> bool:
    """Give the superusers a board of their own, where nothing is earned: once, so that what staff
    remove or make otherwise stays so. Says whether it did."""
    if not Version.objects.get_or_create(name=MADE)[1]:
        return False
    group = Group.objects.get_or_create(name=GROUP)[0]
    if group.boards.exists():
        return False
    board = Board.objects.create(
        section=section or _section_for_talk(),
        name=_("Superusers"),
        # Staff may have given the address to a board that everybody reads.
        slug=free_name("superusers", set(Board.objects.values_list("slug", flat=True))),
        icon="people",
        kinds=[Kind.QUESTION.value, Kind.IDEA.value, Kind.TALK.value],
        description=description
        or _("Where Superusers and the company talk among themselves. Nothing is earned here."),
        is_closed=True,
        pays=False,
        position=99,
    )
    board.groups.add(group)
    boards_changed()
    return True


def _section_for_talk() -> Section:
    """That of the first boards, else the last that there is."""
    sections = Section.objects.order_by("position", "pk")
    found = sections.filter(slug="talk").first() or sections.last()
    return found or Section.objects.create(name=_("Ideas and talk"), slug="talk", position=1)
