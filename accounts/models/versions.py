"""Versions of things kept in process memory: a process that sees a new number reads them again."""

from django.db import models

from accounts.caps import caps


class Version(models.Model):
    """`number` of what `name` calls, raised in the transaction that changes it."""

    name = models.CharField(max_length=20, primary_key=True)
    number = models.BigIntegerField(default=1)

    class Meta:
        constraints = caps("version", name=20)

    def __str__(self) -> str:
        return f"{self.name} {self.number}"
