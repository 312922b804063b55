"""Charts: their tables, alt texts and errors, and SVG that a page and a PDF can carry.

What a chart says is tested by its table and words, never by pixels; the results are made up.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from generator.errors import ReportError
from generator.figures import FIGURES, Figure, make_figure, theme_for_print, theme_for_site
from generator.figures.palette import PALETTE
from generator.locales import make_locale
from generator.results import Quantity, Results, results_from_json
from tests.ventures import WORDS as VENTURE_WORDS
from tests.ventures import add_ventures

PROJECT = Path(__file__).resolve().parents[2]
RESULTS_PATH = PROJECT / "tests" / "results.json"
RESULTS = add_ventures(results_from_json(RESULTS_PATH.read_text(encoding="utf-8"), "results.json"))
FONTS = tuple(sorted((PROJECT / "templates" / "assets" / "fonts").glob("*.ttf")))
IDS = tuple(spec.id for spec in FIGURES)

WORDS = {
    "line_setting": "latin",
    "unit.money": "CNY {amount} million",
    **VENTURE_WORDS,
    **{f"class.{name}": name for name in RESULTS.evaluations[0].classes},
    **{f"scenario.{each.scenario}.title": each.scenario for each in RESULTS.outcomes},
    "figure.separator": "; ",
    "network.lenet.title": "lenet",
    "network.conv7.title": "conv7",
    "figure.loss-curve.seed": "seed {seed}",
    "figure.loss-curve.seeds": "{seeds} seeds",
    "figure.loss-curve.mean": "mean",
    "figure.loss-curve.step": "step",
    "figure.loss-curve.x": "steps",
    "figure.loss-curve.loss": "loss",
    "figure.loss-curve.accuracy": "accuracy",
    "figure.loss-curve.loss_of": "loss, {seed}",
    "figure.loss-curve.accuracy_of": "accuracy, {seed}",
    "figure.loss-curve.alt": (
        "{network}: {seeds} seeds, {first} to {last}, {steps} steps, {accuracy} of {pictures}"
    ),
    "figure.confusion-matrix.corner": "true",
    "figure.confusion-matrix.axes": "rows: true",
    "figure.confusion-matrix.alt": "{network}: {classes} classes, {true} for {taken}: {count}",
    "figure.recall-by-class.class": "class",
    "figure.recall-by-class.recall": "recall",
    "figure.recall-by-class.chance": "chance {chance}",
    "figure.recall-by-class.mean_of": "{network} mean",
    "figure.recall-by-class.low_of": "{network} low",
    "figure.recall-by-class.high_of": "{network} high",
    "figure.recall-by-class.item": "{network}: {best} {best_recall} to {worst} {worst_recall}",
    "figure.recall-by-class.alt": "{classes} classes: {networks}; chance {chance}",
    "figure.filters.filter": "filter",
    "figure.filters.least_red": "red from",
    "figure.filters.greatest_red": "red to",
    "figure.filters.least_green": "green from",
    "figure.filters.greatest_green": "green to",
    "figure.filters.least_blue": "blue from",
    "figure.filters.greatest_blue": "blue to",
    "figure.filters.alt": "{network}: {filters} filters, {rows} by {columns}, up to {largest}",
    "figure.reliability.from": "from",
    "figure.reliability.to": "to",
    "figure.reliability.pictures_of": "{network} pictures",
    "figure.reliability.confidence_of": "{network} sure",
    "figure.reliability.right_of": "{network} right",
    "figure.reliability.none": "none",
    "figure.reliability.ideal": "ideal",
    "figure.reliability.right": "right",
    "figure.reliability.pictures": "pictures",
    "figure.reliability.confidence": "confidence",
    "figure.reliability.item": "{network}: error {error}",
    "figure.reliability.alt": "{networks}",
    "figure.profit-by-scenario.scenario": "scenario",
    "figure.profit-by-scenario.profit": "profit",
    "figure.profit-by-scenario.x": "profit (CNY million)",
    "figure.profit-by-scenario.item": "{scenario} {profit}",
    "figure.profit-by-scenario.alt": "{profits}",
    "figure.waterfall-article.revenue": "R",
    "figure.waterfall-article.open_source_revenue": "S",
    "figure.waterfall-article.cost": "C",
    "figure.waterfall-article.open_source_cost": "P",
    "figure.waterfall-article.profit": "profit",
    "figure.waterfall-article.sign": "sign",
    "figure.waterfall-article.term": "term",
    "figure.waterfall-article.amount": "amount",
    "figure.waterfall-article.alt": (
        "{revenue} + {open_source_revenue} − {cost} − {open_source_cost} = {profit}"
    ),
    "figure.break-even.x": "S",
    "figure.break-even.y": "profit",
    "figure.break-even.zero": "zero at {revenue}",
    "figure.break-even.example": "example {profit}",
    "figure.break-even.alt.crossing": (
        "{profit_without_open_source_revenue}; zero at {break_even_open_source_revenue};"
        " {profit} at {open_source_revenue}"
    ),
    "figure.break-even.alt.above": (
        "{profit_without_open_source_revenue}; {profit} at {open_source_revenue}"
    ),
}


def draw(figure: str, results: Results = RESULTS, words: Mapping[str, str] = WORDS) -> Figure:
    """Draw one chart in English."""
    return make_figure(figure, results, words, make_locale("en", "million", words), FONTS)


def change(**values: int) -> Results:
    """Put other values in place of the example's."""
    changed = {f"scenario.article.{field}": Decimal(value) for field, value in values.items()}

    def revalue(quantity: Quantity) -> Quantity:
        return replace(quantity, value=changed.get(quantity.name, quantity.value))

    return replace(RESULTS, quantities=tuple(revalue(each) for each in RESULTS.quantities))


def test_loss_curve_shows_every_seed() -> None:
    """The table has a row per measured step; loss and accuracy have a column per seed and mean."""
    figure = draw("loss-curve")
    assert figure.alt == "lenet: 3 seeds, 2.204 to 1.213, 24,000 steps, 52.0% of 5,000"
    assert figure.table.header == (
        *("step", "loss, mean", "loss, seed 0", "loss, seed 1", "loss, seed 2"),
        *("accuracy, mean", "accuracy, seed 0", "accuracy, seed 1", "accuracy, seed 2"),
    )
    assert [row[0] for row in figure.table.rows] == ["2,000", "8,000", "16,000", "24,000"]
    assert figure.table.rows[0] == (
        *("2,000", "2.329", "2.301", "2.320", "2.367"),
        *("15.0%", "16.0%", "15.0%", "14.0%"),
    )
    assert figure.quantities == tuple(
        f"cnn.lenet.{name}"
        for name in ("first_loss", "final_loss", "held_out_accuracy", "n_seeds", "n_held_out")
    )


def test_charts_of_one_network_show_the_one_they_name() -> None:
    """A chart without a network's name is of the report's first."""
    assert draw("loss-curve-conv7").table.rows[-1][:2] == ("1,080", "1.010")
    assert draw("confusion-matrix-conv7").alt == "conv7: 10 classes, cat for dog: 70"
    assert draw("filters-lenet").alt == "lenet: 3 filters, 2 by 2, up to 0.450"


@pytest.mark.parametrize(
    "figure", ["loss-curve-conv7", "confusion-matrix-conv7", "filters-conv7", "filters-lenet"]
)
def test_a_network_that_is_not_there_is_named(figure: str) -> None:
    """A chart of a network that the report does not have says which one it needs."""
    other = replace(
        RESULTS,
        evaluations=tuple(replace(each, network="other") for each in RESULTS.evaluations),
        curves=tuple(replace(each, network="other") for each in RESULTS.curves),
        filter_banks=tuple(replace(each, network="other") for each in RESULTS.filter_banks),
    )
    network = figure.rpartition("-")[2]
    with pytest.raises(ReportError, match=f"^figure `{figure}` needs the network `{network}`"):
        draw(figure, other)


def test_confusion_matrix_names_the_worst_mistake() -> None:
    """The table is the matrix; the alt text names its largest count off the diagonal."""
    figure = draw("confusion-matrix")
    assert figure.alt == "lenet: 10 classes, cat for deer: 436"
    assert figure.table.header[:3] == ("true", "airplane", "automobile")
    assert [row[0] for row in figure.table.rows] == list(RESULTS.evaluations[0].classes)
    assert figure.table.rows[3][:5] == ("cat", "10", "24", "6", "360")
    assert ">436<" in figure.svg


@pytest.mark.parametrize("n_classes", [2, 30])
def test_confusion_matrix_takes_any_number_of_classes(n_classes: int) -> None:
    """Few classes stand level; of many, only the shades are shown, and the table has the counts."""
    classes = tuple(f"c{number}" for number in range(n_classes))
    counts = tuple(
        tuple(700 if true == answer else 5 for answer in range(n_classes))
        for true in range(n_classes)
    )
    evaluation = replace(RESULTS.evaluations[0], classes=classes, confusion=counts)
    words = {**WORDS, **{f"class.{name}": name for name in classes}}
    figure = draw("confusion-matrix", replace(RESULTS, evaluations=(evaluation,)), words)
    assert len(figure.table.rows) == n_classes
    assert (">700<" in figure.svg) == (n_classes == 2)


def test_recall_is_ranked() -> None:
    """Classes go from the first network's best to its worst; each has mean, lowest, highest."""
    figure = draw("recall-by-class")
    assert figure.alt == (
        "10 classes: lenet: frog 61.4% to cat 36.0%;"
        " conv7: automobile 93.0% to cat 84.0%; chance 10.0%"
    )
    assert figure.table.header == (
        *("class", "lenet mean", "lenet low", "lenet high"),
        *("conv7 mean", "conv7 low", "conv7 high"),
    )
    assert figure.table.rows[0] == (
        *("frog", "61.4%", "59.4%", "63.4%", "91.5%", "91.0%", "92.0%"),
    )
    assert figure.table.rows[-1] == (
        *("cat", "36.0%", "34.0%", "38.0%", "84.0%", "83.0%", "85.0%"),
    )
    assert ">chance 10.0%<" in figure.svg


def test_recalls_of_different_classes_are_not_put_side_by_side() -> None:
    """Networks that tell different classes apart cannot share a chart."""
    first, second = RESULTS.evaluations
    other = replace(second, classes=tuple(reversed(second.classes)))
    with pytest.raises(ReportError, match="needs networks of the same classes; `conv7` tells"):
        draw("recall-by-class", replace(RESULTS, evaluations=(first, other)))


def test_only_a_networks_own_pictures_are_compared() -> None:
    """What was measured on other pictures does not make a network appear twice."""
    first, second = RESULTS.evaluations
    elsewhere = replace(first, dataset="official")
    results = replace(RESULTS, evaluations=(first, elsewhere, second))
    assert draw("recall-by-class", results) == draw("recall-by-class")
    assert draw("reliability", results) == draw("reliability")


def test_filters_share_one_scale() -> None:
    """The largest weight of all is the end of the scale; the table has each colour's range."""
    figure = draw("filters-conv7")
    assert len(figure.table.rows) == 10
    assert figure.table.rows[0] == (
        *("1", "−0.450", "0.150", "−0.350", "0.350", "−0.250", "0.450"),
    )
    assert all(f">{label}<" in figure.svg for label in ("−0.450", "0.000", "0.450"))


def test_filters_of_nothing_are_grey() -> None:
    """A layer that is zero throughout divides by nothing."""
    bank = replace(RESULTS.filter_banks[0], filters=((Decimal(0),) * 12,))
    figure = draw("filters-lenet", replace(RESULTS, filter_banks=(bank,)))
    assert figure.table.rows == (("1", *["0.000"] * 6),)


def test_reliability_has_a_row_per_bin() -> None:
    """A bin without pictures says so; the error is named for every network."""
    figure = draw("reliability")
    assert figure.alt == "lenet: error 4.1%; conv7: error 6.2%"
    assert len(figure.table.rows) == 15
    assert figure.table.rows[0] == (
        *("0.0%", "6.7%", "0.0%", "none", "none", "0.0%", "none", "none"),
    )
    assert figure.table.rows[-1] == (
        *("93.3%", "100.0%", "4.0%", "96.7%", "95.0%", "40.0%", "96.7%", "99.8%"),
    )
    assert ">lenet: error 4.1%<" in figure.svg


def test_profits_keep_the_order_of_the_scenarios() -> None:
    """Every scenario has a bar, a row, and its place in the alt text; a loss has a minus."""
    figure = draw("profit-by-scenario", replace(RESULTS, risks=()))
    assert figure.table.rows == (
        ("closed", "CNY 0 million"),
        ("article", "CNY 3 million"),
        ("open_core", "CNY 3.6 million"),
        ("hosted", "CNY −0.6 million"),
    )
    assert figure.alt == (
        "closed CNY 0 million; article CNY 3 million; open_core CNY 3.6 million;"
        " hosted CNY −0.6 million"
    )
    assert ">−0.6<" in figure.svg
    assert figure.quantities[-1] == "scenario.hosted.profit"


def test_waterfall_is_the_sum_of_the_article() -> None:
    """The rows read as the sum: R + S − C − P = profit."""
    figure = draw("waterfall-article")
    assert figure.table.rows == (
        ("+", "R", "CNY 10 million"),
        ("+", "S", "CNY 5 million"),
        ("−", "C", "CNY 10 million"),
        ("−", "P", "CNY 2 million"),
        ("=", "profit", "CNY 3 million"),
    )
    assert figure.alt == (
        "CNY 10 million + CNY 5 million − CNY 10 million − CNY 2 million = CNY 3 million"
    )


def test_break_even_marks_the_crossing() -> None:
    """The line goes from no open-source revenue over its zero to the example."""
    figure = draw("break-even")
    assert figure.table.rows == (
        ("CNY 0 million", "CNY −2 million"),
        ("CNY 2 million", "CNY 0 million"),
        ("CNY 5 million", "CNY 3 million"),
    )
    assert figure.alt == ("CNY −2 million; zero at CNY 2 million; CNY 3 million at CNY 5 million")
    assert ">zero at CNY 2 million<" in figure.svg


def test_break_even_has_no_crossing_where_profit_is_never_zero() -> None:
    """Where revenue alone pays for everything, nothing is said of a crossing."""
    results = change(
        profit_without_open_source_revenue=800, break_even_open_source_revenue=-800, profit=1300
    )
    figure = draw("break-even", results)
    assert figure.table.rows == (
        ("CNY 0 million", "CNY 8 million"),
        ("CNY 5 million", "CNY 13 million"),
    )
    assert figure.alt == "CNY 8 million; CNY 13 million at CNY 5 million"
    assert "zero at" not in figure.svg


@pytest.mark.parametrize("figure", IDS)
def test_svg_fits_a_strict_page(figure: str) -> None:
    """No style, script, metadata or fixed size; ids are the chart's own; every reference holds."""
    svg = draw(figure).svg
    assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 540 ')
    assert not re.search(r"style|<script|<metadata|<!--|<\?xml|xlink|clip-path", svg)
    assert not re.search(r"<svg[^>]* (width|height)=", svg)
    ids = re.findall(r' id="([^"]*)"', svg)
    assert len(ids) == len(set(ids))
    assert all(name.startswith(f"chart-{figure}-") for name in ids)
    assert set(re.findall(r'href="#([^"]*)"', svg)) <= set(ids)


@pytest.mark.parametrize("figure", IDS)
def test_charts_use_colours_of_the_palette_only(figure: str) -> None:
    """The page maps every colour to a variable, the PDF to a colour of paper; none is left."""
    svg = draw(figure).svg
    sentinels = {colour.sentinel for colour in PALETTE}
    found = set(re.findall(r'(?:fill|stroke)="([^"]*)"', svg))
    if figure.startswith("filters-"):
        # These are pictures: their colours are what they show, and none is taken for a role.
        found -= {colour for colour in found if colour[2:3] in set("13579bdf")}
    assert found <= {*sentinels, "none"}
    assert not any(sentinel in theme_for_site(svg) for sentinel in sentinels)
    assert not any(sentinel in theme_for_print(svg) for sentinel in sentinels)
    assert 'fill="var(--ink)"' in theme_for_site(svg)
    assert 'fill="#1d2126"' in theme_for_print(svg)


@pytest.mark.parametrize("figure", IDS)
def test_text_is_readable_on_a_phone(figure: str) -> None:
    """At 288 px, what a 320 px screen leaves, no text of the article's charts is below 6.9 px."""
    svg = draw(figure).svg
    sizes = {float(size) for size in re.findall(r'font-size="([\d.]+)px"', svg)}
    assert min(sizes) * 288 / 540 >= 6.9
    assert set(re.findall(r'font-family="([^"]*)"', svg)) == {"'Noto Sans', 'Noto Sans SC'"}


def test_an_unknown_figure_is_refused() -> None:
    """A mistyped id gets the nearest chart."""
    with pytest.raises(ReportError) as caught:
        draw("los-curve")
    assert caught.value.message == "unknown figure `los-curve`"
    assert caught.value.hint == "did you mean `loss-curve`?"


@pytest.mark.parametrize("figure", IDS)
def test_a_chart_says_what_it_lacks(figure: str) -> None:
    """Without results a chart is an error that names it, not an empty drawing."""
    with pytest.raises(ReportError, match=f"^figure `{figure}` needs "):
        draw(figure, Results())


def test_a_character_without_a_glyph_is_refused() -> None:
    """A chart never shows an empty box."""
    words = {**WORDS, "figure.loss-curve.x": "steps \N{MATHEMATICAL SCRIPT CAPITAL A}"}
    with pytest.raises(ReportError) as caught:
        draw("loss-curve", words=words)
    assert caught.value.message == (
        "figure `loss-curve` shows `\N{MATHEMATICAL SCRIPT CAPITAL A}` (U+1D49C), "
        "which its fonts cannot draw"
    )


def test_dollars_are_no_formula() -> None:
    """Words of an author reach the chart as they are."""
    words = {**WORDS, "figure.loss-curve.x": "$x^2$ & <steps>"}
    assert ">$x^2$ &amp; &lt;steps&gt;<" in draw("loss-curve", words=words).svg
