"""Turns content into a site and a PDF: the whole program, stage after stage.

A stage is a function from immutable values to immutable values; reading the inputs, training and
proving networks, the cache and the outputs alone touch the world.
"""

import platform
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol

from generator.cache import Cache, fingerprint_of
from generator.changes import Changes
from generator.checks import check_documents, find_stale
from generator.claims import Claim, Verdict, check_claims, check_expectations, judge_claims
from generator.documents import Document, check_templates, find_figure_ids, make_documents
from generator.errors import (
    Problems,
    ReportError,
    StaleTranslationError,
    StaleTranslations,
    raise_if_any,
)
from generator.evidence import Evidence, Explanation, Version, explain, make_charts, make_evidence
from generator.figures import FIGURES, Figure
from generator.figures.drawing import draw_figures
from generator.inputs import Inputs, read_edition, read_inputs, read_report, read_results
from generator.inputs.records import ModelRecord
from generator.model.progress import Report
from generator.model.proof import is_proven, prove
from generator.model.report import make_model_results
from generator.outputs import (
    Finished,
    OutputOptions,
    check_folder,
    check_glyphs,
    check_workbooks,
    make_changes,
    make_summary,
    write_outputs,
)
from generator.outputs.versions import library_versions, package_versions
from generator.provenance import Traces, check_same, make_traces
from generator.remembering import remembered
from generator.results import Results, results_from_json, results_to_json
from generator.scenarios import (
    ScenarioInputs,
    check_scenarios,
    describe_inputs,
    evaluate_profits,
    evaluate_years,
    join_results,
    select_inputs,
)
from generator.scenarios.executors import open_executor

_FONTS = "assets/fonts/*.ttf"
_ARITHMETIC = ("generator/results.py", "generator/scenarios/")
"""Code that the kept results of the scenarios depend on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to build, from where, to where."""

    content: Path = Path("content")
    templates: Path = Path("templates")
    out: Path = Path("build")
    cache: Path = Path(".cache")
    models: Path = Path("content/models")
    """Folder of the records and weights to report from."""
    languages: tuple[str, ...] = ()
    """Only these of the report's languages; empty for all."""
    results: Path | None = None
    """A results.json to report from instead of computing; no network is loaded then."""
    since: Path | None = None
    """Folder of an earlier build, to say what changed since."""
    pdf: bool = True
    base_url: str = ""
    """Where the site will stand; empty for the address in report.yaml."""
    jobs: int = 2
    dask: str = ""
    """Address of a Dask scheduler that takes the draws; empty to draw on this machine."""
    force: bool = False
    """Make again what the cache holds."""
    strict: bool = False
    """Refuse a translation that is not up to date."""


class Listener(Protocol):
    """Whoever is told how the work goes."""

    def say(self, text: str) -> None:
        """Hear of a step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What came of a build."""

    opened_first: tuple[Path, ...]
    """The files that a reader opens first."""
    changes: Changes
    stale: tuple[StaleTranslationError, ...]
    """Blocks of translations that are older than what they were made from."""
    summary: str
    """The key figures and what changed, in every language, as Markdown."""


def build_report(request: Request, listener: Listener) -> Built:
    """Build the report, and say what changed since the earlier one that the request names.

    Raises: ReportError, or Problems of them, when anything is wrong; then no output is touched.
    """
    raise_if_any(check_folder(request.out))
    cache = Cache(request.cache, is_forgetful=request.force)
    finished = make_finished(request, cache, listener)
    options = OutputOptions(
        out=request.out,
        cache=cache,
        pdf=request.pdf,
        base_url=request.base_url,
        jobs=request.jobs,
    )
    return Built(
        opened_first=write_outputs(finished, options, listener.say),
        changes=make_changes(finished),
        stale=tuple(find_stale(finished.documents)),
        summary=make_summary(finished),
    )


def make_finished(request: Request, cache: Cache, listener: Listener) -> Finished:
    """Make everything that the outputs are written from.

    Raises: ReportError, or Problems of them, when anything is wrong.
    """
    listener.say(f"reading {request.content}")
    earlier = read_edition(request.since) if request.since else None
    inputs = _read_inputs(request)
    with _proving(request, inputs, cache) as wait_for_proof:
        listener.say("computing results")
        results = _find_results(request, inputs, cache, listener)
        verdicts = _judge(inputs, results)
        listener.say("drawing figures")
        figures = _draw_figures(request, inputs, results, cache)
        listener.say("composing documents")
        traces = make_traces(inputs.without_prose(), results)
        documents = _compose(inputs, results, verdicts, figures, traces)
        for each in _find_stale(request, documents):
            listener.say(str(each))
        wait_for_proof()
    return Finished(
        inputs=inputs,
        results=results,
        verdicts=verdicts,
        documents=documents,
        figures={code: tuple(drawn.values()) for code, drawn in figures.items()},
        evidence=_gather_evidence(inputs, traces, documents, verdicts, figures),
        earlier=earlier,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found to be right."""

    results: Results
    documents: tuple[Document, ...]
    """Drafts: nothing is drawn in them."""
    stale: tuple[StaleTranslationError, ...]
    """Blocks that are older than what they were made from: the one finding that is no error."""


def check_report(request: Request) -> Checked:
    """Look for everything that would stop a build, short of drawing and of loading networks.

    Raises: ReportError, or Problems of them, with all that is wrong.
    """
    inputs = _read_inputs(request)
    results = _find_results(request, inputs, Cache(request.cache))
    documents = _compose(inputs, results, _judge(inputs, results), figures=None)
    stale = _find_stale(request, documents)
    return Checked(results=results, documents=documents, stale=stale)


def explain_name(request: Request, name: str) -> Explanation:
    """Say what a number, figure, table or claim was made from, and where the prose uses it.

    Raises: ReportError, or Problems of them, when nothing has the name, or the prose is wrong.
    """
    inputs, cache = _read_inputs(request), Cache(request.cache)
    results = _find_results(request, inputs, cache)
    verdicts = _judge(inputs, results)
    traces = make_traces(inputs, results)
    documents = make_documents(inputs, results, verdicts, figures=None)
    # What a chart shows is the same in every language.
    one_language = replace(inputs, languages=inputs.languages[:1])
    figures = _draw_figures(request, one_language, results, cache)
    evidence = _gather_evidence(inputs, traces, documents, verdicts, figures)
    return explain(name, evidence, traces)


def train_report(request: Request, source: str, report: Report) -> None:
    """Train every network of the report from all its seeds, into the cache.

    Raises: ReportError, or Problems of them, when pictures or settings do not allow it.
    """
    from generator.model.recording import TrainRequest, train_network

    settings = read_report(request.content)
    for network in settings.networks:
        asked = TrainRequest(
            network=network, source=source, seeds=settings.seeds, cache=request.cache
        )
        train_network(asked, report)


def _read_inputs(request: Request) -> Inputs:
    return read_inputs(
        request.content,
        request.templates,
        models=request.models,
        languages=request.languages,
        check=_check_scenarios,
    )


def _check_scenarios(inputs: Inputs) -> Iterable[ReportError]:
    return check_scenarios(select_inputs(inputs), inputs.unread)


def _find_results(
    request: Request, inputs: Inputs, cache: Cache, listener: Listener | None = None
) -> Results:
    """Compute what the report says, or take what is dear of it from the cache."""
    scenarios = select_inputs(inputs)
    if request.results:
        given = read_results(request.results)
        made = _join(scenarios, Results(), inputs.records, inputs.claims)
        raise_if_any(check_same(given, made, inputs))
        return given
    key = _fingerprint_of_scenarios(scenarios, inputs.sources)
    years = _find_years(request, scenarios, key, cache, listener)
    return _join(scenarios, years, inputs.records, inputs.claims)


@remembered(lambda *_: "")
def _join(
    scenarios: ScenarioInputs,
    years: Results,
    records: tuple[ModelRecord, ...],
    claims: tuple[Claim, ...],
) -> Results:
    """Join what the scenarios come to and what the networks measure."""
    money = join_results(evaluate_profits(scenarios), years)
    measured = make_model_results(records, claims)
    quantities = (*money.quantities, *measured.quantities)
    return replace(
        money,
        quantities=tuple(sorted(quantities, key=lambda quantity: quantity.name)),
        labels=(*measured.labels, *money.labels),
        evaluations=measured.evaluations,
        curves=measured.curves,
        filter_banks=measured.filter_banks,
    )


def _fingerprint_of_scenarios(scenarios: ScenarioInputs, sources: Mapping[str, str]) -> str:
    """Digest all that the results of the scenarios depend on."""
    code = (text for name, text in sources.items() if name.startswith(_ARITHMETIC))
    # The last digits of an exponential are the library's and the processor's.
    versions = (platform.python_version(), *(version(library) for library in ("numpy", "scipy")))
    return fingerprint_of(describe_inputs(scenarios), *code, *versions, platform.machine())


def _find_years(
    request: Request,
    scenarios: ScenarioInputs,
    key: str,
    cache: Cache,
    listener: Listener | None,
) -> Results:
    """Work out what is dear of the scenarios, or take it from the cache."""
    kept = cache.read("scenarios", key)
    if kept is not None:
        return _read_kept(kept)

    def tell(n_done: int, n_draws: int) -> None:
        if listener:
            listener.say(f"{n_done / n_draws:.0%} of the draws done")

    with open_executor(request.jobs, request.dask) as executor:
        years = evaluate_years(scenarios, executor, tell)
    cache.write("scenarios", key, results_to_json(years).encode())
    return years


@lru_cache(maxsize=1)
def _read_kept(years: bytes) -> Results:
    return results_from_json(years.decode(), "scenarios")


def _judge(inputs: Inputs, results: Results) -> tuple[Verdict, ...]:
    raise_if_any(check_claims(inputs.claims, results))
    return judge_claims(inputs.claims, results, inputs.found_references)


def _draw_figures(
    request: Request, inputs: Inputs, results: Results, cache: Cache
) -> dict[str, Mapping[str, Figure]]:
    placed = find_figure_ids(inputs)
    # An unknown figure is for the document to refuse: it knows the line that places it.
    ids = [spec.id for spec in FIGURES if spec.id in placed]
    fonts = tuple(sorted(request.templates.glob(_FONTS)))
    return {
        language.code: draw_figures(ids, results, language.strings, fonts, cache)
        for language in inputs.languages
    }


def _compose(
    inputs: Inputs,
    results: Results,
    verdicts: tuple[Verdict, ...],
    figures: Mapping[str, Mapping[str, Figure]] | None,
    traces: Traces | None = None,
) -> tuple[Document, ...]:
    """Make the documents, and hold them against every rule; without figures, a draft of them."""
    errors = [*check_templates(inputs.templates), *check_expectations(verdicts)]
    try:
        documents = make_documents(inputs, results, verdicts, figures, traces)
    except ReportError as error:
        raise Problems([*errors, error]) from error
    errors += [*check_documents(inputs, documents), *check_glyphs(inputs, documents)]
    raise_if_any([*errors, *check_workbooks(inputs, results)])
    return documents


def _find_stale(
    request: Request, documents: tuple[Document, ...]
) -> tuple[StaleTranslationError, ...]:
    """Find what readers will be told to be old.

    Raises: StaleTranslations, where the request is strict.
    """
    stale = tuple(find_stale(documents))
    if stale and request.strict:
        raise StaleTranslations(stale)
    return stale


def _gather_evidence(
    inputs: Inputs,
    traces: Traces,
    documents: tuple[Document, ...],
    verdicts: tuple[Verdict, ...],
    figures: Mapping[str, Mapping[str, Figure]],
) -> Evidence:
    shown = {
        figure.id: figure.quantities for drawn in figures.values() for figure in drawn.values()
    }
    found = {**library_versions(), **package_versions()}
    versions = (Version(name=name, version=number) for name, number in found.items())
    charts = make_charts(shown, inputs.sources)
    evidence = make_evidence(traces, documents, verdicts, charts, inputs.references)
    return replace(evidence, versions=tuple(versions))


@contextmanager
def _proving(request: Request, inputs: Inputs, cache: Cache) -> Iterator[Callable[[], None]]:
    """Prove the weights of every network beside the other work, which needs no torch.

    Gives a function that waits for the proof and raises the error of a network that fails it.
    """
    records = () if request.results else inputs.records
    unproven = [record for record in records if not is_proven(record, cache)]
    if not unproven:
        yield lambda: None
        return
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as executor:
        proofs = [executor.submit(prove, record, cache) for record in unproven]
        try:
            yield lambda: _wait(proofs)
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def _wait(proofs: list[Future[None]]) -> None:
    errors = [proof.exception() for proof in proofs]
    raise_if_any(error for error in errors if isinstance(error, ReportError))
    for proof in proofs:
        proof.result()
