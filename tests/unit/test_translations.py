"""The lock tells how far a translation follows its source."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from generator.documents.alignment import find_longest
from generator.documents.nouns import Part, TranslatedBlock
from generator.documents.translations import count_stale, find_states, make_lines
from generator.errors import Location
from generator.inputs.nouns import LockedBlock

AT = Location(path="content/en/01-one.md")


def make_parts(texts: Iterable[str], kind: str = "paragraph") -> tuple[Part, ...]:
    """Make blocks of one kind under one heading."""
    return tuple(
        Part(
            section="one", heading="sec-a", anchor="sec-a", kind=kind, ordinal=n, words=text, at=AT
        )
        for n, text in enumerate(texts, start=1)
    )


def acknowledge(sources: Iterable[str], texts: Iterable[str]) -> tuple[LockedBlock, ...]:
    """Lock these blocks as they are."""
    blocks = find_states(make_parts(sources), make_parts(texts), ())
    return tuple(make_lines("en", blocks, blocks))


def judge(
    before: tuple[str, str], after: tuple[str, str]
) -> list[tuple[str, str | None, str | None]]:
    """Tell what becomes of blocks, each one letter, that were acknowledged before."""
    blocks = find_states(make_parts(after[0]), make_parts(after[1]), acknowledge(*before))
    return [_shown(block) for block in blocks]


def _shown(block: TranslatedBlock) -> tuple[str, str | None, str | None]:
    source = block.source.words if block.source else None
    return block.state, source, block.part.words if block.part else None


BEFORE = "123", "abc"


def test_nothing_changed() -> None:
    """What says what it said is fresh."""
    assert judge(BEFORE, BEFORE) == [("fresh", "1", "a"), ("fresh", "2", "b"), ("fresh", "3", "c")]


def test_an_edited_source() -> None:
    """The translation of what was edited is stale, whether it was touched or not."""
    assert judge(BEFORE, ("1X3", "abc"))[1] == ("stale", "X", "b")
    assert judge(BEFORE, ("1X3", "aYc"))[1] == ("stale", "X", "Y")
    assert judge(BEFORE, ("XXX", "abc")) == [("stale", "X", part) for part in "abc"]


def test_a_reworded_translation() -> None:
    """Other words for the same source are as fresh."""
    assert judge(BEFORE, ("123", "aYc"))[1] == ("fresh", "2", "Y")


def test_an_insertion() -> None:
    """What was put in lacks a translation; what stands around it keeps its own."""
    assert judge(BEFORE, ("1N23", "abc")) == [
        *(("fresh", "1", "a"), ("fresh", "2", "b"), ("fresh", "3", "c")),
        ("missing", "N", None),
    ]
    assert judge(BEFORE, ("N123", "abc"))[0] == ("fresh", "1", "a")
    assert judge(BEFORE, ("1N23", "aYc"))[1] == ("fresh", "2", "Y")
    assert judge(BEFORE, ("1N23", "aNbc"))[1] == ("missing", "N", "N")
    assert judge(BEFORE, ("123", "abYc"))[2] == ("orphan", None, "Y")


def test_a_deletion() -> None:
    """What has lost its source is an orphan; what both have lost leaves one in the lock."""
    assert judge(BEFORE, ("13", "abc"))[1] == ("orphan", None, "b")
    assert judge(BEFORE, ("123", "ac"))[2] == ("missing", "2", None)
    assert judge(BEFORE, ("13", "ac"))[2] == ("orphan", None, None)


def test_a_move() -> None:
    """What moves in both languages stays fresh; what moves in one is out of its place."""
    assert judge(BEFORE, ("312", "cab")) == [
        *(("fresh", "3", "c"), ("fresh", "1", "a"), ("fresh", "2", "b")),
    ]
    assert [state for state, _, _ in judge(BEFORE, ("213", "abc"))] == ["orphan", "orphan", "fresh"]
    assert [state for state, _, _ in judge(BEFORE, ("123", "acb"))] == ["fresh", "orphan", "orphan"]


def test_a_split() -> None:
    """Of a block that was cut in two in both languages, one half is stale and one is new."""
    assert judge(BEFORE, ("1XY3", "aVWc")) == [
        *(("fresh", "1", "a"), ("stale", "X", "V"), ("missing", "Y", "W"), ("fresh", "3", "c")),
    ]


def test_equal_blocks_are_told_apart_by_their_places() -> None:
    """Cells often say the same: a change of one is no change of another."""
    states = [state for state, _, _ in judge(("1121", "aaba"), ("1221", "aaba"))]

    assert states == ["fresh", "stale", "fresh", "fresh"]


def test_kinds_and_ids_are_apart() -> None:
    """A paragraph never answers to a cell, nor to what stands under another id."""
    sources = (*make_parts("1"), *make_parts("2", "cell"))
    moved = tuple(replace(part, anchor="sec-b") for part in make_parts("a"))
    blocks = find_states(sources, (*moved, *make_parts("b", "cell")), ())

    assert [_shown(block) for block in blocks] == [
        *(("orphan", None, "a"), ("missing", "2", "b"), ("missing", "1", None)),
    ]


def test_blocks_without_words_need_no_lock() -> None:
    """A chart or a rule holds nothing to translate."""
    assert judge(("", ""), ("", "")) == []
    assert find_states(make_parts([""]), make_parts([""]), ()) == ()


def test_stale_blocks_are_counted_by_section() -> None:
    """A page says how many of its own blocks are behind."""
    blocks = find_states(make_parts("XY3"), make_parts("abc"), acknowledge(*BEFORE))

    assert count_stale(blocks) == {"one": 2}


def test_acknowledging_one_block_keeps_the_lines_of_others() -> None:
    """Only what is named becomes fresh."""
    blocks = find_states(make_parts("XY3"), make_parts("abc"), acknowledge(*BEFORE))
    lines = tuple(make_lines("en", blocks, blocks[:1]))

    states = [each.state for each in find_states(make_parts("XY3"), make_parts("abc"), lines)]
    assert states == ["fresh", "stale", "fresh"]


LETTERS = st.text(alphabet="abcd", max_size=9)


def common_length(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """Measure the longest common subsequence by trying everything."""
    if not ours or not theirs:
        return 0
    if ours[0] == theirs[0]:
        return 1 + common_length(ours[1:], theirs[1:])
    return max(common_length(ours[1:], theirs), common_length(ours, theirs[1:]))


@given(LETTERS, LETTERS)
def test_alignment_is_longest(ours: str, theirs: str) -> None:
    """Pairs rise on both sides, pair what is equal, and are as many as can be."""
    pairs = find_longest(ours, theirs)

    assert all(ours[i] == theirs[j] for i, j in pairs)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(pairs))
    assert len(pairs) == common_length(ours, theirs)


@example("b", "b", "abb", "abaa")
@example("db", "aa", "bc", "aba")
@given(LETTERS, LETTERS, LETTERS, LETTERS)
def test_every_block_is_judged_once(old: str, old_part: str, new: str, new_part: str) -> None:
    """Whatever changes, each block of either language has one state, and acknowledging clears."""
    sources, parts = make_parts(new), make_parts(new_part)
    blocks = find_states(sources, parts, acknowledge(old, old_part))

    assert sorted(each.part.ordinal for each in blocks if each.part) == [p.ordinal for p in parts]
    assert sorted(b.source.ordinal for b in blocks if b.source) == [s.ordinal for s in sources]
    after = find_states(sources, parts, make_lines("en", blocks, blocks))
    assert all(each.state == "fresh" for each in after if each.part and each.source)


def test_words_that_a_result_chooses_must_be_as_they_were() -> None:
    """A word turned round in either language is acknowledged by nobody; other edits are no news."""
    lock = acknowledge("1", "a")
    for source, text, is_chosen, state in (
        ("1", "a", True, "fresh"),
        ("1", "b", True, "missing"),
        ("2", "a", True, "missing"),
        ("1", "b", False, "fresh"),
    ):
        parts = [replace(part, is_chosen=is_chosen) for part in make_parts(text)]
        (block,) = find_states(make_parts(source), parts, lock)
        assert block.state == state, (source, text)


def test_words_that_change_places_under_two_ids_are_told() -> None:
    """Exchanged in one language they are orphans; in both at once they have only moved."""
    lock = tuple(
        line
        for anchor, source, text in (("x", "1", "a"), ("y", "2", "b"), ("z", "3", "c"))
        for line in make_lines(
            "en", *(2 * [find_states(under(anchor, source), under(anchor, text), ())])
        )
    )

    def states(sources: str, texts: str) -> list[str]:
        ours, theirs = (
            [
                part
                for anchor, word in zip("xyz", words, strict=True)
                for part in under(anchor, word)
            ]
            for words in (sources, texts)
        )
        return [block.state for block in find_states(ours, theirs, lock)]

    assert states("123", "abc") == ["fresh", "fresh", "fresh"]
    assert states("123", "bac") == ["orphan", "orphan", "fresh"]
    assert states("213", "abc") == ["orphan", "orphan", "fresh"]
    assert states("123", "adc") == ["fresh", "fresh", "fresh"]
    assert states("123", "cbd") == ["orphan", "fresh", "fresh"]


def under(anchor: str, text: str) -> tuple[Part, ...]:
    """Make one label under an id of its own."""
    return tuple(replace(part, anchor=anchor, kind="words") for part in make_parts([text]))
