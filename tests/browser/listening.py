"""A desk with something of everything, heard from a network that does what a test says."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.models import Member
from ambassadors.actions.claims import claim_item
from ambassadors.actions.compliance import bury_waiting, note_burials
from ambassadors.actions.issues import put_to_issue, write_issue
from ambassadors.actions.samples import draw_sample
from ambassadors.actions.scoring import WITHOUT_INDEX, score_waiting
from ambassadors.channels.base import Vanished
from ambassadors.desk import desk_changed
from ambassadors.enums import ChannelKind, Gone, Network, NoiseKind
from ambassadors.models import Channel, Department, DeskSettings, Issue, Item, NoiseRule
from tests.ambassadors.hearing import hear, heard

TROUBLE = (
    "@OstrelHelp no heating since the update and we have a newborn. What can I do with the hub?"
)


@dataclass
class Desk:
    """Items by what is to be seen of them."""

    channel: Channel
    notable: Item
    claimed: Item
    ignored: Item
    gone: Item
    answered: Item
    issue: Issue


def fill(by: Member) -> Desk:
    """`by` has one of them."""
    now = timezone.now()
    DeskSettings.objects.create(pk=1, brand="Ostrel", products="hub\nleaf")
    NoiseRule.objects.create(name="Giveaways", kind=NoiseKind.GIVEAWAY)
    channel = Channel.objects.create(kind=ChannelKind.X, name="X", handle="OstrelHelp")
    desk_changed()
    soon = {"published_at": now - timedelta(minutes=5)}
    notable, claimed, ignored, gone, answered = hear(
        channel,
        heard("1", TROUBLE, handle="joss", author="joss", reposts=21, **soon),
        heard("2", "@OstrelHelp thank you, the leaf is warm again!", **soon),
        heard("3", "Join our giveaway and win an Ostrel hub", **soon),
        heard("4", "@OstrelHelp is the hub water proof?", **soon),
        heard("5", "@OstrelHelp my number is 020 555 0199 11, call me about the leaf", **soon),
        heard("6", "Did you look at the fuse?", is_own=True, reply_to="5", **soon),
        at=now,
    )
    score_waiting(at=now + WITHOUT_INDEX)
    claim_item(claimed, by=by, at=now)
    draw_sample(at=now)
    note_burials([Vanished(Network.X, Gone.DELETED, now, network_id="4")])
    bury_waiting(at=now)
    Department.objects.create(name="Legal").members.add(by)
    issue = write_issue(by=by, name="Hub stays cold", is_incident=True, words="hub cold")
    put_to_issue(notable, issue, by=by, at=now)
    claimed.refresh_from_db()
    return Desk(channel, notable, claimed, ignored, gone, answered, issue)
