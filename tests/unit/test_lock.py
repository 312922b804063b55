"""The translation lock is read as it was written, or refused with the line that is wrong."""

import pytest

from generator.errors import Problems, ReportError
from generator.inputs.lock import lock_to_text, parse_lock

LINE = f"en one sec-a paragraph 1 {'a' * 16} {'b' * 16}"
PATH = "content/translations.lock"


def test_what_is_written_is_read() -> None:
    """Writing what was read gives the same text, whatever is said in comments."""
    text = lock_to_text(parse_lock(f"# words\n\nformat 1\n{LINE}\n", PATH).blocks)

    assert text.endswith(f"format 1\n{LINE}\n")
    assert lock_to_text(parse_lock(text, PATH).blocks) == text


def test_blocks_are_numbered_anew() -> None:
    """The number of a line is its place among those of its kind under its id."""
    lines = [LINE.replace(" 1 ", f" {number} ") for number in (3, 7)]
    other = LINE.replace("paragraph 1", "cell 4")
    blocks = parse_lock("\n".join(["format 1", *lines, other]), PATH).blocks

    numbers = [line.split()[4] for line in lock_to_text(blocks).splitlines()[3:]]
    assert numbers == ["1", "2", "1"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1:1: the translation lock does not begin with `format 1`"),
        (LINE, "1:1: the translation lock does not begin with `format 1`"),
        ("#\nformat 2\nx", "2:1: the translation lock is of format 2; this program reads 1"),
        ("format 0", "1:1: there is no format 0 of the translation lock"),
    ],
)
def test_other_formats_are_refused(text: str, message: str) -> None:
    """A lock that this program cannot know is not guessed at."""
    with pytest.raises(ReportError) as caught:
        parse_lock(text, PATH)

    assert str(caught.value) == f"{PATH}:{message}"


def test_every_damaged_line_is_told() -> None:
    """All at once: marks of a merge, a digest cut short, a block that stands there twice."""
    with pytest.raises(Problems) as caught:
        parse_lock(f"format 1\n<<<<<<< ours\n{LINE}\n{LINE[:-1]}\n{LINE}\n", PATH)

    assert [str(error) for error in caught.value.errors] == [
        f"{PATH}:2:1: this line of the translation lock is damaged",
        f"{PATH}:4:1: this line of the translation lock is damaged",
        f"{PATH}:5:1: this block stands in the lock already, in line 3",
    ]
