"""Turns steps of long work into how fast it goes and how long it will take."""

from generator.model.progress import Progress

_LEAST_S = 0.2
"""A pace is told once it rests on so much time."""


class Pace:
    """How fast the stage under way has gone since it was first seen."""

    def __init__(self) -> None:
        """Wait for the first step."""
        self.name = ""
        self.rate: float | None = None
        """Pictures, or bytes of a download, a second."""
        self.left_s: float | None = None
        self._start: tuple[float, Progress] | None = None

    def see(self, work: Progress, now_s: float) -> bool:
        """Take a step into account; tell whether a new stage began with it."""
        name = work.stage if work.seed is None else f"{work.stage} seed {work.seed}"
        is_new = self._start is None or name != self.name or work.done < self._start[1].done
        if is_new or self._start is None:
            self.name, self._start, self.rate, self.left_s = name, (now_s, work), None, None
            return True
        since_s, first = self._start
        passed_s, n_done = now_s - since_s, work.done - first.done
        if passed_s >= _LEAST_S and n_done:
            in_steps = work.stage == "train"
            seen = work.n_pictures - first.n_pictures if in_steps else n_done
            self.rate = seen / passed_s
            self.left_s = (work.total - work.done) * passed_s / n_done
        return False


def words_of_work(work: Progress, pace: Pace) -> str:
    """Say what is done, how well, and how fast."""
    words = [pace.name]
    if work.loss is not None:
        words.append(f"loss {work.loss:.3f}")
    if work.accuracy is not None:
        words.append(f"accuracy {work.accuracy:.4f}")
    if pace.rate:
        words.append(_words_of_rate(work, pace.rate))
    return ", ".join(words)


def _words_of_rate(work: Progress, rate: float) -> str:
    if work.stage == "download":
        return f"{rate / 1e6:.1f} MB/s"
    return f"{rate:,.0f} images/s"


def words_of_rest(work: Progress, pace: Pace) -> str:
    """Say how far the work is, and how long the rest will take."""
    done = f"{work.done:,} of {work.total:,}"
    if pace.left_s is None or work.done >= work.total:
        return done
    minutes, seconds = divmod(round(pace.left_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{done}, {hours}:{minutes:02}:{seconds:02} left"
