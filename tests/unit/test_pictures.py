"""How a folder or archive of pictures is listed, and what is refused."""

import os
import zipfile
from pathlib import Path

import pytest

from generator.errors import ModelError, Problems, ReportError
from generator.model.pictures import class_names, read_fingerprint, read_listing

NAMES = (
    "train/cat/1.jpg",
    "train/dog/1.jpg",
    "test/cat/1.jpg",
    "test/dog/1.jpg",
)


def write_folder(root: Path, names: tuple[str, ...] = NAMES) -> Path:
    """Write files whose content is their name; a name with `/` at its end is a folder."""
    for name in names:
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name)
    return root


def messages_of(root: Path) -> list[str]:
    """Read a listing that is refused, and return what is said."""
    with pytest.raises(ReportError) as caught:
        read_listing(root)
    errors = caught.value.errors if isinstance(caught.value, Problems) else (caught.value,)
    return [error.message.replace(str(root), "pets") for error in errors]


def test_classes_are_folders(tmp_path: Path) -> None:
    """The classes are the folders' names, sorted; litter of operating systems is not listed."""
    root = write_folder(tmp_path / "pets", (*NAMES, "train/.DS_Store", "README.md"))

    pictures = read_listing(root)

    assert class_names(pictures, "train") == ("cat", "dog")
    assert pictures.names == tuple(sorted(NAMES))


def test_an_archive_is_the_same_as_its_folder(tmp_path: Path) -> None:
    """The fingerprint is of names and bytes, wherever they lie."""
    root = write_folder(tmp_path / "pets")
    with zipfile.ZipFile(tmp_path / "pets.zip", "w") as archive:
        for name in reversed(NAMES):
            archive.write(root / name, name)

    from_folder = read_listing(root)
    from_archive = read_listing(tmp_path / "pets.zip")

    assert from_archive.names == from_folder.names
    assert read_fingerprint(from_archive) == read_fingerprint(from_folder)


def test_the_fingerprint_sees_names_and_bytes(tmp_path: Path) -> None:
    """Another byte, or the same bytes under another name, is another dataset."""
    root = write_folder(tmp_path / "pets")
    before = read_fingerprint(read_listing(root))

    (root / "train/cat/1.jpg").rename(root / "train/cat/2.jpg")
    renamed = read_fingerprint(read_listing(root))
    (root / "train/cat/2.jpg").write_text("another")
    rewritten = read_fingerprint(read_listing(root))

    assert len({before, renamed, rewritten}) == 3


def test_the_stamp_sees_a_file_written_again(tmp_path: Path) -> None:
    """A file of the same size written at another time changes the stamp; nothing else does."""
    root = write_folder(tmp_path / "pets")
    before = read_listing(root).stamp

    assert read_listing(root).stamp == before
    os.utime(root / "train/cat/1.jpg", ns=(1, 1))
    assert read_listing(root).stamp != before


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ((*NAMES, "train/bird/1.jpg"), "class `bird` is in `train` but not in `test` of `pets`"),
        ((*NAMES, "test/bird/1.jpg"), "class `bird` is in `test` but not in `train` of `pets`"),
        (
            (*NAMES, "train/bird/", "test/bird/1.jpg"),
            "class `train/bird` of `pets` has no picture",
        ),
        ((*NAMES, "train/cat/notes.txt"), "`train/cat/notes.txt` in `pets` is not a picture"),
        ((*NAMES, "train/2.jpg"), "`train/2.jpg` in `pets` lies in no class's folder"),
        (
            ("train/cat/1.jpg", "test/cat/1.jpg"),
            "`pets` has one class, `cat`; two are needed",
        ),
        (
            ("train/cat/1.jpg",),
            "`pets` has no folder `test` with a folder for each class",
        ),
    ],
)
def test_another_layout_is_refused(tmp_path: Path, names: tuple[str, ...], message: str) -> None:
    """What keeps the files from being a dataset is said with the file or class."""
    assert messages_of(write_folder(tmp_path / "pets", names)) == [message]


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    """One pass finds every wrong file."""
    root = write_folder(tmp_path / "pets", (*NAMES, "train/cat/a.txt", "train/dog/b.txt"))

    assert messages_of(root) == [
        "`train/cat/a.txt` in `pets` is not a picture",
        "`train/dog/b.txt` in `pets` is not a picture",
    ]


def test_nothing_there(tmp_path: Path) -> None:
    """A path that leads nowhere is told with what `--data` takes."""
    with pytest.raises(ModelError, match="there is no folder or zip archive") as caught:
        read_listing(tmp_path / "nowhere")

    assert caught.value.hint == ("`--data` takes `cifar10`, or a folder or zip archive of pictures")


def test_a_file_that_is_no_archive(tmp_path: Path) -> None:
    """A file that is not a zip archive is told by its name."""
    path = tmp_path / "pets.zip"
    path.write_text("not an archive")

    assert messages_of(path) == ["`pets` is not a zip archive: File is not a zip file"]


def test_a_link_to_nowhere_is_named(tmp_path: Path) -> None:
    """A file that is listed but not there is told by its path."""
    root = write_folder(tmp_path / "pets")
    (root / "train/cat/2.jpg").symlink_to("nowhere")

    assert messages_of(root) == ["`pets/train/cat/2.jpg` cannot be read: No such file or directory"]


def test_a_damaged_member_is_named(tmp_path: Path) -> None:
    """A picture that an archive does not give whole is told by its name."""
    path = tmp_path / "pets.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in NAMES:
            archive.writestr(name, f"the content of {name}")
    path.write_bytes(
        path.read_bytes().replace(b"the content of test/cat", b"the content of test/bat")
    )

    with pytest.raises(ModelError, match=r"`test/cat/1\.jpg` in .* cannot be read: Bad CRC-32"):
        read_fingerprint(read_listing(path))
