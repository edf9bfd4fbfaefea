"""Reading what the company writes: what is live and public, and nothing else."""

from blog.queries.documents import get_document
from blog.queries.information import desk_files_of, desk_of, get_public_page, log_of
from blog.queries.posts import get_post, live_posts

__all__ = [
    "desk_files_of",
    "desk_of",
    "get_document",
    "get_post",
    "get_public_page",
    "live_posts",
    "log_of",
]
