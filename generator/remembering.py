"""Turns a function of immutable values into one that does not do again what it did last time.

A process that builds once gains nothing by it and loses nothing. One that builds after every edit,
as the preview does, works out only what the edit touches.
"""

import dataclasses
import datetime as dt
import functools
from collections.abc import Callable
from decimal import Decimal
from pathlib import PurePath
from types import MappingProxyType
from typing import Any, ParamSpec, TypeVar, cast

Given = ParamSpec("Given")
Made = TypeVar("Made")

_PLAIN = (bytes, dt.date, int, PurePath, str)
_PRINTED = frozenset((Decimal, float))
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
    if issubclass(kind, _PLAIN):
        return bool(one == other)
    if kind in _PRINTED:
        return repr(one) == repr(other)
    return _are_parts_same(kind, one, other)


def _are_parts_same(kind: type, one: Any, other: Any) -> bool:  # noqa: ANN401 -- as above
    if kind in (tuple, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    if kind in (dict, MappingProxyType):
        return tuple(one) == tuple(other) and all(is_same(one[key], other[key]) for key in one)
    if dataclasses.is_dataclass(kind):
        names = _fields_of(kind)
        return all(is_same(getattr(one, name), getattr(other, name)) for name in names)
    return False


@functools.cache
def _fields_of(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))
