"""Turns the files that people write into Inputs; the one place where the program reads them."""

from generator.inputs.editions import read_edition, read_published
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
from generator.inputs.reading import read_inputs, read_prose, read_report, read_results
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
    "read_edition",
    "read_inputs",
    "read_prose",
    "read_published",
    "read_report",
    "read_results",
]
