"""Turns inputs and results into the trace of every number and computed word."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from generator.errors import Location, ReportError
from generator.inputs.files import shown_path
from generator.inputs.nouns import Entry, Inputs
from generator.provenance.nouns import Trace, Traces, name_place
from generator.provenance.sources import find_code
from generator.remembering import remembered
from generator.results import Label, Quantity, Results

_STATED = "generator.inputs.read_inputs"
"""What gives the numbers that nobody computed."""

_Made = Mapping[str, Quantity | Label]


@remembered(lambda _inputs, _results: "")
def make_traces(inputs: Inputs, results: Results) -> Traces:
    """Trace everything that the results name down to what somebody stated."""
    found: tuple[Quantity | Label, ...] = (*results.labels, *results.quantities)
    made = {each.name: each for each in found}
    functions = {each.origin.function for each in found}
    codes = {function: find_code(function, inputs.sources) for function in functions}
    find_place = _make_finder(inputs)
    content = shown_path(inputs.content)

    def make_trace(each: Quantity | Label) -> Trace:
        steps = _walk(each.name, made)
        at = find_place(each.name) if _is_stated(each) else None
        return Trace(
            name=each.name,
            value=format(each.value, "f") if isinstance(each, Quantity) else "",
            unit=each.unit if isinstance(each, Quantity) else "",
            words=each.words if isinstance(each, Label) else "",
            text=each.text if isinstance(each, Label) else "",
            made_by=codes[each.origin.function],
            stated_at=name_place(at, content) if at else "",
            inputs=each.origin.inputs,
            rests_on=tuple(sorted(step.name for step in steps[1:] if _is_stated(step))),
            seeds=tuple(sorted({seed for step in steps for seed in step.origin.seeds})),
            fingerprints=_fingerprints_of(steps),
        )

    return Traces(by_name={name: make_trace(made[name]) for name in sorted(made)}, content=content)


def check_same(given: Results, made: Results, inputs: Inputs) -> Iterator[ReportError]:
    """Check that results of an earlier build are what these inputs give, as far as it was made.

    Where what somebody stated differs, that alone is told: everything else follows from it.
    """
    find_place = _make_finder(inputs)
    known = given.by_name
    others = [each for each in made.quantities if not _is_one(known.get(each.name), each)]
    stated = [each for each in others if _is_stated(each)]
    for each in stated or others:
        earlier = known.get(each.name)
        found = f"has {earlier.value:f}" if earlier else "has none"
        yield ReportError(
            f"`{each.name}` is {each.value:f} now; the results given were made where it {found}",
            at=find_place(each.name),
            hint="leave out `--results`, so that they are computed anew",
        )


def _is_one(one: Quantity | None, other: Quantity) -> bool:
    return one is not None and (one.value, one.unit) == (other.value, other.unit)


def _is_stated(each: Quantity | Label) -> bool:
    return each.origin.function == _STATED


def _walk(name: str, made: _Made) -> tuple[Quantity | Label, ...]:
    """List what has this name and all that it was made from, each once, itself first."""
    seen = {name}
    steps = [made[name]]
    for step in steps:
        for each in step.origin.inputs:
            if each in made and each not in seen:
                seen.add(each)
                steps.append(made[each])
    return tuple(steps)


def _fingerprints_of(steps: Iterable[Quantity | Label]) -> tuple[str, ...]:
    return tuple(sorted({each for step in steps for each in step.origin.fingerprints}))


def _make_finder(inputs: Inputs) -> Callable[[str], Location | None]:
    """Give a function that finds where a stated name stands in the files of content/."""
    stated: dict[tuple[str, str], Entry] = {
        **{("assumption", each.name): each for each in inputs.assumptions},
        **{("scenario", each.name): each for each in inputs.scenarios},
        **{("state", each.name): each for each in inputs.states},
    }
    claims = {each.id: each for each in inputs.claims}

    def find_place(name: str) -> Location | None:
        kind, _, rest = name.partition(".")
        called, _, field = rest.partition(".")
        if entry := stated.get((kind, called)):
            return entry.locate(f"set.{field}" if kind == "scenario" else field or "value")
        if kind == "risk" and inputs.report.risk:
            return inputs.report.risk.locate(rest)
        claim = claims.get(called) if kind == "claim" else None
        return claim.locate(field) if claim else None

    return find_place
