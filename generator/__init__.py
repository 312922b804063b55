"""Turns an author's prose, assumptions and a trained network into a site and a PDF."""

__version__ = "0.1.0"
