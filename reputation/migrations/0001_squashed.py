"""All of the migrations up to here in one, with each table made as it stands: a new
place is ready in a third of the time. A place that has the earlier ones goes on from them."""

from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


make_first_tier = import_module("reputation.migrations.0003_programme").make_first_tier


class Migration(migrations.Migration):
    replaces = [
        ("reputation", "0001_initial"),
        ("reputation", "0002_standing_facts"),
        ("reputation", "0003_programme"),
        ("reputation", "0004_backwards_and_merged"),
        ("reputation", "0005_times_of_counts"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0009_told_of_honours"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RingRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("thresholds", models.PositiveIntegerField(default=0)),
                ("votes", models.PositiveIntegerField(default=0)),
                ("pairs", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cluster", models.PositiveIntegerField()),
                ("evidence", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Somebody of the company will look at this"),
                            ("held", "The points wait"),
                            ("reversed", "The points were taken back"),
                            ("cleared", "All is well"),
                        ],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("blocked_until", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                    "voter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="reputation.ringrun",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["run", "cluster"], name="finding_group"),
                    models.Index(fields=["-at", "-id"], name="finding_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__length__lte", 8)), name="finding_state_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason__length__lte", 300)), name="finding_reason_cap"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["open", "held"])),
                        fields=("voter", "author"),
                        name="finding_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "held", "reversed", "cleared"])),
                        name="finding_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("voter", models.F("author")), _negated=True),
                        name="finding_of_two_members",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("blocked_until__isnull", False), ("state", "reversed")),
                            models.Q(
                                ("blocked_until", None),
                                models.Q(("state", "reversed"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="finding_blocked_when_reversed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Nomination",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("evidence", models.JSONField(default=dict)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("nominated", "In review"),
                            ("invited", "Invited"),
                            ("accepted", "Accepted"),
                            ("declined", "Not approved"),
                            ("turned_down", "Turned down"),
                            ("lapsed", "Lapsed"),
                        ],
                        default="nominated",
                        max_length=12,
                    ),
                ),
                ("stage_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nominations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__length__lte", 300)),
                        name="nomination_reason_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stage__length__lte", 12)), name="nomination_stage_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stage__in",
                                [
                                    "nominated",
                                    "invited",
                                    "accepted",
                                    "declined",
                                    "turned_down",
                                    "lapsed",
                                ],
                            )
                        ),
                        name="nomination_stage_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("stage__in", ["nominated", "invited"])),
                        fields=("member",),
                        name="nomination_open_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=6)),
                ("what", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__length__lte", 6)), name="pending_kind_cap"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("thread_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("board_id", models.BigIntegerField()),
                ("tags", models.JSONField(default=list)),
                ("audience", models.CharField(blank=True, max_length=200)),
                ("language", models.CharField(blank=True, max_length=12)),
                ("kind", models.CharField(max_length=8)),
                ("at", models.DateTimeField()),
                ("stands", models.BooleanField(default=True)),
                (
                    "asker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "thanked",
                    models.ManyToManyField(related_name="thanked_in", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["board_id"], name="place_board")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("audience__length__lte", 200)),
                        name="place_audience_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__length__lte", 12)), name="place_language_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__length__lte", 8)), name="place_kind_cap"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_yes", models.BooleanField()),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "nomination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="reputation.nomination",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__length__lte", 300)), name="review_reason_cap"
                    ),
                    models.UniqueConstraint(fields=("nomination", "by"), name="review_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RingThresholds",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="number")),
                ("data", models.JSONField(verbose_name="figures")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="why")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
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
                "verbose_name": "thresholds for vote rings",
                "verbose_name_plural": "thresholds for vote rings",
                "ordering": ["-number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("note__length__lte", 300)),
                        name="ring_thresholds_note_cap",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SchemeVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="number")),
                ("preset", models.CharField(max_length=10, verbose_name="preset")),
                ("data", models.JSONField(verbose_name="figures")),
                ("backwards", models.BooleanField(default=False, verbose_name="backwards")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="why")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
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
                "ordering": ["-number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("preset__length__lte", 10)), name="scheme_preset_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("note__length__lte", 300)), name="scheme_note_cap"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("post_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("stands", models.BooleanField(default=True)),
                ("tallied", models.JSONField(default=list)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sources",
                        to="reputation.place",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="source_at")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__length__lte", 12)), name="source_kind_cap"
                    ),
                    models.UniqueConstraint(fields=("kind", "post_id"), name="source_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("points", models.IntegerField(default=0)),
                ("employee_points", models.IntegerField(default=0)),
                ("rank", models.CharField(blank=True, max_length=40)),
                ("counts", models.JSONField(default=dict)),
                ("is_listed", models.BooleanField(default=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_listed", False)),
                        fields=["member"],
                        name="standing_unlisted",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rank__length__lte", 40)), name="standing_rank_cap"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scope", models.CharField(max_length=48)),
                ("period", models.CharField(max_length=8)),
                ("ledger", models.CharField(max_length=8)),
                ("points", models.IntegerField(default=0)),
                ("solutions", models.IntegerField(default=0)),
                ("helpful", models.IntegerField(default=0)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["scope", "period", "ledger", "-solutions", "-points", "member"],
                        name="tally_solved",
                    ),
                    models.Index(
                        fields=["scope", "period", "ledger", "-points", "-solutions", "member"],
                        name="tally_points",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("scope__length__lte", 48)), name="tally_scope_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period__length__lte", 8)), name="tally_period_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ledger__length__lte", 8)), name="tally_ledger_cap"
                    ),
                    models.UniqueConstraint(
                        fields=("scope", "period", "ledger", "member"), name="tally_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("guidelines", models.PositiveIntegerField()),
                ("begins", models.DateTimeField()),
                ("ends", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", ""),
                            ("run_out", "The term ran out"),
                            ("renewed", "A new term began"),
                            ("stepped_down", "Stepped down"),
                            ("employed", "Became an employee"),
                            ("withdrawn", "Ended by the company"),
                            ("closed", "The account was closed"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="terms",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "nomination",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="term",
                        to="reputation.nomination",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["ends"], name="term_to_end"
                    ),
                    models.Index(fields=["-ended_at", "-id"], name="term_ended"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end__length__lte", 12)), name="term_end_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "end__in",
                                [
                                    "",
                                    "run_out",
                                    "renewed",
                                    "stepped_down",
                                    "employed",
                                    "withdrawn",
                                    "closed",
                                ],
                            )
                        ),
                        name="term_end_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends__gt", models.F("begins"))), name="term_forward"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end", ""), ("ended_at", None)),
                            models.Q(
                                ("ended_at__isnull", False), models.Q(("end", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="term_ended_for_a_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("member",),
                        name="term_running_once",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="nomination",
            name="renews",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewal",
                to="reputation.term",
            ),
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "capability",
                    models.CharField(
                        choices=[
                            ("recommend", "suggest edits of what others wrote"),
                            ("mark_duplicate", "mark duplicates"),
                            ("move", "move threads to another board"),
                            ("retag", "change the tags of others’ threads"),
                            ("confirm_solution", "confirm a Solution when the asker stays away"),
                        ],
                        max_length=16,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grants",
                        to="reputation.term",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__length__lte", 300)), name="grant_reason_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("capability__length__lte", 16)),
                        name="grant_capability_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "capability__in",
                                [
                                    "recommend",
                                    "mark_duplicate",
                                    "move",
                                    "retag",
                                    "confirm_solution",
                                ],
                            )
                        ),
                        name="grant_capability_known",
                    ),
                    models.UniqueConstraint(fields=("term", "capability"), name="grant_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField(max_length=20, unique=True, verbose_name="key")),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "least_points",
                    models.PositiveIntegerField(default=0, verbose_name="least points"),
                ),
                (
                    "least_solutions",
                    models.PositiveIntegerField(
                        default=0, verbose_name="least Solutions for others"
                    ),
                ),
                (
                    "least_askers",
                    models.PositiveIntegerField(default=0, verbose_name="least people helped"),
                ),
                (
                    "most_flags",
                    models.PositiveIntegerField(default=0, verbose_name="most upheld flags"),
                ),
                (
                    "window_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(90, "the last 90 days"), (365, "the last 365 days")],
                        null=True,
                        verbose_name="window",
                    ),
                ),
                (
                    "term_days",
                    models.PositiveSmallIntegerField(
                        default=365, verbose_name="length of a term in days"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "superuser tier",
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("key__length__lte", 20)), name="tier_key_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name__length__lte", 60)), name="tier_name_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("term_days__gte", 1), ("term_days__lte", 1100)),
                        name="tier_term_days",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="term",
            name="tier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="terms",
                to="reputation.tier",
            ),
        ),
        migrations.AddField(
            model_name="nomination",
            name="tier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="nominations",
                to="reputation.tier",
            ),
        ),
        migrations.CreateModel(
            name="Trace",
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
                        choices=[("network", "Network"), ("device", "Device")], max_length=8
                    ),
                ),
                ("digest", models.CharField(max_length=32)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="trace_at")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__length__lte", 8)), name="trace_kind_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest__length__lte", 32)), name="trace_digest_cap"
                    ),
                    models.UniqueConstraint(fields=("member", "digest"), name="trace_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Award",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("answer_helpful", "Somebody found an answer helpful"),
                            ("question_helpful", "Somebody found a thread helpful"),
                            ("solution", "An answer solved it"),
                            ("accepting", "You said what solved it"),
                            ("recommended", "The company recommends an answer"),
                            ("howto", "A how-to was made from an answer"),
                            ("edit_approved", "An edit was accepted"),
                            ("unhelpful", "Somebody found it unhelpful"),
                            ("unhelpful_given", "You found an answer unhelpful"),
                            ("flag_upheld", "Taken off the pages as spam or abuse"),
                            ("cap", "More than a day counts"),
                        ],
                        max_length=16,
                    ),
                ),
                ("scheme", models.PositiveIntegerField()),
                ("times", models.PositiveIntegerField(default=1)),
                ("nominal", models.IntegerField()),
                ("counted", models.IntegerField()),
                ("is_held", models.BooleanField(default=False)),
                ("source_kind", models.CharField(max_length=12)),
                ("source_id", models.BigIntegerField()),
                ("post_kind", models.CharField(blank=True, max_length=12)),
                ("post_id", models.BigIntegerField(blank=True, null=True)),
                (
                    "ledger",
                    models.CharField(
                        choices=[("customer", "Customers"), ("employee", "Employees")], max_length=8
                    ),
                ),
                ("turn", models.PositiveIntegerField(default=1)),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", ""),
                            ("undone", "It was taken back"),
                            ("gone", "The post is gone"),
                            ("corrected", "The rule was corrected"),
                            ("day", "The day was counted again"),
                            ("full", "Enough other edits count"),
                            ("ring", "The votes were not independent"),
                            ("held", "It waits until somebody has looked"),
                            ("cleared", "Somebody has looked, and all is well"),
                            ("merged", "Two accounts of one person became one"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "counterpart",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="reputation.award",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["member", "ledger", "at"], name="award_of_a_day"),
                    models.Index(fields=["source_kind", "source_id"], name="award_source"),
                    models.Index(fields=["post_kind", "post_id"], name="award_post"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rule__length__lte", 16)), name="award_rule_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source_kind__length__lte", 12)),
                        name="award_source_kind_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("post_kind__length__lte", 12)),
                        name="award_post_kind_cap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ledger__length__lte", 8)), name="award_ledger_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why__length__lte", 10)), name="award_why_cap"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("reverses", None)),
                        fields=("source_kind", "source_id", "rule", "member", "ledger", "turn"),
                        name="award_once_a_turn",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "rule__in",
                                [
                                    "answer_helpful",
                                    "question_helpful",
                                    "solution",
                                    "accepting",
                                    "recommended",
                                    "howto",
                                    "edit_approved",
                                    "unhelpful",
                                    "unhelpful_given",
                                    "flag_upheld",
                                    "cap",
                                ],
                            )
                        ),
                        name="award_rule_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ledger__in", ["customer", "employee"])),
                        name="award_ledger_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("turn__gte", 1)), name="award_turn_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_held", False), ("counted", 0), _connector="OR"),
                        name="award_held_counts_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reverses", None), ("why", "")),
                            models.Q(
                                ("reverses__isnull", False), models.Q(("why", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="award_reversed_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BadgeAward",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("badge", models.CharField(max_length=24)),
                ("subject", models.CharField(blank=True, max_length=40)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="badges",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("revoked_at", None)),
                        fields=["badge", "-at"],
                        name="badge_newest",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("badge__length__lte", 24)), name="badge_badge_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("subject__length__lte", 40)), name="badge_subject_cap"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("member", "badge", "subject"),
                        name="badge_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=2000)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answer", models.TextField(blank=True, max_length=2000)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("is_granted", models.BooleanField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appeals",
                        to="reputation.finding",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text__length__lte", 2000)), name="appeal_text_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer__length__lte", 2000)), name="appeal_answer_cap"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at", None)),
                        fields=("finding", "by"),
                        name="appeal_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Guidelines",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="number")),
                ("text", models.TextField(max_length=8000, verbose_name="text")),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="when"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "guidelines",
                "verbose_name_plural": "guidelines",
                "ordering": ["-number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text__length__lte", 8000)), name="guidelines_text_cap"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MemberOfTheWeek",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("week", models.CharField(max_length=8, unique=True)),
                ("words", models.CharField(max_length=500)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("week__length__lte", 8)), name="week_member_week_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words__length__lte", 500)),
                        name="week_member_words_cap",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Perk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(max_length=120)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="perks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("what__length__lte", 120)), name="perk_what_cap"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("note__length__lte", 300)), name="perk_note_cap"
                    ),
                ],
            },
        ),
        migrations.RunPython(make_first_tier, migrations.RunPython.noop),
    ]
