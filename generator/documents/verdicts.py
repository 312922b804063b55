"""Turns a verdict on a claim into words."""

from dataclasses import dataclass

from generator.claims import Verdict
from generator.documents.scene import Scene
from generator.inputs.nouns import Strings
from generator.locales import format_difference, format_plainly


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictWords:
    """What stands beside a claim."""

    title: str
    reason: str


def make_verdict_title(verdict: Verdict, strings: Strings) -> str:
    """Name the verdict; one that holds only under a condition names that."""
    title = strings[f"document.verdict.{verdict.outcome}"]
    if verdict.outcome != "holds-only-if":
        return title
    condition = strings[f"claim.{verdict.claim.id}.condition"]
    words = strings["document.verdict.condition"]
    return words.replace("{verdict}", title).replace("{condition}", condition)


def make_verdict_words(verdict: Verdict, scene: Scene) -> VerdictWords:
    """Say the verdict, what was claimed, how closely, and what was measured."""
    claim, locale = verdict.claim, scene.values.locale
    title = make_verdict_title(verdict, scene.language.strings)
    if verdict.measured is None or claim.value is None:
        return VerdictWords(title=title, reason=scene.words(f"verdict.reason.{verdict.outcome}"))
    asserted = scene.words(
        f"verdict.relation.{claim.relation}", value=format_plainly(claim.value, claim.unit, locale)
    )
    reason = scene.words(
        f"verdict.{'within' if claim.tolerance else 'exactly'}",
        asserted=asserted,
        tolerance=format_difference(claim.tolerance, claim.unit, locale),
        measured=format_plainly(verdict.measured, claim.unit, locale),
    )
    return VerdictWords(title=title, reason=reason)
