"""Turns assumptions.yaml, scenarios.yaml, states.yaml and the settings of risk into nouns."""

from generator.errors import Location
from generator.inputs.nouns import (
    Assumption,
    Correlation,
    MarketState,
    Places,
    RiskSettings,
    Scenario,
)
from generator.inputs.schemas import (
    AssumptionsFile,
    CorrelationEntry,
    ReportFile,
    RiskEntry,
    ScenariosFile,
    StatesFile,
)
from generator.inputs.strict_yaml import Path, YamlFile


def make_assumptions(file: AssumptionsFile, yaml: YamlFile) -> tuple[Assumption, ...]:
    """Make the assumptions, in the file's order."""
    return tuple(
        Assumption(
            name=name,
            value=entry.value,
            unit=entry.unit,
            low=entry.low,
            high=entry.high,
            distribution=entry.distribution,
            source=entry.source,
            at=yaml.locate((name,)),
            places=find_places(yaml, (name,)),
        )
        for name, entry in file.root.items()
    )


def make_scenarios(file: ScenariosFile, yaml: YamlFile) -> tuple[Scenario, ...]:
    """Make the scenarios, in the file's order."""
    return tuple(
        Scenario(
            name=name,
            base=entry.from_,
            changes=tuple(entry.set.items()),
            factors=tuple(entry.scale.items()),
            is_strategy=entry.strategy,
            at=yaml.locate((name,)),
            places=find_places(yaml, (name,)),
        )
        for name, entry in file.root.items()
    )


def make_states(file: StatesFile, yaml: YamlFile) -> tuple[MarketState, ...]:
    """Make the states of the market, in the file's order."""
    return tuple(
        MarketState(
            name=name,
            probability=entry.probability,
            factors=tuple(entry.scale.items()),
            at=yaml.locate((name,)),
            places=find_places(yaml, (name,)),
        )
        for name, entry in file.root.items()
    )


def make_risk_settings(file: ReportFile, yaml: YamlFile) -> RiskSettings | None:
    """Make the settings of risk, where report.yaml has them."""
    if file.risk is None:
        return None
    return RiskSettings(
        draws=file.risk.draws,
        seed=file.risk.seed,
        points=file.risk.points,
        scenario=file.risk.scenario,
        correlations=_make_correlations(file.risk, yaml),
        at=yaml.locate(("risk",)),
        places=find_places(yaml, ("risk",)),
    )


def _make_correlations(risk: RiskEntry, yaml: YamlFile) -> tuple[Correlation, ...]:
    return tuple(
        _make_correlation(entry, yaml, ("risk", "correlations", n))
        for n, entry in enumerate(risk.correlations)
    )


def _make_correlation(entry: CorrelationEntry, yaml: YamlFile, path: Path) -> Correlation:
    first, second = entry.between
    places = find_places(yaml, path)
    return Correlation(
        first=first, second=second, value=entry.value, at=yaml.places[path], places=places
    )


def find_places(yaml: YamlFile, path: Path) -> Places:
    """List where the parts of an entry stand: a map or list that has a key stands at its key."""
    holders = {inner[:-1] for inner in yaml.places}
    places: list[tuple[str, Location]] = []
    for inner, at in yaml.places.items():
        if inner[: len(path)] != path or len(inner) == len(path):
            continue
        name = ".".join(str(part) for part in inner[len(path) :])
        key_at = yaml.locate(inner)
        places += [(name, key_at if inner in holders else at), (f"{name}:", key_at)]
    return tuple(places)
