"""Since when a problem is fixed is kept apart from since when it is solved; and the page of a
thread's comments takes the tail "comments" of its address, which titles had until now."""

from typing import Any

from django.db import migrations, models
from django.db.models import F


def fill(apps: Any, schema_editor: Any) -> None:
    threads = apps.get_model("forum", "Thread").objects
    threads.filter(state="fixed").update(fixed_at=F("solved_at"))
    threads.filter(slug="comments").update(slug="comments-thread")


class Migration(migrations.Migration):
    dependencies = [("forum", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="thread",
            name="fixed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
