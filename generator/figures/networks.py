"""Turns results into what charts of networks show: the right network's numbers and names."""

from collections.abc import Mapping
from decimal import Decimal
from statistics import mean
from typing import Protocol, TypeVar

from generator.errors import ReportError, suggest
from generator.results import Curve, Evaluation, FilterBank, Results


class OfNetwork(Protocol):
    """Whatever results hold of one network."""

    @property
    def network(self) -> str:
        """Name of the network."""


_OfNetwork = TypeVar("_OfNetwork", bound=OfNetwork)


def id_of(figure: str, network: str) -> str:
    """Name a chart: of the report's first network, or of another one."""
    return f"{figure}-{network}" if network else figure


def curve_for(results: Results, figure: str, network: str) -> Curve:
    """Return the curve of a network; an empty name is the report's first network.

    Raises: ReportError, when the results hold none.
    """
    return _find(results.curves, figure, network)


def evaluation_for(results: Results, figure: str, network: str) -> Evaluation:
    """Return what a network gets right of its own dataset's test pictures.

    Raises: ReportError, when the results hold none.
    """
    return _find(results.evaluations, figure, network)


def filters_for(results: Results, figure: str, network: str) -> FilterBank:
    """Return the first layer of a network.

    Raises: ReportError, when the results hold none.
    """
    return _find(results.filter_banks, figure, network)


def all_evaluations(results: Results, figure: str) -> tuple[Evaluation, ...]:
    """Return what each network gets right of its own dataset's test pictures.

    Raises: ReportError, when the results hold none.
    """
    first = {each.network: each for each in reversed(results.evaluations)}
    if not first:
        raise _lacking(figure, "", ())
    return tuple(each for each in results.evaluations if first[each.network] is each)


def title_of(network: str, words: Mapping[str, str]) -> str:
    """Name a network in the words of a language."""
    return words[f"network.{network}.title"]


def class_words(evaluation: Evaluation, words: Mapping[str, str]) -> tuple[str, ...]:
    """Return the classes in the words of a language."""
    return tuple(words[f"class.{name}"] for name in evaluation.classes)


def mean_of(rows: tuple[tuple[Decimal, ...], ...]) -> tuple[Decimal, ...]:
    """Take the mean over the seeds, at each place of their rows."""
    return tuple(mean(place) for place in zip(*rows, strict=True))


def _find(held: tuple[_OfNetwork, ...], figure: str, network: str) -> _OfNetwork:
    for each in held:
        if network in {"", each.network}:
            return each
    raise _lacking(figure, network, tuple(each.network for each in held))


def _lacking(figure: str, network: str, known: tuple[str, ...]) -> ReportError:
    wanted = f"the network `{network}`" if network else "a trained network"
    message = f"figure `{figure}` needs {wanted}, and the results do not hold it"
    hint = suggest(network, known) or "name it in report.yaml, or leave the figure out"
    return ReportError(message, hint=hint)
