"""Where imported posts came from."""

from django.db import models

from accounts.caps import caps


class ImportedPost(models.Model):
    """A post that was imported, by its name at the source: importing again makes no second one."""

    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=80)
    post = models.OneToOneField("blog.Post", models.CASCADE, related_name="imported")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            *caps("importedpost", source=40, external_id=80, digest=64),
            models.UniqueConstraint(fields=["source", "external_id"], name="importedpost_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"
