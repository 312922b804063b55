"""Turns the record of a trained network, and what was measured of it, into its model card."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import mean

from generator.documents.templates import render
from generator.errors import ModelError
from generator.figures.canvas import fill
from generator.inputs.files import read_bytes
from generator.inputs.nouns import Language
from generator.inputs.records import ModelRecord, StepRule
from generator.locales import Format, Locale, format_number, format_value, make_locale
from generator.outputs.nouns import Finished
from generator.results import Evaluation

FOLDER = "data/models"
"""Below the site: a folder for each network, ready to be taken over as a model repository."""
README = "README.md"
SCHEMA = "record.schema.json"

_DOT = Format(name="integer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fact about a network."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section of a card."""

    id: str
    title: str
    text: str
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What one language says of one network."""

    network: str
    title: str
    summary: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """Say all that is shown, in reading order."""
        lines = [self.title, self.summary]
        for part in self.parts:
            lines += [part.title, part.text]
            lines += [line for row in part.rows for line in (row.name, row.value)]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What a network reaches on one dataset, for the front matter."""

    dataset: str
    fingerprint: str
    accuracy: float
    """Mean over the seeds."""
    n_seeds: int


def find_records(finished: Finished) -> tuple[ModelRecord, ...]:
    """List the networks that the report speaks of: those whose weights its results name."""
    named = {
        name
        for quantity in finished.results.quantities
        for name in quantity.origin.fingerprints
        if quantity.name.startswith("cnn.")
    }
    return tuple(
        record
        for record in finished.inputs.records
        if f"{record.weights.file}=sha256:{record.weights.sha256}" in named
    )


def path_of_card(language: str, network: str) -> str:
    """Place a network's card in its language's folder."""
    return f"{language}/networks/{network}/index.html"


def title_of_card(network: str, words: Mapping[str, str]) -> str:
    """Name a network's card, on the card and wherever a link leads to it."""
    return fill(words, "card.title", {"network": words[f"network.{network}.title"]})


def make_cards(finished: Finished, language: Language) -> tuple[Card, ...]:
    """Make the card of every network in one language."""
    return tuple(_Writer(finished, language, record).make() for record in find_records(finished))


def make_card_files(finished: Finished) -> Iterator[tuple[str, bytes]]:
    """Make every network's folder: card, record and weights, by its path below the site.

    Raises: ReportError, when a file cannot be read, or the weights are not the record's.
    """
    cards = [make_cards(finished, language) for language, _ in finished.languages]
    for record, *said in zip(find_records(finished), *cards, strict=True):
        folder = f"{FOLDER}/{record.network}"
        text = render(
            finished.inputs.templates,
            "site/card.md.j2",
            record=record,
            cards=tuple(said),
            scores=tuple(_scores(finished, record)),
            licence=finished.inputs.report.licence.lower(),
        )
        yield f"{folder}/{README}", text.encode()
        yield f"{folder}/{record.network}.json", read_bytes(record.path, record.path.parent)
        yield f"{folder}/{record.weights.file}", _read_weights(record)


def _read_weights(record: ModelRecord) -> bytes:
    content = read_bytes(record.weights_path, record.path.parent)
    if hashlib.sha256(content).hexdigest() != record.weights.sha256:
        message = f"the weights of `{record.network}` are not those of its record"
        raise ModelError(message, hint="train again, or restore the file")
    return content


def _scores(finished: Finished, record: ModelRecord) -> Iterator[Score]:
    for evaluation in _evaluations(finished, record):
        yield Score(
            dataset=evaluation.dataset,
            fingerprint=evaluation.fingerprint,
            accuracy=float(round(mean(evaluation.accuracies), 6)),
            n_seeds=len(evaluation.seeds),
        )


def _evaluations(finished: Finished, record: ModelRecord) -> tuple[Evaluation, ...]:
    return tuple(each for each in finished.results.evaluations if each.network == record.network)


class _Writer:
    """Writes one card; holds what all of its parts share."""

    def __init__(self, finished: Finished, language: Language, record: ModelRecord) -> None:
        self._finished = finished
        self._words = language.strings
        self._locale: Locale = make_locale(
            language.code, language.strings.number_scale, language.strings
        )
        self._record = record

    def make(self) -> Card:
        return Card(
            network=self._record.network,
            title=title_of_card(self._record.network, self._words),
            summary=self._words[f"network.{self._record.network}.description"],
            parts=(
                self._part("use", classes=self._join(self._class_names())),
                self._part("limits", dataset=self._dataset(self._record.dataset.name)),
                self._make_training(),
                self._part_of("recipe", self._recipe_rows()),
                self._part_of("cost", self._cost_rows()),
                self._make_evaluation(),
                self._part_of("provenance", self._provenance_rows()),
            ),
        )

    def _fill(self, key: str, **fields: str) -> str:
        return fill(self._words, f"card.{key}", fields)

    def _part(self, name: str, **fields: str) -> Part:
        title, text = self._words[f"card.{name}.title"], self._fill(f"{name}.text", **fields)
        return Part(id=name, title=title, text=text)

    def _part_of(self, name: str, rows: Iterator[Row], **fields: str) -> Part:
        part = self._part(name, **fields)
        return Part(id=name, title=part.title, text=part.text, rows=tuple(rows))

    def _row(self, name: str, value: str) -> Row:
        return Row(name=self._words[f"card.row.{name}"], value=value)

    def _say(self, name: str, form: str, *arguments: str) -> str:
        quantity = self._finished.results.by_name[f"cnn.{self._record.network}.{name}"]
        chosen = Format(name=form, arguments=arguments)
        return format_value(quantity.value, quantity.unit, chosen, self._locale)

    def _count(self, number: int) -> str:
        return format_value(Decimal(number), "count", _DOT, self._locale)

    def _number(self, number: float) -> str:
        return format_number(Decimal(repr(number)), self._locale)

    def _share(self, share: Decimal) -> str:
        return format_value(share, "share", Format(name="percent"), self._locale)

    def _join(self, parts: Iterator[str]) -> str:
        return self._words["card.separator"].join(parts)

    def _dataset(self, name: str) -> str:
        return self._words[f"dataset.{name}"]

    def _class_names(self) -> Iterator[str]:
        return (self._words[f"class.{name}"] for name in self._record.dataset.classes)

    def _make_training(self) -> Part:
        dataset = self._record.dataset
        return self._part(
            "training",
            dataset=self._dataset(dataset.name),
            classes=self._count(len(dataset.classes)),
            train=self._count(dataset.n_train),
            test=self._count(dataset.n_test),
            held_out=self._count(self._record.n_held_out),
        )

    def _recipe_rows(self) -> Iterator[Row]:
        recipe = self._record.recipe
        yield self._row("epochs", self._count(recipe.epochs))
        yield self._row("batch_size", self._count(recipe.batch_size))
        for rule in recipe.step_rules:
            yield Row(
                name=self._words[f"card.parameters.{rule.parameters}"], value=self._step(rule)
            )
        yield self._row("schedule", self._words[f"card.schedule.{recipe.schedule}"])
        smoothing = Decimal(repr(recipe.label_smoothing))
        yield self._row("label_smoothing", self._share(smoothing))
        mirrored = "yes" if recipe.is_mirrored else "no"
        yield self._row("mirrored", self._words[f"card.mirrored.{mirrored}"])
        yield self._row("shift", self._count(recipe.shift))
        yield self._row("sides", self._join(map(self._count, recipe.sides)))
        scaling = (self._number(recipe.mean), self._number(recipe.std))
        yield self._row("scaling", self._join(iter(scaling)))

    def _step(self, rule: StepRule) -> str:
        return self._fill(
            "step",
            rule=self._words[f"card.rule.{rule.rule}"],
            learning_rate=self._number(rule.learning_rate),
            momentum=self._number(rule.momentum),
            weight_decay=self._number(rule.weight_decay),
        )

    def _cost_rows(self) -> Iterator[Row]:
        machine = self._record.machine
        yield self._row("n_parameters", self._say("n_parameters", "integer"))
        yield self._row("n_pictures_seen", self._say("n_pictures_seen", "integer"))
        yield self._row("flops_per_picture", self._say("flops_per_picture", "flops"))
        yield self._row("training_flops", self._say("training_flops", "flops"))
        yield self._row("duration", self._say("duration", "number", "0"))
        yield self._row("machine", machine.cpu)
        yield self._row("device", machine.device)
        yield self._row("n_threads", self._count(machine.n_threads))
        yield self._row("precision", machine.precision)

    def _make_evaluation(self) -> Part:
        own, *others = _evaluations(self._finished, self._record)
        rows = [*self._accuracy_rows(own)]
        for each in others:
            said = self._fill(
                "accuracy_of_other",
                accuracy=self._share(mean(each.accuracies)),
                seeds=self._count(len(each.seeds)),
            )
            name = self._fill("row.accuracy_on", dataset=self._dataset(each.dataset))
            rows.append(Row(name=name, value=said))
        dataset, pictures = self._dataset(own.dataset), self._count(self._record.dataset.n_test)
        return self._part_of("evaluation", iter(rows), dataset=dataset, pictures=pictures)

    def _accuracy_rows(self, own: Evaluation) -> Iterator[Row]:
        deviation = f"cnn.{self._record.network}.accuracy_std"
        accuracy = self._say("accuracy", "percent")
        if deviation in self._finished.results.by_name:
            accuracy = self._fill(
                "accuracy",
                accuracy=accuracy,
                deviation=self._say("accuracy_std", "points"),
                seeds=self._count(len(own.seeds)),
            )
        name = self._fill("row.accuracy_on", dataset=self._dataset(own.dataset))
        yield Row(name=name, value=accuracy)
        interval = self._fill(
            "interval",
            low=self._say("interval_low", "percent"),
            high=self._say("interval_high", "percent"),
        )
        level = self._say("interval_level", "percent", "0")
        yield Row(name=self._fill("row.interval", level=level), value=interval)
        yield self._row("held_out_accuracy", self._say("held_out_accuracy", "percent"))
        for name, recalls in zip(self._class_names(), zip(*own.recalls, strict=True), strict=True):
            recall = self._share(mean(recalls))
            yield Row(name=self._fill("row.recall", name=name), value=recall)
        yield self._row("calibration_error", self._say("calibration_error", "percent"))

    def _provenance_rows(self) -> Iterator[Row]:
        record = self._record
        yield self._row("weights", record.weights.file)
        yield self._row("bytes", self._count(record.weights.n_bytes))
        yield self._row("seed", str(record.weights.seed))
        yield self._row("sha256", record.weights.sha256)
        yield self._row("fingerprint", record.dataset.fingerprint)
        versions = (f"{name} {version}" for name, version in sorted(record.versions.items()))
        yield self._row("versions", self._join(versions))
