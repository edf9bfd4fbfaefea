"""Hidden posts, pinned threads and flags."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def free_addresses(apps, schema_editor):
    """Tails that stand for actions from now on lead no thread astray."""
    threads = apps.get_model("forum", "Thread").objects
    for word in ("flag", "moderate"):
        threads.filter(slug=word).update(slug=f"{word}-thread")


class Migration(migrations.Migration):

    dependencies = [
        ('forum', '0003_watch_came_with_me_too'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Flag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('spam', 'Spam or advertising'), ('harm', 'Rude or harmful'), ('personal', 'Shows personal data'), ('place', 'In the wrong place'), ('other', 'Something else')], max_length=8)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('reason__length__lte', 8)), name='flag_reason_cap'),
                    models.CheckConstraint(condition=models.Q(('note__length__lte', 300)), name='flag_note_cap'),
                    models.CheckConstraint(condition=models.Q(('reason__in', ['spam', 'harm', 'personal', 'place', 'other'])), name='flag_reason_known'),
                ],
            },
        ),
        migrations.AddField(
            model_name='comment',
            name='gone_reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='comment',
            name='is_hidden',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='reply',
            name='gone_reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='reply',
            name='is_hidden',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='thread',
            name='gone_reason',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='thread',
            name='is_hidden',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='thread',
            name='pinned_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(condition=models.Q(('deleted_at', None), ('pinned_at__isnull', False)), fields=['board', '-pinned_at'], name='thread_board_pinned'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('gone_reason__length__lte', 300)), name='comment_gone_reason_cap'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('is_hidden', False), ('deleted_at__isnull', False), _connector='OR'), name='comment_hidden_is_gone'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.CheckConstraint(condition=models.Q(('gone_reason__length__lte', 300)), name='reply_gone_reason_cap'),
        ),
        migrations.AddConstraint(
            model_name='reply',
            constraint=models.CheckConstraint(condition=models.Q(('is_hidden', False), ('deleted_at__isnull', False), _connector='OR'), name='reply_hidden_is_gone'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(condition=models.Q(('gone_reason__length__lte', 300)), name='thread_gone_reason_cap'),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(condition=models.Q(('is_hidden', False), ('deleted_at__isnull', False), _connector='OR'), name='thread_hidden_is_gone'),
        ),
        migrations.AddField(
            model_name='flag',
            name='comment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='flags', to='forum.comment'),
        ),
        migrations.AddField(
            model_name='flag',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='flags', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='flag',
            name='reply',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='flags', to='forum.reply'),
        ),
        migrations.AddField(
            model_name='flag',
            name='settled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='flag',
            name='thread',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='flags', to='forum.thread'),
        ),
        migrations.AddIndex(
            model_name='flag',
            index=models.Index(condition=models.Q(('settled_at', None)), fields=['-at'], name='flag_open'),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.UniqueConstraint(fields=('member', 'thread'), name='flag_once_thread'),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.UniqueConstraint(fields=('member', 'reply'), name='flag_once_reply'),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.UniqueConstraint(fields=('member', 'comment'), name='flag_once_comment'),
        ),
        migrations.AddConstraint(
            model_name='flag',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('comment', None), ('reply', None), ('thread__isnull', False)), models.Q(('comment', None), ('reply__isnull', False), ('thread', None)), models.Q(('comment__isnull', False), ('reply', None), ('thread', None)), _connector='OR'), name='flag_on_one_post'),
        ),
        migrations.RunPython(free_addresses, migrations.RunPython.noop, elidable=True),
    ]
