"""Turns results, charts and workbook into the files that travel inside a PDF."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from generator.cache import Cache
from generator.documents.nouns import Document
from generator.outputs.nouns import Finished, find_caption
from generator.outputs.site import table_to_csv
from generator.outputs.workbook import make_workbooks
from generator.results import results_to_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file inside a PDF."""

    name: str
    content: bytes
    description: str
    """In the language of the PDF."""
    relationship: Literal["Data", "Supplement"]
    """To the text, in the words of ISO 32000-2, table 43."""

    @property
    def parts(self) -> tuple[str | bytes, ...]:
        """Everything that shapes the bytes of the PDF."""
        return (self.name, self.content, self.description, self.relationship)


def make_attachments(finished: Finished, document: Document, cache: Cache) -> Iterator[Attachment]:
    """List the results, the table behind each chart, and the workbook, in one language."""
    words = finished.language(document.language).strings
    yield Attachment(
        name="results.json",
        content=results_to_json(finished.results).encode(),
        description=words["ui.download_results"],
        relationship="Data",
    )
    captions = dict(_captions_of(document))
    for figure in finished.figures[document.language]:
        yield Attachment(
            name=f"{figure.id}.csv",
            content=table_to_csv(figure.table),
            description=captions.get(f"fig-{figure.id}", figure.alt),
            relationship="Data",
        )
    name = f"report.{document.language}.xlsx"
    content = dict(make_workbooks(finished, cache)).get(name)
    if content is not None:
        yield Attachment(
            name=name,
            content=content,
            description=words["ui.attached_workbook"],
            relationship="Supplement",
        )


def _captions_of(document: Document) -> Iterator[tuple[str, str]]:
    for section in document.sections:
        for block in section.blocks:
            if caption := find_caption(block):
                yield block.id, caption
