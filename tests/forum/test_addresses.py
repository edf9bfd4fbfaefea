"""Addresses that are written out for speed are those of the url patterns."""

import re

from django.test import Client
from django.urls import resolve, reverse

from accounts.models import Member
from forum.actions.replies import comment_on
from forum.models import Reply, Thread
from forum.templatetags.replies import commentlink
from forum.templatetags.threads import votelink


def test_addresses_written_out_equal_the_patterns(
    thread: Thread, answer: Reply, noor: Member
) -> None:
    assert thread.get_absolute_url() == reverse("forum:thread", args=[thread.pk, thread.slug])
    assert answer.get_absolute_url() == reverse("forum:reply", args=[thread.pk, answer.pk])
    assert commentlink(answer) == reverse("forum:reply-comment", args=[answer.pk])
    assert commentlink(thread) == reverse("forum:thread-comment", args=[thread.pk])
    assert noor.get_absolute_url() == reverse("accounts:profile", args=["noor"])
    assert votelink(answer) == reverse("forum:reply-vote", args=[answer.pk])
    assert votelink(thread) == reverse("forum:thread-vote", args=[thread.pk])


def test_every_form_and_link_of_a_thread_leads_somewhere(
    thread: Thread, answer: Reply, maren: Member, noor: Member, as_member: object
) -> None:
    """Each address of ours on the page is one that the house knows."""
    comment_on(answer, by=noor, source="Thank you.")
    for member in (noor, maren):
        client: Client = as_member(member)  # type: ignore[operator]
        page = client.get(thread.get_absolute_url()).content.decode()
        found = set(re.findall(r'(?:action|formaction|href|hx-post)="(/[^"#?]*)', page))
        for address in sorted(found - {a for a in found if a.startswith("/static/")}):
            assert resolve(address), address
        assert len([a for a in found if a.startswith(("/r/", "/t/", "/c/"))]) > 8
