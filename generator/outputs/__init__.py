"""Turns what was made into files: all of them at one stroke, or none."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from generator.errors import raise_if_any
from generator.evidence import evidence_schema, evidence_to_json
from generator.inputs.editions import MANIFEST
from generator.inputs.records import record_schema
from generator.outputs.cards import FOLDER as CARDS
from generator.outputs.cards import SCHEMA
from generator.outputs.editions import make_changes
from generator.outputs.fonts import check_glyphs
from generator.outputs.held import Folder, HeldFolder
from generator.outputs.manifest import make_manifest
from generator.outputs.nouns import Finished, OutputOptions
from generator.outputs.pdf import make_pdfs
from generator.outputs.proof import prove_pdfs, prove_site
from generator.outputs.sharing import make_share_pictures
from generator.outputs.site import make_site
from generator.outputs.staging import check_folder, staged
from generator.outputs.summary import make_summary
from generator.outputs.workbook import check_workbooks, make_workbooks
from generator.results import results_schema, results_to_json

__all__ = [
    "WRITERS",
    "Finished",
    "OutputOptions",
    "Writer",
    "check_folder",
    "check_glyphs",
    "check_workbooks",
    "make_changes",
    "make_preview",
    "make_summary",
    "write_outputs",
]

Writer = Callable[[Finished, OutputOptions], Iterator[tuple[str, bytes]]]
"""Makes files, each with its path below the output folder."""


def write_outputs(
    finished: Finished, options: OutputOptions, say: Callable[[str], None]
) -> tuple[Path, ...]:
    """Write everything, prove it, and only then let it take the place of the last output.

    Returns the files that a reader opens first.
    Raises: ReportError, or Problems of them; the last output is then as it was.
    """
    with staged(options.out) as folder:
        if not options.pdf:
            say("writing no PDF, as asked")
        _fill(folder, finished, options, say)
        say("proving that every page says what its document says")
        raise_if_any([*prove_site(finished, folder), *prove_pdfs(finished, options, folder)])
        folder.write(MANIFEST, make_manifest(finished, folder.digests).encode())
    return tuple(_opened_first(finished, options))


def make_preview(
    finished: Finished, options: OutputOptions, say: Callable[[str], None]
) -> Mapping[str, bytes]:
    """Make and prove the pages of the site, by their paths below it, and write none of them.

    What they offer for download is not among the files, apart from tables and results.
    Raises: ReportError, or Problems of them.
    """
    folder = HeldFolder()
    for path, content in _write_site(finished, options):
        folder.write(path, content)
    say("proving that every page says what its document says")
    raise_if_any(prove_site(finished, folder))
    return folder.below("site/")


def _fill(
    folder: Folder,
    finished: Finished,
    options: OutputOptions,
    say: Callable[[str], None],
) -> None:
    for name, writer in WRITERS:
        if writer is _write_pdfs and not options.pdf:
            continue
        say(f"writing {name}")
        for path, content in writer(finished, options):
            folder.write(path, content)


def _write_site(finished: Finished, options: OutputOptions) -> Iterator[tuple[str, bytes]]:
    for path, content in make_site(finished, options):
        yield f"site/{path}", content


def _write_share_pictures(
    finished: Finished, options: OutputOptions
) -> Iterator[tuple[str, bytes]]:
    """Write the pictures of shared links: only a site with an address is linked to."""
    if options.base_url or finished.inputs.report.site:
        for path, content in make_share_pictures(finished, options):
            yield f"site/{path}", content


def _write_pdfs(finished: Finished, options: OutputOptions) -> Iterator[tuple[str, bytes]]:
    if not options.pdf:
        return
    for code, content in make_pdfs(finished, options).items():
        yield f"pdf/report.{code}.pdf", content
        yield f"site/downloads/report.{code}.pdf", content


def _write_workbooks(finished: Finished, options: OutputOptions) -> Iterator[tuple[str, bytes]]:
    for name, content in make_workbooks(finished, options.cache):
        yield f"site/downloads/{name}", content


def _write_results(finished: Finished, _options: OutputOptions) -> Iterator[tuple[str, bytes]]:
    schema = json.dumps(results_schema(), ensure_ascii=False, indent=1)
    yield "results.json", results_to_json(finished.results).encode()
    yield "site/data/results.schema.json", f"{schema}\n".encode()
    if finished.inputs.records:
        schema = json.dumps(record_schema(), ensure_ascii=False, indent=1)
        yield f"site/{CARDS}/{SCHEMA}", f"{schema}\n".encode()


def _write_evidence(finished: Finished, _options: OutputOptions) -> Iterator[tuple[str, bytes]]:
    """Say what bears out each claim, figure, table and number; lines stand only here."""
    text = evidence_to_json(finished.evidence)
    schema = json.dumps(evidence_schema(), ensure_ascii=False, indent=1)
    yield "evidence.json", text.encode()
    yield "site/data/evidence.json", text.encode()
    yield "site/data/evidence.schema.json", f"{schema}\n".encode()


def _opened_first(finished: Finished, options: OutputOptions) -> Iterator[Path]:
    yield options.out / "site" / "index.html"
    if options.pdf:
        for document in finished.documents:
            yield options.out / "pdf" / f"report.{document.language}.pdf"


WRITERS: tuple[tuple[str, Writer], ...] = (
    ("site", _write_site),
    ("pictures of links", _write_share_pictures),
    ("PDF", _write_pdfs),
    ("workbook", _write_workbooks),
    ("results", _write_results),
    ("evidence", _write_evidence),
)
