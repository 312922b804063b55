"""What is known of what could not be read."""

from generator.scenarios.unread import Unread

UNREAD = Unread(names=frozenset({"states.yaml", "scenarios.closed", "assumptions.market.unit"}))


def test_a_part_is_unread_with_what_it_stands_in() -> None:
    """A whole file, a whole entry, and what has a part that did not fit; not its neighbours."""
    assert UNREAD.has("states", "weak")
    assert UNREAD.has("scenarios", "closed", "set")
    assert UNREAD.has("assumptions", "market")
    assert UNREAD.has("assumptions", "market", "unit")
    assert not UNREAD.has("assumptions", "market", "value")
    assert not UNREAD.has("assumptions", "markets")
    assert not UNREAD.has("scenarios", "closed_too")


def test_parts_are_listed_by_their_keys() -> None:
    """An assumption that was read but for its unit has that one part."""
    assert UNREAD.list_parts("assumptions", "market") == {"unit"}
    assert UNREAD.list_parts("scenarios", "closed") == frozenset()
