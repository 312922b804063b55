"""Turns parts of two languages, and the lock on them, into how far each translation follows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from generator.documents.alignment import Pair, find_gaps, find_longest, rising
from generator.documents.nouns import Part, State, TranslatedBlock
from generator.inputs.nouns import LockedBlock


def find_states(
    sources: Iterable[Part], parts: Iterable[Part], locked: Iterable[LockedBlock]
) -> tuple[TranslatedBlock, ...]:
    """Tell the state of every block of a translation, and of those that it lacks.

    Blocks of one kind under one id are aligned through the lock, by the longest common subsequence
    of the digests of what they were made from: others may have been put in between.
    """
    groups: dict[tuple[str, str, str], _Group] = {}
    for part in (each for each in parts if each.words):
        groups.setdefault(_key_of(part), _Group()).parts.append(part)
    for source in (each for each in sources if each.words):
        groups.setdefault(_key_of(source), _Group()).sources.append(source)
    for line in locked:
        groups.setdefault(_key_of(line), _Group()).lines.append(line)
    return tuple(_find_exchanged(block for each in groups.values() for block in each.find_states()))


def make_lines(
    language: str,
    blocks: Iterable[TranslatedBlock],
    acknowledged: Iterable[TranslatedBlock],
) -> Iterator[LockedBlock]:
    """Write the lines of the lock anew for what is acknowledged, and keep those of the rest."""
    chosen = {id(block) for block in acknowledged}
    for block in blocks:
        if id(block) not in chosen:
            if block.locked:
                yield block.locked
        elif block.part and block.source:
            yield LockedBlock(
                language=language,
                section=block.part.section,
                anchor=block.part.anchor,
                kind=block.part.kind,
                ordinal=block.part.ordinal,
                own=block.part.fingerprint,
                source=block.source.fingerprint,
                at=block.part.at,
            )


def count_stale(blocks: Iterable[TranslatedBlock]) -> Counter[str]:
    """Count by section the blocks that are older than what they were made from."""
    return Counter(block.section for block in blocks if block.state == "stale")


def _key_of(item: Part | LockedBlock) -> tuple[str, str, str]:
    return item.section, item.anchor, item.kind


@dataclass(frozen=True, slots=True)
class _Group:
    """Blocks of one kind under one id: in both languages, and in the lock."""

    sources: list[Part] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    lines: list[LockedBlock] = field(default_factory=list)

    def find_states(self) -> Iterator[TranslatedBlock]:
        """Tell the state of each block, those of the translation first."""
        if fresh := self._find_fresh():
            yield fresh
            return
        pairs = self._pair()
        judged = _judge(
            [(self.sources[source], self.parts[part]) for source, part in pairs], self.lines
        )
        paired = {part: block for (_, part), block in zip(pairs, judged, strict=True)}
        for place, part in enumerate(self.parts):
            yield paired.get(place) or TranslatedBlock(state="orphan", part=part)
        known = {source for source, _ in pairs}
        lacking = [each for place, each in enumerate(self.sources) if place not in known]
        for source in lacking:
            yield TranslatedBlock(state="missing", source=source)
        extra = [each for place, each in enumerate(self.parts) if place not in paired]
        yield from self._find_gone(judged, lacking, extra)

    def _find_fresh(self) -> TranslatedBlock | None:
        """Find what nearly every group is: one block that nobody changed, and its line."""
        if not len(self.sources) == len(self.parts) == len(self.lines) == 1:
            return None
        source, part, line = self.sources[0], self.parts[0], self.lines[0]
        is_fresh = (line.source, line.own) == (source.fingerprint, part.fingerprint)
        if not is_fresh:
            return None
        return TranslatedBlock(state="fresh", part=part, source=source, locked=line)

    def _pair(self) -> list[Pair]:
        """Pair the blocks of both languages: one by one, or else as the lock says."""
        if len(self.sources) == len(self.parts):
            return [(place, place) for place in range(len(self.parts))]
        known = [(each.source, each.own) for each in self.lines]
        pairs = self._pair_by(known)
        # Of blocks that are alike, the lock may mean others once these pairs stand in it.
        while (again := self._pair_by(self._digests_of(pairs))) != pairs:
            pairs = again
        return pairs

    def _pair_by(self, known: Sequence[tuple[str, str]]) -> list[Pair]:
        """Pair blocks by the digests of known pairs, and what stands between as far as it goes."""
        by_source = dict(find_longest(_digests(self.sources), [source for source, _ in known]))
        by_own = dict(find_longest(_digests(self.parts), [own for _, own in known]))
        part_of = {line: part for part, line in by_own.items()}
        anchors = [(source, part_of[line]) for source, line in by_source.items() if line in part_of]
        pairs = list(anchors)
        for ours, theirs in find_gaps(anchors, len(self.sources), len(self.parts)):
            n_both = min(len(ours), len(theirs))
            # What the lock knows was there before: what it does not know was put in.
            kept = _keep(ours, by_source, n_both), _keep(theirs, by_own, n_both)
            pairs += zip(*kept, strict=True)
        return sorted(pairs)

    def _digests_of(self, pairs: Iterable[Pair]) -> list[tuple[str, str]]:
        return [(self.sources[s].fingerprint, self.parts[p].fingerprint) for s, p in pairs]

    def _find_gone(
        self, judged: Sequence[TranslatedBlock], lacking: Iterable[Part], extra: Iterable[Part]
    ) -> Iterator[TranslatedBlock]:
        """Find the lines of the lock that nothing answers to, and nothing else tells of."""
        used = {id(block.locked) for block in judged if block.locked}
        misplaced = [block for block in judged if block.state == "orphan"]
        halves = [half for block in misplaced for half in (block.source, block.part) if half]
        told = Counter(_digests((*lacking, *extra, *halves)))
        for line in (each for each in self.lines if id(each) not in used):
            digest = line.source if told[line.source] else line.own
            if told[digest]:
                told[digest] -= 1
            else:
                yield TranslatedBlock(state="orphan", locked=line)


def _digests(parts: Iterable[Part]) -> list[str]:
    return [part.fingerprint for part in parts]


def _find_exchanged(found: Iterable[TranslatedBlock]) -> Iterator[TranslatedBlock]:
    """Tell of blocks that say, in one language alone, what the lock knows of another id."""
    blocks = tuple(found)
    known = {(each.locked.source, each.locked.own) for each in blocks if each.locked}
    moved = {id(each) for each in blocks if not known.issuperset(_pair_in(each))}
    left = [each.locked for each in blocks if each.locked and id(each) in moved]
    sources, owns = ({each.source for each in left}, {each.own for each in left})
    for block in blocks:
        if not block.locked or id(block) not in moved:
            yield block
            continue
        ((source, own),) = _pair_in(block)
        is_elsewhere = source in sources - {block.locked.source} or own in owns - {block.locked.own}
        yield replace(block, state="orphan") if is_elsewhere else block


def _pair_in(block: TranslatedBlock) -> tuple[tuple[str, str], ...]:
    if not (block.part and block.source):
        return ()
    return ((block.source.fingerprint, block.part.fingerprint),)


def _keep(places: Sequence[int], known: Iterable[int], n_kept: int) -> list[int]:
    known_first = sorted(places, key=lambda place: (place not in set(known), place))
    return sorted(known_first[:n_kept])


def _judge(
    pairs: Sequence[tuple[Part, Part]], lines: Sequence[LockedBlock]
) -> list[TranslatedBlock]:
    """Tell the state of each pair by the line that it answers to."""
    matching = _Matching([(a.fingerprint, b.fingerprint) for a, b in pairs], lines)
    matching.match_same()
    matching.match_half()
    matching.match_by_place()
    judged = []
    for place, (source, part) in enumerate(pairs):
        line = matching.line_of.get(place)
        state: State = "missing"
        if place in matching.misplaced:
            state = "orphan"
        elif line is not None:
            state = _compare_with_line(source, part, lines[line])
        locked = None if line is None else lines[line]
        judged.append(TranslatedBlock(state=state, part=part, source=source, locked=locked))
    return judged


def _compare_with_line(source: Part, part: Part, line: LockedBlock) -> State:
    """Tell what a pair is whose line is known; words that a result chooses must be as they were."""
    if line.source == source.fingerprint and (not part.is_chosen or line.own == part.fingerprint):
        return "fresh"
    return "missing" if part.is_chosen else "stale"


class _Matching:
    """Finds for each pair of blocks, by its two digests, its line of the lock."""

    def __init__(self, pairs: Sequence[tuple[str, str]], lines: Sequence[LockedBlock]) -> None:
        """Begin with nothing matched."""
        self.pairs = pairs
        self.lines = lines
        self.line_of: dict[int, int] = {}
        self.misplaced: set[int] = set()
        """Pairs whose halves the lock knows from two different lines."""

    def match_same(self) -> None:
        """Match what has not changed, wherever it stands now."""
        waiting: dict[tuple[str, str], list[int]] = {}
        for place, line in enumerate(self.lines):
            waiting.setdefault((line.source, line.own), []).append(place)
        for place, pair in enumerate(self.pairs):
            if waiting.get(pair):
                self.line_of[place] = waiting[pair].pop(0)

    def match_half(self) -> None:
        """Match what has changed in one language only."""
        pairs, lines = self._rest()
        sources = [self.lines[line].source for line in lines]
        owns = [self.lines[line].own for line in lines]
        by_source = dict(find_longest([self.pairs[pair][0] for pair in pairs], sources))
        by_own = dict(find_longest([self.pairs[pair][1] for pair in pairs], owns))
        for place, pair in enumerate(pairs):
            source, own = self.pairs[pair]
            by_either = by_source.get(place, by_own.get(place))
            if by_either is None:
                continue
            is_elsewhere = source in sources and sources[by_either] != source
            if is_elsewhere or (own in owns and owns[by_either] != own):
                self.misplaced.add(pair)
            else:
                self.line_of[pair] = lines[by_either]

    def match_by_place(self) -> None:
        """Match what has changed in both languages, by what stands around it."""
        pairs, lines = (set(rest) for rest in self._rest())
        anchors = rising(sorted(self.line_of.items()))
        for ours, theirs in find_gaps(anchors, len(self.pairs), len(self.lines)):
            free = (line for line in theirs if line in lines)
            self.line_of |= dict(zip((pair for pair in ours if pair in pairs), free, strict=False))

    def _rest(self) -> tuple[list[int], list[int]]:
        used = set(self.line_of.values())
        pairs = [
            place
            for place in range(len(self.pairs))
            if place not in self.line_of and place not in self.misplaced
        ]
        return pairs, [place for place in range(len(self.lines)) if place not in used]
