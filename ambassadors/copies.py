"""Whether somebody's own words are another's after all: a mention is never copied into a thread."""

from ambassadors.wording import words_of

# So many words in a row are a quotation, whoever wrote them.
IN_A_ROW = 8
# Of the mention's runs of three words, so many may come back by chance.
RUN, SHARE = 3, 0.5


def is_near_copy(own: str, theirs: str) -> bool:
    """Whether `own` repeats `theirs`: eight words in a row, or half of all its runs of three, or all
    of a message that is shorter. Signs, case and names that are called (@…) do not count."""
    mine, other = words_of(own), words_of(theirs)
    if not mine or not other:
        return False
    if len(other) < RUN:
        return mine == other
    runs = _runs(other, RUN)
    if len(runs & _runs(mine, RUN)) >= SHARE * len(runs):
        return True
    return bool(_runs(mine, IN_A_ROW) & _runs(other, IN_A_ROW))


def _runs(words: list[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}
