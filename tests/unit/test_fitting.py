"""What is kept of a YAML file of which some does not fit."""

from decimal import Decimal

from generator.inputs.fitting import validate_what_fits
from generator.inputs.schemas import AssumptionsFile, ReportFile, ScenariosFile
from generator.inputs.strict_yaml import parse_yaml

REPORT = "title: {en: t}\nabstract: {en: a}\nlanguages: [en]\nsections: [a]\n"


def test_what_fits_is_kept_beside_what_does_not() -> None:
    """One bad number costs itself and no other; its error is told, and where it stood."""
    text = "a: {value: x, low: 2, unit: share, source: s}\nb: {value: 1, unit: share, source: s}"
    file, errors, unfit = validate_what_fits(AssumptionsFile, parse_yaml(text, "x.yaml"))

    assert file is not None
    assert (list(file.root), file.root["a"].low) == (["a", "b"], Decimal(2))
    assert [error.message for error in errors] == ["`value`: a number expected, found `x`"]
    assert unfit == (("a", "value"),)


def test_what_nothing_can_stand_in_for_is_left_out() -> None:
    """An entry that is no map, and a name that is none, are not there at all."""
    text = "a: 5\nB b: {value: 1, unit: share, source: s}\nc: {value: 1, unit: share, source: s}"
    file, _, unfit = validate_what_fits(AssumptionsFile, parse_yaml(text, "x.yaml"))

    assert file is not None
    assert list(file.root) == ["c"]
    assert unfit == (("a",), ("B b",))


def test_an_unknown_key_is_left_out() -> None:
    """What it may have been meant for is not guessed at."""
    file, _, unfit = validate_what_fits(
        ScenariosFile, parse_yaml("a: {sett: {b: 1}, set: {c: 2, d: x}}", "x.yaml")
    )

    assert file is not None
    assert (list(file.root["a"].set), unfit) == (["c"], (("a", "set", "d"), ("a", "sett")))


def test_a_broken_setting_hides_no_other() -> None:
    """Draws and a correlation that do not fit leave seed, scenario and the other correlation."""
    risk = (
        "risk: {draws: x, seed: -7, scenario: a, correlations: "
        "[{between: [b], value: 7}, {between: [b, c], value: 0.1}]}"
    )
    file, errors, unfit = validate_what_fits(ReportFile, parse_yaml(REPORT + risk, "x.yaml"))

    assert file is not None
    assert file.risk is not None
    assert (file.risk.seed, file.risk.scenario, len(errors)) == (-7, "a", 2)
    assert [str(each.value) for each in file.risk.correlations] == ["7", "0.1"]
    assert unfit == (("risk", "draws"), ("risk", "correlations", 0, "between"))


def test_of_a_report_something_is_always_kept() -> None:
    """Its years are read, though there is no report without title, languages and sections."""
    file, errors, _ = validate_what_fits(ReportFile, parse_yaml("years: 3\ntitle: x", "x.yaml"))

    assert file is not None
    assert (file.years, file.title, len(errors)) == (3, {}, 4)


def test_of_a_file_that_is_no_map_nothing_is_kept() -> None:
    """A list of names is no assumptions."""
    file, errors, unfit = validate_what_fits(AssumptionsFile, parse_yaml("- a\n- b\n", "x.yaml"))

    assert (file, len(errors), unfit) == (None, 1, ())
