"""Who is named as the author of what is imported."""

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from forum.importers.members import key_of_name, members_of
from forum.importers.records import Author, Item
from forum.importers.report import Report

NAME = "support.mozilla.org contributors"


def made_author(source: str, report: Report) -> Member:
    """The member who stands for all that wrote at the source: without e-mail, and with a password
    that nobody can know. Made once."""
    author = Author(key_of_name("name:", NAME), NAME)
    item = Item(key="author", author=author, source="", at=timezone.now())
    with transaction.atomic():
        found = members_of(source, [item], report)
    return Member.objects.get(pk=found[author.key])
