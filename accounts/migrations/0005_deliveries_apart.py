from django.db import migrations


class Migration(migrations.Migration):
    """The outbox columns stand in their own table since 0004."""

    dependencies = [
        ('accounts', '0004_told_and_site'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='notification',
            name='notification_state_cap',
        ),
        migrations.RemoveIndex(
            model_name='notification',
            name='notification_waiting',
        ),
        migrations.RemoveField(
            model_name='notification',
            name='next_try_at',
        ),
        migrations.RemoveField(
            model_name='notification',
            name='sent_at',
        ),
        migrations.RemoveField(
            model_name='notification',
            name='state',
        ),
        migrations.RemoveField(
            model_name='notification',
            name='tries',
        ),
    ]
