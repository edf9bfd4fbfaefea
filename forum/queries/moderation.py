"""What the company's people look at: open flags by post, and the log of what was done. Whoever asks
here speaks for the company and sees every board."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.db.models import Count, F, Max, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.keyset import after_key, first_page, key_at, parse_key
from accounts.models import AuditEntry, Member
from forum.enums import ACT_WORDS, ASPECTS, UNDOABLE, FlagReason, LinkKind
from forum.models import Comment, Flag, Reply, Thread, ThreadLink
from forum.queries.visibility import Viewer

Post: TypeAlias = Thread | Reply | Comment
PAGE = 20
# Flags shown of one post; the figure beside them counts all.
FLAGS_SHOWN = 5
SORTS = ("newest", "most")
KINDS = ("thread", "reply", "comment")


def check_is_company(viewer: Viewer) -> Member:
    """Raises Http404 for everybody else: to them there is nothing here."""
    if not isinstance(viewer, Member) or not viewer.is_active or not viewer.is_company:
        raise Http404
    return viewer


# Flags ------------------------------------------------------------------------------------------
@dataclass
class Flagged:
    """A post with its open flags: how many, and the newest of them."""

    post: Post
    count: int
    flags: list[Flag] = field(default_factory=list)

    @property
    def thread(self) -> Thread:
        return self.post if isinstance(self.post, Thread) else self.post.thread

    @property
    def at(self) -> str:
        """Where it is moderated."""
        return moderate_url(self.post)

    @property
    def words(self) -> str:
        post = self.post
        return post.source[:300] if isinstance(post, Comment) else post.gist


@dataclass(frozen=True)
class FlagPage:
    rows: list[Flagged]
    next: str


def moderate_url(post: Post) -> str:
    letter = {Thread: "t", Reply: "r", Comment: "c"}[type(post)]
    return f"/{letter}/{post.pk}/moderate/"


def flagged_posts(*, sort: str = "newest", after: str = "") -> FlagPage:
    """A page of posts with open flags: newest flag first, or most flagged first. Five queries,
    however many posts and flags. Raises Http404 for a sort or key that there is not."""
    if sort not in SORTS:
        raise Http404
    rows = Flag.objects.filter(settled_at=None).order_by()
    posts = rows.values(*(f"{kind}_id" for kind in KINDS)).annotate(
        count=Count("pk"), newest=Max("at"), last=Max("pk")
    )
    order = "count" if sort == "most" else "newest"
    if after:
        posts = posts.filter(_further(order, after))
    found = list(posts.order_by(f"-{order}", "-last")[: PAGE + 1])
    page = found[:PAGE]
    return FlagPage(_dressed(page), _key(page[-1], order) if len(found) > PAGE else "")


def _further(order: str, after: str) -> Q:
    if order == "newest":
        at, pk = parse_key(after)
        return Q(newest__lt=at) | Q(newest=at, last__lt=pk)
    # The same shape of key with a number in place of the time.
    parse_key(after)
    count, _dash, pk_text = after.partition("-")
    return Q(count__lt=int(count)) | Q(count=int(count), last__lt=int(pk_text))


def _key(row: dict[str, Any], order: str) -> str:
    if order == "count":
        return f"{row['count']}-{row['last']}"
    return key_at(row["newest"], row["last"])


def _dressed(rows: Sequence[dict[str, Any]]) -> list[Flagged]:
    """The posts of the rows with their newest flags. Always four queries."""
    ids = {kind: [row[f"{kind}_id"] for row in rows if row[f"{kind}_id"]] for kind in KINDS}
    threads = _whole(Thread.objects.select_related("author", "board"), ids["thread"], "")
    replies = Reply.objects.select_related("author", "thread", "thread__board")
    comments = Comment.objects.select_related("author", "thread", "thread__board", "reply")
    posts: dict[str, dict[int, Any]] = {
        "thread": threads,
        "reply": _whole(replies, ids["reply"], "thread__"),
        "comment": _whole(comments, ids["comment"], "thread__"),
    }
    flags = _newest_flags(ids)
    dressed = []
    for row in rows:
        kind = next(kind for kind in KINDS if row[f"{kind}_id"])
        pk = row[f"{kind}_id"]
        shown = flags.get((kind, pk), [])
        dressed.append(Flagged(posts[kind][pk], row["count"], shown))
    return dressed


def _whole(rows: QuerySet[Any], ids: list[int], thread: str) -> dict[int, Any]:
    """By id, without the long texts. Asks the database also for no ids: the number of queries does
    not depend on what is flagged."""
    texts = [f"{thread}source", f"{thread}html"]
    texts += [] if rows.model is Comment else ["html"]
    return {row.pk: row for row in rows.defer(*texts).filter(pk__in=ids or [0])}


def _newest_flags(ids: dict[str, list[int]]) -> dict[tuple[str, int], list[Flag]]:
    on = Q()
    for kind, pks in ids.items():
        on |= Q(**{f"{kind}_id__in": pks or [0]})
    place = Window(
        RowNumber(),
        partition_by=[F(f"{kind}_id") for kind in KINDS],
        order_by=["-at", "-pk"],
    )
    rows = Flag.objects.filter(on, settled_at=None).annotate(place=place)
    found: dict[tuple[str, int], list[Flag]] = {}
    shown = rows.filter(place__lte=FLAGS_SHOWN).select_related("member").order_by("-at", "-pk")
    for flag in shown:
        kind = next(kind for kind in KINDS if getattr(flag, f"{kind}_id"))
        found.setdefault((kind, getattr(flag, f"{kind}_id")), []).append(flag)
    return found


def flags_on(post: Post) -> list[Flag]:
    """The newest open flags of one post, for the page where it is moderated."""
    rows = Flag.objects.filter(**{str(post._meta.model_name): post}, settled_at=None)
    return list(rows.select_related("member").order_by("-at", "-pk")[:PAGE])


def own_flag(viewer: Viewer, post: Post) -> Flag | None:
    """The viewer's own flag on a post."""
    if not isinstance(viewer, Member):
        return None
    return Flag.objects.filter(**{str(post._meta.model_name): post}, member=viewer).first()


def reason_words(flag: Flag) -> str:
    return str(FlagReason(flag.reason).label)


# The log ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Act:
    """An entry of the log as it is shown."""

    entry: AuditEntry
    words: str
    may_undo: bool


@dataclass(frozen=True)
class LogPage:
    acts: list[Act]
    next: str


def log_page(*, after: str = "", size: int = PAGE) -> LogPage:
    """A page of what was done to threads, replies and comments, newest first. Two queries."""
    rows = after_key(_entries(), "at", after)
    found, key = first_page(rows.order_by("-at", "-pk"), "at", size)
    return LogPage(_acts(found), key)


def acts_on(post: Post, *, size: int = 10) -> list[Act]:
    """What was done to one post, newest first. Two queries."""
    rows = _entries().filter(object_kind=post._meta.model_name, object_id=post.pk)
    return _acts(list(rows.order_by("-at", "-pk")[:size]))


def _entries() -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(object_kind__in=KINDS).select_related(
        "actor", "undone_by", "undoes"
    )


def _acts(entries: Sequence[AuditEntry]) -> list[Act]:
    """May be undone: what nobody undid, with nothing of its aspect done to the same thing since."""
    later = _later(entries)
    return [Act(entry, _words(entry), _may_undo(entry, later)) for entry in entries]


def _later(entries: Iterable[AuditEntry]) -> dict[tuple[str, int, str], int]:
    """Thing and aspect → the last entry that stands."""
    things = Q(pk=0)
    for kind in KINDS:
        ids = [entry.object_id for entry in entries if entry.object_kind == kind]
        things |= Q(object_kind=kind, object_id__in=ids or [0])
    rows = AuditEntry.objects.filter(things, undone_by=None, verb__in=sorted(ASPECTS))
    last: dict[tuple[str, int, str], int] = {}
    for kind, thing, verb, pk in rows.values_list("object_kind", "object_id", "verb", "pk"):
        key = (kind, thing, ASPECTS[verb])
        last[key] = max(last.get(key, 0), pk)
    return last


def _may_undo(entry: AuditEntry, later: dict[tuple[str, int, str], int]) -> bool:
    if entry.verb not in UNDOABLE:
        return False
    return later.get((entry.object_kind, entry.object_id, ASPECTS[entry.verb])) == entry.pk


def _words(entry: AuditEntry) -> str:
    said = str(ACT_WORDS.get(entry.verb, entry.verb))
    if entry.undoes is not None:
        return f"{said}: {ACT_WORDS.get(entry.undoes.verb, entry.undoes.verb)}"
    was, became = (entry.before.get(half, {}).get("hidden", 0) for half in ("was", "became"))
    if became > was:
        return _("%(act)s, with the earlier words out of the public history") % {"act": said}
    return said


def get_entry(pk: int) -> AuditEntry:
    """An entry of this log. Raises Http404."""
    entry = _entries().filter(pk=pk).first()
    if entry is None:
        raise Http404
    return entry


def last_removal(post: Post) -> AuditEntry | None:
    """The newest act that took a post off the pages and was not undone."""
    entries = AuditEntry.objects.filter(
        object_kind=post._meta.model_name,
        object_id=post.pk,
        verb__in=("hide", "delete"),
        undone_by=None,
    )
    return entries.order_by("-pk").first()


def original_of(thread: Thread) -> Thread | None:
    """The thread that this one is a duplicate of."""
    link = ThreadLink.objects.filter(thread=thread, kind=LinkKind.DUPLICATE).select_related("to")
    found = link.first()
    return found.to if found else None
