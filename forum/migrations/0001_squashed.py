"""All of the migrations up to here in one, with each table made as it stands: a new
place is ready in a third of the time. A place that has the earlier ones goes on from them."""

import django.db.models.deletion
import django.utils.timezone
import forum.models.boards
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("forum", "0001_initial"),
        ("forum", "0002_fixed_at"),
        ("forum", "0003_watch_came_with_me_too"),
        ("forum", "0004_moderation"),
        ("forum", "0005_drafts"),
        ("forum", "0006_thread_language"),
        ("forum", "0007_pictures"),
        ("forum", "0008_revision_is_hidden"),
        ("forum", "0009_waiting_twins"),
        ("forum", "0010_points"),
        ("forum", "0011_suggested_edits"),
        ("forum", "0012_board_pays"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportedRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=20)),
                ("kind", models.CharField(max_length=8)),
                ("external_id", models.CharField(max_length=80)),
                ("object_id", models.BigIntegerField()),
                ("url", models.URLField(blank=True, max_length=500)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__length__lte", 20)), name="imported_source_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__length__lte", 8)), name="imported_kind_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("external_id__length__lte", 80)),
                        name="imported_external_id_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("url__length__lte", 500)), name="imported_url_cap"
                    ),
                    models.UniqueConstraint(
                        fields=("source", "kind", "external_id"), name="imported_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=32, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("reserved", "Reserved"), ("ready", "Ready"), ("gone", "Gone")],
                        default="reserved",
                        max_length=8,
                    ),
                ),
                ("width", models.PositiveIntegerField(default=0)),
                ("height", models.PositiveIntegerField(default=0)),
                ("alt", models.CharField(blank=True, max_length=300)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "unused_since",
                    models.DateTimeField(default=django.utils.timezone.now, null=True),
                ),
                (
                    "uploader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pictures",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["uploader", "created_at"], name="picture_uploader"),
                    models.Index(
                        condition=models.Q(("unused_since__isnull", False)),
                        fields=["unused_since"],
                        name="picture_unused",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name__length__lte", 32)), name="picture_name_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__length__lte", 8)), name="picture_state_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("alt__length__lte", 300)), name="picture_alt_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["reserved", "ready", "gone"])),
                        name="picture_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("is_hidden", models.BooleanField(default=False)),
                ("gone_reason", models.CharField(blank=True, max_length=300)),
                (
                    "author_role",
                    models.CharField(
                        choices=[
                            ("member", "Member"),
                            ("ambassador", "Ambassador"),
                            ("staff", "Staff"),
                        ],
                        default="member",
                        max_length=12,
                    ),
                ),
                ("source", models.TextField(max_length=100000, verbose_name="text")),
                (
                    "source_format",
                    models.CharField(
                        choices=[("markdown", "Markdown"), ("html", "HTML")],
                        default="markdown",
                        max_length=8,
                    ),
                ),
                ("html", models.TextField(editable=False, max_length=2000000)),
                ("gist", models.CharField(blank=True, editable=False, max_length=200)),
                ("markup_version", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                ("edit_count", models.PositiveIntegerField(default=0)),
                ("helpful_count", models.PositiveIntegerField(default=0)),
                ("unhelpful_count", models.PositiveIntegerField(default=0)),
                ("imported_helpful", models.PositiveIntegerField(default=0)),
                ("imported_unhelpful", models.PositiveIntegerField(default=0)),
                ("score", models.IntegerField(default=0)),
                ("comment_count", models.PositiveIntegerField(default=0)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deleted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "replies",
                "indexes": [
                    models.Index(fields=["author", "-created_at", "-id"], name="reply_author")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__length__lte", 100000)), name="reply_source_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source_format__length__lte", 8)),
                        name="reply_source_format_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("html__length__lte", 2000000)), name="reply_html_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("gist__length__lte", 200)), name="reply_gist_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author_role__length__lte", 12)),
                        name="reply_author_role_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("gone_reason__length__lte", 300)),
                        name="reply_gone_reason_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_hidden", False), ("deleted_at__isnull", False), _connector="OR"
                        ),
                        name="reply_hidden_is_gone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=140)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recommendations",
                        to="forum.reply",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__length__lte", 140)),
                        name="recommendation_reason_cap",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("reply",),
                        name="recommendation_one_standing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("is_hidden", models.BooleanField(default=False)),
                ("gone_reason", models.CharField(blank=True, max_length=300)),
                ("source", models.CharField(max_length=5000, verbose_name="comment")),
                (
                    "source_format",
                    models.CharField(
                        choices=[("markdown", "Markdown"), ("html", "HTML")],
                        default="markdown",
                        max_length=8,
                    ),
                ),
                ("html", models.TextField(editable=False, max_length=2000000)),
                ("markup_version", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deleted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="forum.reply",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__length__lte", 5000)), name="comment_source_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source_format__length__lte", 8)),
                        name="comment_source_format_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("html__length__lte", 2000000)), name="comment_html_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("gone_reason__length__lte", 300)),
                        name="comment_gone_reason_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_hidden", False), ("deleted_at__isnull", False), _connector="OR"
                        ),
                        name="comment_hidden_is_gone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(blank=True, max_length=300)),
                ("source", models.TextField(max_length=100000)),
                (
                    "source_format",
                    models.CharField(
                        choices=[("markdown", "Markdown"), ("html", "HTML")],
                        default="markdown",
                        max_length=8,
                    ),
                ),
                ("edited_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("is_hidden", models.BooleanField(default=False)),
                (
                    "edited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="forum.reply",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title__length__lte", 300)), name="revision_title_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__length__lte", 100000)),
                        name="revision_source_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source_format__length__lte", 8)),
                        name="revision_source_format_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("note__length__lte", 300)), name="revision_note_cap"
                    ),
                    models.UniqueConstraint(
                        fields=("reply", "number"), name="revision_reply_number"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="address name")),
                (
                    "description",
                    models.CharField(blank=True, max_length=300, verbose_name="description"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "section",
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name__length__lte", 60)), name="section_name_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("slug__length__lte", 60)), name="section_slug_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("description__length__lte", 300)),
                        name="section_description_cap",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        allow_unicode=True, max_length=40, unique=True, verbose_name="address name"
                    ),
                ),
            ],
            options={
                "verbose_name": "tag",
                "ordering": ["slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name__length__lte", 40)), name="tag_name_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("slug__length__lte", 40)), name="tag_slug_cap"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Board",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="address name")),
                (
                    "description",
                    models.CharField(blank=True, max_length=300, verbose_name="description"),
                ),
                (
                    "icon",
                    models.CharField(
                        choices=[
                            ("flame", "flame"),
                            ("drop", "drop"),
                            ("wifi", "wifi"),
                            ("clock", "clock"),
                            ("coin", "coin"),
                            ("idea", "idea"),
                            ("praise", "praise"),
                            ("people", "people"),
                            ("lock", "lock"),
                            ("book", "book"),
                            ("leaf", "leaf"),
                            ("question", "question"),
                            ("problem", "problem"),
                            ("box", "box"),
                            ("code", "code"),
                        ],
                        default="question",
                        max_length=20,
                        verbose_name="icon",
                    ),
                ),
                (
                    "kinds",
                    models.JSONField(
                        default=forum.models.boards.all_kinds, verbose_name="accepted kinds"
                    ),
                ),
                ("is_closed", models.BooleanField(default=False, verbose_name="closed to groups")),
                ("pays", models.BooleanField(default=True, verbose_name="pays points")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("thread_count", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True, related_name="boards", to="auth.group", verbose_name="groups"
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="boards",
                        to="forum.section",
                        verbose_name="section",
                    ),
                ),
                (
                    "tags",
                    models.ManyToManyField(
                        blank=True,
                        related_name="boards",
                        to="forum.tag",
                        verbose_name="curated tags",
                    ),
                ),
            ],
            options={
                "verbose_name": "board",
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name__length__lte", 60)), name="board_name_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("slug__length__lte", 60)), name="board_slug_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("description__length__lte", 300)),
                        name="board_description_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("icon__length__lte", 20)), name="board_icon_cap"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Thread",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                ("is_hidden", models.BooleanField(default=False)),
                ("gone_reason", models.CharField(blank=True, max_length=300)),
                (
                    "author_role",
                    models.CharField(
                        choices=[
                            ("member", "Member"),
                            ("ambassador", "Ambassador"),
                            ("staff", "Staff"),
                        ],
                        default="member",
                        max_length=12,
                    ),
                ),
                ("source", models.TextField(max_length=100000, verbose_name="text")),
                (
                    "source_format",
                    models.CharField(
                        choices=[("markdown", "Markdown"), ("html", "HTML")],
                        default="markdown",
                        max_length=8,
                    ),
                ),
                ("html", models.TextField(editable=False, max_length=2000000)),
                ("gist", models.CharField(blank=True, editable=False, max_length=200)),
                ("markup_version", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("edited_at", models.DateTimeField(blank=True, null=True)),
                ("edit_count", models.PositiveIntegerField(default=0)),
                ("helpful_count", models.PositiveIntegerField(default=0)),
                ("unhelpful_count", models.PositiveIntegerField(default=0)),
                ("imported_helpful", models.PositiveIntegerField(default=0)),
                ("imported_unhelpful", models.PositiveIntegerField(default=0)),
                ("score", models.IntegerField(default=0)),
                ("comment_count", models.PositiveIntegerField(default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("question", "Question"),
                            ("problem", "Problem"),
                            ("idea", "Idea"),
                            ("praise", "Praise"),
                            ("talk", "Talk"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("needs_info", "Needs more detail"),
                            ("reported", "Reported"),
                            ("confirmed", "Confirmed"),
                            ("in_progress", "Fix in progress"),
                            ("fixed", "Fixed"),
                            ("wont_fix", "Will not be fixed"),
                            ("considering", "Under consideration"),
                            ("planned", "Planned"),
                            ("shipped", "Shipped"),
                            ("declined", "Declined"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("state_note", models.CharField(blank=True, max_length=300)),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("slug", models.CharField(blank=True, max_length=80)),
                ("language", models.CharField(blank=True, max_length=12)),
                ("language_chosen", models.BooleanField(default=False)),
                ("active_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reply_count", models.PositiveIntegerField(default=0)),
                ("me_too_count", models.PositiveIntegerField(default=0)),
                ("imported_me_too", models.PositiveIntegerField(default=0)),
                ("watch_count", models.PositiveIntegerField(default=0)),
                ("is_solved", models.BooleanField(default=False)),
                ("solved_at", models.DateTimeField(blank=True, null=True)),
                ("fixed_at", models.DateTimeField(blank=True, null=True)),
                ("is_locked", models.BooleanField(default=False)),
                ("locked_reason", models.CharField(blank=True, max_length=300)),
                ("pinned_at", models.DateTimeField(blank=True, null=True)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("source_url", models.URLField(blank=True, max_length=500)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="threads",
                        to="forum.board",
                    ),
                ),
                (
                    "deleted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "last_author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "solution",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="forum.reply",
                    ),
                ),
                (
                    "tags",
                    models.ManyToManyField(blank=True, related_name="threads", to="forum.tag"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("deleted_at", None)),
                        fields=["board", "-active_at", "-id"],
                        name="thread_board_active",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None)),
                        fields=["board", "-created_at", "-id"],
                        name="thread_board_newest",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None)),
                        fields=["-active_at", "-id"],
                        name="thread_active",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None)),
                        fields=["-created_at", "-id"],
                        name="thread_newest",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("is_solved", True)),
                        fields=["-solved_at", "-id"],
                        name="thread_solved",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("deleted_at", None), ("is_solved", False), ("reply_count", 0)
                        ),
                        fields=["-created_at", "-id"],
                        name="thread_unanswered",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("is_solved", False)),
                        fields=["-active_at", "-id"],
                        name="thread_unsolved",
                    ),
                    models.Index(fields=["author", "-created_at", "-id"], name="thread_author"),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("pinned_at__isnull", False)),
                        fields=["board", "-pinned_at"],
                        name="thread_board_pinned",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__length__lte", 100000)),
                        name="thread_source_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source_format__length__lte", 8)),
                        name="thread_source_format_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("html__length__lte", 2000000)), name="thread_html_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("gist__length__lte", 200)), name="thread_gist_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("author_role__length__lte", 12)),
                        name="thread_author_role_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("gone_reason__length__lte", 300)),
                        name="thread_gone_reason_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__length__lte", 8)), name="thread_kind_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__length__lte", 12)), name="thread_state_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state_note__length__lte", 300)),
                        name="thread_state_note_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title__length__lte", 300)), name="thread_title_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("slug__length__lte", 80)), name="thread_slug_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__length__lte", 12)),
                        name="thread_language_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("locked_reason__length__lte", 300)),
                        name="thread_locked_reason_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source_url__length__lte", 500)),
                        name="thread_source_url_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["question", "problem", "idea", "praise", "talk"])
                        ),
                        name="thread_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_hidden", False), ("deleted_at__isnull", False), _connector="OR"
                        ),
                        name="thread_hidden_is_gone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "open",
                                    "needs_info",
                                    "reported",
                                    "confirmed",
                                    "in_progress",
                                    "fixed",
                                    "wont_fix",
                                    "considering",
                                    "planned",
                                    "shipped",
                                    "declined",
                                ],
                            )
                        ),
                        name="thread_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_solved", False),
                            ("kind__in", ["problem", "question"]),
                            _connector="OR",
                        ),
                        name="thread_solved_only_solvable",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SuggestedEdit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=300)),
                ("source", models.TextField(max_length=100000)),
                ("note", models.CharField(max_length=300)),
                ("based_on", models.PositiveIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waiting"),
                            ("accepted", "Accepted"),
                            ("refused", "Not accepted"),
                            ("withdrawn", "Taken back by who suggested it"),
                            ("undone", "Accepted, and undone since"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suggestions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="suggestions",
                        to="forum.reply",
                    ),
                ),
                (
                    "revision",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="suggestion",
                        to="forum.revision",
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="suggestions",
                        to="forum.thread",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["-at", "-id"],
                        name="suggestion_open",
                    ),
                    models.Index(
                        condition=models.Q(("state", "accepted")),
                        fields=["by", "decided_at", "id"],
                        name="suggestion_accepted",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title__length__lte", 300)), name="suggestion_title_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__length__lte", 100000)),
                        name="suggestion_source_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("note__length__lte", 300)), name="suggestion_note_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__length__lte", 10)), name="suggestion_state_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason__length__lte", 300)),
                        name="suggestion_reason_cap",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("by", "thread"),
                        name="suggestion_once_thread",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("by", "reply"),
                        name="suggestion_once_reply",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reply__isnull", False), ("thread", None)),
                            models.Q(("reply", None), ("thread__isnull", False)),
                            _connector="OR",
                        ),
                        name="suggestion_of_one_post",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("note", ""), _negated=True), name="suggestion_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["open", "accepted", "refused", "withdrawn", "undone"])
                        ),
                        name="suggestion_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "open"),
                                models.Q(("decided_at__isnull", False), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="suggestion_open_or_decided",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Solution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "in_stead",
                    models.BooleanField(
                        default=False, help_text="confirmed by the company in the asker's stead"
                    ),
                ),
                ("is_workaround", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="solutions",
                        to="forum.reply",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="solutions",
                        to="forum.thread",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("thread",),
                        name="solution_one_standing",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="revision",
            name="thread",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="revisions",
                to="forum.thread",
            ),
        ),
        migrations.AddField(
            model_name="reply",
            name="thread",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="replies",
                to="forum.thread",
            ),
        ),
        migrations.CreateModel(
            name="PictureUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="picture_uses",
                        to="forum.comment",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="uses",
                        to="forum.picture",
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="picture_uses",
                        to="forum.reply",
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="picture_uses",
                        to="forum.thread",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("picture", "thread"), name="picture_thread_once"
                    ),
                    models.UniqueConstraint(fields=("picture", "reply"), name="picture_reply_once"),
                    models.UniqueConstraint(
                        fields=("picture", "comment"), name="picture_comment_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("comment", None), ("reply", None), ("thread__isnull", False)),
                            models.Q(("comment", None), ("reply__isnull", False), ("thread", None)),
                            models.Q(("comment__isnull", False), ("reply", None), ("thread", None)),
                            _connector="OR",
                        ),
                        name="picture_in_one_text",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeToo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="me_toos",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="me_toos",
                        to="forum.thread",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("thread", "member"), name="me_too_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Flag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("spam", "Spam or advertising"),
                            ("harm", "Rude or harmful"),
                            ("personal", "Shows personal data"),
                            ("place", "In the wrong place"),
                            ("other", "Something else"),
                        ],
                        max_length=8,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("is_upheld", models.BooleanField(default=False)),
                (
                    "comment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="flags",
                        to="forum.comment",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="flags",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="flags",
                        to="forum.reply",
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="flags",
                        to="forum.thread",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at", None)), fields=["-at"], name="flag_open"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__length__lte", 8)), name="flag_reason_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("note__length__lte", 300)), name="flag_note_cap"
                    ),
                    models.UniqueConstraint(fields=("member", "thread"), name="flag_once_thread"),
                    models.UniqueConstraint(fields=("member", "reply"), name="flag_once_reply"),
                    models.UniqueConstraint(fields=("member", "comment"), name="flag_once_comment"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("comment", None), ("reply", None), ("thread__isnull", False)),
                            models.Q(("comment", None), ("reply__isnull", False), ("thread", None)),
                            models.Q(("comment__isnull", False), ("reply", None), ("thread", None)),
                            _connector="OR",
                        ),
                        name="flag_on_one_post",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reason__in", ["spam", "harm", "personal", "place", "other"])
                        ),
                        name="flag_reason_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.CharField(max_length=80)),
                ("words", models.JSONField(default=dict)),
                ("before", models.JSONField(blank=True, default=dict)),
                ("version", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("thrown_at", models.DateTimeField(blank=True, null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "answers",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="forum.thread",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["saved_at"], name="draft_age")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("place__length__lte", 80)), name="draft_place_cap"
                    ),
                    models.UniqueConstraint(fields=("member", "place"), name="draft_once"),
                ],
            },
        ),
        migrations.AddField(
            model_name="comment",
            name="thread",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="comments",
                to="forum.thread",
            ),
        ),
        migrations.CreateModel(
            name="ThreadLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("related", "Related"),
                            ("duplicate", "Duplicate of"),
                            ("follow_up", "Asked after"),
                        ],
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="forum.thread",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="linked_from",
                        to="forum.thread",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__length__lte", 10)), name="thread_link_kind_cap"
                    ),
                    models.UniqueConstraint(
                        fields=("thread", "to", "kind"), name="thread_link_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("thread", models.F("to")), _negated=True),
                        name="thread_link_not_self",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.SmallIntegerField()),
                ("source", models.CharField(blank=True, max_length=20)),
                ("external_id", models.CharField(blank=True, max_length=40)),
                ("pays", models.BooleanField(default=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "reply",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="votes",
                        to="forum.reply",
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="votes",
                        to="forum.thread",
                    ),
                ),
                (
                    "voter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="votes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("source__length__lte", 20)), name="vote_source_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("external_id__length__lte", 40)),
                        name="vote_external_id_cap",
                    ),
                    models.UniqueConstraint(fields=("voter", "thread"), name="vote_once_thread"),
                    models.UniqueConstraint(fields=("voter", "reply"), name="vote_once_reply"),
                    models.UniqueConstraint(
                        condition=models.Q(("external_id", ""), _negated=True),
                        fields=("source", "external_id"),
                        name="vote_once_imported",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reply__isnull", False), ("thread", None)),
                            models.Q(("reply", None), ("thread__isnull", False)),
                            _connector="OR",
                        ),
                        name="vote_on_one_post",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__in", [1, -1])), name="vote_value"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("voter__isnull", False),
                            models.Q(("external_id", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="vote_has_voter_or_source",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WaitingThread",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.CharField(max_length=64, unique=True)),
                ("email", models.EmailField(db_index=True, max_length=254)),
                ("display_name", models.CharField(blank=True, max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("question", "Question"),
                            ("problem", "Problem"),
                            ("idea", "Idea"),
                            ("praise", "Praise"),
                            ("talk", "Talk"),
                        ],
                        max_length=8,
                    ),
                ),
                ("title", models.CharField(max_length=140)),
                ("source", models.TextField(max_length=100000)),
                ("tags", models.JSONField(default=list)),
                ("language", models.CharField(blank=True, max_length=12)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("posted_at", models.DateTimeField(null=True)),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="forum.board",
                    ),
                ),
                (
                    "follow_up_of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="forum.thread",
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="waited",
                        to="forum.thread",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("token__length__lte", 64)), name="waiting_token_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("email__length__lte", 254)), name="waiting_email_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("display_name__length__lte", 60)),
                        name="waiting_display_name_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__length__lte", 8)), name="waiting_kind_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title__length__lte", 140)), name="waiting_title_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__length__lte", 100000)),
                        name="waiting_source_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__length__lte", 12)),
                        name="waiting_language_cap",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("came_with_me_too", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "board",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="watches",
                        to="forum.board",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="watches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="watches",
                        to="forum.thread",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("member", "thread"), name="watch_once_thread"),
                    models.UniqueConstraint(fields=("member", "board"), name="watch_once_board"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("board__isnull", False), ("thread", None)),
                            models.Q(("board", None), ("thread__isnull", False)),
                            _connector="OR",
                        ),
                        name="watch_one_thing",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(
                fields=("thread", "number"), name="revision_thread_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reply__isnull", False), ("thread", None)),
                    models.Q(("reply", None), ("thread__isnull", False)),
                    _connector="OR",
                ),
                name="revision_of_one_post",
            ),
        ),
        migrations.AddIndex(
            model_name="reply",
            index=models.Index(fields=["thread", "-score", "created_at", "id"], name="reply_best"),
        ),
        migrations.AddIndex(
            model_name="reply",
            index=models.Index(fields=["thread", "created_at", "id"], name="reply_oldest"),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["thread", "created_at", "id"], name="comment_thread"),
        ),
    ]
