"""What a scenario changes, as the explorer's tables tell its script."""

from decimal import Decimal

from generator.documents.explorer_tables import resolve_changes
from generator.inputs.nouns import Scenario
from tests.prose import AT


def test_changes_of_a_chain() -> None:
    """What a scenario sets goes over what its base sets; what it scales is scaled once more."""
    one, two, three = Decimal(1), Decimal(2), Decimal(3)
    chain = {
        "a": Scenario(
            name="a", changes=(("x", one), ("y", one)), factors=(("u", two), ("v", two)), at=AT
        ),
        "b": Scenario(
            name="b",
            base="a",
            changes=(("y", two), ("v", one)),
            factors=(("x", three), ("u", three), ("w", three)),
            at=AT,
        ),
        "c": Scenario(name="c", base="b", changes=(("z", three),), at=AT),
    }
    changes = resolve_changes("c", chain)

    assert changes.given == {"x": three, "y": two, "v": one, "z": three}
    assert changes.factors == {"u": (two, three), "w": (three,)}
    assert (changes.find_factor("u"), changes.find_factor("x")) == (Decimal(6), None)
