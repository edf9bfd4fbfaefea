from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("forum", "0007_pictures"),
    ]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="is_hidden",
            field=models.BooleanField(default=False),
        ),
    ]
