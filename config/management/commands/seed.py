"""`manage.py seed`: the invented community; `--scale N` adds synthetic threads for measuring."""

import logging
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from accounts.enums import Role
from accounts.models import Member
from blog.actions import let_edit_pages, let_write, make_help, make_information_pages
from blog.actions.groups import PUBLISHERS
from config.seed import content
from config.seed.howtos import seed_howtos
from config.seed.load import SIGN_INS, add_sign_ins, seed_community, sign_ins_there
from config.seed.scale import add_threads
from config.seed.searched import note_seeded_searches
from search.engines import engine
from search.engines.base import EngineDown
from search.indexing import drain
from search.rebuilding import Worse, rebuild

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Build the invented community on an empty site; keep what is there otherwise."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--scale", type=int, default=0, metavar="N", help="add N synthetic threads"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with tqdm(total=len(content.threads()), unit="thread", disable=None, leave=False) as bar:
            made = seed_community(step=lambda _key: bar.update())
        make_information_pages()
        if made:
            seed_howtos()
            note_seeded_searches()
        make_help()
        if added := settings.DEBUG and not sign_ins_there():
            add_sign_ins()  # an import was there first: a demo that nobody can enter shows little
        if made or added:
            _let_company_write()
        if options["scale"]:
            with tqdm(total=options["scale"], unit="thread", disable=None, leave=False) as bar:
                add_threads(options["scale"], step=bar.update)
        write_sign_ins()
        _index()
        self.stdout.write("The community is seeded." if made else "The community was there; kept.")


def _let_company_write() -> None:
    """Staff edit the pages and publish how-tos; ambassadors write how-tos."""
    for member in Member.objects.filter(role=Role.STAFF):
        let_edit_pages(member)
        let_write(member, group=PUBLISHERS)
    for member in Member.objects.filter(role=Role.AMBASSADOR):
        let_write(member)


def _index() -> None:
    """The first page that is searched finds the community; an engine that is away finds it later."""
    try:
        if not engine().answers():
            rebuild()
        drain()
    except (EngineDown, Worse) as error:
        log.warning("the index will be built by the worker: %s", error)


def write_sign_ins() -> None:
    """Leave the sign-ins where the supervisor finds them, if they are any."""
    path = settings.DATA_DIR / "sign-ins.txt"
    if sign_ins_there():
        path.write_text(sign_in_words())
    else:
        path.unlink(missing_ok=True)


def sign_in_words() -> str:
    """Three ways to sign in, one a line."""
    lines = [f"  {one.who:<21} {one.email:<24} {one.password}" for one in SIGN_INS]
    return "Sign in as\n" + "\n".join(lines) + "\n"
