"""Writing: the company's pages, posts and what follows from publishing them."""

from blog.actions.groups import give_groups_help, let_write
from blog.actions.help import make_help, make_topic
from blog.actions.information import (
    erase_from_desk,
    give_editors_pages,
    let_edit_pages,
    make_information_pages,
)
from blog.actions.publishing import settle_post, settle_posts

__all__ = [
    "erase_from_desk",
    "give_editors_pages",
    "give_groups_help",
    "let_edit_pages",
    "let_write",
    "make_help",
    "make_information_pages",
    "make_topic",
    "settle_post",
    "settle_posts",
]
