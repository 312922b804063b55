"""How a folder or archive of pictures is listed, and what is refused."""

import hashlib
import os
import zipfile
from pathlib import Path

import pytest

from generator.errors import ModelError
from generator.model.pictures import (
    Pictures,
    add_to_fingerprint,
    check_layout,
    check_splits,
    class_names,
    find_candidates,
    read_listing,
    read_picture,
    read_stamp,
)

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
    """Read a listing that is refused, and return what is said of it."""
    pictures = read_listing(root)
    errors = check_splits(pictures) or check_layout(pictures)
    return [error.message.replace(str(root), "pets") for error in errors]


def fingerprint_of(pictures: Pictures) -> str:
    """Digest a listing as reading it does."""
    digest = hashlib.sha256()
    for name in pictures.names:
        add_to_fingerprint(digest, name, read_picture(pictures, name))
    return digest.hexdigest()


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
    assert fingerprint_of(from_archive) == fingerprint_of(from_folder)


def test_the_fingerprint_sees_names_and_bytes(tmp_path: Path) -> None:
    """Another byte, or the same bytes under another name, is another dataset."""
    root = write_folder(tmp_path / "pets")
    before = fingerprint_of(read_listing(root))

    (root / "train/cat/1.jpg").rename(root / "train/cat/2.jpg")
    renamed = fingerprint_of(read_listing(root))
    (root / "train/cat/2.jpg").write_text("another")
    rewritten = fingerprint_of(read_listing(root))

    assert len({before, renamed, rewritten}) == 3


def test_the_stamp_sees_a_file_written_again(tmp_path: Path) -> None:
    """A file of the same size written at another time changes the stamp; nothing else does."""
    root = write_folder(tmp_path / "pets")
    before = read_stamp(root)

    assert read_stamp(root) == before
    os.utime(root / "train/cat/1.jpg", ns=(1, 1))
    assert read_stamp(root) != before


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

    with pytest.raises(
        ModelError, match=r"pets\.zip` is not a zip archive: File is not a zip file"
    ):
        read_listing(path)


def test_a_link_to_nowhere_is_named(tmp_path: Path) -> None:
    """A file that is listed but not there is told by its path when it is read."""
    root = write_folder(tmp_path / "pets")
    (root / "train/cat/2.jpg").symlink_to("nowhere")
    pictures = read_listing(root)

    with pytest.raises(ModelError) as caught:
        read_picture(pictures, "train/cat/2.jpg")

    assert caught.value.message == (
        f"`train/cat/2.jpg` in `{root}` cannot be read: No such file or directory"
    )


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """What is called a picture but is no file is refused instead of read for ever."""
    root = write_folder(tmp_path / "pets")
    os.mkfifo(root / "train/cat/2.jpg")

    with pytest.raises(ModelError, match=r"`train/cat/2\.jpg` in .* cannot be read: it is no file"):
        read_picture(read_listing(root), "train/cat/2.jpg")


def test_links_to_folders_are_followed_but_not_round(tmp_path: Path) -> None:
    """A class may lie elsewhere; a link to a folder above is not walked into."""
    root = write_folder(tmp_path / "pets")
    write_folder(tmp_path / "store", ("bird/1.jpg",))
    for split in ("train", "test"):
        (root / split / "bird").symlink_to(tmp_path / "store" / "bird")
    (root / "train/cat/again").symlink_to(root)

    pictures = read_listing(root)

    assert class_names(pictures, "train") == ("bird", "cat", "dog")
    assert pictures.names == tuple(sorted((*NAMES, "train/bird/1.jpg", "test/bird/1.jpg")))


def test_an_empty_folder_changes_the_stamp(tmp_path: Path) -> None:
    """A class that was added without a picture is not hidden by what is known of the rest."""
    root = write_folder(tmp_path / "pets")
    before = read_stamp(root)

    (root / "train/bird").mkdir()

    assert read_stamp(root) != before


def test_a_class_that_cannot_be_written_down_is_refused(tmp_path: Path) -> None:
    """A record holds the classes' names as text: bytes that are no UTF-8 have no place in it."""
    root = write_folder(tmp_path / "pets")
    for split in ("train", "test"):
        folder = root / split / os.fsdecode(b"caf\xe9")
        folder.mkdir()
        (folder / "1.jpg").write_text("coffee")

    assert messages_of(root) == [
        "class `caf\udce9` of `pets` has a name that cannot be shown",
    ]


def test_candidates_are_called_like_pictures(tmp_path: Path) -> None:
    """Only files in a class's folder whose name ends as a picture's does are opened."""
    root = write_folder(tmp_path / "pets", (*NAMES, "train/1.jpg", "train/cat/a.txt"))

    assert tuple(find_candidates(read_listing(root))) == tuple(sorted(NAMES))


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
        fingerprint_of(read_listing(path))
