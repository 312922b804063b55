"""Turns the payoff table into a sheet: payoffs as values, regrets and rules as formulas of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from generator.outputs.workbook.nouns import (
    Cell,
    Row,
    Sheet,
    head,
    number_head,
    place,
    span,
    stack,
    words,
)
from generator.outputs.workbook.subject import MONEY, Subject
from generator.results import Decision

_DIGITS = 10
"""Rounded so far, amounts that are equal on paper are equal in a spreadsheet's arithmetic too."""

_PROBABILITY_ROW = 1
_PAYOFF_ROW = 2


def make_decision(subject: Subject) -> Sheet:
    """Make the sheet; the chances of the states may be changed as well."""
    table = _Table(subject=subject, decision=subject.results.decisions[0])
    rows = (*table.payoff_rows(), (), *table.regret_rows(), (), *table.rule_rows())
    return Sheet(title=subject.sheet("decision"), rows=rows, n_head_rows=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """The payoff table, and where its parts stand."""

    subject: Subject
    decision: Decision

    @property
    def _states(self) -> range:
        """Columns of the states."""
        return range(1, 1 + len(self.decision.states))

    @property
    def _payoffs(self) -> range:
        """Rows of the payoffs."""
        return range(_PAYOFF_ROW, _PAYOFF_ROW + len(self.decision.strategies))

    @property
    def _regrets(self) -> range:
        """Rows of the regrets, after an empty row and their heads."""
        first = self._payoffs.stop + 2
        return range(first, first + len(self._payoffs))

    def payoff_rows(self) -> Iterator[Row]:
        """Give the payoffs, a row for each strategy, with their lowest and expected values."""
        subject, decision = self.subject, self.decision
        yield self._head("payoff", "worst", "expected")
        chances = (subject.figure(each, "share", look="input") for each in decision.probabilities)
        yield words(subject.word("head.probability")), *chances
        weights = span(_PROBABILITY_ROW, self._states)
        for index, row in enumerate(self._payoffs):
            cells = span(row, self._states)
            weighed = f"=ROUND(SUMPRODUCT({weights},{cells}),{_DIGITS})"
            yield (
                self._title(index),
                *(subject.figure(each, MONEY) for each in decision.payoffs[index]),
                subject.figure(decision.worst[index], MONEY, formula=f"=MIN({cells})"),
                subject.figure(decision.expected[index], MONEY, formula=weighed),
            )

    def regret_rows(self) -> Iterator[Row]:
        """Give how far each payoff lies below the best of its state."""
        subject, decision = self.subject, self.decision
        yield self._head("regret", "largest-regret")
        for index, row in enumerate(self._regrets):
            largest = f"=MAX({span(row, self._states)})"
            yield (
                self._title(index),
                *(
                    subject.figure(regret, MONEY, formula=self._regret(index, column))
                    for regret, column in zip(decision.regrets[index], self._states, strict=True)
                ),
                subject.figure(decision.largest_regrets[index], MONEY, formula=largest),
            )

    def rule_rows(self) -> Iterator[Row]:
        """Name the strategy that each rule chooses: the first of those that tie, and how many."""
        decision, after = self.decision, self._states.stop
        heads = (self.subject.word(f"head.{name}") for name in ("rule", "choice", "n-choices"))
        yield tuple(head(text) for text in heads)
        rules = (
            ("maximin", decision.maximin, "MAX", stack(self._payoffs, after)),
            ("minimax-regret", decision.minimax_regret, "MIN", stack(self._regrets, after)),
            ("expected-value", decision.expected_value, "MAX", stack(self._payoffs, after + 1)),
        )
        titles = stack(self._payoffs, 0)
        for name, chosen, best, cells in rules:
            first = self.subject.title("scenario", chosen[0])
            choice = f"=INDEX({titles},MATCH({best}({cells}),{cells},0))"
            count = f"=COUNTIF({cells},{best}({cells}))"
            yield (
                words(self.subject.word(f"rule.{name}")),
                Cell(value=first, formula=choice),
                self.subject.figure(Decimal(len(chosen)), "whole", formula=count),
            )

    def _head(self, corner: str, *after: str) -> Row:
        subject = self.subject
        states = (number_head(subject.title("state", each)) for each in self.decision.states)
        last = (number_head(subject.word(f"head.{name}")) for name in after)
        return head(subject.word(f"head.{corner}")), *states, *last

    def _title(self, index: int) -> Cell:
        return words(self.subject.title("scenario", self.decision.strategies[index]))

    def _regret(self, index: int, column: int) -> str:
        best = f"MAX({stack(self._payoffs, column)})"
        return f"=ROUND({best}-{place(self._payoffs[index], column)},{_DIGITS})"
