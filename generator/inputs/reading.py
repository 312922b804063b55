"""Turns content/ and templates/ into Inputs, with every problem of every file in one pass."""

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from generator.claims import Claim
from generator.errors import Location, ReportError, raise_if_any
from generator.inputs.bibliography import (
    ReferencesFile,
    check_entries,
    check_keys,
    check_listed,
    check_sources,
    make_references,
)
from generator.inputs.files import find_files, read_bytes, read_text, shown_path
from generator.inputs.fitting import validate, validate_what_fits
from generator.inputs.ledger import ClaimsFile, check_claim_terms, make_claims
from generator.inputs.lock import read_lock
from generator.inputs.nouns import (
    Inputs,
    Language,
    Reference,
    Report,
    Strings,
)
from generator.inputs.premises import (
    make_assumptions,
    make_risk_settings,
    make_scenarios,
    make_states,
)
from generator.inputs.prose import read_sections
from generator.inputs.records import read_records
from generator.inputs.schemas import (
    AssumptionsFile,
    Model,
    ReportFile,
    ScenariosFile,
    StatesFile,
)
from generator.inputs.strict_yaml import YamlFile, parse_yaml
from generator.remembering import remembered, settled
from generator.results import Results, results_from_json

_PICTURES = (".jpeg", ".jpg", ".png")
_SOURCES = (".json", ".py", ".sh", ".toml", ".txt")
_LISTS = ("allowed_words", "minus_words", "months", "number_words", "plus_words", "verdict_words")
"""Ids in strings.yaml whose words are a list."""
_PROGRAM = Path(__file__).parents[1]

Result = TypeVar("Result")


@dataclass(kw_only=True)
class _Reading:
    """One pass over the files: goes on after an error, so that all are told at once."""

    content: Path
    errors: list[ReportError] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    """Files and entries that do not fit, as in `Inputs.unread`."""

    def attempt(self, read: Callable[[], Result], otherwise: Result) -> Result:
        """Run one part of the reading, and keep its error for the end."""
        try:
            return read()
        except ReportError as error:
            self.errors.append(error)
            return otherwise

    def read_yaml(self, name: str, model: type[Model]) -> tuple[Model, YamlFile]:
        """Read one YAML file of content/ by its schema."""
        file = self._parse(self.content / name)
        return validate(model, file), file

    def read_optional(self, name: str, model: type[Model]) -> tuple[Model, YamlFile] | None:
        """Read one YAML file that a report may do without."""
        path = self.content / name
        if not path.exists():
            return None
        return self.attempt(lambda: self.read_yaml(name, model), None)

    def read_what_fits(self, name: str, model: type[Model]) -> tuple[Model, YamlFile] | None:
        """Read one YAML file, without what does not fit; None where nothing does."""
        file = self.attempt(lambda: self._parse(self.content / name), None)
        if file is None:
            self.unread.append(name)
            return None
        fitting, errors, unfit = validate_what_fits(model, file)
        self.errors += errors
        stem = name.removesuffix(".yaml")
        self.unread += [".".join((stem, *map(str, path))) for path in unfit]
        if fitting is None:
            self.unread.append(name)
            return None
        return fitting, file

    def fits(self, name: str) -> bool:
        """Tell whether a part of a file, such as `report.title`, is what the author wrote."""
        return not any(f"{each}.".startswith(f"{name}.") for each in self.unread)

    def read_entries(
        self,
        name: str,
        model: type[Model],
        make: Callable[[Model, YamlFile], tuple[Result, ...]],
    ) -> tuple[Result, ...]:
        """Read the entries that fit of one YAML file that a report may do without."""
        if not (self.content / name).exists():
            return ()
        read = self.read_what_fits(name, model)
        return make(*read) if read else ()

    def read_strings(self, code: str) -> Strings:
        """Read the words of one language."""
        file = self._parse(self.content / code / "strings.yaml")
        return _flatten_strings(file, code)

    def _parse(self, path: Path) -> YamlFile:
        return parse_yaml(read_text(path, self.content), shown_path(path))


def read_report(content: Path) -> Report:
    """Read report.yaml alone: which networks there are, and which seeds.

    Raises: Problems, with everything that is wrong in it.
    """
    reading = _Reading(content=content)
    report = _make_report(reading, *reading.read_yaml("report.yaml", ReportFile))
    raise_if_any(reading.errors)
    return report


def read_results(path: Path) -> Results:
    """Read the results of an earlier build.

    Raises: ReportError, when the file is missing, or is not a results.json of this format.
    """
    return results_from_json(read_text(path, path.parent), shown_path(path))


def read_inputs(
    content: Path,
    templates: Path,
    models: Path | None = None,
    languages: Sequence[str] = (),
    check: Callable[[Inputs], Iterable[ReportError]] = lambda _inputs: (),
) -> Inputs:
    """Read everything that people wrote, and the records of the networks in `models`.

    `models` is content/models unless given; `languages` narrows the report to some of its own;
    `check` looks at what fits, so that what is wrong with it is told with what does not fit.

    Raises: Problems, with everything that is wrong in any file.
    """
    reading = _Reading(content=content)
    read = reading.read_what_fits("report.yaml", ReportFile)
    report = _make_report(reading, *read) if read else _NO_REPORT
    claims, references = _read_claims(reading), _read_references(reading, report.date)
    if references is not None:
        reading.errors += check_sources(claims, references)
        reading.errors += check_listed(claims)
    inputs = Inputs(
        content=content,
        report=report,
        languages=_read_languages(reading, *read, languages) if read else (),
        source=_read_source(reading, *read, languages) if read else None,
        lock=reading.attempt(lambda: read_lock(content), None),
        assumptions=reading.read_entries("assumptions.yaml", AssumptionsFile, make_assumptions),
        scenarios=reading.read_entries("scenarios.yaml", ScenariosFile, make_scenarios),
        states=reading.read_entries("states.yaml", StatesFile, make_states),
        claims=claims,
        references=references or (),
        records=reading.attempt(
            lambda: read_records(models or content / "models", report.networks), ()
        ),
        templates=_read_all(reading, templates, (".j2",), read_text),
        assets=_read_all(reading, templates / "assets", ("",), read_bytes),
        pictures=_read_all(reading, content, _PICTURES, read_bytes),
        sources=_read_sources(reading),
        unread=tuple(reading.unread),
    )
    raise_if_any([*reading.errors, *check(inputs)])
    return inputs


def read_prose(content: Path) -> Inputs:
    """Read the words alone, in every language, and the lock on the translations.

    Raises: Problems, with everything that is wrong in these files.
    """
    reading = _Reading(content=content)
    read = reading.read_what_fits("report.yaml", ReportFile)
    inputs = Inputs(
        content=content,
        report=_make_report(reading, *read) if read else _NO_REPORT,
        languages=_read_languages(reading, *read, ()) if read else (),
        lock=reading.attempt(lambda: read_lock(content), None),
        templates={},
        assets={},
        pictures={},
        sources={},
    )
    raise_if_any(reading.errors)
    return inputs


_NO_REPORT = Report(languages=(), section_ids=(), date=dt.date.max)
"""What stands in for a report.yaml of which nothing fits, so that the other files are checked."""


def _make_report(reading: _Reading, file: ReportFile, yaml: YamlFile) -> Report:
    is_dated = file.date or not reading.fits("report.date")
    stated = file.date or _NO_REPORT.date
    return Report(
        languages=tuple(file.languages),
        section_ids=tuple(file.sections),
        date=stated if is_dated else reading.attempt(lambda: _read_epoch(yaml), stated),
        site=file.site,
        authors=tuple(file.authors),
        licence=file.licence,
        networks=tuple(file.networks),
        seeds=tuple(file.seeds),
        years=file.years,
        risk=make_risk_settings(file, yaml),
        names=tuple(file.names),
        places=tuple(
            (key, yaml.locate((key,))) for key in ("years", "risk") if (key,) in yaml.places
        ),
        path=yaml.path,
    )


def _read_epoch(yaml: YamlFile) -> dt.date:
    """Take the date of a report that states none.

    Raises: ReportError, when SOURCE_DATE_EPOCH is no number of seconds.
    Source: reproducible-builds.org, SOURCE_DATE_EPOCH specification 1.1.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch.isdecimal():
        message = "the key `date` is missing"
        hint = "add `date:` with a day such as 2026-11-23, or set SOURCE_DATE_EPOCH in seconds"
        raise ReportError(message, at=Location(path=yaml.path), hint=hint)
    return dt.datetime.fromtimestamp(int(epoch), tz=dt.UTC).date()


def _read_languages(
    reading: _Reading, file: ReportFile, yaml: YamlFile, wanted: Sequence[str]
) -> tuple[Language, ...]:
    """Read the article in the languages that are wanted, or in all that the report has."""
    if not reading.fits("report.languages"):
        return ()
    reading.errors += _check_languages(reading, file, yaml, wanted)
    return tuple(
        _read_language(reading, code, file, yaml)
        for code in dict.fromkeys(file.languages)
        if not wanted or code in wanted
    )


def _read_source(
    reading: _Reading, file: ReportFile, yaml: YamlFile, wanted: Sequence[str]
) -> Language | None:
    """Read the source language where it is not wanted: its translations are held against it."""
    first = file.languages[0]
    if not wanted or first in wanted or not reading.fits("report.languages"):
        return None
    return _read_language(reading, first, file, yaml)


def _check_languages(
    reading: _Reading, file: ReportFile, yaml: YamlFile, wanted: Sequence[str]
) -> list[ReportError]:
    errors = []
    for key, texts in (("title", file.title), ("abstract", file.abstract)):
        for code in file.languages:
            if code not in texts and reading.fits(f"report.{key}"):
                message = f"`{key}` has no text for the language `{code}`"
                hint = f"write one: `{code}: …`"
                errors.append(ReportError(message, at=yaml.locate((key,)), hint=hint))
    for key, values in (("languages", file.languages), ("sections", file.sections)):
        for n, value in enumerate(values):
            if value in values[:n]:
                message = f"`{value}` stands in `{key}` a second time"
                at = yaml.places[(key, n)]
                errors.append(ReportError(message, at=at, hint="keep one of them"))
    for code in wanted:
        if code not in file.languages:
            message = f"the report has no language `{code}`"
            known = ", ".join(file.languages)
            errors.append(ReportError(message, hint=f"it has: {known}"))
    return errors


def _read_language(reading: _Reading, code: str, file: ReportFile, yaml: YamlFile) -> Language:
    folder = reading.content / code
    nothing = Strings(code=code, path="", texts=MappingProxyType({}))
    report_at = yaml.locate(("sections",))
    ids = tuple(dict.fromkeys(file.sections)) if reading.fits("report.sections") else ()
    return Language(
        code=code,
        strings=reading.attempt(lambda: reading.read_strings(code), nothing),
        title=file.title.get(code, ""),
        title_at=yaml.places.get(("title", code), report_at),
        abstract=file.abstract.get(code, ""),
        abstract_at=yaml.places.get(("abstract", code), report_at),
        keywords=tuple(file.keywords.get(code, ())),
        keywords_at=yaml.locate(("keywords", code)),
        sections=reading.attempt(lambda: read_sections(folder, ids, report_at), ()) if ids else (),
    )


@remembered(lambda file, code: (file.path, code))
def _flatten_strings(file: YamlFile, code: str) -> Strings:
    """Bring nested maps of words to one map by dotted id.

    Raises: Problems, for whatever is neither text, a map, nor a list of text.
    """
    texts: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    places: dict[str, Location] = {}
    errors: list[ReportError] = []
    pending: list[tuple[tuple[str | int, ...], object]] = [((), file.value)]
    while pending:
        path, value = pending.pop()
        name = ".".join(str(part) for part in path)
        if isinstance(value, dict):
            pending += [((*path, key), inner) for key, inner in reversed(value.items())]
        elif isinstance(value, str) and name not in _LISTS:
            texts[name], places[name] = value, file.places[path]
        elif isinstance(value, list) and all(isinstance(item, str) for item in value):
            lists[name] = tuple(value)
        else:
            expected = "a list of words expected" if name in _LISTS else "text expected"
            errors.append(ReportError(f"`{name}`: {expected}", at=file.locate(path)))
    raise_if_any(errors)
    return Strings(
        code=code,
        path=file.path,
        texts=MappingProxyType(texts),
        lists=MappingProxyType(lists),
        places=MappingProxyType(places),
    )


def _read_claims(reading: _Reading) -> tuple[Claim, ...]:
    read = reading.read_optional("claims.yaml", ClaimsFile)
    claims = make_claims(*read) if read else ()
    reading.errors += (error for claim in claims for error in check_claim_terms(claim))
    return claims


def _read_references(reading: _Reading, today: dt.date) -> tuple[Reference, ...] | None:
    """Read the bibliography; None where it does not fit, so that no key is known."""
    read = reading.read_optional("references.yaml", ReferencesFile)
    if read is None:
        return None if (reading.content / "references.yaml").exists() else ()
    references = make_references(*read)
    reading.errors += (*check_entries(*read, today), *check_keys(references))
    return references


def _read_all(
    reading: _Reading,
    root: Path,
    suffixes: tuple[str, ...],
    read: Callable[[Path, Path], Result],
) -> Mapping[str, Result]:
    """Read every file below a folder that ends so, by its path below the folder."""
    found: dict[str, Result] = {}
    for path in find_files(root, suffixes):
        try:
            name = path.relative_to(root).as_posix()
            found[name] = settled((root, name), read(path, root))
        except ReportError as error:
            reading.errors.append(error)
    return MappingProxyType(found)


def _read_sources(reading: _Reading) -> Mapping[str, str]:
    """Read what listings may quote: this program's own code, and code below content/."""
    theirs = _read_all(reading, reading.content, _SOURCES, read_text)
    return MappingProxyType({**_read_program(), **theirs})


@cache
def _read_program() -> Mapping[str, str]:
    """Read the code that runs: what is written into its files later does not run yet."""
    return {
        f"generator/{path.relative_to(_PROGRAM).as_posix()}": read_text(path, _PROGRAM)
        for path in find_files(_PROGRAM, (".py",))
    }
