"""Turns a verdict on a claim, and doubts about a reference, into words."""

from dataclasses import dataclass

from generator.claims import Claim, Verdict
from generator.documents.references import Entry
from generator.documents.scene import Scene
from generator.documents.tree import Node
from generator.errors import ReportError, suggest
from generator.inputs.nouns import Strings
from generator.locales import Format, format_difference, format_plainly, format_value


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictWords:
    """What stands beside a claim."""

    title: str
    reason: str


def find_verdict(node: Node, scene: Scene) -> Verdict:
    """Find the verdict on the claim that a container or marked words state.

    Raises: ReportError, when the ledger has no such claim.
    """
    name = node.id.removeprefix("claim-")
    verdict = scene.verdicts.get(name)
    if verdict is None:
        hint = suggest(name, scene.verdicts) or "claims are in claims.yaml"
        raise ReportError(f"there is no claim `{name}`", at=node.at, hint=hint)
    return verdict


def make_verdict_title(verdict: Verdict, strings: Strings) -> str:
    """Name the verdict; one that holds only under a condition names that."""
    if verdict.claim.reference and verdict.outcome != "contradicted-by-source":
        return strings[f"document.verdict.reference.{verdict.outcome}"]
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
    if verdict.measured is None:
        return VerdictWords(title=title, reason=_make_reason(verdict, scene))
    reason = scene.words(
        f"verdict.{_name_closeness(claim)}",
        asserted=_make_assertion(claim, scene),
        tolerance=_make_tolerance(claim, scene),
        measured=format_plainly(verdict.measured, claim.unit, locale),
    )
    return VerdictWords(title=title, reason=reason)


def make_inline_verdict(verdict: Verdict, scene: Scene) -> str:
    """Say a verdict in brackets after the words of the claim."""
    words = make_verdict_words(verdict, scene)
    said = words.title + scene.words("verdict.gap") + words.reason
    return scene.words("verdict.inline", verdict=said)


def make_doubt(entry: Entry, scene: Scene) -> str:
    """Say what of a reference could not be verified: all of it, some parts, or nothing."""
    if not entry.is_found:
        return scene.words("not_found")
    if not entry.unchecked:
        return ""
    parts = [scene.words(f"reference.part.{part}") for part in entry.unchecked]
    return scene.words("unchecked", parts=scene.words("reference.comma").join(parts))


def _make_reason(verdict: Verdict, scene: Scene) -> str:
    """Say why a claim that nothing here measures is judged so."""
    key = verdict.claim.reference
    if not key:
        return scene.words(f"verdict.reason.{verdict.outcome}")
    if verdict.outcome == "unverified":
        return scene.words("verdict.reason.not_found")
    if verdict.outcome == "contradicted-by-source":
        return scene.words("verdict.reason.misattributed")
    found = next(each for each in scene.inputs.references if each.key == key)
    opened = [scene.words(f"reference.against.{each}") for each in found.verified]
    return scene.words("verdict.reason.found", against=scene.words("reference.comma").join(opened))


def _make_assertion(claim: Claim, scene: Scene) -> str:
    """Say what was claimed, with its relation."""
    locale = scene.values.locale
    numbers = {
        name: format_plainly(value, claim.unit, locale)
        for name, value in (("value", claim.value), ("low", claim.low), ("high", claim.high))
        if value is not None
    }
    return scene.words(f"verdict.relation.{claim.relation}", **numbers)


def _name_closeness(claim: Claim) -> str:
    """Tell how closely what was claimed must be met; a bound needs no word for that."""
    if claim.tolerance:
        return "within"
    return "exactly" if claim.relation == "equals" else "bound"


def _make_tolerance(claim: Claim, scene: Scene) -> str:
    locale = scene.values.locale
    if claim.relative_tolerance:
        percent = Format(name="percent")
        return format_value(claim.relative_tolerance, "share", percent, locale)
    return format_difference(claim.tolerance, claim.unit, locale)
