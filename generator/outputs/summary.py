"""Turns a finished report into a summary of its run: the key figures, and what changed."""

from collections.abc import Iterator

from generator.inputs.nouns import Strings
from generator.outputs.digest import digest_to_markdown, escape_markdown, make_digest
from generator.outputs.editions import make_changes, make_edition
from generator.outputs.key_figures import KeyFigure, make_key_figures
from generator.outputs.nouns import Finished


def make_summary(finished: Finished) -> str:
    """Say the key figures and what changed since the earlier edition, in every language.

    Returns Markdown.
    """
    changes, edition = make_changes(finished), make_edition(finished)
    parts = []
    for language, document in finished.languages:
        figures = make_key_figures(finished, document)
        if figures:
            parts.append("\n".join(_key_figures(figures, language.strings)) + "\n")
        parts.append(digest_to_markdown(make_digest(changes, edition, language.strings)))
    return "\n".join(parts)


def _key_figures(figures: tuple[KeyFigure, ...], strings: Strings) -> Iterator[str]:
    yield f"### {escape_markdown(strings['ui.key_figures'])}"
    yield ""
    for figure in figures:
        said = " · ".join(filter(None, (figure.title, figure.spread, figure.dataset)))
        yield f"- **{escape_markdown(figure.value)}** {escape_markdown(said)}".rstrip()
        for claim in figure.claims:
            said = f"{claim.verdict}{strings['document.verdict.gap']}{claim.statement}"
            yield f"  - {escape_markdown(said)}"
