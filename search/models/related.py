"""Which threads are like a thread: worked out when it is indexed, so that its page only reads."""

from django.db import models
from django.db.models import Q


class Related(models.Model):
    """`other_id` is like `thread_id`, in `place` from 0; `likeness` in thousandths, by meaning."""

    thread_id = models.BigIntegerField()
    other_id = models.BigIntegerField()
    place = models.PositiveSmallIntegerField()
    likeness = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread_id", "place"], name="searchrelated_place"),
            models.CheckConstraint(
                condition=~Q(thread_id=models.F("other_id")), name="searchrelated_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.other_id} is like {self.thread_id}"
