"""Where pages stand, to tell which of them moved."""

from django.db import models

from accounts.caps import caps

# Root, home, /help/, a topic and a post, each with a slug of 255.
PATH_LENGTH = 2_000


class Place(models.Model):
    """Wagtail's path of a page that is or was on the pages, as it was when its old addresses were
    last led to it: where the page itself says another, it has moved and nobody has seen to it."""

    page = models.OneToOneField("wagtailcore.Page", models.CASCADE, related_name="known_place")
    url_path = models.CharField(max_length=PATH_LENGTH)

    class Meta:
        constraints = caps("place", url_path=PATH_LENGTH)

    def __str__(self) -> str:
        return self.url_path
