"""Turns assumptions and named changes to them into outcomes."""

from generator.scenarios.profit import check_scenarios, evaluate_scenarios

__all__ = ["check_scenarios", "evaluate_scenarios"]
