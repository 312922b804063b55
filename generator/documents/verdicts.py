"""Turns a verdict on a claim into words."""

from dataclasses import dataclass
from decimal import Decimal

from generator.claims import Verdict
from generator.documents.scene import Scene
from generator.locales import Format, format_value

_FORMATS = {"share": "percent", "wan_yuan": "money"}


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictWords:
    """What stands beside a claim."""

    title: str
    reason: str


def make_verdict_words(verdict: Verdict, scene: Scene) -> VerdictWords:
    """Say the verdict, what was claimed, how closely, and what was measured."""
    claim = verdict.claim
    title = scene.words(f"verdict.{verdict.outcome}")
    if verdict.measured is None or claim.value is None:
        return VerdictWords(title=title, reason=scene.words(f"verdict.reason.{verdict.outcome}"))
    asserted = scene.words(
        f"verdict.relation.{claim.relation}", value=_say(claim.value, claim.unit, scene)
    )
    tolerance = _tolerance(claim.tolerance, claim.unit, scene)
    measured = _say(verdict.measured, claim.unit, scene)
    kind = "within" if claim.tolerance else "exactly"
    reason = scene.words(
        f"verdict.{kind}", asserted=asserted, tolerance=tolerance, measured=measured
    )
    if claim.given:
        condition = scene.language.strings[f"claim.{claim.id}.condition"]
        title = scene.words("verdict.condition", verdict=title, condition=condition)
    return VerdictWords(title=title, reason=reason)


def _say(value: Decimal, unit: str, scene: Scene) -> str:
    form = Format(name=_FORMATS.get(unit, "number"))
    return format_value(value, unit, form, scene.values.locale)


def _tolerance(value: Decimal, unit: str, scene: Scene) -> str:
    """Say how far a share may miss in percentage points: a percent of a percent misleads."""
    if unit == "share":
        return format_value(value, unit, Format(name="points"), scene.values.locale)
    return _say(value, unit, scene)
