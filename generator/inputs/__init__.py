"""Turns the files that people write into Inputs; the one place where the program reads them."""

from generator.inputs.nouns import (
    Assumption,
    Author,
    Correlation,
    Entry,
    Inputs,
    Language,
    MarketState,
    Reference,
    Report,
    RiskSettings,
    Scenario,
    Section,
    Strings,
)
from generator.inputs.reading import read_inputs, read_report, read_results
from generator.inputs.records import ModelRecord

__all__ = [
    "Assumption",
    "Author",
    "Correlation",
    "Entry",
    "Inputs",
    "Language",
    "MarketState",
    "ModelRecord",
    "Reference",
    "Report",
    "RiskSettings",
    "Scenario",
    "Section",
    "Strings",
    "read_inputs",
    "read_report",
    "read_results",
]
