"""A report of one or two languages made of prose alone, as `read_inputs` would have read it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from generator.claims import Claim, Verdict
from generator.documents import Document, make_documents
from generator.documents.parts import SETTINGS
from generator.errors import Location, Problems, ReportError
from generator.figures import Figure, Table
from generator.inputs.nouns import (
    Author,
    Inputs,
    Language,
    Reference,
    Report,
    Section,
    Strings,
)
from generator.results import Label, Origin, Quantity, Results

AT = Location(path="content/claims.yaml", line=1)
TEMPLATE = "{{ section.number }} {{ section.title }}{% for b in blocks %}{{ b.html }}{% endfor %}"
WORDS = {
    "number_scale": "wan",
    "citation_style": "gb-t-7714-2025",
    "line_setting": "han",
    "unit.money": "{amount} 万元",
    "unit.points.one": "{amount} 个百分点",
    "unit.points.other": "{amount} 个百分点",
    "unit.years.one": "{amount} 年",
    "unit.years.other": "{amount} 年",
    "class.cat": "猫",
    "claim.profit.condition": "收入如此",
    "document.section": "第 {number} 节",
    "document.figure": "图 {number}",
    "document.table": "表 {number}",
    "document.equation": "式 {number}",
    "document.listing": "代码 {number}",
    "document.on_page": "（第 {page} 页）",
    "document.on_page_inside": "，第 {page} 页",
    "document.claim": "论断",
    "document.footnotes": "注释",
    "document.back": "回到正文",
    "document.figure_numbers": "数值",
    "document.figure_csv": "CSV",
    "document.not_found": "（未找到）",
    "document.references": "文献",
    "document.unchecked": "（未核：{parts}）",
    "document.reference.comma": "、",
    "document.reference.others.other": "et al.",
    "document.reference.against.doi": "DOI",
    "document.reference.part.issued": "日期",
    "document.stale.one": "本节有 {amount} 处未更新。",
    "document.stale.other": "本节有 {amount} 处未更新。",
    "document.stale_outside.one": "另有 {amount} 处未更新。",
    "document.stale_outside.other": "另有 {amount} 处未更新。",
    "document.verdict.gap": " ",
    "document.verdict.contradicted": "不符。",
    "document.verdict.holds-only-if": "有条件。",
    "document.verdict.cited": "据引文。",
    "document.verdict.condition": "仅当{condition}。",
    "document.verdict.within": "{asserted}，相差 {tolerance}；{measured}。",
    "document.verdict.exactly": "{asserted}，须完全相等；{measured}。",
    "document.verdict.bound": "{asserted}；{measured}。",
    "document.verdict.relation.equals": "所称 {value}",
    "document.verdict.reason.cited": "未测量。",
    "document.verdict.reason.found": "依据：{against}。",
    "document.verdict.reference.cited": "有。",
    "document.verdict.inline": "（{verdict}）",
}
LISTS = {
    "number_words": ("half", "过半"),
    "allowed_words": ("万一", "十分", "万元", "百分点"),
    "months": ("May",),
    "plus_words": ("加", "plus"),
    "minus_words": ("减", "minus"),
}
REFERENCES = (
    Reference(
        key="lecun1998",
        type="article-journal",
        title="Gradient-based learning",
        language="en",
        verified=("doi",),
        unchecked=("issued",),
        authors=(Author(family="LeCun", given="Yann"),),
        issued="1998",
        doi="10.1109/5.726791",
        at=AT,
    ),
    Reference(
        key="wang", type="book", title="开源", language="zh", verified=(), at=AT,
        authors=(Author(family="王", given="明"),),
    ),
)  # fmt: skip
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>98765</text></svg>'


def make_section(
    body: str, *, section_id: str = "one", number: int = 1, code: str = "zh"
) -> Section:
    """Make a section whose body starts at line 5 of its file."""
    title = f"Title of {section_id}" if code == "zh" else f"{code}, title of {section_id}"
    front = ("---", f"id: {section_id}", f"title: {title}", "---")
    return Section(
        id=section_id,
        title=title,
        number=number,
        stem=f"{number:02}-{section_id}",
        body=body,
        body_line=5,
        path=f"content/{code}/{number:02}-{section_id}.md",
        lines=(*front, *body.split("\n")),
        title_at=AT,
    )


def make_language(bodies: Sequence[str], code: str = "zh", abstract: str = "") -> Language:
    """Make a language whose sections are called `one`, `two` and so on."""
    ids = ("one", "two", "three")
    is_source = code == "zh"
    words = WORDS if is_source else {key: translate(key, text) for key, text in WORDS.items()}
    strings = Strings(code=code, path=f"content/{code}/strings.yaml", texts=words, lists=LISTS)
    return Language(
        code=code,
        strings=strings,
        title="标题" if is_source else "heading",
        title_at=AT,
        abstract=abstract,
        abstract_at=Location(path="content/report.yaml", line=3),
        keywords=("词" if is_source else "word",),
        keywords_at=AT,
        sections=tuple(
            make_section(body, section_id=ids[index], number=index + 1, code=code)
            for index, body in enumerate(bodies)
        ),
    )


def translate(key: str, text: str) -> str:
    """Say something else, of which one could think that it was the same in another language."""
    return text if key in SETTINGS else f"{text} (translated)"


def make_inputs(*languages: Language, **others: Any) -> Inputs:  # noqa: ANN401 -- fields of Inputs
    """Make a report of these languages, with two references and no files but templates."""
    stems = {section.stem for language in languages for section in language.sections}
    fields: dict[str, Any] = {
        "content": Path("content"),
        "report": Report(
            languages=tuple(language.code for language in languages),
            section_ids=("one",),
            date=dt.date(2026, 11, 23),
            names=("CIFAR-10",),
        ),
        "languages": languages,
        "references": REFERENCES,
        "templates": {f"sections/{stem}.html.j2": TEMPLATE for stem in stems},
        "assets": {},
        "pictures": {},
        "sources": {"generator/a.py": "x = 1\n# region: cut\n    y = 22\n# endregion\n"},
        **others,
    }
    return Inputs(**fields)


def make_results() -> Results:
    """Make a profit of 305 万元, a loss, an accuracy of 43.51 %, a class and a machine."""
    origin = Origin(function="made up")
    numbers = (("profit", "305", "wan_yuan"), ("loss", "-20", "wan_yuan"))
    shares = (("accuracy", "0.4351", "share"), ("n_seeds", "3", "count"))
    return Results(
        quantities=tuple(
            Quantity(name=name, value=Decimal(value), unit=unit, origin=origin)
            for name, value, unit in (*numbers, *shares)
        ),
        labels=(
            Label(name="best", words="class.cat", origin=origin),
            Label(name="machine", words="", text="A & B", origin=origin),
        ),
    )


def make_verdicts() -> tuple[Verdict, ...]:
    """Make a contradicted claim, one that holds on a condition, and a cited one."""
    accuracy = Claim(
        id="accuracy", expect="contradicted", value=Decimal("0.9"), unit="share",
        tolerance=Decimal("0.01"), at=AT,
    )  # fmt: skip
    profit = Claim(
        id="profit", expect="holds-only-if", value=Decimal(305), unit="wan_yuan",
        given=(("revenue", Decimal(1000)),), at=AT,
    )  # fmt: skip
    cited = Claim(id="cited", expect="cited", cites=("wang",), at=AT)
    listed = Claim(id="listed", expect="cited", reference="lecun1998", at=AT)
    return (
        Verdict(claim=accuracy, outcome="contradicted", measured=Decimal("0.4351")),
        Verdict(claim=profit, outcome="holds-only-if", measured=Decimal(305)),
        Verdict(claim=cited, outcome="cited"),
        Verdict(claim=listed, outcome="cited"),
    )


def make_figures() -> Mapping[str, Figure]:
    """Make one chart, under an id that the program knows."""
    table = Table(header=("x", "y"), rows=(("a", "77"),))
    chart = Figure(id="break-even", svg=SVG, alt="A < B", table=table, quantities=("profit",))
    return {chart.id: chart}


def compose(*bodies: str, is_draft: bool = False, **others: Any) -> Document:  # noqa: ANN401 -- as above
    """Make the Chinese document of these sections.

    Raises: Problems, with what is wrong in them.
    """
    inputs = make_inputs(make_language(bodies), **others)
    figures = None if is_draft else {"zh": make_figures()}
    return make_documents(inputs, make_results(), make_verdicts(), figures)[0]


def find_problems(*bodies: str, **others: Any) -> tuple[ReportError, ...]:  # noqa: ANN401 -- as above
    """List what is wrong with these sections, in file order."""
    try:
        compose(*bodies, is_draft=True, **others)
    except Problems as problems:
        return problems.errors
    return ()


def marked(error: ReportError) -> str:
    """Return what the caret of an error underlines."""
    if error.at is None:
        return ""
    start = error.at.column - 1
    return error.at.excerpt[start : start + error.at.width]
