"""What the company writes, and what is kept about it."""

from blog.models.backlinks import Backlink
from blog.models.checks import Check, Link, LinkUse, Settling
from blog.models.feedback import Feedback, Salt
from blog.models.help import HelpIndex, Topic
from blog.models.imports import ImportedPost
from blog.models.information import InformationIndex, InformationPage
from blog.models.people import Credit
from blog.models.places import Place
from blog.models.posts import Announcement, HowTo, Post, Tip
from blog.models.releases import Release
from blog.models.renderings import Rendering
from blog.models.series import Series, SeriesPart
from blog.models.sources import Source

__all__ = [
    "Announcement",
    "Backlink",
    "Check",
    "Credit",
    "Feedback",
    "HelpIndex",
    "HowTo",
    "ImportedPost",
    "InformationIndex",
    "InformationPage",
    "Link",
    "LinkUse",
    "Place",
    "Post",
    "Release",
    "Rendering",
    "Salt",
    "Series",
    "SeriesPart",
    "Settling",
    "Source",
    "Tip",
    "Topic",
]
