"""Where imported rows came from: makes imports repeatable and old addresses findable."""

from django.db import models

from accounts.caps import caps


class ImportedRecord(models.Model):
    """Outside (source, kind, external_id) ↔ our row. `kind` is member, thread, reply or comment."""

    source = models.CharField(max_length=20)
    kind = models.CharField(max_length=8)
    external_id = models.CharField(max_length=80)
    object_id = models.BigIntegerField()
    url = models.URLField(max_length=500, blank=True)

    class Meta:
        constraints = [
            *caps("imported", source=20, kind=8, external_id=80, url=500),
            models.UniqueConstraint(fields=["source", "kind", "external_id"], name="imported_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source}/{self.kind}/{self.external_id}"
