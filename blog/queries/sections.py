"""What pages of rooms below show of posts."""

from accounts.models import Member
from accounts.providers import SectionPage, Viewer
from blog.queries.pages import ORDER, list_posts, posts_with
from blog.queries.posts import live_posts
from forum.providers import Suggestion

ON_HOME = 5
PAGE = 20


def newest_on_home(viewer: Viewer) -> list[Suggestion]:
    """The newest posts for the home page. One query."""
    rows = live_posts().order_by(f"-{ORDER}", "-pk")[:ON_HOME]
    return [
        Suggestion(post.title, post.get_absolute_url(), "", False, 0, post.language)
        for post in rows.only("title", "url_path", "language")
    ]


def count_of(viewer: Viewer, member: Member) -> int:
    """How many posts a member wrote or found."""
    return posts_with(member).count()


def page_of(viewer: Viewer, member: Member, after: str) -> SectionPage:
    """These posts, newest first. Raises Http404 for a key that is none."""
    found = list_posts(posts_with(member), after, size=PAGE)
    return SectionPage(found.rows, found.older)
