"""Reading time: each script is read at its own pace."""

from generator.documents.reading_time import count_minutes


def test_words_and_characters_are_read_at_their_own_pace() -> None:
    """A minute holds 228 words, or 255 Chinese characters; a begun minute counts as whole."""
    assert count_minutes(["word " * 228]) == 1
    assert count_minutes(["word " * 228, "more"]) == 2
    assert count_minutes(["字" * 255]) == 1
    assert count_minutes(["字" * 256]) == 2
    assert count_minutes(["字" * 127 + "word " * 113]) == 1


def test_one_word_is_one_word() -> None:
    """An apostrophe or a hyphen parts no word; numbers and marks are none."""
    words = "don’t open-source it’s 12 % — … "
    assert count_minutes([words * 76]) == 1
    assert count_minutes([words * 76 + "more"]) == 2


def test_nothing_takes_no_time() -> None:
    """Where there is nothing to read, no minute has begun."""
    assert count_minutes(["", "12 + 3"]) == 0
