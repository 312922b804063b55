"""What the cache gives back, and what it makes of damage."""

from pathlib import Path

import pytest

from generator.cache import Cache, fingerprint_of


def test_an_entry_is_read_back(tmp_path: Path) -> None:
    """What was written under a kind and key is read under them, and only under them."""
    cache = Cache(tmp_path)
    cache.write("figure", "ab12", b"content")

    assert cache.read("figure", "ab12") == b"content"
    assert cache.read("figure", "ab13") is None
    assert cache.read("pdf", "ab12") is None


@pytest.mark.parametrize("position", [0, 20, -1], ids=["magic", "digest", "content"])
def test_a_damaged_entry_is_missing_and_removed(tmp_path: Path, position: int) -> None:
    """One flipped byte anywhere makes the entry a miss, and the file goes."""
    cache = Cache(tmp_path)
    cache.write("figure", "ab12", b"content")
    (path,) = tmp_path.rglob("ab12")
    stored = bytearray(path.read_bytes())
    stored[position] ^= 1
    path.write_bytes(stored)

    assert cache.read("figure", "ab12") is None
    assert not path.exists()


def test_a_truncated_entry_is_missing(tmp_path: Path) -> None:
    """Half an entry is no entry."""
    cache = Cache(tmp_path)
    cache.write("figure", "ab12", b"content")
    (path,) = tmp_path.rglob("ab12")
    path.write_bytes(path.read_bytes()[:30])

    assert cache.read("figure", "ab12") is None


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    """A file where the folder should be: nothing is kept, nothing fails."""
    (tmp_path / "cache").write_text("in the way")
    cache = Cache(tmp_path / "cache")

    cache.write("figure", "ab12", b"content")

    assert (tmp_path / "cache").read_text() == "in the way"


def test_no_temporary_file_is_left(tmp_path: Path) -> None:
    """After a write the folder holds the entry and the tag that says what the folder is."""
    Cache(tmp_path).write("figure", "ab12", b"content")

    names = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert names == {"ab12", "CACHEDIR.TAG"}


def test_fingerprints_know_where_parts_end() -> None:
    """Moving a character from one part to the next changes the fingerprint."""
    assert fingerprint_of("ab", "c") != fingerprint_of("a", "bc")
    assert fingerprint_of("ab", "c") == fingerprint_of(b"ab", b"c")


def test_a_forgetful_cache_finds_nothing_and_keeps_all(tmp_path: Path) -> None:
    """Everything is made again under --force, and is there the next time."""
    Cache(tmp_path, is_forgetful=True).write("figure", "ab12", b"content")

    assert Cache(tmp_path, is_forgetful=True).read("figure", "ab12") is None
    assert Cache(tmp_path).read("figure", "ab12") == b"content"
