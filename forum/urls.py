"""Addresses of the forum (DESIGN: one stem for url, view, template and test)."""

from django.urls import path, register_converter

from forum.converters import IdConverter
from forum.views import ask, feeds, home, old, pictures, replies, solutions, threads, votes

register_converter(IdConverter, "id")

app_name = "forum"
urlpatterns = [
    path("", home.home, name="home"),
    path("boards/", home.boards, name="boards"),
    path("threads/", home.threads, name="threads"),
    path("tags/<str:slug>/", home.tag, name="tag"),
    path("b/<slug:slug>/", home.board, name="board"),
    path("b/<slug:slug>/watch/", votes.board_watch, name="board-watch"),
    path("ask/", ask.thread_ask, name="ask"),
    path("ask/preview/", ask.ask_preview, name="ask-preview"),
    path("ask/waiting/", ask.ask_waiting, name="ask-waiting"),
    path("ask/confirm/<str:token>/", ask.ask_confirm, name="ask-confirm"),
    path("pictures/", pictures.picture_upload, name="picture-upload"),
    path("old/<str:source>/<str:external_id>", old.old_address, name="old"),
    path("t/<id:thread_id>/", threads.thread_short, name="thread-short"),
    path("t/<id:thread_id>/edit/", threads.thread_edit, name="thread-edit"),
    path("t/<id:thread_id>/history/", threads.thread_history, name="thread-history"),
    path("t/<id:thread_id>/delete/", threads.thread_delete, name="thread-delete"),
    path("t/<id:thread_id>/undelete/", threads.thread_undelete, name="thread-undelete"),
    path("t/<id:thread_id>/state/", threads.thread_state, name="thread-state"),
    path("t/<id:thread_id>/lock/", threads.thread_lock, name="thread-lock"),
    path("t/<id:thread_id>/reply/", replies.reply_post, name="reply-post"),
    path("t/<id:thread_id>/comment/", replies.thread_comment, name="thread-comment"),
    path("t/<id:thread_id>/comments/", replies.thread_comments, name="thread-comments"),
    path("t/<id:thread_id>/vote/", votes.thread_vote, name="thread-vote"),
    path("t/<id:thread_id>/me-too/", votes.thread_me_too, name="thread-me-too"),
    path("t/<id:thread_id>/watch/", votes.thread_watch, name="thread-watch"),
    path("t/<id:thread_id>/solved/", solutions.solution_without, name="solution-without"),
    path("t/<id:thread_id>/unsolve/", solutions.solution_withdraw, name="solution-withdraw"),
    path("t/<id:thread_id>/r/<id:reply_id>/", threads.reply, name="reply"),
    path("t/<id:thread_id>/<str:slug>/", threads.thread_page, name="thread"),
    path("r/<id:reply_id>/accept/", solutions.solution_accept, name="solution-accept"),
    path("r/<id:reply_id>/confirm/", solutions.solution_confirm, name="solution-confirm"),
    path("r/<id:reply_id>/recommend/", solutions.reply_recommend, name="reply-recommend"),
    path("r/<id:reply_id>/vote/", votes.reply_vote, name="reply-vote"),
    path("r/<id:reply_id>/edit/", replies.reply_edit, name="reply-edit"),
    path("r/<id:reply_id>/history/", replies.reply_history, name="reply-history"),
    path("r/<id:reply_id>/delete/", replies.reply_delete, name="reply-delete"),
    path("r/<id:reply_id>/undelete/", replies.reply_undelete, name="reply-undelete"),
    path("r/<id:reply_id>/comment/", replies.reply_comment, name="reply-comment"),
    path("r/<id:reply_id>/comments/", replies.reply_comments, name="reply-comments"),
    path("feeds/", feeds.feed_all, name="feed-all"),
    path("feeds/b/<slug:slug>/", feeds.feed_board, name="feed-board"),
    path("feeds/t/<id:thread_id>/", feeds.feed_thread, name="feed-thread"),
    path("feeds/m/<slug:username>/", feeds.feed_answers, name="feed-answers"),
    path("c/<id:comment_id>/delete/", replies.comment_delete, name="comment-delete"),
    path("c/<id:comment_id>/undelete/", replies.comment_undelete, name="comment-undelete"),
]
