"""The years of every scenario, and what their numbers are called."""

from dataclasses import replace
from decimal import Decimal

from generator.results import Label, Quantity
from generator.scenarios import evaluate_all
from generator.scenarios.years import find_first_year_above, make_horizons
from tests.assumed import make_inputs, make_scenario

CLOSED = make_scenario("closed", open_source_cost=0, open_source_revenue=0, innovation=0)
ARTICLE = make_scenario("article")
HOSTED = make_scenario(
    "hosted", "article", open_source_cost=480, conversion="0.008", revenue_per_customer=11
)
RESULTS = evaluate_all(make_inputs(CLOSED, ARTICLE, HOSTED))


def find(name: str) -> Quantity | None:
    """Look one quantity up."""
    return RESULTS.by_name.get(name)


def value_of(name: str) -> Decimal:
    """Look a value up that must be there."""
    return RESULTS.by_name[name].value


def words_of(name: str) -> str:
    """Look the words of a label up."""
    label: Label = RESULTS.label_by_name[name]
    return label.words


def test_the_article_over_five_years() -> None:
    """Worked out by hand to the shown digits: worth 564.15, paid back in two and a half years."""
    article = RESULTS.horizons[1]
    assert [round(each, 1) for each in article.open_source_revenues] == [
        Decimal(each) for each in ("0", "60", "140.3", "245.7", "380.2", "545.8")
    ]
    assert round(article.npv, 2) == Decimal("564.15")
    assert [round(each, 2) for each in article.payback] == [Decimal("2.51")]
    assert [round(each, 4) for each in article.irr] == [Decimal("0.5698")]


def test_years_are_settable() -> None:
    """Each row has an entry for today and for every year."""
    [horizon] = make_horizons(make_inputs(ARTICLE, n_years=8))
    rows = (horizon.adopters, horizon.open_source_revenues, horizon.cash_flows)
    assert {len(row) for row in (*rows, horizon.cumulative, horizon.discounted_cumulative)} == {9}


def test_without_their_assumptions_there_are_no_years() -> None:
    """A report of one year has a profit, and its break-evens, and no more."""
    inputs = make_inputs(ARTICLE)
    short = replace(inputs, assumptions=inputs.assumptions[:4])
    results = evaluate_all(short)
    assert results.horizons == ()
    assert {each.measure for each in results.break_evens} == {"profit"}


def test_numbers_and_rows_agree() -> None:
    """A quantity by name is the number of the row."""
    article = RESULTS.horizons[1]
    for field, row in (
        ("adopters", article.adopters),
        ("open_source_revenue", article.open_source_revenues),
        ("cash_flow", article.cash_flows),
        ("cumulative", article.cumulative),
        ("discounted_cumulative", article.discounted_cumulative),
    ):
        named = [value_of(f"scenario.article.{field}.year_{year}") for year in range(6)]
        assert named == list(row)
    assert value_of("scenario.article.npv") == article.npv


def test_what_is_not_there_has_no_number_but_a_word() -> None:
    """Closed code costs nothing and brings nothing: no rate, nothing to pay back."""
    assert find("scenario.closed.irr") is None
    assert find("scenario.closed.payback") is None
    assert words_of("scenario.closed.irr_kind") == "irr.none"
    assert words_of("scenario.closed.payback_kind") == "payback.nothing"
    assert words_of("scenario.article.irr_kind") == "irr.one"
    assert words_of("scenario.hosted.payback_kind") == "payback.some"
    assert words_of("scenario.hosted.discounted_payback_kind") == "payback.none"


def test_the_expected_revenue_comes_late() -> None:
    """The 500 that the article expects of its year is reached in the fifth."""
    assert value_of("scenario.article.first_year_above_s") == 5
    assert find("scenario.closed.first_year_above_s") is None
    assert words_of("scenario.article.first_year_above_s_kind") == "first_year_above_s.some"
    assert words_of("scenario.closed.first_year_above_s_kind") == "first_year_above_s.none"


def test_the_first_year_above() -> None:
    """Reaching the amount is enough; where none is expected, no year reaches it."""
    revenues = (Decimal(0), Decimal(2), Decimal(3))
    assert find_first_year_above(revenues, Decimal(2)) == 1
    assert find_first_year_above(revenues, Decimal(4)) is None
    assert find_first_year_above(revenues, Decimal(0)) is None


def test_every_number_is_made_from_numbers_that_there_are() -> None:
    """Names are used once, and every origin names quantities of the results."""
    names = [each.name for each in RESULTS.quantities]
    assert len(set(names)) == len(names)
    origins = [each.origin for each in RESULTS.quantities]
    origins += [each.origin for each in RESULTS.labels]
    assert {source for origin in origins for source in origin.inputs} <= set(names)


def test_a_year_is_made_from_the_year_before() -> None:
    """The adopters of the second year rest on those of the first and on the coefficients."""
    quantity = RESULTS.by_name["scenario.hosted.adopters.year_2"]
    assert quantity.unit == "count"
    assert quantity.origin.function == "generator.scenarios.horizon.adopt"
    assert quantity.origin.inputs == (
        "scenario.hosted.adopters.year_1",
        "scenario.hosted.market",
        "scenario.hosted.innovation",
        "scenario.hosted.imitation",
    )


def test_a_scenario_has_every_assumption() -> None:
    """What it changes is stated; what it inherits says from where; units are the assumption's."""
    own = RESULTS.by_name["scenario.hosted.conversion"]
    inherited = RESULTS.by_name["scenario.hosted.market"]
    assert (own.value, own.unit, own.origin.inputs) == (Decimal("0.008"), "share", ())
    assert inherited.unit == "count"
    assert inherited.origin.inputs == ("scenario.article.market",)
