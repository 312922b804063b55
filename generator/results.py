"""Turns what was computed into named quantities with their origin, and to JSON and back."""

import dataclasses
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, get_args, get_origin, get_type_hints

from generator.errors import Location, ReportError

FORMAT = 1
"""History: 1, the first."""

_NUMBER = re.compile(r"-?[0-9]{1,27}(\.[0-9]+)?")
"""Numbers in results.json: in full, without an exponent."""

UNITS = ("count", "flop", "nat", "ratio", "second", "share", "wan_yuan")
"""Units of a Quantity: `share` is 0 to 1; `wan_yuan` is CNY 10,000 (万元); `nat` is a loss."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What made a quantity; enough to make it again."""

    function: str
    """Qualified name, for example `generator.scenarios.profit.adjusted_profit`."""
    inputs: tuple[str, ...] = ()
    """Names of the quantities it was made from."""
    seeds: tuple[int, ...] = ()
    fingerprints: tuple[str, ...] = ()
    """`name=sha256:…` of each dataset or weights file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One number that the report may print."""

    name: str
    value: Decimal
    unit: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One computed word, such as the class that a network knows best."""

    name: str
    words: str
    """Id of the words in strings.yaml, for example `class.automobile`."""
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """One network trained from several seeds and measured on one dataset."""

    network: str
    dataset: str
    """Name of the dataset, for example `cifar10-jpeg`; its words are in strings.yaml."""
    fingerprint: str
    classes: tuple[str, ...]
    seeds: tuple[int, ...]
    accuracies: tuple[Decimal, ...]
    """Share of the whole test set that is right, one per seed."""
    loss_steps: tuple[int, ...]
    """Optimizer steps done at each point of the loss history."""
    losses: tuple[tuple[Decimal, ...], ...]
    """Mean training loss in nats since the point before; a row per seed."""
    confusion: tuple[tuple[int, ...], ...]
    """Pictures of true class (row) taken for class (column), of the first seed's weights."""
    recalls: tuple[Decimal, ...]
    """Share of each class that is right, of the first seed's weights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one scenario comes to, in 万元."""

    scenario: str
    revenue: Decimal
    cost: Decimal
    open_source_cost: Decimal
    open_source_revenue: Decimal
    adjusted_revenue: Decimal
    adjusted_cost: Decimal
    profit: Decimal
    break_even_open_source_revenue: Decimal
    """The open-source revenue at which profit is zero."""


@dataclass(frozen=True, kw_only=True)
class Results:
    """All that was computed: the seam between the heavy and the light half of a build."""

    quantities: tuple[Quantity, ...] = ()
    labels: tuple[Label, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, Quantity]:
        """Look quantities up by their name."""
        return {quantity.name: quantity for quantity in self.quantities}

    @cached_property
    def label_by_name(self) -> Mapping[str, Label]:
        """Look labels up by their name."""
        return {label.name: label for label in self.labels}


def results_to_json(results: Results) -> str:
    """Write results as text, the same bytes for the same results."""
    plain = {"format": FORMAT, **_to_plain(results)}
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


def results_from_json(text: str, path: str) -> Results:
    """Read results back from text.

    Raises: ReportError, when the text is no JSON, of another format, or of another shape.
    """
    try:
        plain = json.loads(text)
    except RecursionError as error:
        raise ReportError(
            "this is no JSON: it is nested too deeply", at=Location(path=path)
        ) from error
    except json.JSONDecodeError as error:
        at = Location(path=path, line=error.lineno, column=error.colno)
        raise ReportError(f"this is no JSON: {error.msg}", at=at) from error
    at = Location(path=path)
    found = plain.pop("format", None) if isinstance(plain, dict) else None
    if found != FORMAT:
        message = f"results of format {FORMAT} expected, found {found!r}"
        raise ReportError(message, at=at, hint="build again without `--results`")
    try:
        results: Results = _from_plain(Results, plain, "results")
    except (TypeError, KeyError) as error:
        raise ReportError(f"results of another shape: {error}", at=at) from error
    return results


def _to_plain(value: object) -> Any:  # noqa: ANN401 -- JSON has no narrower type
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_to_plain(item) for item in value]
    return format(value, "f") if isinstance(value, Decimal) else value


def _from_plain(kind: Any, plain: Any, where: str) -> Any:  # noqa: ANN401 -- as above
    if dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        if not isinstance(plain, dict) or set(plain) != set(hints):
            expected = ", ".join(hints)
            message = f"`{where}` must be an object of {expected}"
            raise TypeError(message)
        parts = {k: _from_plain(hints[k], v, f"{where}.{k}") for k, v in plain.items()}
        return kind(**parts)  # type: ignore[operator]  # a class, not an instance of one
    if get_origin(kind) is tuple and isinstance(plain, list):
        return tuple(_from_plain(get_args(kind)[0], item, where) for item in plain)
    if kind is Decimal and isinstance(plain, str) and _NUMBER.fullmatch(plain):
        return Decimal(plain)
    if not isinstance(plain, kind) or isinstance(plain, bool):
        message = f"`{where}` must be {kind.__name__}, found {plain!r}"
        raise TypeError(message)
    return plain


_SCALARS = {
    str: {"type": "string"},
    int: {"type": "integer"},
    Decimal: {"type": "string", "pattern": f"^{_NUMBER.pattern}$"},
}


def results_schema() -> dict[str, Any]:
    """Describe results.json.

    Source: JSON Schema, draft 2020-12.
    """
    schema = _schema_of(Results)
    schema["properties"] = {"format": {"const": FORMAT}, **schema["properties"]}
    schema["required"] = ["format", *schema["required"]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Results of a report",
        **schema,
    }


def _schema_of(kind: Any) -> dict[str, Any]:  # noqa: ANN401 -- a type form, such as tuple[int, ...]
    if dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        return {
            "type": "object",
            "properties": {name: _schema_of(hint) for name, hint in hints.items()},
            "required": list(hints),
            "additionalProperties": False,
        }
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _schema_of(get_args(kind)[0])}
    return dict(_SCALARS[kind])
