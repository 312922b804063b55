"""A small record of a network that tells cats from dogs, as training would have left it."""

from decimal import Decimal
from pathlib import Path

from generator.inputs.records import (
    FORMAT,
    N_BINS,
    CalibrationBin,
    Cost,
    DatasetEvaluation,
    DatasetFacts,
    Logits,
    Machine,
    ModelRecord,
    Recipe,
    SeedEvaluation,
    StepRule,
    Training,
    Weights,
)

FINGERPRINT = f"sha256:{'1' * 64}"


def evaluation_of(seed: int, n_right_cats: int) -> SeedEvaluation:
    """Make an evaluation on four cats and four dogs; every dog is recognised."""
    empty = CalibrationBin(n_pictures=0, n_right=0, confidence=Decimal(0))
    full = CalibrationBin(n_pictures=8, n_right=n_right_cats + 4, confidence=Decimal("0.8"))
    return SeedEvaluation(
        seed=seed,
        accuracy=Decimal(n_right_cats + 4) / 8,
        recalls=(Decimal(n_right_cats) / 4, Decimal(1)),
        confusion=((n_right_cats, 4 - n_right_cats), (0, 4)),
        calibration=(*[empty] * (N_BINS - 1), full),
    )


def record_with(
    *n_right_cats: int, network: str = "lenet", sha256: str = "2" * 64, path: Path = Path()
) -> ModelRecord:
    """Make a record with a seed for each number of cats recognised."""
    n_seen = n_right_cats[0]
    return ModelRecord(
        format=FORMAT,
        network=network,
        n_parameters=62006,
        recipe=Recipe(
            epochs=2,
            batch_size=4,
            step_rules=(StepRule(parameters="all", rule="sgd", learning_rate=0.001, momentum=0.9),),
            mean=0.5,
            std=0.5,
        ),
        dataset=DatasetFacts(
            name="pets", fingerprint=FINGERPRINT, classes=("cat", "dog"), n_train=20, n_test=8
        ),
        cost=Cost(n_pictures_seen=40, flops_per_picture=1000, training_flops=120000),
        n_held_out=2,
        curve_steps=(5, 10),
        trainings=tuple(
            Training(
                seed=seed,
                losses=(Decimal("0.7"), Decimal(seed)),
                held_out_accuracies=(Decimal("0.25"), Decimal("0.5")),
                duration_s=1.5,
            )
            for seed in range(len(n_right_cats))
        ),
        evaluations=(
            DatasetEvaluation(
                dataset="pets",
                fingerprint=FINGERPRINT,
                seeds=tuple(evaluation_of(seed, n) for seed, n in enumerate(n_right_cats)),
                predictions="00" * n_seen + "01" * (8 - n_seen),
            ),
        ),
        weights=Weights(file=f"{network}.safetensors", sha256=sha256, n_bytes=100, seed=0),
        logits=Logits(values=((0.1, -0.1),), tolerance=0.001),
        filters=((((0.5,),), ((-0.25,),), ((0.0,),)), (((-0.5,),), ((0.25,),), ((0.0,),))),
        versions={"torch": "1.2.3"},
        machine=Machine(cpu="a cpu", n_cores=2, n_threads=1, device="cpu", precision="float32"),
        path=path,
    )
