"""What stands under every answer: its buttons and its short notes.

Drawn here and not by templates, because a page shows them beside each of its answers: as templates
they took half of a signed-in page's time.
"""

from collections.abc import Iterator

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.languages import lang
from accounts.models import Member
from accounts.templatetags.look import icon, member_link, when
from forum.enums import Kind
from forum.models import Comment, Reply, SuggestedEdit, Thread
from forum.queries.pages import ReplyView, ThreadView
from forum.templatetags.threads import csrf_input, vote_form
from forum.views.flags import NOTHING, ReplyFlags, ThreadFlags

register = template.Library()


def _hidden(words: str) -> str:
    """Words for those who hear the page."""
    return f'<span class="visually-hidden"> {words}</span>'


def _button(address: str, token: str, words: str, look: str = "btn", more: str = "") -> str:
    """A form of one button; `token` is the page's CSRF token and `more` stands beside it."""
    return (
        f'<form method="post" action="{address}">'
        f"{csrf_input(token)}"
        f'<button class="{look}">{words}</button>{more}</form>'
    )


def _link(address: str, words: str) -> str:
    return f'<a class="btn btn--quiet" href="{address}">{words}</a>'


@register.simple_tag(takes_context=True)
def reply_acts(context: template.Context, view: ReplyView) -> SafeString:
    """All that the member who reads may do to a reply, in the order of its weight."""
    flags = context["can"].replies.get(view.reply.pk, NOTHING)
    token = str(context["csrf_token"])
    marks = _marks(context["page"], view.reply, flags, token)
    return mark_safe("".join([*marks, *_acts(view, context["can"], flags, token)]))


def _marks(page: ThreadView, reply: Reply, flags: ReplyFlags, token: str) -> Iterator[str]:
    """The buttons that say whether this solved it."""
    at, thread = f"/r/{reply.pk}", page.thread
    if flags.accept:
        stands = page.solution is not None and page.solution.reply.pk == reply.pk
        own = stands and page.standing is not None and not page.standing.in_stead
        words = _("This one solved it") if page.solution and not stands else _("This solved it")
        workaround = (
            f' <button class="btn" name="workaround" value="1">{_("A workaround for now")}</button>'
        )
        yield _button(
            f"{at}/accept/",
            token,
            f"{icon('tick')} {words}",
            "btn" if page.solution else "btn btn--solved",
            workaround if thread.kind == Kind.PROBLEM and not own else "",
        )
    if flags.unaccept:
        yield _button(f"/t/{thread.pk}/unsolve/", token, _("Not solved after all"))
    if flags.confirm:
        yield _button(f"{at}/confirm/", token, _("Confirm for the asker"))


def _acts(view: ReplyView, can: ThreadFlags, flags: ReplyFlags, token: str) -> Iterator[str]:
    reply = view.reply
    at = f"/r/{reply.pk}"
    if flags.vote:
        yield vote_form(reply, view.my_vote, token)
    elif reply.helpful_count:
        yield f'<span class="meta">{found_helpful(reply)}</span>'
    if can.reply:
        whose = _hidden(escape(reply.author.display_name))
        quote = f"/t/{reply.thread_id}/reply/?quote={reply.pk}"
        yield _link(quote, f"{icon('quote')} {_('Quote')}{whose}")
    if flags.recommend:
        words = _("Recommended") if view.recommendation else _("Recommend")
        yield _link(f"{at}/recommend/", f"{icon('mark')} {words}")
    if flags.edit:
        yield _link(f"{at}/edit/", f"{icon('edit')} {_('Edit')}")
    if flags.suggest:
        yield _link(f"{at}/suggest/", f"{icon('edit')} {_('Suggest an edit')}")
    for row in flags.suggested:
        yield suggestion_link(row)
    if flags.delete:
        yield _button(f"{at}/delete/", token, _("Delete"), "btn btn--quiet")
    if flags.undelete:
        yield _button(f"{at}/undelete/", token, _("Bring back"))
    if flags.moderate:
        yield _link(f"{at}/moderate/", _("Moderate"))
    elif flags.flag:
        yield _link(f"{at}/flag/", _("Flag"))


@register.simple_tag
def suggestion_link(row: SuggestedEdit) -> SafeString:
    """The way to a suggested edit that waits, at the words that it is for."""
    words = _("Edit suggested by %(name)s") % {"name": escape(row.by.display_name)}
    return mark_safe(_link(f"/suggested/{row.pk}/", f"{icon('history')} {words}"))


@register.filter
def found_helpful(post: Thread | Reply) -> str:
    """How many people found a post helpful, for those who cannot vote on it."""
    count = post.helpful_count
    words = ngettext("%(n)s person found this helpful", "%(n)s people found this helpful", count)
    return words % {"n": count}


def commentlink(post: Thread | Reply) -> str:
    """Where a short note on a post is sent to, written out like `votelink`."""
    return f"/r/{post.pk}/comment/" if isinstance(post, Reply) else f"/t/{post.pk}/comment/"


@register.simple_tag(takes_context=True)
def comment_form(context: template.Context, post: Thread | Reply) -> SafeString:
    """The folded form for a short note under a post."""
    address = commentlink(post)
    field = f"comment-{post.pk if isinstance(post, Reply) else 0}"
    on = _("on what %(name)s wrote") % {"name": escape(post.author.display_name)}
    return mark_safe(
        f'<details class="comment-form"><summary class="small">{_("Comment")}{_hidden(on)}</summary>'
        f'<form method="post" action="{address}" class="stack stack--s" data-draft="comment:{address}">'
        f"{csrf_input(context['csrf_token'])}"
        f'<label class="label" for="{field}">{_("A short note")}</label>'
        f'<textarea class="input input--note" id="{field}" name="source" maxlength="600" required></textarea>'
        f'<p><button class="btn">{_("Add the comment")}</button></p></form></details>'
    )


@register.filter
def gone_words(post: Reply | Comment) -> SafeString:
    """What stands over a post that is gone, for those who still see it; with the reason, if the
    company gave one."""
    if post.is_hidden:
        said = _("Hidden by the company. Only its author and the company see it.")
    else:
        said = _("Deleted. Only its author and the company see it.")
    return mark_safe(f"{said} {escape(post.gone_reason)}".strip())


@register.simple_tag
def comment_item(comment: Comment, member: Member | None, thread: Thread) -> SafeString:
    """One short note under `thread`, with what `member` may do to it."""
    gone = comment.deleted_at is not None
    told = f'<p class="meta">{icon("lock")} {gone_words(comment)}</p>' if gone else ""
    act = _comment_act(comment, member) if member else ""
    return mark_safe(
        f'<li class="comment{" answer--gone" if gone else ""}" id="c-{comment.pk}">{told}'
        f'<div class="prose"{lang(thread.language)}>{comment.html}</div><p class="meta dots">'
        f"<span>{member_link(comment.author)}</span><span>{when(comment.created_at)}</span>{act}</p></li>"
    )


def _comment_act(comment: Comment, member: Member) -> str:
    gone, company = comment.deleted_at is not None, member.is_company
    which = _("the comment by %(name)s") % {"name": escape(comment.author.display_name)}
    of_another = member.pk != comment.author_id
    by_author = gone and comment.deleted_by_id == comment.author_id
    if of_another and (not gone or (company and by_author)):
        words, way = (_("Moderate"), "moderate") if company else (_("Flag"), "flag")
        return f'<span><a href="/c/{comment.pk}/{way}/">{words}{_hidden(which)}</a></span>'
    whose = comment.deleted_by_id if gone else comment.author_id
    if not company and (comment.is_hidden or member.pk != whose):
        return ""
    words, act = (_("Bring back"), "undelete") if gone else (_("Delete"), "delete")
    return (
        f'<span><button class="linklike" form="delete-comment" formaction="/c/{comment.pk}/{act}/">'
        f"{words}{_hidden(which)}</button></span>"
    )
