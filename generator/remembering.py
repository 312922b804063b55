"""Turns a function of immutable values into one that does not do again what it did last time.

A process that builds once gains nothing by it and loses nothing. One that builds after every edit,
as the preview does, works out only what the edit touches.
"""

import dataclasses
import datetime as dt
import functools
import operator
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import PurePath
from types import MappingProxyType
from typing import Any, ParamSpec, TypeVar, cast

Given = ParamSpec("Given")
Made = TypeVar("Made")

_PLAIN = (bytes, dt.date, int, PurePath, str)
_COMPARISONS: dict[type, Callable[[Any, Any], bool]] = {}
_SETTLED: dict[object, object] = {}
_KEPT: list[dict[Any, Any]] = [_SETTLED]


def remembered(
    name_of: Callable[..., object],
) -> Callable[[Callable[Given, Made]], Callable[Given, Made]]:
    """Let a function give its last result again where it is called with the same values.

    One result is kept for each name that `name_of` makes of the arguments: of a section, say, its
    language and id. What raises an error is not kept.
    """

    def remember(function: Callable[Given, Made]) -> Callable[Given, Made]:
        kept: dict[object, tuple[object, Made]] = {}
        _KEPT.append(kept)

        @functools.wraps(function)
        def call(*arguments: Given.args, **options: Given.kwargs) -> Made:
            name, given = name_of(*arguments, **options), (arguments, options)
            last = kept.get(name)
            if last and is_same(last[0], given):
                return last[1]
            made = function(*arguments, **options)
            kept[name] = given, made
            return made

        return call

    return remember


def settled(name: object, value: Made) -> Made:
    """Give the value that was settled last under this name, if it is the same; else this one.

    What is compared often is then compared by which it is.
    """
    last = _SETTLED.get(name)
    if last is not None and is_same(last, value):
        return cast("Made", last)
    _SETTLED[name] = value
    return value


def forget() -> None:
    """Let everything be made again."""
    for kept in _KEPT:
        kept.clear()


def is_same(one: Any, other: Any) -> bool:  # noqa: ANN401 -- any value
    """Tell whether nothing could tell two values apart, short of asking which is which.

    Equal is not enough: 1.0 and 1.00 are equal, and are not printed alike. Of values of a kind
    that is unknown here only one and the same is the same.
    """
    if one is other:
        return True
    kind = type(one)
    if kind is not type(other):
        return False
    if kind not in _COMPARISONS:
        _COMPARISONS[kind] = _comparison_of(kind)
    return _COMPARISONS[kind](one, other)


def _comparison_of(kind: type) -> Callable[[Any, Any], bool]:
    if issubclass(kind, _PLAIN):
        return operator.eq
    if kind in (Decimal, float):
        return lambda one, other: repr(one) == repr(other)
    if kind in (tuple, list):
        return lambda one, other: len(one) == len(other) and _are_same(one, other)
    if kind in (dict, MappingProxyType):
        return lambda one, other: (
            tuple(one) == tuple(other) and _are_same(one.values(), other.values())
        )
    if dataclasses.is_dataclass(kind):
        # With one name it would give the part itself, with none it could not be called.
        parts_of = operator.attrgetter("__class__", "__class__", *_names_of(kind))
        return lambda one, other: _are_same(parts_of(one), parts_of(other))
    return operator.is_


def _are_same(ones: Iterable[Any], others: Iterable[Any]) -> bool:
    for one, other in zip(ones, others, strict=True):
        if one is not other and not is_same(one, other):
            return False
    return True


def _names_of(kind: Any) -> Iterator[str]:  # noqa: ANN401 -- a class made by `dataclass`
    return (field.name for field in dataclasses.fields(kind))
