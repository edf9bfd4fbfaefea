"""Authors become members without e-mail and with a password that nobody can know: they own what
they wrote and can claim nothing without proof."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from secrets import token_urlsafe

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import F, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least

from accounts.models import Member, OldUsername
from accounts.models.members import USERNAME_LENGTH
from accounts.names import RESERVED, plain_words, username_stem
from forum.importers.places import note_records, records
from forum.importers.records import Author, Item
from forum.importers.report import Report
from forum.importers.rows import insert_rows
from forum.models import Reply, Thread

KIND = "member"
NAME_LENGTH = 60
FORMER_NAME = "former member"
Seen = dict[str, tuple[Author, datetime]]


def former(name: str) -> Author:
    """Somebody of whom the source has kept nothing but perhaps a name."""
    return Author(key_of_name("former:", name), plain_words(name), is_former=True)


def key_of_name(prefix: str, name: str) -> str:
    """An outside id made of a name; a long name is shortened and told apart by its digest."""
    key = prefix + name
    return key if len(key) <= 80 else f"{key[:60]}~{_digest(key)}"


NOBODY = former("")


def members_of(source: str, items: Iterable[Item], report: Report) -> dict[str, int]:
    """Member ids by author key; missing members are made. Call it in the transaction that writes
    the items. What an erased member wrote goes to the source's nameless former member."""
    seen: Seen = {}
    for item in items:
        author, at = seen.get(item.author.key, (item.author, item.at))
        seen[item.author.key] = (author, min(at, item.at))
    found = dict(records(source, KIND, seen).values_list("external_id", "object_id"))
    alive = set(Member.objects.filter(pk__in=found.values()).values_list("pk", flat=True))
    erased = [key for key, pk in found.items() if pk not in alive]
    missing = {key: who for key, who in seen.items() if key not in found}
    if erased:
        nobody = records(source, KIND, [NOBODY.key]).values_list("object_id", flat=True).first()
        if nobody is None:
            missing[NOBODY.key] = (NOBODY, min(at for _, at in seen.values()))
    found |= _make(source, missing, report)
    if erased:
        found |= dict.fromkeys(erased, nobody or found[NOBODY.key])
    return found


def date_members(source: str) -> None:
    """Nobody joined after their first post: sources that keep no date of joining say only that."""

    def first(posts: QuerySet[Thread] | QuerySet[Reply]) -> Coalesce:
        mine = posts.filter(author=OuterRef("pk")).order_by().values("author")
        return Coalesce(
            Subquery(mine.annotate(first=Min("created_at")).values("first")), F("date_joined")
        )

    Member.objects.filter(imported_from=source).update(
        date_joined=Least(F("date_joined"), first(Thread.objects.all()), first(Reply.objects.all()))
    )


def _make(source: str, missing: Seen, report: Report) -> dict[str, int]:
    names = _usernames(source, [author for author, _ in missing.values()])
    for author, _ in missing.values():
        if len(author.name) > NAME_LENGTH:
            report.skip("rest of a name", author.key, f"longer than {NAME_LENGTH} characters")
    rows = [
        {
            "username": names[author.key],
            "display_name": author.name[:NAME_LENGTH].strip() or FORMER_NAME,
            # What make_password(None) gives, without its forty calls of random per member.
            "password": UNUSABLE_PASSWORD_PREFIX + token_urlsafe(30),
            "imported_from": source,
            "date_joined": author.joined or at,
            "is_active": not author.is_former,
        }
        for author, at in missing.values()
    ]
    ids = dict(zip(missing, insert_rows(Member, rows), strict=True))
    note_records(source, KIND, [(key, pk, "") for key, pk in ids.items()])
    report.created[KIND] += len(ids)
    return ids


def _usernames(source: str, authors: list[Author]) -> dict[str, str]:
    """A free address name for each, made of the name; where it is taken, with the outside id or
    a digest behind it, so that a thousand people of one name cost no more than two."""
    chosen: dict[str, str] = {}
    used: set[str] = set()
    for ending in (_no_ending, _short_ending, _long_ending):
        wanted = {a.key: _with(a, ending(source, a)) for a in authors if a.key not in chosen}
        taken = used | _taken(wanted.values())
        for key, name in wanted.items():
            if name not in taken:
                taken.add(name)
                used.add(name)
                chosen[key] = name
    return chosen


def _no_ending(source: str, author: Author) -> str:
    return ""


def _short_ending(source: str, author: Author) -> str:
    return author.key if author.key.isdigit() else _digest(f"{source}/{author.key}")[:6]


def _long_ending(source: str, author: Author) -> str:
    return _digest(f"{source}/{author.key}")


def _with(author: Author, ending: str) -> str:
    tail = f"-{ending}" if ending else ""
    return username_stem(author.name)[: USERNAME_LENGTH - len(tail)].rstrip("-") + tail


def _taken(names: Iterable[str]) -> set[str]:
    wanted = list(names)
    return {
        *RESERVED,
        *Member.objects.filter(username__in=wanted).values_list("username", flat=True),
        *OldUsername.objects.filter(username__in=wanted).values_list("username", flat=True),
    }


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
