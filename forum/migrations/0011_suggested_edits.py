"""Suggested edits."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def free_addresses(apps, schema_editor):
    """Tails that stand for actions from now on lead no thread astray."""
    threads = apps.get_model("forum", "Thread").objects
    for word in ("sort", "suggest"):
        threads.filter(slug=word).update(slug=f"{word}-thread")


class Migration(migrations.Migration):

    dependencies = [
        ('forum', '0010_points'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(free_addresses, migrations.RunPython.noop, elidable=True),
        migrations.CreateModel(
            name='SuggestedEdit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, max_length=300)),
                ('source', models.TextField(max_length=100000)),
                ('note', models.CharField(max_length=300)),
                ('based_on', models.PositiveIntegerField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('state', models.CharField(choices=[('open', 'Waiting'), ('accepted', 'Accepted'), ('refused', 'Not accepted'), ('withdrawn', 'Taken back by who suggested it'), ('undone', 'Accepted, and undone since')], default='open', max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suggestions', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reply', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='forum.reply')),
                ('revision', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='suggestion', to='forum.revision')),
                ('thread', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='suggestions', to='forum.thread')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['-at', '-id'], name='suggestion_open'), models.Index(condition=models.Q(('state', 'accepted')), fields=['by', 'decided_at', 'id'], name='suggestion_accepted')],
                'constraints': [models.CheckConstraint(condition=models.Q(('title__length__lte', 300)), name='suggestion_title_cap'), models.CheckConstraint(condition=models.Q(('source__length__lte', 100000)), name='suggestion_source_cap'), models.CheckConstraint(condition=models.Q(('note__length__lte', 300)), name='suggestion_note_cap'), models.CheckConstraint(condition=models.Q(('state__length__lte', 10)), name='suggestion_state_cap'), models.CheckConstraint(condition=models.Q(('reason__length__lte', 300)), name='suggestion_reason_cap'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('by', 'thread'), name='suggestion_once_thread'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('by', 'reply'), name='suggestion_once_reply'), models.CheckConstraint(condition=models.Q(models.Q(('reply__isnull', False), ('thread', None)), models.Q(('reply', None), ('thread__isnull', False)), _connector='OR'), name='suggestion_of_one_post'), models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='suggestion_says_why'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'accepted', 'refused', 'withdrawn', 'undone'])), name='suggestion_state_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'open'), models.Q(('decided_at__isnull', False), _negated=True)), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='suggestion_open_or_decided')],
            },
        ),
    ]
