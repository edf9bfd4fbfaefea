"""What is like a thread or a post: worked out when it is indexed, so that its page only reads."""

from django.db import models
from django.db.models import F, Q


class Related(models.Model):
    """`other_id` (a thread) or `other_post_id` is like `thread_id` or `post_id`, in `place` from 0;
    `likeness` in thousandths, by meaning."""

    thread_id = models.BigIntegerField(null=True, blank=True)
    post_id = models.BigIntegerField(null=True, blank=True)
    other_id = models.BigIntegerField(null=True, blank=True)
    other_post_id = models.BigIntegerField(null=True, blank=True)
    place = models.PositiveSmallIntegerField()
    likeness = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread_id", "place"], name="searchrelated_place"),
            models.UniqueConstraint(fields=["post_id", "place"], name="searchrelated_post_place"),
            models.CheckConstraint(
                condition=Q(thread_id=None, post_id__isnull=False)
                | Q(thread_id__isnull=False, post_id=None),
                name="searchrelated_one",
            ),
            models.CheckConstraint(
                condition=Q(other_id=None, other_post_id__isnull=False)
                | Q(other_id__isnull=False, other_post_id=None),
                name="searchrelated_other",
            ),
            models.CheckConstraint(
                condition=Q(thread_id=None) | Q(other_id=None) | ~Q(thread_id=F("other_id")),
                name="searchrelated_two",
            ),
            models.CheckConstraint(
                condition=Q(post_id=None) | Q(other_post_id=None) | ~Q(post_id=F("other_post_id")),
                name="searchrelated_two_posts",
            ),
        ]
        indexes = [
            models.Index(
                fields=["other_post_id"],
                condition=Q(other_post_id__isnull=False),
                name="searchrelated_other_post",
            )
        ]

    def __str__(self) -> str:
        one = self.thread_id or f"post {self.post_id}"
        return f"{self.other_id or f'post {self.other_post_id}'} is like {one}"
