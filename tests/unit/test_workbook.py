"""Tests of the workbook: live formulas, the report's numbers in them, and a language's words."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from generator.cache import Cache
from generator.errors import ReportError
from generator.outputs import workbook
from generator.outputs.nouns import Finished, OutputOptions
from generator.outputs.site import make_site
from generator.outputs.workbook import check_workbooks, make_book, make_workbooks
from generator.outputs.workbook.nouns import place
from generator.outputs.workbook.proof import compare_book
from generator.outputs.workbook.writing import make_file
from generator.results import Results
from tests.workbooks import change_part, make_report, read_formulas, read_part, read_sheets

REPORT = make_report()
ZH, EN = REPORT.inputs.languages
ASSUMPTIONS, SCENARIOS, YEARS, RISK, DECISION = 2, 3, 4, 5, 7
"""Numbers of the sheets, the first being 1."""


def make_content(finished: Finished = REPORT, language: int = 0) -> bytes:
    """Make the bytes of one language's workbook."""
    inputs = finished.inputs
    return make_file(make_book(inputs, finished.results, inputs.languages[language]))


CONTENT = make_content()
SHEETS = read_sheets(CONTENT)


def row_of(sheet: str, label: str, start: int = 1) -> int:
    """Find the row of a label in the first column, at or below a row."""
    cells = SHEETS[sheet].items()
    rows = (
        int(at[1:]) for at, text in cells if at[0] == "A" and at[1:].isdigit() and text == label
    )
    return min(row for row in rows if row >= start)


def test_one_workbook_for_each_language(tmp_path: Path) -> None:
    """Each language has its file, and its own names for the same sheets, in order."""
    made = dict(make_workbooks(REPORT, Cache(tmp_path)))

    assert {name: list(read_sheets(content)) for name, content in made.items()} == {
        "report.zh.xlsx": ["说明", "假设", "情景", "年度", "风险", "敏感性", "决策"],
        "report.en.xlsx": [
            *("About", "Assumptions", "Scenarios", "Years", "Risk", "Sensitivity", "Decision"),
        ],
    }


def test_what_was_not_worked_out_has_no_sheet() -> None:
    """A report of profits alone has neither years nor risk, and says nothing of them."""
    bare = Results(outcomes=REPORT.results.outcomes, quantities=REPORT.results.quantities)
    sheets = read_sheets(make_content(replace(REPORT, results=bare)))

    assert list(sheets) == ["说明", "假设", "情景"]
    assert "净现值" not in sheets["情景"].values()


def test_without_scenarios_there_is_no_workbook(tmp_path: Path) -> None:
    """A report that computes no scenario writes no workbook."""
    nothing = replace(REPORT, results=Results())

    assert list(make_workbooks(nothing, Cache(tmp_path))) == []
    assert check_workbooks(nothing.inputs, nothing.results) == []


@pytest.mark.parametrize("pdf", [True, False])
def test_the_home_page_links_to_the_workbook(pdf: bool, tmp_path: Path) -> None:  # noqa: FBT001 -- a table's column
    """The link stands beside that to the PDF, and stays where no PDF is published."""
    options = OutputOptions(out=tmp_path, cache=Cache(tmp_path / "cache"), pdf=pdf)

    home = dict(make_site(REPORT, options))["en/index.html"].decode()

    assert '<li><a href="../downloads/report.en.xlsx" download>' in home
    assert ("report.en.pdf" in home) is pdf


def test_the_same_workbook_twice() -> None:
    """The bytes depend on the report alone; every part is dated alike, with no clock."""
    dates = {each.date_time for each in zipfile.ZipFile(io.BytesIO(CONTENT)).infolist()}

    assert make_content() == CONTENT
    assert dates == {(1980, 1, 1, 0, 0, 0)}
    assert read_part(CONTENT, "docProps/core.xml").count("2026-11-23T00:00:00Z") == 2


def test_the_document_says_what_it_is() -> None:
    """Title, author and language are properties of the file."""
    core = read_part(CONTENT, "docProps/core.xml")
    custom = read_part(CONTENT, "docProps/custom.xml")

    assert f"<dc:title>{ZH.title}</dc:title>" in core
    assert "<dc:creator>A. Author</dc:creator>" in core
    assert 'name="Language"><vt:lpwstr>zh</vt:lpwstr>' in custom


def test_formulas_know_assumptions_by_name() -> None:
    """Each assumption has a name for formulas; one that would be a cell has a mark."""
    names = read_part(CONTENT, "xl/workbook.xml")

    assert '<definedName name="revenue">假设!$B$2</definedName>' in names.replace("'", "")
    assert '<definedName name="q1_">假设!$B$13</definedName>' in names.replace("'", "")
    assert SHEETS["假设"]["B2"] == "1000"
    assert SHEETS["假设"]["G13"] == "q1_"


def test_a_scenario_points_to_where_it_starts_from() -> None:
    """A number of its own is typed in; any other is the base's, or the assumption's."""
    formulas = read_formulas(CONTENT, SCENARIOS)

    assert (SHEETS["情景"]["C1"], SHEETS["情景"]["D1"]) == ("CLOSED", "ARTICLE")
    assert "C5" not in formulas
    assert SHEETS["情景"]["C5"] == "0"
    assert formulas["D5"] == "open_source_cost"
    assert formulas["E3"].replace("'", "") == "情景!$D$3"


def test_a_scenario_that_scales_multiplies_where_it_starts_from() -> None:
    """The factor stands in a live formula: a changed base revenue moves the scenario's."""
    formulas = read_formulas(CONTENT, SCENARIOS)
    column = next(at[0] for at, text in SHEETS["情景"].items() if text == "RIVAL")

    assert formulas[f"{column}3"].replace("'", "") == "情景!$E$3*0.88"
    assert formulas[f"{column}7"].replace("'", "") == "情景!$E$7*0.7"
    assert formulas[f"{column}4"].replace("'", "") == "情景!$E$4"
    assert (SHEETS["情景"][f"{column}3"], SHEETS["情景"][f"{column}7"]) == ("880", "14000")


def test_signs_skip_the_years_in_which_nothing_flows() -> None:
    """A rate is looked for where the sign changes once; zeros between change nothing."""
    label = "最近一笔现金流的正负号（没有收支的年份不计）"
    row = row_of("年度", label, row_of("年度", "SUBSIDISED"))
    signs = [SHEETS["年度"][f"{letter}{row}"] for letter in "CDEFGH"]

    assert signs == ["1", "-1", "-1", "1", "1", "1"]


def test_where_nothing_is_owed_there_is_nothing_to_pay_back() -> None:
    """A company that never goes below zero, or in which nothing flows, has no payback."""
    for scenario, payback in (("CLOSED", "无须回收"), ("FREE", "无须回收"), ("NOBODY", "无")):
        row = row_of("年度", "回收期", row_of("年度", scenario))
        assert SHEETS["年度"][f"C{row}"] == payback


def test_profit_is_a_formula_that_shows_our_profit() -> None:
    """The sum is live, and a viewer that computes nothing shows the report's 300."""
    formulas = read_formulas(CONTENT, SCENARIOS)
    row = row_of("情景", "利润")

    assert formulas[f"D{row}"] == f"D{row - 2}-D{row - 1}"
    assert (formulas[f"D{row - 2}"], formulas[f"D{row - 1}"]) == ("D3+D6", "D4+D5")
    assert SHEETS["情景"][f"D{row}"] == "300"
    assert formulas[f"D{row + 2}"] == f"D{row}-$C{row}"


def test_money_is_in_the_unit_of_the_language() -> None:
    """English says 300 × CNY 10,000 as 3 million, in every row that says so."""
    sheets = read_sheets(make_content(language=1))
    row = row_of("情景", "利润")

    assert sheets["Scenarios"][f"A{row}"] == "Profit"
    assert sheets["Scenarios"][f"B{row}"] == "CNY million"
    assert sheets["Scenarios"][f"D{row}"] == "3"
    assert "Mean (CNY million)" in sheets["Risk"].values()


def test_the_waterfall_adds_up() -> None:
    """Revenue, what is added and what is taken away, and their sum as a formula."""
    row = row_of("情景", "总收入")
    parts = [SHEETS["情景"][f"D{row + step}"] for step in range(5)]

    assert parts == ["1000", "500", "-1000", "-200", "300"]
    assert read_formulas(CONTENT, SCENARIOS)[f"D{row + 4}"] == f"SUM(D{row}:D{row + 3})"


def test_years_are_formulas_that_show_our_years() -> None:
    """Adopters follow the Bass recursion, and each total shows what the report has."""
    formulas = read_formulas(CONTENT, YEARS)
    start = row_of("年度", "ARTICLE")
    npv = row_of("年度", "净现值", start)
    horizon = REPORT.results.horizons[1]

    bass = formulas[f"E{start + 1}"].replace("'情景'!", "")
    assert bass == "IF($D$7=0,0,D{0}+($D$8+$D$9*(D{0}/$D$7))*($D$7-D{0}))".format(start + 1)
    assert float(SHEETS["年度"][f"C{npv}"]) == float(horizon.npv)
    assert float(SHEETS["年度"][f"C{npv + 1}"]) == pytest.approx(float(horizon.irr[0]), abs=1e-15)
    assert float(SHEETS["年度"][f"C{npv + 2}"]) == pytest.approx(float(horizon.payback[0]))


@pytest.mark.parametrize(
    ("scenario", "rate"),
    [("CLOSED", "无"), ("NOBODY", "无"), ("FREE", "无"), ("SUBSIDISED", "未定"), ("SUNK", "未定")],
)
def test_where_there_is_no_rate_of_return_words_say_so(scenario: str, rate: str) -> None:
    """No rate, perhaps more than one, or one that is not found: the cell says it in words."""
    row = row_of("年度", "内部收益率", row_of("年度", scenario))

    assert SHEETS["年度"][f"C{row}"] == rate


def test_risk_and_sensitivity_are_values() -> None:
    """What was drawn is not drawn again: these sheets hold no formula."""
    assert read_formulas(CONTENT, RISK) == {}
    assert read_formulas(CONTENT, RISK + 1) == {}
    assert [SHEETS["风险"][f"{letter}2"] for letter in "ABCDL"] == [
        *("ARTICLE", "净现值", "1000", "310.25", "0.0625")
    ]
    assert SHEETS["敏感性"]["F2"] == "-500"


def test_the_two_way_table_says_what_it_shows() -> None:
    """Its corner names both assumptions with their units; amounts stand where they cross."""
    corner = row_of("敏感性", "纵向：The revenue（万元）；横向：The conversion（比例）")
    cells = SHEETS["敏感性"]

    assert cells[f"A{corner - 1}"] == "ARTICLE：净现值（万元）随一对假设的变化"
    assert [cells[f"{letter}{corner}"] for letter in "BCD"] == ["0.01", "0.02", "0.03"]
    assert [cells[f"{letter}{corner + 2}"] for letter in "ABCD"] == ["1100", "4", "5", "6"]


def test_rules_are_formulas_of_the_payoffs() -> None:
    """Regrets and choices follow from the payoffs; a tie is counted."""
    formulas = read_formulas(CONTENT, DECISION)

    assert SHEETS["决策"]["C4"] == "240.1"
    assert "C4" not in formulas
    assert formulas["C9"] == "ROUND(MAX(C3:C5)-C4,10)"
    assert formulas["B15"] == "INDEX(A3:A5,MATCH(MAX(E3:E5),E3:E5,0))"
    assert [SHEETS["决策"][f"B{row}"] for row in (13, 14, 15)] == ["CLOSED", "ARTICLE", "ARTICLE"]
    assert SHEETS["决策"]["C15"] == "2"


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_words_are_never_a_formula(words: str) -> None:
    """Words that begin like a formula stay words, also when somebody edits the cell."""
    changed = {"scenario.closed.title": words, "source.guess": words, "state.weak.title": words}
    content = make_content(make_report(changed))
    part = read_part(content, f"xl/worksheets/sheet{SCENARIOS}.xml")
    (cell,) = [each for each in part.split("<c ") if each.startswith('r="C1"')]
    style = int(cell.split('s="')[1].split('"')[0])
    formats = read_part(content, "xl/styles.xml").split("<cellXfs")[1].split("<xf ")

    assert read_sheets(content)["情景"]["C1"] == words
    assert ' t="s"' in cell
    assert 'quotePrefix="1"' in formats[style + 1]
    assert words.lstrip("=") not in read_formulas(content, SCENARIOS).values()
    assert find_problems(content, make_report(changed)) == []


def find_problems(content: bytes, finished: Finished = REPORT) -> list[ReportError]:
    """Hold bytes against what the Chinese workbook must be."""
    inputs = finished.inputs
    book = make_book(inputs, finished.results, inputs.languages[0])
    return list(compare_book("report.zh.xlsx", book, content))


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (
            "<v>564.15",
            "<v>564.16",
            "`='年度'!$C$36 564.1510267160478274481328903` in D29 of `情景`",
        ),
        ("<f>D3+D6</f>", "<f>D3+D5</f>", "`=D3+D6 1500` in D15"),
        ("<f>D3+D6</f>", "", "`=D3+D6 1500` in D15"),
    ],
    ids=["number", "formula", "no formula"],
)
def test_a_wrong_cell_is_found(before: str, after: str, found: str) -> None:
    """The proof names the cell, what must be there and what is."""
    part = f"xl/worksheets/sheet{SCENARIOS}.xml"
    changed = change_part(CONTENT, part, before, after)

    (problem,) = find_problems(changed)

    assert "`report.zh.xlsx` should have " in problem.message
    assert found in problem.message


def test_a_cell_too_many_is_found() -> None:
    """What stands in a workbook and is in no result is found too."""
    part = f"xl/worksheets/sheet{RISK}.xml"
    changed = change_part(
        CONTENT, part, "</row></sheetData>", '<c r="P2"><v>9</v></c></row></sheetData>'
    )

    (problem,) = find_problems(changed)

    assert problem.message == (
        "`report.zh.xlsx` should have `nothing` in P2 of `风险`, but has `9`"
    )


def test_a_workbook_is_proven_before_it_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is not its workbook stops the build, and the next build makes it anew."""
    monkeypatch.setattr(workbook, "make_file", lambda _book: CONTENT)

    with pytest.raises(ReportError, match=r"`report\.en\.xlsx` should have `Dated` in A2"):
        list(make_workbooks(REPORT, Cache(tmp_path)))

    monkeypatch.undo()
    assert dict(make_workbooks(REPORT, Cache(tmp_path)))["report.en.xlsx"] == make_content(
        language=1
    )


def test_missing_words_are_the_authors_to_mend() -> None:
    """A language that lacks words is named before anything is written."""
    zh, en = REPORT.inputs.languages
    texts = {key: text for key, text in en.strings.texts.items() if key != "workbook.row.npv"}
    poorer = replace(en, strings=replace(en.strings, texts=texts))
    inputs = replace(REPORT.inputs, languages=(zh, poorer))

    (problem,) = check_workbooks(inputs, REPORT.results)

    assert problem.message == "no words for `workbook.row.npv` in this language"


@pytest.mark.parametrize("title", ["a/b", "x" * 32, "假设"])
def test_a_sheet_needs_a_title_that_spreadsheets_take(title: str) -> None:
    """A sign that no sheet may have, too many of them, or a title used twice: an error."""
    with pytest.raises(ReportError, match="the workbook in `zh` cannot be written") as caught:
        make_content(make_report({"workbook.sheet.years": title}))

    assert caught.value.hint == "mend `workbook.sheet` in strings.yaml"


def test_what_was_made_before_is_not_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same report takes its workbooks from the cache."""
    made = dict(make_workbooks(REPORT, Cache(tmp_path)))
    monkeypatch.setattr(workbook, "make_file", lambda _book: b"")

    assert dict(make_workbooks(REPORT, Cache(tmp_path))) == made


def test_sheets_can_be_read_and_printed() -> None:
    """What heads rows and columns stays in view and on paper; no cell is merged."""
    texts = [read_part(CONTENT, f"xl/worksheets/sheet{number}.xml") for number in range(1, 8)]

    assert 'xSplit="2" ySplit="1"' in texts[YEARS - 1]
    assert not any("mergeCell" in text for text in texts)
    assert all('orientation="landscape"' in text for text in texts)
    assert all('fitToHeight="0"' in text for text in texts)
    titles = read_part(CONTENT, "xl/workbook.xml")
    assert "_xlnm.Print_Titles" in titles


@pytest.mark.parametrize(
    ("row", "column", "name"), [(0, 0, "A1"), (8, 25, "Z9"), (0, 26, "AA1"), (0, 702, "AAA1")]
)
def test_cells_are_named_as_spreadsheets_do(row: int, column: int, name: str) -> None:
    """After Z comes AA, and after ZZ comes AAA."""
    assert place(row, column) == name
