"""What readers see of a post: worked out when it is published, so that a page costs no work."""

from django.db import models

from accounts.caps import caps

# Stands as the revision of a post that is off the pages.
NOWHERE = 0
# And of one that was made live without a revision.
NO_REVISION = -1
# Of one that is on the pages and has to be settled again, whatever its revision.
STALE = -2
HTML_LENGTH = 2_000_000
PLAIN_LENGTH = 400_000


class Rendering(models.Model):
    """A published post as HTML and as plain text, and what readers said of it.

    `revision` is Wagtail's revision that it was made of, `edition` counts publications with another
    text: readers say of an edition whether it helped. `outline` lists the headings and steps:
    [[anchor, words], …], `tested` names the versions that it was tested with. `settled_at` is None until everything that follows from publishing is done
    (blog.publishing)."""

    post = models.OneToOneField("blog.Post", models.CASCADE, related_name="rendering")
    revision = models.BigIntegerField(default=0)
    edition = models.PositiveIntegerField(default=1)
    html = models.TextField(max_length=HTML_LENGTH)
    plain = models.TextField(max_length=PLAIN_LENGTH)
    outline = models.JSONField(default=list)
    tested = models.JSONField(default=list)
    minutes = models.PositiveSmallIntegerField(default=1)
    helpful = models.PositiveIntegerField(default=0)
    unhelpful = models.PositiveIntegerField(default=0)
    doubts = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = caps("rendering", html=HTML_LENGTH, plain=PLAIN_LENGTH)
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(settled_at=None), name="rendering_unsettled"
            )
        ]

    def __str__(self) -> str:
        return f"{self.post} ({self.edition})"

    @property
    def is_shown(self) -> bool:
        """Whether the post is on the pages, as far as anybody has looked."""
        return self.revision != NOWHERE
