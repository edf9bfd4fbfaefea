"""The help blog of the browser's community: a how-to with every block, a tip, and a series."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Member
from blog.actions import make_topic
from blog.actions.checks import digest_of, open_check
from blog.actions.publishing import settle_post
from blog.enums import Doubt, Part
from blog.models import (
    Announcement,
    Credit,
    Feedback,
    HowTo,
    Post,
    Release,
    Series,
    SeriesPart,
    Source,
    Tip,
)
from forum.models import Board, Reply, Tag

CODE = "status = waiting " * 14
STEPS = [
    (
        "text",
        "<p>Older boilers understand <b>one word</b>, see <a href='https://example.org/'>here</a>.</p>",
    ),
    ("heading", "Before you begin"),
    (
        "step",
        {
            "title": "Read the label",
            "body": [
                ("text", "<ol><li>Look underneath.</li><li>Note the year.</li></ol>"),
                ("picture", {"image": None, "alt": "The label", "caption": "", "missing": "a.png"}),
                ("callout", {"kind": "warning", "text": "<p>Leave the cover on.</p>"}),
            ],
            "branch": {"yes": "Go on.", "no": "Ask us.", "no_step": 2},
        },
    ),
    (
        "step",
        {
            "title": "Change the link",
            "body": [
                ("path", ["Boiler", "Installer", "Link"]),
                ("code", {"code": CODE, "name": "What the log says"}),
                ("callout", {"kind": "tip", "text": "<p>Turn slowly.</p>"}),
                (
                    "video",
                    {"url": "https://vimeo.com/123456789", "title": "The dial", "minutes": 3},
                ),
                (
                    "table",
                    {
                        "caption": "Boilers",
                        "rows": [["Name", "Year", "Link"], ["Alderwick", "2009", "two-wire"]],
                    },
                ),
            ],
            "branch": {"yes": "", "no": "", "no_step": None},
        },
    ),
]


def fill(maren: Member, tomasz: Member, noor: Member, answer: Reply) -> Post:
    """Published, and made of the Solution `answer`."""
    topic = make_topic(slug="heating", title="Heating", introduction="Cold or hot.", by=maren)
    howto = HowTo(
        title="Set the link by hand",
        slug="set-the-link",
        summary="How an older boiler hears the hub.",
        author=maren,
        minutes=6,
        platform="Hub, second series",
        needs=[("item", "A wooden spoon")],
        steps=STEPS,
    )
    howto.tags = [Tag.objects.get(slug="boiler")]
    howto.releases = [Release.objects.create(product="Hub", name="4.2", released_on="2026-10-01")]
    tip = Tip(title="Let it exercise", slug="exercise", summary="Once a month.", author=maren)
    tip.body = "<p>Turn each valve once.</p>"
    plain = HowTo(
        title="Plain", slug="plain", summary="Steps alone.", author=maren, steps=STEPS[2:]
    )
    issue = Announcement(
        title="The hub forgets its boiler",
        slug="the-hub-forgets",
        summary="After an update.",
        symptom="<p>It asks for the boiler each morning.</p>",
        workaround="<p>Turn it off and on.</p>",
        next_update_at=timezone.now() - timedelta(hours=1),
        author=maren,
    )
    issue.boards = [Board.objects.get(slug="heating")]
    for post in (howto, tip, plain, issue):
        topic.add_child(instance=post)
        post.save_revision(user=maren).publish(skip_permission_checks=True)
    Credit.objects.create(post=howto, member=tomasz, part=Part.SOLVER)
    Credit.objects.create(post=howto, member=noor, part=Part.ASKER)
    Source.objects.create(
        howto=howto,
        thread=answer.thread,
        reply=answer,
        digest=digest_of(answer.source),
        by=maren,
        is_published=True,
    )
    series = Series.objects.create(title="First steps", slug="first-steps")
    for place, post in enumerate((howto, tip)):
        SeriesPart.objects.create(series=series, post=post, sort_order=place)
    settle_post(howto.pk)
    open_check(issue, Doubt.LATE)
    words = {"edition": 1, "is_helpful": False, "words": "Mine has no dial."}
    Feedback.objects.create(post=howto, **words)
    return Post.objects.get(pk=howto.pk)
