"""A small report as the pure half of a build would have made it, set in the real templates."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from generator.documents.nouns import Block, Document, DocumentSection, Rendering
from generator.errors import Location
from generator.figures.nouns import Figure, Table
from generator.inputs.nouns import Inputs, Language, Report, Section, Strings
from generator.model.report import make_model_results
from generator.outputs.nouns import Finished
from generator.results import Results
from tests.trained import record_with

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "templates"
AT = Location(path="content/en/01-background.md", line=7, column=1)

_UI = (
    *("skip", "dark", "languages", "sections", "contents", "on_this_page", "previous", "next"),
    *("abstract", "keywords", "dated", "licence", "download_pdf", "download_results"),
    *("figure.enlarge", "figure.copy_svg"),
    *("figure.copy_png", "figure.enlarged", "copy", "copied", "saved", "close"),
    *("not_found_title", "not_found_text", "key_figures", "spread"),
)
_EVIDENCE = (
    *("title", "intro", "download", "schema", "appendix", "appendix_intro", "abstract"),
    *("claims", "figures", "tables", "pictures", "versions", "separator", "colon"),
    *("stated", "line", "made_by", "code", "from", "rests_on", "seeds", "files", "shows"),
    *("claim_index", "claim", "verdict", "page"),
    *("used_in", "kind.assumption", "kind.scenario", "kind.other", "button", "figure_made"),
)
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 120" role="img" '
    'aria-labelledby="fig-x-title"><title id="fig-x-title">A chart</title>'
    '<text x="9" y="20" font-family="Noto Sans SC" font-size="12" fill="{ink}">轴 98765</text>'
    '<rect x="9" y="40" width="300" height="30" fill="{bar}"/></svg>'
)
_LINES = ("# 标题", "正文 3 句", "与 55 个词")


def make_strings(code: str, line_setting: str) -> Strings:
    """Make the words of the frames: each is its own id."""
    texts = {
        "number_scale": "million",
        "line_setting": line_setting,
        "ui.language_name": f"name of {code}",
        "unit.money": "{amount}",
        "unit.points.one": "{amount}",
        "unit.points.other": "{amount}",
        "unit.years.one": "{amount}",
        "unit.years.other": "{amount}",
        **{f"ui.{name}": f"{name} in {code}" for name in _UI},
        "ui.reading_time.one": "{amount} minute",
        "ui.reading_time.other": "{amount} minutes",
        **{f"evidence.{name}": f"{name} in {code}" for name in _EVIDENCE},
        "changes.title": f"changes in {code}",
        "changes.edition": "of {date}",
        "changes.first": f"first in {code}",
        "changes.feed": f"feed in {code}",
    }
    return Strings(code=code, path=f"content/{code}/strings.yaml", texts=texts)


def make_block(kind: str, html: str, text: str, pdf_html: str = "") -> Block:
    """Make a block that looks the same on the site and in the PDF, or nearly."""
    site = Rendering(html=html, text=text)
    pdf = Rendering(html=pdf_html or html, text=text)
    return Block(kind=kind, id="", site=site, pdf=pdf, at=AT)


def make_figure_block() -> Block:
    """Make a chart with its table behind it."""
    words = '<figcaption><span class="label">Figure 1</span> Profit of 300</figcaption>'
    bare = f'<div class="figure-body">{_SVG}</div>{words}'
    for_site = bare.format(ink="var(--ink)", bar="var(--series-1)")
    for_pdf = bare.format(ink="#1d2126", bar="#0072b2")
    behind = (
        '<details class="figure-numbers"><summary>Numbers</summary><div class="table-scroll">'
        '<table><tr><th scope="col">x</th></tr><tr><td>77</td></tr></table></div></details>'
    )
    frame = '<figure class="figure" id="fig-x">{}</figure>'
    return Block(
        kind="figure",
        id="fig-x",
        site=Rendering(
            html=frame.format(for_site + behind), text="Figure 1 Profit of 300\nNumbers\nx\n77"
        ),
        pdf=Rendering(html=frame.format(for_pdf), text="Figure 1 Profit of 300"),
        at=AT,
    )


def make_blocks(prefix: str, sentence: str) -> tuple[Block, ...]:
    """Make one block of each kind that numbers may stand in."""
    heading = f'<h2 id="{prefix}-rise"><span class="number">1.1</span> The rise</h2>'
    table = (
        '<figure class="table"><figcaption>Table 1</figcaption><div class="table-scroll"><table>'
        '<tr><th scope="col">a</th><th scope="col">b</th></tr><tr><td>1,234</td>'
        '<td class="right">−5.5%</td></tr></table></div></figure>'
    )
    claim = (
        f'<div class="claim claim-contradicted" id="{prefix}-claim"><p>About 90%.</p>'
        '<p class="verdict"><strong>Contradicted.</strong> 43.5% was measured.</p></div>'
    )
    code = (
        '<pre class="code"><code><span class="n">x</span> = <span class="mi">12</span></code></pre>'
    )
    return (
        Block(
            kind="heading",
            id=f"{prefix}-rise",
            site=Rendering(html=heading, text="1.1 The rise"),
            pdf=Rendering(html=heading, text="1.1 The rise"),
            at=AT,
        ),
        make_block("paragraph", f'<p>{sentence} <data class="q">43.5%</data></p>', "x 43.5%"),
        make_block("list", "<ol><li>one 11</li><li>two 22</li></ol>", "one 11\ntwo 22"),
        make_block("table", table, "Table 1\na\nb\n1,234\n−5.5%"),
        make_block("claim", claim, "About 90%.\nContradicted. 43.5% was measured."),
        make_block("code", code, "x = 12"),
    )


def make_section(
    number: int, section: str, title: str, blocks: tuple[Block, ...]
) -> DocumentSection:
    """Lay a section out as plainly as can be."""
    head = f'<h1 id="sec-{section}"><span class="number">{number}</span> {title}</h1>'
    return DocumentSection(
        id=section,
        number=number,
        title=title,
        blocks=blocks,
        site_html=head + "".join(block.site.html for block in blocks),
        pdf_html=head + "".join(block.pdf.html for block in blocks),
    )


def make_document(code: str, title: str, sentence: str) -> Document:
    """Make the article in one language."""
    second = make_block("paragraph", "<p>In 2016 it was 3.14.</p>", "In 2016 it was 3.14.")
    return Document(
        language=code,
        title=title,
        abstract=make_block("paragraph", f"{sentence} 300", f"{sentence} 300"),
        keywords=("openness", "CIFAR-10"),
        sections=(
            make_section(1, "background", title, make_blocks("sec-a", sentence)),
            make_section(2, "models", "Models", (second, make_figure_block())),
        ),
        references=(),
        uses=(),
    )


def make_language(code: str, line_setting: str) -> Language:
    """Make what was read of one language."""
    section = Section(
        id="background",
        title="t",
        number=1,
        stem="01-background",
        body="",
        body_line=1,
        path=f"content/{code}/01-background.md",
        lines=_LINES,
        title_at=AT,
    )
    return Language(
        code=code,
        strings=make_strings(code, line_setting),
        title="t",
        title_at=AT,
        abstract="",
        abstract_at=AT,
        keywords=(),
        keywords_at=AT,
        sections=(section,),
    )


def make_finished(site: str = "https://example.org/report/") -> Finished:
    """Make a report of two sections in two languages, with the templates of the repository."""
    templates = {
        str(path.relative_to(TEMPLATES)): path.read_text() for path in TEMPLATES.rglob("*.j2")
    }
    assets = {
        str(path.relative_to(TEMPLATES / "assets")): path.read_bytes()
        for path in (TEMPLATES / "assets").rglob("*")
        if path.is_file()
    }
    report = Report(
        languages=("zh", "en"),
        section_ids=("background", "models"),
        date=dt.date(2026, 11, 23),
        site=site,
        authors=("A. Author",),
        licence="CC-BY-4.0",
    )
    inputs = Inputs(
        content=Path("content"),
        report=report,
        languages=(make_language("zh", "han"), make_language("en", "latin")),
        templates=templates,
        assets=assets,
        pictures={},
        sources={},
    )
    table = Table(header=("x",), rows=(("77",),))
    figure = Figure(id="x", svg="", alt="", table=table, quantities=())
    return Finished(
        inputs=inputs,
        results=Results(),
        verdicts=(),
        documents=(
            make_document(
                "zh",
                "大模型企业的开源策略",
                "开源有公认的定义：许可证必须允许自由使用、修改和再分发。" * 5,
            ),
            make_document(
                "en", "Open-source strategy", "What a company should open is argued. " * 8
            ),
        ),
        figures={"zh": (figure,), "en": (figure,)},
    )


def make_finished_with_network(folder: Path) -> Finished:
    """Make the same report with one network, whose record and weights lie in a folder."""
    weights = bytes(100)
    (folder / "lenet.safetensors").write_bytes(weights)
    (folder / "lenet.json").write_text("{}\n", encoding="utf-8")
    digest = hashlib.sha256(weights).hexdigest()
    record = record_with(2, 1, 3, sha256=digest, path=folder / "lenet.json")
    finished = make_finished()
    languages = tuple(map(_with_words_of_cards, finished.inputs.languages))
    return replace(
        finished,
        inputs=replace(finished.inputs, languages=languages, records=(record,)),
        results=make_model_results((record,)),
    )


def words_of_article(code: str) -> Mapping[str, str]:
    """Read the article's own words outside prose, by their dotted ids."""
    path = ROOT / "content" / code / "strings.yaml"
    return dict(_flatten(yaml.safe_load(path.read_text(encoding="utf-8"))))


def _with_words_of_cards(language: Language) -> Language:
    """Add the article's own words for cards, and some for pets."""
    words = words_of_article(language.code)
    texts = {
        **language.strings.texts,
        **{key: words[key] for key in words if key.startswith(("card.", "network.", "unit."))},
        "dataset.pets": "pictures of pets",
        "dataset.official": "the official pictures",
        "class.cat": "a cat",
        "class.dog": "a dog",
    }
    return replace(language, strings=replace(language.strings, texts=texts))


def _flatten(words: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in words.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value
