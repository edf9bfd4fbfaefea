"""A watch that began with a me-too ends with it; those that stand already stay."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forum", "0002_fixed_at")]

    operations = [
        migrations.AddField(
            model_name="watch",
            name="came_with_me_too",
            field=models.BooleanField(default=False),
        ),
    ]
