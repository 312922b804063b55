"""Turns two versions of a sequence of blocks into which block of one is which of the other."""

from collections.abc import Iterable, Iterator, Sequence

Pair = tuple[int, int]
"""A place in the one sequence, and the one in the other that answers to it."""


def find_longest(ours: Sequence[str], theirs: Sequence[str]) -> list[Pair]:
    """Align two sequences by their longest common subsequence.

    Source: Wagner and Fischer, "The String-to-String Correction Problem", 1974.
    """
    start = 0
    while start < min(len(ours), len(theirs)) and ours[start] == theirs[start]:
        start += 1
    n_tail = 0
    while n_tail < min(len(ours), len(theirs)) - start and ours[-1 - n_tail] == theirs[-1 - n_tail]:
        n_tail += 1
    our_end, their_end = len(ours) - n_tail, len(theirs) - n_tail
    inner = _find_inner(ours[start:our_end], theirs[start:their_end])
    return [
        *((place, place) for place in range(start)),
        *((our + start, their + start) for our, their in inner),
        *((our_end + place, their_end + place) for place in range(n_tail)),
    ]


def _find_inner(ours: Sequence[str], theirs: Sequence[str]) -> list[Pair]:
    if not ours or not theirs:
        return []
    lengths = [[0] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    for i in reversed(range(len(ours))):
        for j in reversed(range(len(theirs))):
            is_same = ours[i] == theirs[j]
            longer = max(lengths[i + 1][j], lengths[i][j + 1])
            lengths[i][j] = lengths[i + 1][j + 1] + 1 if is_same else longer
    pairs: list[Pair] = []
    i = j = 0
    while i < len(ours) and j < len(theirs):
        if ours[i] == theirs[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


def find_gaps(pairs: Iterable[Pair], n_ours: int, n_theirs: int) -> Iterator[tuple[range, range]]:
    """List what lies before, between and after pairs that rise, on both sides."""
    our, their = 0, 0
    for our_end, their_end in (*pairs, (n_ours, n_theirs)):
        yield range(our, our_end), range(their, their_end)
        our, their = our_end + 1, their_end + 1


def rising(pairs: Iterable[Pair]) -> list[Pair]:
    """Leave out of pairs that rise on one side those that fall behind on the other."""
    kept: list[Pair] = []
    for pair in pairs:
        if not kept or pair[1] > kept[-1][1]:
            kept.append(pair)
    return kept
