"""Turns one language's inputs into everything that rendering its prose looks up."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from generator.claims import Verdict
from generator.documents.crossrefs import Catalogue, Label
from generator.documents.references import Entry
from generator.documents.tree import Node
from generator.documents.values import Said, Values
from generator.errors import Location, ReportError
from generator.figures import Figure
from generator.inputs.nouns import Inputs, Language
from generator.provenance import Traces
from generator.remembering import settled
from generator.results import Results

Target = Literal["site", "pdf"]
HOME = ""
"""Stands for the section of what is on the language's first page."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What one language's prose may refer to."""

    inputs: Inputs
    language: Language
    catalogue: Catalogue
    results: Results
    values: Values
    verdicts: Mapping[str, Verdict]
    figures: Mapping[str, Figure]
    entries: tuple[Entry, ...]
    references_section: str
    """Id of the section that carries the list of references."""
    traces: Traces | None
    """Where each number comes from; None in a draft, which nobody follows."""
    is_draft: bool
    """Whether only problems are looked for: nothing is drawn, and nothing made for the PDF."""

    def narrowed(self, path: str) -> "Scene":
        """Give what the rendering of one file may look up: no other file's words or places.

        So it is the same scene, as long as nothing is edited that the file's page depends on.
        """
        ids = self.catalogue.citation_ids
        own = {each: ids[each] for each in ids if each[1].path == path}
        return replace(self._shared, catalogue=replace(self._shared.catalogue, citation_ids=own))

    @cached_property
    def _shared(self) -> "Scene":
        shared = replace(
            self,
            inputs=self.inputs.without_prose(),
            language=replace(self.language, sections=()),
            catalogue=replace(self.catalogue, citation_ids={}),
        )
        return settled(("scene", self.language.code, self.is_draft), shared)

    def words(self, key: str, **parts: str) -> str:
        """Return words of this stage from strings.yaml, with the parts put in."""
        text = self.language.strings[f"document.{key}"]
        for name, part in parts.items():
            text = text.replace(f"{{{name}}}", part)
        return text

    def name(self, label: Label) -> str:
        """Name what a label stands for, such as `Figure 3`."""
        return self.words(label.kind, number=label.number)

    def say(self, node: Node) -> Said:
        """Say what a placeholder stands for.

        Raises: ReportError, when it names nothing, or not rightly.
        """
        if node.placeholder is None:
            return Said(text="")
        return self.values.say(node.placeholder, node.at)


@dataclass(frozen=True, slots=True)
class Piece:
    """Something rendered: as HTML, and as the words that it says."""

    html: str
    text: str = ""


def link_to(anchor: str, section: str, *, target: Target, here: str) -> str:
    """Write the address of an id, from the page of the section `here`.

    It names `index.html`, since the site is to work from the disk, where no server adds it.
    """
    if target == "pdf" or section == here:
        return f"#{anchor}"
    up = "" if here == HOME else "../"
    return f"{up}{section}/index.html#{anchor}"


def link_to_evidence(anchor: str, *, target: Target, here: str) -> str:
    """Write the address at which a name's evidence stands, from the page of the section `here`."""
    if target == "pdf":
        return f"#{anchor}"
    return f"{'' if here == HOME else '../'}evidence/index.html#{anchor}"


def placed(error: ReportError, at: Location) -> ReportError:
    """Say where an error is, if it does not know."""
    return error if error.at else ReportError(error.message, at=at, hint=error.hint)
