"""What the desk keeps about the people who write there, for their archive and their erasure."""

from accounts import providers
from blog.actions import erase_from_desk
from blog.queries import desk_files_of, desk_of


def connect() -> None:
    """Called once, by BlogConfig.ready()."""
    providers.register_export_part("desk", desk_of)
    providers.register_export_files(desk_files_of)
    providers.register_erase_part(erase_from_desk)
