"""What the views of this room share."""

from django.http import HttpRequest

from accounts.models import Member


def member_of(request: HttpRequest) -> Member:
    """The signed-in member; views under `login_required` have one."""
    assert isinstance(request.user, Member)  # noqa: S101 (narrows the type; visitors went to sign in)
    return request.user
