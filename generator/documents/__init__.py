"""Turns prose, results and drawings into Documents, one for each language."""

from generator.documents.composing import find_figure_ids, make_documents
from generator.documents.nouns import Block, Document, DocumentSection, Rendering, Use
from generator.documents.templates import as_markup, check_templates, render

__all__ = [
    "Block",
    "Document",
    "DocumentSection",
    "Rendering",
    "Use",
    "as_markup",
    "check_templates",
    "find_figure_ids",
    "make_documents",
    "render",
]
