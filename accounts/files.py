"""Folders of files that everybody may see and keep for good, which rooms above name here."""

from accounts.providers import register_files

_lasting: set[str] = set()


def register_lasting_files(folder: str) -> None:
    """Files of `folder` are for everybody and for good: nobody guesses the name of one that is not
    shown, and a name never stands for other bytes."""
    register_files(folder, None)
    _lasting.add(folder)


def is_lasting(name: str) -> bool:
    """Whether whoever has the file `name` need never ask for it again."""
    return name.partition("/")[0] in _lasting
