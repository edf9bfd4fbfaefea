from forum.models.boards import Board, Section, Tag
from forum.models.drafts import Draft
from forum.models.flags import Flag
from forum.models.imports import ImportedRecord
from forum.models.marks import Recommendation, Solution
from forum.models.pictures import Picture, PictureUse
from forum.models.replies import Comment, Reply, Revision
from forum.models.suggestions import SuggestedEdit
from forum.models.threads import Thread, ThreadLink, WaitingThread
from forum.models.votes import MeToo, Vote, Watch

__all__ = [
    "Board",
    "Comment",
    "Draft",
    "Flag",
    "ImportedRecord",
    "MeToo",
    "Picture",
    "PictureUse",
    "Recommendation",
    "Reply",
    "Revision",
    "Section",
    "Solution",
    "SuggestedEdit",
    "Tag",
    "Thread",
    "ThreadLink",
    "Vote",
    "WaitingThread",
    "Watch",
]
