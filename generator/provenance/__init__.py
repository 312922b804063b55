"""Turns inputs and results into where each number comes from, down to what somebody stated."""

from generator.provenance.nouns import Code, Trace, Traces, anchor_of, gather
from generator.provenance.sources import find_code
from generator.provenance.tracing import check_same, make_traces

__all__ = [
    "Code",
    "Trace",
    "Traces",
    "anchor_of",
    "check_same",
    "find_code",
    "gather",
    "make_traces",
]
