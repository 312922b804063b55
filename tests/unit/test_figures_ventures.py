"""Charts of years, risk, sensitivity and decision: their tables, alt texts and labels."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import ReportError
from generator.figures import Figure, make_figure
from generator.figures.canvas import measure
from generator.figures.labels import spread_apart, wrap_words
from generator.figures.reading import format_assumed, format_briefly
from generator.locales import make_locale
from generator.results import Outcome, Results
from tests import ventures
from tests.ventures import HORIZONS, RISKS, SWINGS, add_ventures, make_horizon, numbers

PROJECT = Path(__file__).resolve().parents[2]
FONTS = tuple(sorted((PROJECT / "templates" / "assets" / "fonts").glob("*.ttf")))
PROFITS = {"closed": 0, "article": 300, "open_core": 360, "hosted": -60}
OUTCOMES = tuple(
    Outcome(
        scenario=scenario,
        revenue=Decimal(profit),
        cost=Decimal(0),
        open_source_cost=Decimal(0),
        open_source_revenue=Decimal(0),
        adjusted_revenue=Decimal(profit),
        adjusted_cost=Decimal(0),
        profit=Decimal(profit),
        break_even_open_source_revenue=Decimal(-profit),
    )
    for scenario, profit in PROFITS.items()
)
RESULTS = add_ventures(Results(outcomes=OUTCOMES))
WORDS = {
    "line_setting": "latin",
    "unit.money": "CNY {amount}M",
    **{f"scenario.{name}.title": name for name in PROFITS},
    "figure.separator": "; ",
    "figure.profit-by-scenario.scenario": "scenario",
    "figure.profit-by-scenario.profit": "profit",
    "figure.profit-by-scenario.x": "profit (CNY million)",
    "figure.profit-by-scenario.item": "{scenario} {profit}",
    "figure.profit-by-scenario.alt": "{profits}",
    **ventures.WORDS,
}
LOCALE = make_locale("en", "million", WORDS)


def draw(figure: str, results: Results = RESULTS, words: Mapping[str, str] = WORDS) -> Figure:
    """Draw one chart in English."""
    return make_figure(figure, results, words, make_locale("en", "million", words), FONTS)


def height_of(svg: str) -> float:
    """Read the height of the view box."""
    found = re.search(r'viewBox="0 0 540 ([\d.]+)"', svg)
    assert found is not None
    return float(found[1])


def test_profits_show_their_ranges() -> None:
    """A scenario with a risk has its P5 and P95 in chart, table and alt text; another has none."""
    figure = draw("profit-by-scenario")
    assert figure.table.header == ("scenario", "profit", "P5", "P95")
    assert figure.table.rows[1:3] == (
        ("article", "CNY 3M", "CNY −0.3334M", "CNY 6.4M"),
        ("open_core", "CNY 3.6M", "", ""),
    )
    assert "article CNY 3M (CNY −0.3334M to CNY 6.4M); open_core CNY 3.6M;" in figure.alt
    assert ">−0.333<" in figure.svg
    assert ">6.4<" in figure.svg
    assert figure.quantities[2:6] == (
        "risk.closed.profit.p95",
        "scenario.article.profit",
        "risk.article.profit.p5",
        "risk.article.profit.p95",
    )


def test_profits_without_risk_stay_as_they_are() -> None:
    """Without draws nothing is said of ranges, and the chart is lower."""
    figure = draw("profit-by-scenario", replace(RESULTS, risks=()))
    assert figure.table.header == ("scenario", "profit")
    assert figure.alt == "closed CNY 0M; article CNY 3M; open_core CNY 3.6M; hosted CNY −0.6M"
    assert height_of(figure.svg) < height_of(draw("profit-by-scenario").svg)


def test_cash_flows_of_all_scenarios_are_named_at_their_ends() -> None:
    """The table has a row per year and a column per scenario; the chart names every line."""
    figure = draw("cumulative-cash-flow")
    assert figure.table.header == ("year", "closed", "article", "open_core", "hosted")
    assert figure.table.rows[1:] == (
        ("1", "CNY 0M", "CNY −1.9M", "CNY −2.5M", "CNY −5.472M"),
        ("2", "CNY 0M", "CNY −0.9968M", "CNY −1.3962M", "CNY 5.4372M"),
    )
    assert figure.alt == (
        "2 years: closed CNY 0M; article CNY −0.9968M; open_core CNY −1.3962M; hosted CNY 5.4372M"
    )
    assert all(f">{name}<" in figure.svg for name in PROFITS)
    assert figure.quantities[3] == "scenario.article.cumulative.year_0"
    assert len(figure.quantities) == 4 * 3


def test_labels_of_lines_that_end_together_keep_apart() -> None:
    """Nine scenarios with the same cash flows still have nine names that do not touch."""
    same = tuple(make_horizon(f"s{n}", "0 1", "-1 5") for n in range(9))
    words = {**WORDS, **{f"scenario.s{n}.title": f"name {n}" for n in range(9)}}
    svg = draw("cumulative-cash-flow", replace(RESULTS, horizons=same), words).svg
    levels = sorted(float(y) for y in re.findall(r'y="([\d.]+)"[^>]*>name \d<', svg))
    assert len(levels) == 9
    assert min(upper - lower for lower, upper in pairwise(levels)) >= 19
    assert levels[-1] < height_of(svg) - 20


def test_scenarios_that_adopt_alike_share_a_line() -> None:
    """What differs is drawn; whole adopters are counted."""
    figure = draw("adoption")
    assert figure.table.header == ("year", "closed", "article and open_core", "hosted")
    assert figure.table.rows[2] == ("2", "0", "1,403", "448")
    assert figure.alt == "2 years: closed 0; article and open_core 1,403; hosted 448"
    assert "scenario.open_core.adopters.year_2" in figure.quantities


def test_the_distribution_is_of_the_analysed_scenario() -> None:
    """The bins are the rows; quantiles are marked, and losses counted."""
    figure = draw("risk-distribution")
    assert figure.table.header == ("from", "to", "draws")
    assert figure.table.rows[0] == ("CNY −3M", "CNY −0.5M", "50")
    assert figure.table.rows[-1] == ("CNY 4.5M", "CNY 7M", "250")
    assert figure.alt == "article, 1,000: CNY −1.2M, CNY 3.1M, CNY 6.55M; 12.5%"
    for words in ("P5 −1.2", "P50 3.1", "P95 6.55", "loss 12.5%", "gain 87.5%"):
        assert f">{words}<" in figure.svg
    assert figure.quantities[-1] == "risk.article.npv.loss_share"


@pytest.mark.parametrize(
    ("edges", "said", "unsaid"),
    [
        (("100", "200", "300", "400", "500"), "gain 87.5%", "loss 12.5%"),
        (("-900", "-700", "-500", "-300", "-200"), "loss 12.5%", "gain 87.5%"),
    ],
)
def test_a_side_that_holds_nothing_is_not_explained(
    edges: tuple[str, ...], said: str, unsaid: str
) -> None:
    """Where all draws are gains, or all losses, the chart shows what there is."""
    risk = replace(RISKS[2], edges=numbers(*edges))
    svg = draw("risk-distribution", replace(RESULTS, risks=(risk,))).svg
    assert f">{said}<" in svg
    assert f">{unsaid}<" not in svg


def test_without_analysis_the_first_risk_is_drawn() -> None:
    """A report whose sensitivity is not analysed shows the first scenario that was drawn."""
    other = replace(RISKS[2], scenario="hosted")
    results = replace(RESULTS, sobol_indices=(), grids=(), risks=(RISKS[0], other, RISKS[2]))
    assert draw("risk-distribution", results).alt.startswith("hosted, ")


def test_the_tornado_begins_with_the_widest_bar() -> None:
    """Rows go by the width of the swing; the alt text names the widest and the narrowest."""
    figure = draw("tornado")
    assert figure.table.rows == (
        ("revenue", "CNY 7M", "CNY 14M", "CNY −6M", "CNY 20M"),
        ("conversion", "0.5%", "4%", "CNY −1.5M", "CNY 2.5M"),
    )
    assert figure.alt == (
        "article CNY −0.9968M; revenue: CNY −6M at CNY 7M, CNY 20M at CNY 14M; conversion"
    )
    assert ">base CNY −0.9968M<" in figure.svg
    assert figure.quantities[:2] == ("scenario.article.npv", "sensitivity.conversion.npv_at_low")


def test_a_swing_to_one_side_is_labelled_once() -> None:
    """Where both ends of a range move the value the same way, both are named at the longer bar."""
    swing = replace(SWINGS[0], npv_at_low=Decimal(300), npv_at_high=Decimal(200))
    svg = draw("tornado", replace(RESULTS, swings=(swing,))).svg
    assert ">0.5% · 4%<" in svg


def test_the_tornado_needs_the_years_of_its_scenario() -> None:
    """The base of all bars is the scenario's own value."""
    with pytest.raises(ReportError, match="needs the years of scenario `article`"):
        draw("tornado", replace(RESULTS, horizons=HORIZONS[:1]))


def test_the_map_has_every_value() -> None:
    """The table is exact; cells are brief; each axis is in its own unit."""
    figure = draw("two-way")
    assert figure.table.header == ("revenue (CNY million) by conversion", "0.5%", "4%")
    assert figure.table.rows[0] == ("7", "CNY −12.005M", "CNY −0.2M")
    assert figure.table.rows[2] == ("14", "CNY 8M", "CNY 20.0025M")
    assert figure.alt == (
        "article: revenue CNY 7M to CNY 14M, conversion 0.5% to 4%: CNY −12.005M to CNY 20.0025M"
    )
    assert all(f">{text}<" in figure.svg for text in ("−12.01", "−0.2", "−0.03", "20"))


def test_gains_and_losses_are_parted_by_a_line() -> None:
    """The border between them is seen without colour: three edges of the cells here."""
    svg = draw("two-way").svg
    assert len(re.findall(r'stroke-width="2.5"', svg)) == 3


def test_regrets_name_the_smallest_of_the_largest() -> None:
    """Each strategy has its regrets and the largest of them; framed are as many as there are."""
    figure = draw("regret")
    assert figure.table.header == ("strategy", "weak", "steady", "strong", "largest")
    assert figure.table.rows[1] == ("article", "CNY 0.5M", "CNY 1M", "CNY 2M", "CNY 2M")
    assert figure.alt == ("closed CNY 11M; article CNY 2M; open_core CNY 0.9M; open_core: CNY 0.9M")
    assert re.findall(r'font-weight="700"[^>]*>([^<]*)<', figure.svg) == ["0.9"]
    assert figure.quantities[3] == "decision.closed.largest_regret"


def test_values_of_assumptions_have_their_own_digits() -> None:
    """Shares are percent, money has its currency, a number stands as it is; no digit for show."""
    assert format_assumed(Decimal("0.0075"), "conversion", RESULTS, LOCALE) == "0.75%"
    assert format_assumed(Decimal("1.250E+4"), "market", RESULTS, LOCALE) == "12,500"
    assert format_assumed(Decimal("1234.567891"), "market", RESULTS, LOCALE) == "1,234.5679"
    assert format_assumed(Decimal(700), "revenue", RESULTS, LOCALE) == "CNY 7M"


def test_narrow_places_have_the_same_last_digit() -> None:
    """Four digits of the largest amount, as many places in all others; nothing but zero is zero."""
    assert format_briefly(numbers("-1234.567", "0.04", "12.5"), LOCALE) == ("−12.35", "0", "0.13")
    assert format_briefly(numbers("0"), LOCALE) == ("0",)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("Open core", 200, "Open core"),
        ("A competitor copies it", 100, "A\ncompetitor\ncopies it"),
        ("All open, paid by hosting", 146, "All open,\npaid by hosting"),
        ("全部开放、以托管服务收费", 146, "全部开放、\n以托管服务收费"),
        ("Incomprehensibilities", 50, "Incomprehensibilities"),
    ],
)
def test_names_break_where_they_pause(text: str, width: float, expected: str) -> None:
    """Lines keep to the width, and break after a comma rather than inside a phrase."""
    assert wrap_words(text, width) == expected


def test_chinese_punctuation_begins_no_line() -> None:
    """A bracket stays with what it opens, a comma with what it ends."""
    lines = wrap_words("每年的维护费（占开源成本的比例）", 118).split("\n")
    assert "".join(lines) == "每年的维护费（占开源成本的比例）"
    assert not any(line.startswith(("）", "、")) or line.endswith("（") for line in lines)
    assert all(measure((line,)) <= 118 + 17 for line in lines)


@given(
    st.lists(
        st.tuples(st.floats(-50, 450), st.floats(5, 40)),
        min_size=1,
        max_size=8,
    )
)
def test_labels_never_meet_and_keep_their_order(labels: list[tuple[float, float]]) -> None:
    """However crowded, labels stand apart, in order, within bounds that can hold them."""
    wanted, sizes = zip(*labels, strict=True)
    middles = spread_apart(wanted, sizes, 0, 400)
    placed = sorted(zip(middles, wanted, sizes, strict=True))
    assert [each[1] for each in placed] == sorted(wanted)
    for (low, _, below), (high, _, above) in pairwise(placed):
        assert high - low >= (below + above) / 2 - 1e-6
    assert min(m - size / 2 for m, size in zip(middles, sizes, strict=True)) >= -1e-6
    assert max(m + size / 2 for m, size in zip(middles, sizes, strict=True)) <= 400 + 1e-6


def test_labels_that_have_room_stay_where_they_are() -> None:
    """Nothing moves that need not; two that meet share the way."""
    assert spread_apart((50, 200), (20, 20), 0, 400) == (50, 200)
    assert spread_apart((100, 100, 300), (20, 20, 20), 0, 400) == (90, 110, 300)
