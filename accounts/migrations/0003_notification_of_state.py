"""Members are told where a thread stands."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_cache_table")]

    operations = [
        migrations.AlterField(
            model_name="notification",
            name="kind",
            field=models.CharField(
                choices=[
                    ("reply", "A reply to a thread you watch"),
                    ("new_thread", "A new thread on a board you watch"),
                    ("name_call", "Somebody named you"),
                    ("solved", "A thread you watch was solved"),
                    ("your_answer", "Your answer became the Solution"),
                    ("confirmed", "An ambassador confirmed a Solution for you"),
                    ("recommended", "Your answer was recommended"),
                    ("state", "Where a thread you watch stands"),
                    ("remind_solved", "A reminder to say whether it was solved"),
                ],
                max_length=16,
            ),
        ),
    ]
