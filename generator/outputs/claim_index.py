"""Turns the claims that a document makes into an index: each with its verdict and its page."""

from collections.abc import Iterator
from dataclasses import dataclass

from generator.documents.nouns import Document
from generator.documents.verdicts import make_verdict_title
from generator.outputs.nouns import Finished


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """A claim, as the index names it."""

    anchor: str
    """Where the text makes it."""
    statement: str
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimIndex:
    """The claims of a document, in the order of its text."""

    title: str
    heads: tuple[str, str, str]
    """Above the claims, the verdicts and the pages."""
    rows: tuple[ClaimRow, ...]

    @property
    def text(self) -> str:
        """Say all of it but the pages, in reading order."""
        if not self.rows:
            return ""
        rows = (f"{row.statement}\n{row.verdict}" for row in self.rows)
        return "\n".join((self.title, *self.heads, *rows))


def make_claim_index(finished: Finished, document: Document) -> ClaimIndex:
    """List the claims that the text makes."""
    words = finished.language(document.language).strings
    return ClaimIndex(
        title=words["evidence.claim_index"],
        heads=(words["evidence.claim"], words["evidence.verdict"], words["evidence.page"]),
        rows=tuple(_make_rows(finished, document)),
    )


def _make_rows(finished: Finished, document: Document) -> Iterator[ClaimRow]:
    words = finished.language(document.language).strings
    verdicts = {verdict.claim.id: verdict for verdict in finished.verdicts}
    made = (use.name for use in document.uses if use.kind == "claim")
    for name in dict.fromkeys(made):
        yield ClaimRow(
            anchor=f"claim-{name}",
            statement=words[f"claim.{name}.statement"],
            verdict=make_verdict_title(verdicts[name], words),
        )
