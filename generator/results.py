"""Turns what was computed into named quantities with their origin, and to JSON and back."""

import dataclasses
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, get_args, get_origin, get_type_hints

from generator.errors import Location, ReportError
from generator.remembering import remembered

FORMAT = 2
"""History: 1, the first; 2, years, risk, sensitivity and decision of the scenarios, more of each
evaluation."""

_NUMBER = re.compile(r"-?[0-9]{1,27}(\.[0-9]+)?")
"""Numbers in results.json: in full, without an exponent."""

_OF_SHARES = ("share", "share_difference")
UNITS = ("count", "flop", "nat", "ratio", "second", *_OF_SHARES, "wan_yuan", "year")
"""Units of a Quantity: `share` is 0 to 1, `share_difference` how far two of them lie apart;
`wan_yuan` is CNY 10,000 (万元); `nat` is a loss."""


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
    """Id of the words in strings.yaml, for example `class.automobile`; empty where `text` says
    it."""
    text: str = ""
    """What every language writes alike, such as the name of a processor."""
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationBin:
    """The pictures whose class was named with a probability within one interval."""

    n_pictures: int
    n_right: int
    confidence: Decimal
    """Mean probability given to the class named; 0 where there is no picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """One network trained from several seeds and measured on one dataset."""

    network: str
    dataset: str
    """Name of the dataset, for example `cifar10-jpeg`; its words are in strings.yaml."""
    fingerprint: str
    classes: tuple[str, ...]
    seeds: tuple[int, ...]
    """The networks measured; the first one's weights are those that are shipped."""
    accuracies: tuple[Decimal, ...]
    """Share of the whole test set that is right, one per seed."""
    recalls: tuple[tuple[Decimal, ...], ...]
    """Share of each class that is right; a row per seed."""
    confusion: tuple[tuple[int, ...], ...]
    """Pictures of true class (row) taken for class (column), of the first seed's weights."""
    calibration: tuple[CalibrationBin, ...]
    """15 intervals of equal width from 0 to 1, of the first seed's weights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """How one network's training went, on all but the held-out training pictures."""

    network: str
    dataset: str
    n_held_out: int
    seeds: tuple[int, ...]
    steps: tuple[int, ...]
    """Optimizer steps done at each point."""
    losses: tuple[tuple[Decimal, ...], ...]
    """Mean training loss in nats since the point before; a row per seed."""
    held_out_accuracies: tuple[tuple[Decimal, ...], ...]
    """Share of the held-out pictures that is right; a row per seed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterBank:
    """The first layer of one network, of the weights that are shipped."""

    network: str
    n_rows: int
    n_columns: int
    filters: tuple[tuple[Decimal, ...], ...]
    """A row per filter: its weights, colour by colour, row by row."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """What one scenario comes to over the years; each row starts with year 0, today."""

    scenario: str
    adopters: tuple[Decimal, ...]
    """Adopters at the end of each year."""
    open_source_revenues: tuple[Decimal, ...]
    cash_flows: tuple[Decimal, ...]
    cumulative: tuple[Decimal, ...]
    discounted_cumulative: tuple[Decimal, ...]
    npv: Decimal
    """Net present value: the last of `discounted_cumulative`."""
    irr: tuple[Decimal, ...]
    """Every internal rate of return above −1, a share per year; there may be none, or several."""
    payback: tuple[Decimal, ...]
    """Years until the cumulative cash flow stays at zero or above; empty when it never does, and
    when it is never below."""
    discounted_payback: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """Where one assumption, all others kept, brings one scenario to zero."""

    scenario: str
    assumption: str
    measure: str
    """`profit` or `npv`."""
    low: Decimal
    high: Decimal
    """The range searched: the assumption's own, scaled as the scenario scales it."""
    roots: tuple[Decimal, ...]
    """Values at which the measure is zero; empty when there is none in range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """How one measure of one scenario is distributed."""

    scenario: str
    measure: str
    """`profit` or `npv`, in 万元."""
    n_draws: int
    mean: Decimal
    mean_error: Decimal
    """Standard error of the mean."""
    deviation: Decimal
    p5: Decimal
    p25: Decimal
    p50: Decimal
    p75: Decimal
    p95: Decimal
    loss_share: Decimal
    """Probability of less than zero."""
    value_at_risk: Decimal
    """The loss not exceeded with 95 % probability; a gain is negative."""
    expected_shortfall: Decimal
    """The mean loss of the worst 5 %."""
    edges: tuple[Decimal, ...]
    """Bounds of the histogram's bins, one more than there are bins."""
    counts: tuple[int, ...]
    """Draws in each bin; the first and the last one hold all that lies beyond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """What one assumption, moved alone from P5 to P95, does to the NPV of one scenario."""

    scenario: str
    assumption: str
    low: Decimal
    """P5: one draw in twenty is below it."""
    high: Decimal
    """P95: one draw in twenty is above it."""
    npv_at_low: Decimal
    npv_at_high: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SobolIndex:
    """The share of the variance of one scenario's NPV that one assumption accounts for."""

    scenario: str
    assumption: str
    first: Decimal
    first_low: Decimal
    first_high: Decimal
    total: Decimal
    total_low: Decimal
    total_high: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The NPV of one scenario over two assumptions at once."""

    scenario: str
    row: str
    """The assumption that changes from row to row."""
    column: str
    row_values: tuple[Decimal, ...]
    column_values: tuple[Decimal, ...]
    npv: tuple[tuple[Decimal, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The payoff table: a row per strategy, a column per state of the market, NPV in 万元."""

    strategies: tuple[str, ...]
    states: tuple[str, ...]
    probabilities: tuple[Decimal, ...]
    payoffs: tuple[tuple[Decimal, ...], ...]
    regrets: tuple[tuple[Decimal, ...], ...]
    worst: tuple[Decimal, ...]
    """Each strategy's lowest payoff."""
    largest_regrets: tuple[Decimal, ...]
    expected: tuple[Decimal, ...]
    maximin: tuple[str, ...]
    """Strategies whose lowest payoff is the highest; more than one where they tie."""
    minimax_regret: tuple[str, ...]
    expected_value: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Results:
    """All that was computed: the seam between the heavy and the light half of a build."""

    quantities: tuple[Quantity, ...] = ()
    labels: tuple[Label, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()
    curves: tuple[Curve, ...] = ()
    filter_banks: tuple[FilterBank, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    horizons: tuple[Horizon, ...] = ()
    break_evens: tuple[BreakEven, ...] = ()
    risks: tuple[Risk, ...] = ()
    swings: tuple[Swing, ...] = ()
    sobol_indices: tuple[SobolIndex, ...] = ()
    grids: tuple[Grid, ...] = ()
    decisions: tuple[Decision, ...] = ()
    """One, or none where no states of the market are given."""

    @cached_property
    def by_name(self) -> Mapping[str, Quantity]:
        """Look quantities up by their name."""
        return {quantity.name: quantity for quantity in self.quantities}

    @cached_property
    def label_by_name(self) -> Mapping[str, Label]:
        """Look labels up by their name."""
        return {label.name: label for label in self.labels}


@remembered(lambda results: len(results.quantities))
def results_to_json(results: Results) -> str:
    """Write results as text, the same bytes for the same results."""
    plain = {"format": FORMAT, **to_plain(results)}
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
        results: Results = from_plain(Results, plain, "results")
    except (TypeError, KeyError) as error:
        raise ReportError(f"results of another shape: {error}", at=at) from error
    return results


def to_plain(value: object) -> Any:  # noqa: ANN401 -- JSON has no narrower type
    """Turn frozen nouns into what JSON holds: a number is text, with all of its digits."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    return format(value, "f") if isinstance(value, Decimal) else value


@cache
def _hints_of(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def from_plain(kind: Any, plain: Any, where: str) -> Any:  # noqa: ANN401 -- as above
    """Turn what JSON held back into a noun of this kind.

    Raises: TypeError, when it is of another shape.
    """
    if dataclasses.is_dataclass(kind):
        hints = _hints_of(kind)  # type: ignore[arg-type]  # a class, not an instance of one
        if not isinstance(plain, dict) or set(plain) != set(hints):
            expected = ", ".join(hints)
            message = f"`{where}` must be an object of {expected}"
            raise TypeError(message)
        parts = {k: from_plain(hints[k], v, f"{where}.{k}") for k, v in plain.items()}
        return kind(**parts)  # type: ignore[operator]  # a class, not an instance of one
    if get_origin(kind) is tuple and isinstance(plain, list):
        return tuple(from_plain(get_args(kind)[0], item, where) for item in plain)
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
    schema = schema_of(Results)
    schema["properties"] = {"format": {"const": FORMAT}, **schema["properties"]}
    schema["required"] = ["format", *schema["required"]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Results of a report",
        **schema,
    }


def schema_of(kind: Any) -> dict[str, Any]:  # noqa: ANN401 -- a type form, such as tuple[int, ...]
    """Describe the JSON of a kind of noun.

    Source: JSON Schema, draft 2020-12.
    """
    if dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        return {
            "type": "object",
            "properties": {name: schema_of(hint) for name, hint in hints.items()},
            "required": list(hints),
            "additionalProperties": False,
        }
    if get_origin(kind) is tuple:
        return {"type": "array", "items": schema_of(get_args(kind)[0])}
    return dict(_SCALARS[kind])
