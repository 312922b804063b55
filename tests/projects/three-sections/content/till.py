"""A till."""


# region: sum
def add_up(takings: list[int]) -> int:
    """Add up a day's takings."""
    return sum(takings)


# endregion
