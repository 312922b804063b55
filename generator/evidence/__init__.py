"""Turns what a report says into the evidence for it: every claim, figure, table and number."""

from generator.evidence.making import make_charts, make_evidence
from generator.evidence.nouns import (
    FORMAT,
    Chart,
    ClaimEvidence,
    Evidence,
    NumberEvidence,
    Place,
    ShownEvidence,
    Version,
    evidence_schema,
    evidence_to_json,
)
from generator.evidence.telling import Explanation, explain

__all__ = [
    "FORMAT",
    "Chart",
    "ClaimEvidence",
    "Evidence",
    "Explanation",
    "NumberEvidence",
    "Place",
    "ShownEvidence",
    "Version",
    "evidence_schema",
    "evidence_to_json",
    "explain",
    "make_charts",
    "make_evidence",
]
