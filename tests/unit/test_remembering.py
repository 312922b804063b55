"""Tests of what a process need not do again."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import pytest

from generator.remembering import forget, is_same, remembered, settled


@dataclass(frozen=True, slots=True)
class Part:
    """A value of ours."""

    name: str
    share: Decimal
    parts: tuple["Part", ...] = ()


@dataclass(frozen=True, slots=True)
class Other:
    """A value that looks the same."""

    name: str
    share: Decimal
    parts: tuple[Part, ...] = ()


SAME = [
    (Part("a", Decimal("1.0"), (Part("b", Decimal(2)),)),) * 2,
    (Part("a", Decimal("1.0")), Part("a", Decimal("1.0"))),
    ({"a": (1, 2.5, None)}, {"a": (1, 2.5, None)}),
    (MappingProxyType({"a": "b"}), MappingProxyType({"a": "b"})),
    ([b"x", Path("y"), dt.date(2026, 1, 1)], [b"x", Path("y"), dt.date(2026, 1, 1)]),
    (float("nan"), float("nan")),
]
DIFFERENT = [
    (Decimal("1.0"), Decimal("1.00")),
    (0.0, -0.0),
    (1, True),
    (1, 1.0),
    ((1, 2), (1, 2, 3)),
    ((1, 2), [1, 2]),
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    ({"a": 1}, MappingProxyType({"a": 1})),
    (Part("a", Decimal(1)), Other("a", Decimal(1))),
    (Part("a", Decimal(1)), Part("a", Decimal(1), (Part("b", Decimal(1)),))),
    (object(), object()),
    (lambda: 1, lambda: 1),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_nothing_can_tell_apart_is_the_same(one: object, other: object) -> None:
    """Values that were read twice from the same text are the same."""
    assert is_same(one, other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_equal_is_not_enough(one: object, other: object) -> None:
    """What prints differently, or is of another kind or order, is not the same."""
    assert not is_same(one, other)
    assert not is_same((one,), (other,))


def test_the_last_result_is_given_again_for_each_name() -> None:
    """It is made anew when the values differ, and then the older one is gone."""
    calls = []

    @remembered(lambda name, _size: name)
    def make(name: str, size: Decimal) -> str:
        calls.append((name, size))
        return f"{name} {size}"

    sizes = [Decimal("1.0"), Decimal("1.0"), Decimal("1.00"), Decimal("1.0")]
    made = [make("a", size) for size in sizes] + [make("b", Decimal("1.0")), make("a", sizes[0])]

    assert made == ["a 1.0", "a 1.0", "a 1.00", "a 1.0", "b 1.0", "a 1.0"]
    assert [name for name, _ in calls] == ["a", "a", "a", "b"]
    forget()
    make("b", Decimal("1.0"))
    assert [name for name, _ in calls] == ["a", "a", "a", "b", "b"]


def test_what_raised_is_tried_again() -> None:
    """An error is the answer to one call, not to the next."""
    answers = iter((ValueError("first"), "second"))

    @remembered(lambda: "")
    def make() -> str:
        answer = next(answers)
        if isinstance(answer, str):
            return answer
        raise answer

    with pytest.raises(ValueError, match="first"):
        make()

    assert make() == "second"
    assert make() == "second"


def test_what_is_settled_stays_the_one_that_was_first() -> None:
    """A value that is the same is exchanged for the first; another takes its place."""
    first, again = Part("a", Decimal(1)), Part("a", Decimal(1))
    other = Part("a", Decimal("1.0"))

    assert settled("x", first) is first
    assert settled("x", again) is first
    assert settled("x", other) is other
    assert settled("x", first) is first
