"""The article itself, built whole: what its outputs say, and that they follow an assumption."""

import gzip
import json
import re
import shutil
import struct
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import jsonschema
import pypdfium2
import pytest
import yaml
from page import ValidationProfile, validate_pdf

from generator.build import Request, build_report, check_report
from generator.claims import judge_claims
from generator.delivery import SendRequest, preview_report
from generator.documents import Document, make_documents
from generator.inputs import read_inputs
from generator.outputs.page_reading import read_page_text
from generator.outputs.pdf_reading import read_pdf_text
from generator.outputs.typography import CLOSING, OPENING
from generator.results import Results

ROOT = Path(__file__).parents[2]
LARGEST_PAGE = 150_000
"""Bytes over the wire, compressed, without fonts."""
FindTool = Callable[[str], Path]


class Silent:
    """A listener that nobody reads."""

    def say(self, text: str) -> None:
        """Hear, and forget."""


def request_for(folder: Path, since: Path | None = None) -> Request:
    """Ask for the article, built in a folder of its own."""
    return Request(
        since=since,
        content=folder / "content",
        models=folder / "content" / "models",
        templates=ROOT / "templates",
        out=folder / "build",
        cache=folder / "cache",
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder in which the article was built as it stands."""
    folder = tmp_path_factory.mktemp("article")
    shutil.copytree(ROOT / "content", folder / "content")
    build_report(request_for(folder), Silent())
    return folder


@pytest.fixture(scope="module")
def rebuilt(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder in which the article was built with a revenue of 1,200 instead of 1,000."""
    folder = tmp_path_factory.mktemp("richer")
    shutil.copytree(ROOT / "content", folder / "content")
    path = folder / "content" / "assumptions.yaml"
    before = path.read_text()
    assert "value: 1000" in before.split("cost:")[0]
    path.write_text(before.replace("value: 1000", "value: 1200", 1))
    build_report(request_for(folder, since=built / "build"), Silent())
    return folder


def text_of_site(folder: Path, language: str, section: str) -> str:
    """Read what a page shows, white space folded."""
    page = folder / "build" / "site" / language / section / "index.html"
    return " ".join(read_page_text(page.read_text()).split())


def text_of_pdf(folder: Path, language: str) -> str:
    """Read what a PDF shows from its first section on, without any white space."""
    content = (folder / "build" / "pdf" / f"report.{language}.pdf").read_bytes()
    return squeeze(read_pdf_text(content)[1])


def squeeze(text: str) -> str:
    """Drop white space, and hyphens: at a line's end a reader cannot tell whose they are."""
    return re.sub(r"[-\s\u00ad\u200b\u2060\ufffe\x02]", "", text)


APART = ("figure", "explorer")
"""Blocks of which site and PDF say different things, or in another order."""
N_BLOCKS = 150
N_LINES = 2000

RUNS = r'<style|<script(?! src=| type="application/(?:ld\+)?json")|\s(style|on\w+)='
"""What a browser would run that stands in the page; of the explorer's numbers it runs nothing."""


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        (
            "zh",
            "1,000 500 200 300 300",
            "1,200 500 200 500 300",
        ),
        (
            "en",
            "10 5 2 3 3",
            "12 5 2 5 3",
        ),
    ],
)
def test_an_assumption_moves_every_output(
    built: Path, rebuilt: Path, language: str, before: str, after: str
) -> None:
    """The row of the example: with 200 more revenue, its profit is 500 where it was 300."""
    assert before in text_of_site(built, language, "models")
    assert after not in text_of_site(built, language, "models")
    assert after in text_of_site(rebuilt, language, "models")
    assert squeeze(before) in text_of_pdf(built, language)
    assert squeeze(after) not in text_of_pdf(built, language)
    assert squeeze(after) in text_of_pdf(rebuilt, language)


@pytest.mark.parametrize(("language", "after"), [("zh", "500 万元"), ("en", "CNY 5 million")])
def test_the_key_figure_is_todays(rebuilt: Path, language: str, after: str) -> None:
    """The first page shows the profit as it is, also where a claim holds for another revenue."""
    page = (rebuilt / "build" / "site" / language / "index.html").read_text()

    figures = re.findall(r'<p class="key-figure">(?:<a [^>]*>)?<data [^>]*>([^<]*)</data>', page)
    assert squeeze(after) in map(squeeze, figures)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_printed_claim_holds_under_its_own_assumption(rebuilt: Path, language: str) -> None:
    """The 300 that the article prints stays true of the revenue it silently used."""
    page = rebuilt / "build" / "site" / language / "models" / "index.html"

    assert 'class="claim claim-holds-only-if" id="claim-article-profit"' in page.read_text()


@pytest.mark.parametrize(
    ("language", "moved"),
    [
        ("zh", "1,000 万元 1,200 万元 增加 200 万元"),
        ("en", "CNY 10 million CNY 12 million up CNY 2 million"),
    ],
)
def test_what_changed_is_said_in_each_language(rebuilt: Path, language: str, moved: str) -> None:
    """Page and feed say what moved, from what to what and by how much, and nothing of prose."""
    site = rebuilt / "build" / "site" / language
    page = text_of_site(rebuilt, language, "changes")
    feed = ET.parse(site / "feed.xml").getroot()  # noqa: S314 -- our own
    entries = [str(each.text) for each in feed.iter("{http://www.w3.org/2005/Atom}content")]
    strings = yaml.safe_load((rebuilt / "content" / language / "strings.yaml").read_text())

    assert re.search(rf"assumption\.revenue.*?{re.escape(squeeze(moved))}", squeeze(page))
    told = " ".join(re.sub("<[^>]+>", " ", entries[0]).split())
    assert re.search(rf"assumption\.revenue \S.*? {re.escape(moved)} ", told)
    assert entries[1:] == [f"<p>{strings['changes']['first']}</p>\n"]
    assert f"<h3>{strings['changes']['sections']}</h3>" not in entries[0]


@pytest.mark.parametrize(("number", "language"), [("0001", "en"), ("0002", "zh")])
def test_the_report_just_built_can_be_mailed(built: Path, number: str, language: str) -> None:
    """A dry run takes the build for what the content says, and each mail holds its very PDF."""
    request = SendRequest(
        content=built / "content",
        templates=ROOT / "templates",
        cache=built / "cache",
        out=built / "build",
        recipients=ROOT / "content" / "recipients.example.yaml",
        record=built / "sent.jsonl",
        previews=built / "mails",
    )

    delivered = preview_report(request, {})

    path = built / "mails" / f"{number}.{language}.eml"
    assert path in delivered.wrote
    message = message_from_bytes(path.read_bytes(), policy=default)
    (pdf,) = (part for part in message.walk() if part.get_content_type() == "application/pdf")
    expected = (built / "build" / "pdf" / f"report.{language}.pdf").read_bytes()
    assert pdf.get_payload(decode=True) == expected


def documents_of(folder: Path) -> tuple[Results, tuple[Document, ...]]:
    """Make the documents that the outputs of a folder were made from, but for their drawings."""
    request = request_for(folder)
    results = check_report(request).results
    inputs = read_inputs(request.content, request.templates, models=request.models)
    verdicts = judge_claims(inputs.claims, results, inputs.found_references)
    return results, make_documents(inputs, results, verdicts, None)


def test_every_word_of_the_documents_is_in_the_pdfs(built: Path) -> None:
    """The text of each PDF holds each block of its Document, word for word and in order."""
    _, documents = documents_of(built)

    for document in documents:
        shown = text_of_pdf(built, document.language)
        position, missing = 0, []
        blocks = [
            (section.id, block)
            for section in document.sections
            for block in section.blocks
            if block.kind not in APART
        ]
        assert len(blocks) > N_BLOCKS
        for section, block in blocks:
            for line in filter(None, map(squeeze, block.site.text.split("\n"))):
                found = shown.find(line, position)
                if found < 0:
                    missing.append((section, line))
                else:
                    position = found + len(line)
        assert missing == []


def test_chinese_lines_begin_and_end_as_they_must(built: Path) -> None:
    """No line of the Chinese PDF begins with a closing mark or ends with an opening one."""
    pdf = pypdfium2.PdfDocument(built / "build" / "pdf" / "report.zh.pdf")
    text = "\n".join(page.get_textpage().get_text_range() for page in pdf)
    lines = [line.strip() for line in text.splitlines() if line.strip()]

    assert len(lines) > N_LINES
    assert [line for line in lines if line[0] in CLOSING or line[-1] in OPENING] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_shared_link_shows_a_picture(built: Path, language: str) -> None:
    """Every page of a language names its picture, which is there, as large as it is said to be."""
    site = built / "build" / "site"
    content = (site / language / "share.png").read_bytes()
    size = struct.unpack(">II", content[16:24])

    assert content.startswith(b"\x89PNG\r\n")
    assert size == (1200, 630)
    for page in (site / language).rglob("*.html"):
        (address,) = re.findall(r'property="og:image" content="([^"]*)"', page.read_text())
        assert address == f"https://example.org/open-source-balance/{language}/share.png"


def test_pages_let_nothing_run_that_is_not_a_file_of_the_site(built: Path) -> None:
    """Every page has a policy without exceptions, and no style or script that would need one."""
    pages = sorted((built / "build" / "site").rglob("*.html"))

    assert len(pages) > 2
    for page in pages:
        text = page.read_text()
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
        assert policy is not None, page
        assert policy[1].startswith("default-src 'none';"), page
        assert "unsafe" not in policy[1], page
        assert not re.search(RUNS, text), page


def test_the_pdfs_have_no_missing_glyph(built: Path, tool: FindTool) -> None:
    """Every font is ours, embedded, cut down, and leads back to characters, all of them known."""
    for language in ("zh", "en"):
        path = built / "build" / "pdf" / f"report.{language}.pdf"
        done = subprocess.run(
            [tool("pdftotext").with_name("pdffonts"), path],
            capture_output=True,
            text=True,
            check=True,
        )
        fonts = [line.split() for line in done.stdout.splitlines()[2:]]

        assert done.stderr == ""
        assert fonts
        assert all("Noto-Sans" in font[0] or "JetBrains-Mono" in font[0] for font in fonts)
        assert {tuple(font[4:7]) for font in fonts} == {("yes", "yes", "yes")}
        text = subprocess.run(
            [tool("pdftotext"), path, "-"], capture_output=True, text=True, check=True
        ).stdout
        assert "\ufffd" not in text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("standard", [ValidationProfile.PDF_A_3A, ValidationProfile.PDF_UA_1])
def test_the_pdfs_keep_the_standards(
    built: Path, language: str, standard: ValidationProfile
) -> None:
    """Each PDF is one file that is PDF/A-3a and PDF/UA-1."""
    report = validate_pdf(built / "build" / "pdf" / f"report.{language}.pdf", profile=standard)

    assert [failure.message for failure in report.failures] == []
    assert report.rules.passed > 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_travels_inside_a_pdf(built: Path, language: str) -> None:
    """Results, the table behind each chart, and the workbook: the very files of the site."""
    pdf = pypdfium2.PdfDocument(built / "build" / "pdf" / f"report.{language}.pdf")
    attached = [pdf.get_attachment(number) for number in range(pdf.count_attachments())]
    site = built / "build" / "site"
    book = f"report.{language}.xlsx"
    expected = {path.name: path.read_bytes() for path in (site / "data" / language).iterdir()}
    expected["results.json"] = (site / "data" / "results.json").read_bytes()
    expected[book] = (site / "downloads" / book).read_bytes()

    assert {each.get_name(): bytes(each.get_data()) for each in attached} == expected
    assert len(attached) == len(expected)
    assert all(each.get_desc() for each in attached)


def test_the_accuracy_is_said_with_its_spread_and_its_pictures(built: Path) -> None:
    """Section 5.4 gives mean, standard deviation, number of seeds, dataset and verdict."""
    results, _ = documents_of(built)
    accuracy = results.by_name["cnn.lenet.accuracy"].value * 100
    deviation = results.by_name["cnn.lenet.accuracy_std"].value * 100
    page = text_of_site(built, "en", "project")

    assert f"{accuracy:.1f}%" in page
    assert f"{deviation:.1f} percentage points" in page
    assert "a JPEG copy of CIFAR-10" in page
    assert "Contradicted." in page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_number_leads_to_its_evidence(built: Path, language: str) -> None:
    """Every number of the prose is a link, and every link has its line on the evidence page."""
    site = built / "build" / "site" / language
    anchors = set(re.findall(r' id="([^"]+)"', (site / "evidence" / "index.html").read_text()))
    pages = {path: path.read_text() for path in site.glob("*/index.html")}
    pages[site / "index.html"] = (site / "index.html").read_text()
    wanted = {
        (path.parent.name, found)
        for path, text in pages.items()
        for found in re.findall(r'href="[^"]*evidence/index\.html#([^"]+)"', text)
    }
    # The explorer's own numbers are a table of their own, and its script moves them.
    explorer = r'(?s)<div class="explorer" .*?explorer\.js" defer></script></div>'
    prose = [re.sub(explorer, "", text) for text in pages.values()]
    before = r'(<[^<>]*>)[^<]*<data class="q" value="[^"]*" data-name="[^"]*"'
    tags = [tag for text in prose for tag in re.findall(before, text)]

    assert {page for page, found in wanted if found not in anchors} == set()
    assert tags
    assert [tag for tag in tags if not tag.startswith("<a ")] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_tells_of_a_number_once(built: Path, language: str) -> None:
    """At most one popover of a page tells of a name, and every page stays light."""
    site = built / "build" / "site" / language
    for page in site.glob("*/index.html"):
        text = page.read_text()
        cards = re.findall(r"<div popover.*?</div>", text, flags=re.DOTALL)
        names = [name for card in cards for name in re.findall(r'#(q-[^"]+)"', card)]

        assert len(names) == len(set(names)), page
        assert len(gzip.compress(text.encode())) <= LARGEST_PAGE, page


def test_evidence_is_published_with_its_schema(built: Path) -> None:
    """evidence.json is valid by the schema beside it, and names every claim and every figure."""
    site = built / "build" / "site"
    plain = json.loads((site / "data" / "evidence.json").read_text())
    schema = json.loads((site / "data" / "evidence.schema.json").read_text())

    jsonschema.validate(plain, schema)
    assert plain == json.loads((built / "build" / "evidence.json").read_text())
    assert plain["claims"]
    assert all(figure["names"] for figure in plain["figures"])
    assert all(number["trace"]["made_by"]["path"] for number in plain["numbers"])
