"""Numbers in texts, and names that are free."""

import pytest

from accounts.names import free_name
from accounts.numbers import number_in


@pytest.mark.parametrize("text", ["", "-1", "+1", " 1", "1.0", "²", "١", "1" * 19, "x"])
def test_what_is_no_number(text: str) -> None:
    assert number_in(text) is None


def test_a_number_has_so_many_digits() -> None:
    assert (number_in("0"), number_in("007"), number_in("9" * 18)) == (0, 7, 10**18 - 1)
    assert (number_in("12", digits=2), number_in("123", digits=2)) == (12, None)


def test_the_first_name_that_is_free() -> None:
    assert free_name("hub", {"hubs"}) == "hub"
    assert free_name("hub", {"hub", "hub-2", "hub-4"}) == "hub-3"
