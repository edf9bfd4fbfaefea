"""What comes with a role, beside its name: groups, which rooms above name here.

A provider never writes and asks the database for nothing."""

from collections.abc import Callable, Collection

from accounts.enums import Role
from accounts.providers import answers

GroupsOf = Callable[[Role], Collection[str]]
_groups_of: list[GroupsOf] = []


def register_groups_of_role(provider: GroupsOf) -> None:
    """`provider(role)` gives the names of the groups that come with a role."""
    _groups_of.append(provider)


def groups_of_role(role: Role) -> set[str]:
    """Names of the groups that come with `role`; a provider that fails names none."""
    return {name for names in answers(_groups_of, role) for name in names}
