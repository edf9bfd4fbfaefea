"""The editors' desk at /cms/: Wagtail's admin behind our sign-in, under a policy of its own."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from csp.constants import HEADER, NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets.chooser import BaseChooser

from accounts.refusals import Refusal
from blog.actions.review import tell_comments
from blog.permissions import check_can_edit_pages

View = Callable[..., HttpResponse]

# Scripts: only files of ours. No nonce is needed, because templates/wagtailadmin/ and
# `render_chooser` hand their data to static/js/cms.js instead of writing scripts into the page.
# Styles: Wagtail's rich-text editor and its tooltips write style elements while they run, with
# contents that differ by page, so that neither a hash nor a nonce can name them.
# Frames: the preview of a page is a frame of the same site.
POLICY: dict[str, list[str]] = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "base-uri": [NONE],
}


def for_editors(view: View) -> View:
    """A view of /cms/: a visitor goes on to the sign-in (Wagtail's own check does that), a
    signed-in member who is no editor finds nothing there, an answer carries POLICY."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            try:
                check_can_edit_pages(request.user)
            except Refusal as refusal:
                raise Http404 from refusal
        response = view(request, *args, **kwargs)
        # A preview went through the middleware as the page that it shows; here it is in a frame.
        del response[HEADER]
        return response

    return cast(View, csp(POLICY)(guarded))


def render_chooser(
    self: BaseChooser,
    name: str,
    value: Any,
    attrs: dict[str, Any] | None = None,
    renderer: Any = None,
) -> SafeString:
    """Wagtail's chooser of a page, with its options as data that cms.js reads instead of an inline
    script (which the policy would stop)."""
    identifier = (attrs or {})["id"]
    chosen = self.get_value_data(value)
    options = self.get_js_init_options(identifier, name, chosen)
    return format_html(
        '{}<span hidden data-cms-new="{}" data-cms-id="{}" data-cms-options="{}"></span>',
        self.render_html(name, chosen, attrs),
        self.js_constructor,
        identifier,
        json.dumps(options),
    )


def no_panel(self: Any) -> bool:
    """Names and faces are kept at /preferences/: Wagtail's panels ask for a first and a last name,
    which a member does not have, and keep a second face that nobody else shows."""
    return False


def no_mails() -> None:
    """Wagtail would send mails of its own while somebody waits for an answer, to addresses that
    chose to hear of it once a week: members are told as of everything else (blog.actions.review)."""


def tell_of_comments(self: Any, changes: dict[str, Any]) -> None:
    """The same for comments on a draft, in place of a method of Wagtail's view."""
    said = [*changes["new_comments"]]
    said += [reply for _comment, replies in changes["new_replies"] for reply in replies]
    tell_comments(self.page.pk, said, by=self.request.user)
