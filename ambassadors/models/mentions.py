"""What people wrote about us elsewhere. A mention's text is shown at the desk and nowhere else."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.caps import caps
from ambassadors.enums import Gone, Kind, Mood, Network
from ambassadors.models.channels import Channel

ID_LENGTH, HANDLE_LENGTH, NAME_LENGTH, URL_LENGTH = 100, 100, 100, 500
TEXT_LENGTH = 5_000


class Contact(models.Model):
    """An account on a network. `member` is who it belongs to, if they themselves said so;
    `followers` is shown as context and counts for nothing."""

    network = models.CharField(max_length=10, choices=Network.choices)
    network_id = models.CharField(max_length=ID_LENGTH)
    handle = models.CharField(max_length=HANDLE_LENGTH)
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    followers = models.PositiveIntegerField(null=True)
    is_bot = models.BooleanField(default=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="contacts"
    )
    # When somebody of ours wrote to them last, and who: the next time it is the same person's.
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            *caps(
                "contact",
                network=10,
                network_id=ID_LENGTH,
                handle=HANDLE_LENGTH,
                name=NAME_LENGTH,
            ),
            models.CheckConstraint(
                condition=Q(network__in=Network.values), name="contact_network_known"
            ),
            models.UniqueConstraint(fields=["network", "network_id"], name="contact_once"),
        ]

    def __str__(self) -> str:
        return f"@{self.handle}"


class Mention(models.Model):
    """One message. Once `gone` it holds ids alone: no text, no address, no author."""

    channel = models.ForeignKey(Channel, models.PROTECT, related_name="mentions")
    network = models.CharField(max_length=10, choices=Network.choices)
    network_id = models.CharField(max_length=ID_LENGTH)
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, related_name="mentions")
    text = models.TextField(max_length=TEXT_LENGTH, blank=True)
    url = models.CharField(max_length=URL_LENGTH, blank=True)
    language = models.CharField(max_length=10, blank=True)
    published_at = models.DateTimeField()
    arrived_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    # The conversation's id on the network, or that of the message which began it.
    conversation = models.CharField(max_length=ID_LENGTH, blank=True)
    reply_to = models.CharField(max_length=ID_LENGTH, blank=True)
    reposts = models.PositiveIntegerField(default=0)
    # Its author named or quoted our account: the networks let us answer by ourselves.
    is_summons = models.BooleanField(default=False)
    # We wrote it.
    is_own = models.BooleanField(default=False)
    is_repost = models.BooleanField(default=False)
    is_private = models.BooleanField(default=False)  # it shows somebody's personal data
    kind_guess = models.CharField(max_length=10, choices=Kind.choices, blank=True)
    kind_said = models.CharField(max_length=10, choices=Kind.choices, blank=True)
    mood_guess = models.CharField(max_length=10, choices=Mood.choices, blank=True)
    mood_said = models.CharField(max_length=10, choices=Mood.choices, blank=True)
    # What it means, packed as search.embeddings packs it.
    vector = models.BinaryField(default=bytes)
    gone = models.CharField(max_length=10, choices=Gone.choices, blank=True)
    gone_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            *caps(
                "mention",
                network=10,
                network_id=ID_LENGTH,
                text=TEXT_LENGTH,
                url=URL_LENGTH,
                language=10,
                conversation=ID_LENGTH,
                reply_to=ID_LENGTH,
                kind_guess=10,
                kind_said=10,
                mood_guess=10,
                mood_said=10,
                gone=10,
            ),
            models.CheckConstraint(
                condition=Q(network__in=Network.values), name="mention_network_known"
            ),
            models.CheckConstraint(condition=Q(gone__in=Gone.values), name="mention_gone_known"),
            models.CheckConstraint(
                condition=Q(gone="", gone_at=None)
                | (~Q(gone="") & Q(gone_at__isnull=False, text="", url="", contact=None)),
                name="mention_gone_holds_nothing",
            ),
            models.UniqueConstraint(fields=["network", "network_id"], name="mention_once"),
        ]
        indexes = [
            models.Index(fields=["contact", "-published_at"], name="mention_of_contact"),
            models.Index(fields=["network", "conversation"], name="mention_in_conversation"),
            models.Index(fields=["-published_at", "-id"], name="mention_newest"),
            models.Index(fields=["gone", "checked_at"], name="mention_to_check"),
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.network_id}"

    @property
    def kind(self) -> str:
        """What a person said it is, else what was guessed."""
        return self.kind_said or self.kind_guess

    @property
    def mood(self) -> str:
        """The same of how it sounds."""
        return self.mood_said or self.mood_guess


class Burial(models.Model):
    """Proof that a message was taken off: ids and times, nothing else. `asked_at` is when the network
    (or its author) said so, `done_at` when nothing of it was left."""

    network = models.CharField(max_length=10, choices=Network.choices)
    network_id = models.CharField(max_length=ID_LENGTH)
    why = models.CharField(max_length=10, choices=Gone.choices)
    asked_at = models.DateTimeField()
    # Null while it waits; true of a message that we never had, too.
    done_at = models.DateTimeField(null=True)
    found = models.BooleanField(default=False)

    class Meta:
        constraints = [
            *caps("burial", network=10, network_id=ID_LENGTH, why=10),
            models.UniqueConstraint(
                fields=["network", "network_id", "why", "asked_at"], name="burial_once"
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at"], condition=Q(done_at=None), name="burial_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.network_id}: {self.why}"
