"""Years, risk, sensitivity and decision of made-up scenarios, as charts read them from Results."""

from dataclasses import replace
from decimal import Decimal

from generator.results import (
    Decision,
    Grid,
    Horizon,
    Origin,
    Quantity,
    Results,
    Risk,
    SobolIndex,
    Swing,
)

WORDS = {
    **{f"assumption.{name}.title": name for name in ("revenue", "market", "conversion")},
    **{f"state.{name}.title": name for name in ("weak", "steady", "strong")},
    "figure.profit-by-scenario.p5": "P5",
    "figure.profit-by-scenario.p95": "P95",
    "figure.profit-by-scenario.note": "90%",
    "figure.profit-by-scenario.range": "{scenario} {profit} ({p5} to {p95})",
    "figure.cumulative-cash-flow.year": "year",
    "figure.cumulative-cash-flow.x": "years",
    "figure.cumulative-cash-flow.y": "cash",
    "figure.cumulative-cash-flow.item": "{name} {end}",
    "figure.cumulative-cash-flow.alt": "{years} years: {items}",
    "figure.adoption.year": "year",
    "figure.adoption.x": "years",
    "figure.adoption.y": "adopters",
    "figure.adoption.joint": " and ",
    "figure.adoption.item": "{name} {end}",
    "figure.adoption.alt": "{years} years: {items}",
    "figure.risk-distribution.x": "NPV of {scenario}",
    "figure.risk-distribution.y": "{draws} draws",
    "figure.risk-distribution.note": "and beyond",
    "figure.risk-distribution.p5": "P5 {amount}",
    "figure.risk-distribution.p50": "P50 {amount}",
    "figure.risk-distribution.p95": "P95 {amount}",
    "figure.risk-distribution.loss": "loss {share}",
    "figure.risk-distribution.gain": "gain {share}",
    "figure.risk-distribution.from": "from",
    "figure.risk-distribution.to": "to",
    "figure.risk-distribution.draws": "draws",
    "figure.risk-distribution.alt": "{scenario}, {draws}: {p5}, {p50}, {p95}; {loss}",
    "figure.tornado.assumption": "assumption",
    "figure.tornado.low": "low",
    "figure.tornado.high": "high",
    "figure.tornado.npv_at_low": "at low",
    "figure.tornado.npv_at_high": "at high",
    "figure.tornado.at_low": "to the low end",
    "figure.tornado.at_high": "to the high end",
    "figure.tornado.base": "base {npv}",
    "figure.tornado.x": "NPV of {scenario}",
    "figure.tornado.alt": (
        "{scenario} {npv}; {widest}: {npv_at_low} at {low}, {npv_at_high} at {high}; {narrowest}"
    ),
    "figure.two-way.money": "{assumption} (CNY million)",
    "figure.two-way.axes": "rows {row}\ncolumns {column}",
    "figure.two-way.corner": "{row} by {column}",
    "figure.two-way.alt": (
        "{scenario}: {row} {row_low} to {row_high}, {column} {column_low} to {column_high}:"
        " {lowest} to {highest}"
    ),
    "figure.regret.strategy": "strategy",
    "figure.regret.largest": "largest",
    "figure.regret.axes": "regret",
    "figure.regret.item": "{strategy} {regret}",
    "figure.regret.alt": "{strategies}; {best}: {regret}",
}
"""What these charts say, as short as it can be."""


def numbers(*texts: str) -> tuple[Decimal, ...]:
    """Write numbers down."""
    return tuple(Decimal(text) for text in texts)


def make_horizon(scenario: str, adopters: str, cumulative: str) -> Horizon:
    """State the years of one scenario; of what no chart shows, nothing."""
    sums = numbers(*cumulative.split())
    return Horizon(
        scenario=scenario,
        adopters=numbers(*adopters.split()),
        open_source_revenues=(),
        cash_flows=(),
        cumulative=sums,
        discounted_cumulative=sums,
        npv=sums[-1],
        irr=(),
        payback=(),
        discounted_payback=(),
    )


def make_risk(scenario: str, measure: str, quantiles: str) -> Risk:
    """State how a measure is distributed, by its five quantiles."""
    p5, p25, p50, p75, p95 = numbers(*quantiles.split())
    return Risk(
        scenario=scenario,
        measure=measure,
        n_draws=1000,
        mean=p50,
        mean_error=Decimal("1.5"),
        deviation=Decimal(150),
        p5=p5,
        p25=p25,
        p50=p50,
        p75=p75,
        p95=p95,
        loss_share=Decimal("0.125"),
        value_at_risk=-p5,
        expected_shortfall=-p5,
        edges=numbers("-300", "-50", "200", "450", "700"),
        counts=(50, 200, 500, 250),
    )


HORIZONS = (
    make_horizon("closed", "0 0 0", "0 0 0"),
    make_horizon("article", "0 600 1402.92", "-200 -190 -99.681"),
    make_horizon("open_core", "0 600 1402.92", "-260 -250 -139.615"),
    make_horizon("hosted", "0 200 447.5", "-480 -547.2 543.72"),
)
RISKS = (
    make_risk("closed", "profit", "-90 -40 0 40 90"),
    make_risk("article", "profit", "-33.335 100 290 400 640"),
    make_risk("article", "npv", "-120 60 310 450 655"),
)
SWINGS = (
    Swing(
        scenario="article",
        assumption="conversion",
        low=Decimal("0.005"),
        high=Decimal("0.04"),
        npv_at_low=Decimal(-150),
        npv_at_high=Decimal(250),
    ),
    Swing(
        scenario="article",
        assumption="revenue",
        low=Decimal(700),
        high=Decimal(1400),
        npv_at_low=Decimal(-600),
        npv_at_high=Decimal(2000),
    ),
)
GRIDS = (
    Grid(
        scenario="article",
        row="revenue",
        column="conversion",
        row_values=numbers("700", "1050", "1400"),
        column_values=numbers("0.005", "0.04"),
        npv=(numbers("-1200.5", "-20"), numbers("-3", "400"), numbers("800", "2000.25")),
    ),
)
DECISIONS = (
    Decision(
        strategies=("closed", "article", "open_core"),
        states=("weak", "steady", "strong"),
        probabilities=numbers("0.3", "0.5", "0.2"),
        payoffs=(
            numbers("0", "0", "0"),
            numbers("-50", "500", "900"),
            numbers("-90", "600", "1100"),
        ),
        regrets=(numbers("0", "600", "1100"), numbers("50", "100", "200"), numbers("90", "0", "0")),
        worst=numbers("0", "-50", "-90"),
        largest_regrets=numbers("1100", "200", "90"),
        expected=numbers("0", "415", "493"),
        maximin=("closed",),
        minimax_regret=("open_core",),
        expected_value=("open_core",),
    ),
)
INDICES = tuple(
    SobolIndex(
        scenario="article",
        assumption=name,
        first=Decimal("0.4"),
        first_low=Decimal("0.35"),
        first_high=Decimal("0.45"),
        total=Decimal("0.5"),
        total_low=Decimal("0.45"),
        total_high=Decimal("0.55"),
    )
    for name in ("revenue", "conversion")
)


def add_ventures(results: Results) -> Results:
    """Put these years, risks, swings, indices, grids and decisions into results."""
    stated = Origin(function="generator.inputs.read_inputs")
    known = {each.name for each in results.quantities}
    units = {"revenue": "wan_yuan", "conversion": "share", "market": "count"}
    quantities = tuple(
        Quantity(name=f"assumption.{name}", value=Decimal(1), unit=unit, origin=stated)
        for name, unit in units.items()
        if f"assumption.{name}" not in known
    )
    return replace(
        results,
        quantities=(*results.quantities, *quantities),
        horizons=HORIZONS,
        risks=RISKS,
        swings=SWINGS,
        sobol_indices=INDICES,
        grids=GRIDS,
        decisions=DECISIONS,
    )
