"""Two waiting rows of the same words may become one thread."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('forum', '0008_revision_is_hidden'),
    ]

    operations = [
        migrations.AlterField(
            model_name='waitingthread',
            name='thread',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='waited', to='forum.thread'),
        ),
    ]
