"""Votes that came as a count, paid before a row said how many they were."""

from django.db import migrations
from django.db.models import F
from django.db.models.functions import Abs

from reputation.schemes import POINTS
from reputation.triggers import remove_triggers

COUNTED = ("old_thread", "old_reply")


def say_how_many(apps, schema_editor):
    """Each row gave so many times what its rule gave then. The ledger's triggers come back after the
    migration, as after every one."""
    awards = apps.get_model("reputation", "Award").objects.using(schema_editor.connection.alias)
    schemes = apps.get_model("reputation", "SchemeVersion").objects
    points = {row.number: row.data.get("points", {}) for row in schemes.all()}
    rows = awards.filter(source_kind__in=COUNTED, times=1)
    if not rows.exists():
        return
    remove_triggers(schema_editor.connection.alias)
    for number, rule in list(rows.order_by().values_list("scheme", "rule").distinct()):
        each = points.get(number, {}).get(rule, POINTS[rule])
        if each:
            rows.filter(scheme=number, rule=rule).update(times=Abs(F("nominal")) / abs(each))


class Migration(migrations.Migration):
    dependencies = [("reputation", "0004_backwards_and_merged")]

    operations = [migrations.RunPython(say_how_many, migrations.RunPython.noop, elidable=True)]
