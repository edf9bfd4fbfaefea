"""`manage.py seed`: the invented community; `--scale N` adds synthetic threads for measuring."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from accounts.enums import Role
from accounts.models import Member
from blog.actions import let_edit_pages, make_information_pages
from config.seed import content
from config.seed.load import SIGN_INS, seed_community
from config.seed.scale import add_threads


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
            for member in Member.objects.filter(role=Role.STAFF):
                let_edit_pages(member)
        if options["scale"]:
            with tqdm(total=options["scale"], unit="thread", disable=None, leave=False) as bar:
                add_threads(options["scale"], step=bar.update)
        words = sign_in_words()
        (settings.DATA_DIR / "sign-ins.txt").write_text(words)
        self.stdout.write("The community is seeded." if made else "The community was there; kept.")


def sign_in_words() -> str:
    """Three ways to sign in, one a line."""
    lines = [f"  {one.who:<21} {one.email:<24} {one.password}" for one in SIGN_INS]
    return "Sign in as\n" + "\n".join(lines) + "\n"
