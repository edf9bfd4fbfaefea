"""Threads in which somebody links to a post."""

from django.db import models


class Backlink(models.Model):
    """That a thread, an answer or a comment of it leads to a post. Whether a reader may see the thread
    is asked when it is shown."""

    post = models.ForeignKey("blog.Post", models.CASCADE, related_name="backlinks")
    thread = models.ForeignKey("forum.Thread", models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "thread"], name="backlink_once")]

    def __str__(self) -> str:
        return f"{self.post_id} ← {self.thread_id}"
