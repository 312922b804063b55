"""The workbook in a real spreadsheet: LibreOffice works every formula out anew."""

import subprocess
from math import isclose
from pathlib import Path

import pytest

from generator.cache import Cache
from generator.outputs.nouns import Finished
from generator.outputs.workbook import make_workbooks
from tests.conftest import FindTool
from tests.workbooks import change_part, make_report, read_sheets

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""
"""LibreOffice takes the numbers of a foreign workbook as they stand unless told otherwise."""

_PRECISION = 1e-9
"""Far below the digits shown."""


def recalculate(office: Path, content: bytes, folder: Path) -> dict[str, dict[str, str]]:
    """Let LibreOffice open a workbook, work it out and save it, and read what it saved."""
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS)
    book = folder / "report.xlsx"
    book.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ("--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "saved"))
    subprocess.run(
        [str(office), "--headless", "--norestore", profile, *convert, str(book)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return read_sheets((folder / "saved" / "report.xlsx").read_bytes())


def find_differences(
    ours: dict[str, dict[str, str]], theirs: dict[str, dict[str, str]]
) -> list[str]:
    """List the cells that two workbooks show differently, beyond the precision."""
    return [
        f"{sheet}!{place}: {text} here, {theirs[sheet].get(place)} there"
        for sheet, cells in ours.items()
        for place, text in cells.items()
        if not is_same(text, theirs[sheet].get(place, ""))
    ]


def is_same(text: str, other: str) -> bool:
    """Compare numbers as numbers, anything else as text."""
    try:
        return isclose(float(text), float(other), rel_tol=_PRECISION, abs_tol=_PRECISION)
    except ValueError:
        return text == other


def make_book(finished: Finished, code: str, cache: Path) -> bytes:
    """Make the workbook of one language."""
    return dict(make_workbooks(finished, Cache(cache)))[f"report.{code}.xlsx"]


@pytest.mark.parametrize("code", ["zh", "en"])
def test_a_spreadsheet_comes_to_our_numbers(code: str, tool: FindTool, tmp_path: Path) -> None:
    """Worked out anew, every cell of every sheet shows what the report computed."""
    book = make_book(make_report(), code, tmp_path / "cache")

    recalculated = recalculate(tool("LibreOffice"), book, tmp_path)

    assert find_differences(read_sheets(book), recalculated) == []


def test_a_changed_assumption_changes_all_that_rests_on_it(tool: FindTool, tmp_path: Path) -> None:
    """With 1200 typed over the R of 1000, every formula comes to what the report makes of that."""
    book = make_book(make_report(), "zh", tmp_path / "cache")
    after = '</v></c><c r="C2"'
    typed = change_part(book, "xl/worksheets/sheet2.xml", f"<v>1000{after}", f"<v>1200{after}")
    expected = read_sheets(make_book(make_report(revenue="1200"), "zh", tmp_path / "cache"))

    shown = recalculate(tool("LibreOffice"), typed, tmp_path)

    live = {name: expected[name] for name in ("情景", "年度")}
    assert find_differences(live, shown) == []
    profits = [row for row, text in column(shown["情景"], "A") if text == "利润"]
    assert shown["情景"][f"D{profits[0]}"] == "500"


def column(cells: dict[str, str], letter: str) -> list[tuple[int, str]]:
    """List the texts of a column with their rows."""
    return [(int(at[1:]), text) for at, text in cells.items() if at[0] == letter]
