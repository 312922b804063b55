"""How long work is told in a line: how well it goes, how fast, how long it will take."""

from generator.cli.pace import Pace, words_of_rest, words_of_work
from generator.model.progress import Progress


def step(done: int, *, seed: int = 0) -> Progress:
    """Make a step of training on batches of four."""
    return Progress(
        stage="train",
        done=done,
        total=1000,
        seed=seed,
        loss=1.5,
        accuracy=0.4321,
        n_pictures=4 * done,
    )


def test_training_is_told_with_loss_accuracy_pace_and_rest() -> None:
    """One line holds all that a person waits for."""
    pace = Pace()

    assert pace.see(step(100), 10.0)
    assert not pace.see(step(200), 12.0)

    assert words_of_work(step(200), pace) == (
        "train seed 0, loss 1.500, accuracy 0.4321, 200 images/s"
    )
    assert words_of_rest(step(200), pace) == "200 of 1,000, 0:00:16 left"


def test_a_resumed_training_is_not_credited_with_what_was_done_before() -> None:
    """The pace counts from the first step that this program saw."""
    pace = Pace()
    pace.see(step(900), 0.0)
    pace.see(step(950), 10.0)

    assert pace.rate == 20
    assert pace.left_s == 10


def test_every_stage_has_a_pace_of_its_own() -> None:
    """Another seed, or the same one from the start, is a new stage."""
    pace = Pace()
    pace.see(step(100), 0.0)

    assert pace.see(step(100, seed=1), 1.0)
    assert pace.see(step(50, seed=1), 2.0)
    assert pace.rate is None


def test_a_download_is_told_in_megabytes() -> None:
    """Bytes are not pictures."""
    pace = Pace()
    first, second = (
        Progress(stage="download", done=done, total=4_000_000) for done in (0, 3_000_000)
    )
    pace.see(first, 0.0)
    pace.see(second, 2.0)

    assert words_of_work(second, pace) == "download, 1.5 MB/s"
    assert words_of_rest(second, pace) == "3,000,000 of 4,000,000, 0:00:01 left"
