"""Length caps that the database keeps too: SQLite does not enforce VARCHAR(n), and no database
enforces the max_length of a TextField."""

from django.db import models
from django.db.models.functions import Length

for _field in (models.CharField, models.TextField):
    _field.register_lookup(Length)


def caps(prefix: str, /, **lengths: int) -> list[models.BaseConstraint]:
    """Check constraints for a model's text columns.

    Arguments: `prefix` begins each constraint's name; `lengths` gives characters by field.
    """
    return [
        models.CheckConstraint(
            condition=models.Q(**{f"{field}__length__lte": length}), name=f"{prefix}_{field}_cap"
        )
        for field, length in lengths.items()
    ]
