"""What may be done to a post that is already visible. Each check raises a Refusal with a sentence;
templates ask the same functions through `may`."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _  # a page asks often, and reads few
from django.utils.translation import ngettext

from accounts.enums import COMPANY_ROLES
from accounts.models import Member
from accounts.pictures import MOST_BYTES
from accounts.refusals import Refusal, TooOften
from forum.enums import ME_TOO, VOTABLE, Format
from forum.models import Board, Comment, Picture, Reply, Solution, Thread
from forum.models.threads import Removable
from forum.queries.kinds import kinds_taken
from forum.queries.pace import written_since
from forum.queries.visibility import Viewer, readers_see
from reputation.enums import Capability, Privilege
from reputation.permissions import check_privilege, has_capability

# After so many days without a word the company may confirm a solution in the asker's stead.
SILENT_DAYS = 7
# So many threads may stand first on a board.
MAX_PINNED = 3
MOST_A_MINUTE, MOST_AN_HOUR_WHEN_NEW = 10, 30
NEW_FOR = timedelta(days=7)
# A member and a day: pictures, and bytes of all their files.
PICTURES_A_DAY = 100
BYTES_A_DAY = 100_000_000
# Links and pictures that a text may have before somebody has earned more.
FEW_LINKS = 10
Post = Thread | Reply


def may(check: Callable[..., object], *args: object, **more: object) -> bool:
    """Whether `check` lets it pass; for templates and buttons."""
    try:
        check(*args, **more)
    except Refusal:
        return False
    return True


def check_is_member(by: Viewer) -> Member:
    """Raises Refusal for visitors and members who were shut out."""
    if not isinstance(by, Member):
        raise Refusal(_("Please sign in first."))
    if not by.is_active:
        raise Refusal(_("This account is closed."))
    return by


def check_pace(by: Member, *, at: datetime | None = None) -> None:
    """Raises TooOften when somebody writes faster than people do. Who is new here writes less an
    hour: an account made for advertising has little time before it is found."""
    at = at or timezone.now()
    if written_since(by, at - timedelta(minutes=1)) >= MOST_A_MINUTE:
        raise TooOften(_("That was very fast. Please wait a minute, and send it again."))
    is_new = by.date_joined > at - NEW_FOR and not by.is_company
    if is_new and written_since(by, at - timedelta(hours=1)) >= MOST_AN_HOUR_WHEN_NEW:
        raise TooOften(_("In your first week here there is a limit. Please go on in an hour."))


def check_can_link(by: Viewer, number: int) -> None:
    """So many links and pictures in one text: what somebody new advertises with."""
    if number <= FEW_LINKS:
        return
    if not isinstance(by, Member):
        words = _(
            "Please leave it at %(n)s links for now. Once people know you, there is no limit."
        )
        raise Refusal(words % {"n": FEW_LINKS})
    check_privilege(by, Privilege.MORE_LINKS)


def check_can_ask(by: Viewer, board: Board, kind: str) -> None:
    check_is_member(by)
    if kind not in kinds_taken(board):
        raise Refusal(_("This board does not take that kind of thread."))


def check_can_reply(by: Viewer, thread: Thread) -> None:
    member = check_is_member(by)
    if thread.deleted_at is not None:
        raise Refusal(_("This thread was deleted, so nothing can be added."))
    if thread.is_locked and not member.is_company:
        raise Refusal(
            _("This thread is closed to new replies. You can ask a new question instead.")
        )


def check_can_comment(by: Viewer, post: Post) -> None:
    thread = post.thread if isinstance(post, Reply) else post
    check_can_reply(by, thread)
    if post.deleted_at is not None:
        raise Refusal(_("This was deleted, so nothing can be added."))


def check_may_comment_everywhere(by: Member, post: Post) -> None:
    """One may always comment on one's own words, and in one's own thread. Asked when somebody
    writes: a page offers it to everybody, and the answer says what is needed."""
    thread = post.thread if isinstance(post, Reply) else post
    if by.pk not in (post.author_id, thread.author_id):
        check_privilege(by, Privilege.COMMENT)


def check_can_upload(by: Viewer, *, at: datetime) -> None:
    """So many pictures, and so much of the disk, for each member and day. The caller holds the
    member's row. A picture whose files are still being made counts with the most it may have."""
    member = check_is_member(by)
    today = Picture.objects.filter(uploader=member, created_at__gt=at - timedelta(days=1))
    sums = today.aggregate(number=Count("pk"), size=Sum("size"))
    if sums["number"] >= PICTURES_A_DAY or (sums["size"] or 0) + MOST_BYTES > BYTES_A_DAY:
        words = ngettext(
            "You have brought %(n)d picture since yesterday, and that is all for a day.",
            "You have brought %(n)d pictures since yesterday, and that is all for a day.",
            sums["number"],
        )
        raise Refusal(words % {"n": sums["number"]})


def check_can_edit(by: Viewer, post: Post) -> None:
    """Authors edit their own words, the company everybody's, and so do members whose points open it;
    each edit stays in the history. Asks the database about others' words."""
    member = check_is_member(by)
    if member.is_company or post.author_id == member.pk:
        check_words_open(member, post)
        return
    check_privilege(member, Privilege.EDIT_FREELY)
    check_others_words(member, post)
    check_not_the_companys(post)


def check_not_the_companys(post: Post) -> None:
    """Members suggest changes of what was written in the company's name, and do not decide on them."""
    if post.author_role in COMPANY_ROLES:
        raise Refusal(_("This was written in the name of the company, so the company decides."))


def check_others_words(member: Member, post: Post) -> None:
    """Whether a member with the points for it may change what another wrote. What an importer
    brought as HTML would lose something on the way to Markdown: its author and the company decide
    that."""
    if post.source_format == Format.HTML:
        raise Refusal(
            _("This text came from another system, and an edit would lose something of it.")
        )
    check_words_open(member, post)


def check_words_open(member: Member, post: Post) -> None:
    if post.deleted_at is not None:
        raise Refusal(_("Bring it back before you edit it."))
    thread = post.thread if isinstance(post, Reply) else post
    if thread.deleted_at is not None:
        raise Refusal(_("This thread was deleted, so its words stay as they are."))
    if thread.is_locked and not member.is_company:
        raise Refusal(_("This thread is closed, so its words stay as they are."))


def check_can_delete(by: Viewer, post: Post) -> None:
    member = check_is_member(by)
    if post.deleted_at is not None:
        raise Refusal(_("This is deleted already."))
    if member.is_company:
        return
    if post.author_id != member.pk:
        raise Refusal(_("Only the person who wrote this, or an ambassador, can delete it."))
    if (
        isinstance(post, Thread)
        and post.replies.filter(deleted_at=None).exclude(author=member).exists()
    ):
        raise Refusal(
            _("Others have answered here. Their words may help the next person, so it stays.")
        )


def check_can_undelete(by: Viewer, post: Post) -> None:
    member = check_is_member(by)
    _check_undelete(member, post)


def check_can_return(by: Viewer, post: Post | Comment) -> None:
    """Whether a button alone brings it back. What its author deleted the company brings back with a
    reason, on the page where it moderates; what the company took, by undoing that."""
    member = check_is_member(by)
    _check_undelete(member, post)
    if post.deleted_by_id == post.author_id:
        check_reason(member, post, "")


def check_is_gone(post: Removable) -> None:
    if post.deleted_at is None:
        raise Refusal(_("This is not deleted."))


def _check_undelete(member: Member, post: Removable) -> None:
    check_is_gone(post)
    if member.is_company:
        return
    if post.is_hidden:
        raise Refusal(_("The company hid this, so only the company can bring it back."))
    if post.deleted_by_id != member.pk:
        raise Refusal(_("Only the person who deleted this, or an ambassador, can bring it back."))


def check_can_delete_comment(by: Viewer, comment: Comment) -> None:
    member = check_is_member(by)
    if not member.is_company and comment.author_id != member.pk:
        raise Refusal(_("Only the person who wrote this, or an ambassador, can delete it."))


def check_can_undelete_comment(by: Viewer, comment: Comment) -> None:
    _check_undelete(check_is_member(by), comment)


def _check_solvable(thread: Thread) -> None:
    if not thread.is_solvable:
        raise Refusal(_("Only questions and problems have a Solution."))
    if thread.deleted_at is not None:
        raise Refusal(_("This thread was deleted."))


def check_can_accept(by: Viewer, reply: Reply) -> None:
    """The asker's word, and nobody else's."""
    member = check_is_member(by)
    _check_solvable(reply.thread)
    if reply.thread.author_id != member.pk:
        raise Refusal(_("Only the person who asked can say what solved it."))
    if reply.deleted_at is not None:
        raise Refusal(_("A deleted answer cannot be the Solution."))


def check_can_solve_without(by: Viewer, thread: Thread) -> None:
    member = check_is_member(by)
    _check_solvable(thread)
    if thread.author_id != member.pk:
        raise Refusal(_("Only the person who asked can say that it is solved."))


def check_can_confirm(by: Viewer, reply: Reply, *, at: datetime | None = None) -> None:
    """An ambassador, or a Superuser whose term opens it, speaks in the asker's stead, once the thread
    has been silent long enough."""
    member = check_is_member(by)
    thread = reply.thread
    _check_solvable(thread)
    if not (member.is_company or has_capability(member, Capability.CONFIRM_SOLUTION)):
        raise Refusal(_("Only an ambassador can confirm a Solution in the asker's stead."))
    if thread.author_id == member.pk:
        raise Refusal(_("You asked this yourself: accept the answer instead."))
    if reply.author_id == member.pk:
        raise Refusal(_("Somebody else has to confirm your own answer."))
    if reply.deleted_at is not None:
        raise Refusal(_("A deleted answer cannot be the Solution."))
    if thread.is_solved:
        raise Refusal(_("This thread is solved already."))
    if thread.active_at > _silent_since(at):
        raise _not_silent()


def check_is_silent(last_word: datetime | None, *, at: datetime | None = None) -> None:
    """Neither a short note nor the asker's "not solved after all" lately. `last_word` comes from
    forum.queries.silence: checks ask no database, so that pages may ask them."""
    if last_word is not None and last_word > _silent_since(at):
        raise _not_silent()


def _silent_since(at: datetime | None) -> datetime:
    return (at or timezone.now()) - timedelta(days=SILENT_DAYS)


def _not_silent() -> Refusal:
    words = _(
        "Wait until the thread has been silent for %(days)d days: the asker may still come back."
    )
    return Refusal(words % {"days": SILENT_DAYS})


def check_can_withdraw_solution(by: Viewer, thread: Thread, standing: Solution | None) -> None:
    member = check_is_member(by)
    if standing is None:
        raise Refusal(_("There is no Solution to take back."))
    if thread.author_id == member.pk or (standing.in_stead and member.is_company):
        return
    raise Refusal(_("Only the person who asked can take the Solution back."))


def check_can_recommend(by: Viewer, reply: Reply) -> None:
    member = check_is_member(by)
    if not member.is_company:
        raise Refusal(_("Only an ambassador can recommend an answer."))
    if reply.deleted_at is not None or reply.thread.deleted_at is not None:
        raise Refusal(_("A deleted answer cannot be recommended."))


def check_can_vote(by: Viewer, post: Post, value: int = 1) -> None:
    member = check_is_member(by)
    if post.author_id == member.pk:
        raise Refusal(_("You cannot vote on your own words."))
    if post.deleted_at is not None:
        raise Refusal(_("This was deleted."))
    if isinstance(post, Thread) and post.kind not in VOTABLE:
        raise Refusal(_("Only questions, problems and ideas are voted on."))
    if isinstance(post, Reply) and post.thread.deleted_at is not None:
        raise Refusal(_("This was deleted."))
    if value < 0:
        check_privilege(member, Privilege.VOTE_DOWN)


def check_can_me_too(by: Viewer, thread: Thread) -> None:
    member = check_is_member(by)
    if thread.kind not in ME_TOO or thread.deleted_at is not None:
        raise Refusal(_("Only questions and problems can be had too."))
    if thread.author_id == member.pk:
        raise Refusal(_("You asked this yourself, so you are counted already."))


def check_can_set_state(by: Viewer, thread: Thread) -> None:
    member = check_is_member(by)
    if not member.is_company:
        raise Refusal(_("Only an ambassador can say where this stands."))
    if thread.deleted_at is not None:
        raise Refusal(_("This thread was deleted."))


# Moderation -----------------------------------------------------------------------------------
def check_can_moderate(by: Viewer) -> Member:
    member = check_is_member(by)
    if not member.is_company:
        raise Refusal(_("Only an ambassador can moderate this."))
    return member


def check_reason(by: Member, post: Post | Comment, reason: str) -> None:
    """Whoever acts on another's words says why; with one's own words no reason is needed."""
    if post.author_id != by.pk and not reason.strip():
        raise Refusal(_("Please give the reason: people deserve to know why."))


def check_stands(thread: Thread) -> None:
    if thread.deleted_at is not None:
        raise Refusal(_("This thread was deleted. Bring it back first."))


def check_can_move(thread: Thread, board: Board) -> None:
    check_stands(thread)
    if thread.kind not in kinds_taken(board):
        raise Refusal(_("This board does not take that kind of thread."))


def check_has_room(pinned: list[str]) -> None:
    """`pinned` are the titles that stand first on the board already."""
    if len(pinned) >= MAX_PINNED:
        words = _(
            "This board has its %(most)d pinned threads already: %(titles)s. Unpin one first."
        )
        raise Refusal(words % {"most": MAX_PINNED, "titles": "; ".join(pinned)})


def check_can_be_duplicate(
    thread: Thread, original: Thread, *, leads_on: bool, led_here: list[str]
) -> None:
    """`leads_on` says that the original is itself a duplicate, and `led_here` are the titles of the
    thread's own duplicates: as only the first thread of all is pointed at, there are no chains and
    no circles."""
    check_stands(thread)
    if original.pk == thread.pk:
        raise Refusal(_("A thread cannot be the same as itself."))
    if original.deleted_at is not None:
        raise Refusal(_("That thread was deleted, so nobody could follow the link."))
    if leads_on:
        raise Refusal(_("That thread is a duplicate itself. Point at the one that it leads to."))
    if led_here:
        words = _(
            "Others are duplicates of this thread: %(titles)s. Take their links away first, and "
            "point them at that thread as well."
        )
        raise Refusal(words % {"titles": "; ".join(led_here)})
    if not readers_see(thread, original):
        raise Refusal(_("That thread is on a board that not everybody who reads this one may see."))


def check_can_flag(by: Viewer, post: Post | Comment) -> Member:
    member = check_is_member(by)
    if post.author_id == member.pk:
        raise Refusal(_("These are your own words. You can edit or delete them."))
    if post.deleted_at is not None:
        raise Refusal(_("This is deleted already."))
    return member
