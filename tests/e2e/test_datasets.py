"""How an author's pictures and the official archive become tensors, and what is refused."""

import hashlib
import io
import pickle
import shutil
import struct
import tarfile
import threading
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from generator.cache import Cache
from generator.errors import ModelError, Problems
from generator.model.progress import Progress, ignore


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """Write a picture as a file's bytes."""
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def first_colour(content: bytes) -> tuple[int, ...]:
    """Decode a picture, and give its first pixel."""
    from generator.model.datasets import decode_picture

    decoded = decode_picture(content)
    assert len(decoded) == 32 * 32 * 3
    return tuple(decoded[:3])


def grey_16(level: int) -> bytes:
    """Write a grayscale PNG of 16 bits by hand."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    header = struct.pack(">IIBBBBB", 32, 32, 16, 0, 0, 0, 0)
    rows = (b"\0" + struct.pack(">H", level) * 32) * 32
    packed = chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + packed + chunk(b"IEND", b"")


def palette(*, transparent: bool) -> bytes:
    """Write a picture whose one colour is looked up, and may be transparent."""
    image = Image.new("P", (9, 7))
    image.putpalette([200, 100, 50] + [0] * 765)
    return encoded(image, transparency=0) if transparent else encoded(image)


@pytest.mark.parametrize(
    ("content", "colour"),
    [
        pytest.param(encoded(Image.new("L", (40, 20), 77)), (77, 77, 77), id="grayscale"),
        pytest.param(encoded(Image.new("1", (3, 3), 1)), (255, 255, 255), id="two-levels"),
        pytest.param(palette(transparent=False), (200, 100, 50), id="palette"),
        pytest.param(palette(transparent=True), (255, 255, 255), id="palette-transparent"),
        pytest.param(
            encoded(Image.new("RGBA", (32, 32), (255, 0, 0, 0))), (255, 255, 255), id="transparent"
        ),
        pytest.param(
            encoded(Image.new("LA", (32, 32), (10, 255))), (10, 10, 10), id="grayscale-opaque"
        ),
        pytest.param(
            encoded(Image.new("CMYK", (32, 32), (255, 0, 0, 0)), "TIFF"), (0, 255, 255), id="cmyk"
        ),
        pytest.param(grey_16(0x9C40), (156, 156, 156), id="sixteen-bits"),
        pytest.param(
            encoded(Image.new("I", (5, 5), 0x9C40), "PPM"), (156, 156, 156), id="sixteen-bits-pgm"
        ),
        pytest.param(encoded(Image.new("RGB", (500, 3), "red"), "WEBP"), None, id="long"),
        pytest.param(encoded(Image.new("RGB", (1, 1), "lime"), "BMP"), (0, 255, 0), id="one-pixel"),
        pytest.param(encoded(Image.new("P", (8, 8), 0), "GIF"), (0, 0, 0), id="gif"),
    ],
)
def test_every_kind_of_picture_becomes_32_by_32_colours(
    content: bytes, colour: tuple[int, ...] | None
) -> None:
    """Sizes, palettes and depths differ; what is transparent lies on white."""
    found = first_colour(content)

    assert colour is None or found == colour


def test_a_picture_is_turned_as_its_camera_says() -> None:
    """A phone's picture that lies on its side stands upright before it is learnt from."""
    image = Image.new("RGB", (32, 32), "black")
    image.paste("white", (0, 0, 32, 16))
    exif = Image.Exif()
    exif[0x0112] = 3

    assert first_colour(encoded(image)) == (255, 255, 255)
    assert first_colour(encoded(image, exif=exif)) == (0, 0, 0)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"not a picture", "it is of no known format", id="text"),
        pytest.param(b"", "it is of no known format", id="empty"),
        pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0\n", "it is of no known format", id="program"),
        pytest.param(
            encoded(Image.effect_noise((99, 99), 9), "JPEG")[:500], "truncated", id="cut-short"
        ),
        pytest.param(
            encoded(Image.new("F", (4, 4)), "TIFF"), "of no known range", id="floating-point"
        ),
        pytest.param(
            encoded(Image.new("I", (4, 4), 70000), "TIFF"), "70000 to 70000", id="too-deep"
        ),
        pytest.param(
            b"P5 40000 40000 255 " + bytes(9), "could be decompression bomb", id="too-large"
        ),
    ],
)
def test_what_is_no_whole_picture_is_refused(content: bytes, reason: str) -> None:
    """Each is told with the reason."""
    from generator.model.datasets import decode_picture

    with pytest.raises(ValueError, match=reason):
        decode_picture(content)


@pytest.fixture
def copied_pictures(pictures: Path, tmp_path: Path) -> Path:
    """Copy the pictures, for tests that damage them."""
    return Path(shutil.copytree(pictures, tmp_path / "lights"))


def test_all_that_is_wrong_is_told_at_once(copied_pictures: Path, tmp_path: Path) -> None:
    """One pass names every damaged file, every stranger and every class that is amiss."""
    from generator.model.datasets import read_dataset

    cut, text = copied_pictures / "test/dark/00.png", copied_pictures / "train/bright/03.png"
    cut.write_bytes(cut.read_bytes()[:-30])
    text.write_text("not a picture")
    (copied_pictures / "train/bright/04.png").unlink()
    (copied_pictures / "train/bright/04.png").symlink_to("nowhere")
    (copied_pictures / "train/dark/notes.txt").write_text("a note")
    (copied_pictures / "train/dim").mkdir()
    (copied_pictures / "test/odd").mkdir()
    (copied_pictures / "test/odd/1.png").write_bytes(encoded(Image.new("L", (1, 1))))

    with pytest.raises(Problems) as caught:
        read_dataset(str(copied_pictures), None, Cache(tmp_path / "cache"), ignore)

    at = f"`{copied_pictures}`"
    assert [error.message for error in caught.value.errors] == [
        f"`test/dark/00.png` in {at} is no whole picture: image file is truncated",
        f"`train/bright/03.png` in {at} is no whole picture: it is of no known format",
        f"`train/bright/04.png` in {at} cannot be read: No such file or directory",
        f"`train/dark/notes.txt` in {at} is not a picture",
        f"class `dim` is in `train` but not in `test` of {at}",
        f"class `odd` is in `test` but not in `train` of {at}",
        f"class `train/dim` of {at} has no picture",
    ]
    assert not (tmp_path / "cache").exists()


def test_a_folder_of_wrong_files_is_told_by_some(copied_pictures: Path, tmp_path: Path) -> None:
    """After a hundred files their number says enough."""
    from generator.model.datasets import read_dataset

    for index in range(150):
        (copied_pictures / f"test/dark/{index:03}.jpg").write_text("text")

    with pytest.raises(Problems) as caught:
        read_dataset(str(copied_pictures), None, Cache(tmp_path / "cache"), ignore)

    messages = [error.message for error in caught.value.errors]
    assert len(messages) == 101
    assert messages[-1] == "and 50 more files or classes like these"


def test_pictures_are_decoded_once(copied_pictures: Path, tmp_path: Path) -> None:
    """A second run reads no picture; one that was written again is seen."""
    from generator.model.datasets import read_dataset

    told: list[Progress] = []
    cache = Cache(tmp_path / "cache")
    first = read_dataset(str(copied_pictures), None, cache, told.append)
    told.clear()
    second = read_dataset(str(copied_pictures), None, cache, told.append)

    assert told == []
    assert (second.fingerprint, second.classes) == (first.fingerprint, first.classes)
    assert second.train.pictures.equal(first.train.pictures)
    assert second.test.labels.tolist() == [0] * 4 + [1] * 4

    (copied_pictures / "test/dark/00.png").write_bytes(encoded(Image.new("L", (1, 1))))
    third = read_dataset(str(copied_pictures), None, cache, told.append)

    assert third.fingerprint != first.fingerprint
    assert told != []


def test_any_number_of_classes_of_any_name(tmp_path: Path) -> None:
    """Classes are called what their folders are called, in any script, in an archive, too."""
    from generator.model.datasets import read_dataset

    names = ("a b", "café", "猫")
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        for split in ("train", "test"):
            for name in names:
                archive.writestr(f"{split}/{name}/1.png", encoded(Image.new("L", (9, 9), 5)))
        archive.writestr("__MACOSX/train/._1.png", b"litter")

    dataset = read_dataset(str(tmp_path / "x.zip"), None, Cache(tmp_path / "cache"), ignore)

    assert dataset.classes == names
    assert dataset.name == "x"
    assert len(dataset.train) == 3


@pytest.mark.parametrize("name", ["two words", "../up", ""])
def test_a_dataset_name_is_one_word(name: str) -> None:
    """The name goes into records and ids of words, so it is checked; an empty one is not given."""
    from generator.model.datasets import check_name

    assert [error.hint for error in check_name(name)] == ["name it with `--data-name`"]


def test_a_forged_official_archive_is_not_opened(tmp_path: Path) -> None:
    """An archive with another checksum is refused before anything in it is read."""
    from generator.model.datasets import read_dataset
    from generator.model.official import ARCHIVE, SHA256

    (tmp_path / "downloads").mkdir()
    (tmp_path / "downloads" / ARCHIVE).write_bytes(b"forged")

    with pytest.raises(ModelError, match="is not the official CIFAR-10 archive") as caught:
        read_dataset("cifar10", None, Cache(tmp_path), ignore)

    assert SHA256 in caught.value.message


CONTENT = bytes(range(256)) * 9000


class Shelf(BaseHTTPRequestHandler):
    """A server that can be told to hang up early."""

    gives: int | None = None
    """How many bytes it sends at a time; None for all."""
    knows_ranges = True
    asked: list[str | None]

    def do_GET(self) -> None:
        """Send what is asked for, or the start of it."""
        wanted = self.headers["Range"]
        self.asked.append(wanted)
        start = int(wanted[6:-1]) if wanted and self.knows_ranges else 0
        if start >= len(CONTENT):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(CONTENT) - start))
        self.end_headers()
        self.wfile.write(CONTENT[start:][: self.gives])

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(**settings: object) -> Iterator[tuple[type[Shelf], str]]:
    """Serve in a thread of its own."""
    shelf = type("OwnShelf", (Shelf,), {"asked": [], **settings})
    server = ThreadingHTTPServer(("127.0.0.1", 0), shelf)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield shelf, f"http://127.0.0.1:{server.server_port}/archive"
    finally:
        server.shutdown()
        server.server_close()


def test_a_download_that_was_cut_short_goes_on(tmp_path: Path) -> None:
    """What came is kept, and only the rest is asked for; then the whole is proven."""
    from generator.model.official import ARCHIVE, Source, read_archive

    told: list[Progress] = []
    digest = hashlib.sha256(CONTENT).hexdigest()
    with serving(gives=1_500_000) as (shelf, url):
        source = Source(url=url, sha256=digest)
        with pytest.raises(ModelError, match=r"cut short: 1,500,000 of 2,304,000 bytes") as caught:
            read_archive(tmp_path, ignore, source)
        archive = read_archive(tmp_path, told.append, source)

    assert caught.value.hint == "the same command goes on from there"
    assert shelf.asked == [None, "bytes=1500000-"]
    assert archive.read_bytes() == CONTENT
    assert [path.name for path in tmp_path.iterdir()] == [ARCHIVE]
    assert {each.total for each in told} == {len(CONTENT)}


def test_a_download_starts_anew_where_the_server_cannot_go_on(tmp_path: Path) -> None:
    """A server that sends everything again overwrites what came before."""
    from generator.model.official import ARCHIVE, Source, read_archive

    (tmp_path / f"{ARCHIVE}.part").write_bytes(b"old")
    with serving(knows_ranges=False) as (_, url):
        archive = read_archive(
            tmp_path, ignore, Source(url=url, sha256=hashlib.sha256(CONTENT).hexdigest())
        )

    assert archive.read_bytes() == CONTENT


def test_a_whole_download_is_not_asked_for_again(tmp_path: Path) -> None:
    """Killed between the last byte and the proof, the next run proves what is there."""
    from generator.model.official import ARCHIVE, Source, read_archive

    (tmp_path / f"{ARCHIVE}.part").write_bytes(CONTENT)
    with serving() as (_, url):
        archive = read_archive(
            tmp_path, ignore, Source(url=url, sha256=hashlib.sha256(CONTENT).hexdigest())
        )

    assert archive.read_bytes() == CONTENT


def test_a_wrong_download_is_removed(tmp_path: Path) -> None:
    """What is not the official archive is neither opened nor kept."""
    from generator.model.official import Source, read_archive

    with (
        serving() as (_, url),
        pytest.raises(ModelError, match="is not the official CIFAR-10 archive") as caught,
    ):
        read_archive(tmp_path, ignore, Source(url=url, sha256="0" * 64))

    assert caught.value.hint == "it was removed; nothing in it was opened"
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Without a network the message says where the archive can be put by hand."""
    from generator.model.official import ARCHIVE, Source, read_archive

    with pytest.raises(ModelError, match="CIFAR-10 cannot be downloaded from http") as caught:
        read_archive(tmp_path, ignore, Source(url="http://127.0.0.1:9/archive", sha256="0" * 64))

    assert caught.value.hint.endswith(f"put it at `{tmp_path / ARCHIVE}`")


def test_a_proven_official_archive_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archive laid out like the official one gives its pictures and labels, in its order."""
    import numpy as np
    from torchvision.datasets import CIFAR10

    from generator.model.official import ARCHIVE, Source, read_archive, read_splits

    picture = np.arange(3 * 32 * 32, dtype=np.uint8).reshape(1, -1)
    files = {
        "data_batch_1": {"data": picture, "labels": [7]},
        "test_batch": {"data": picture, "labels": [3]},
        "batches.meta": {"label_names": ["cat"]},
    }
    sums = {}
    with tarfile.open(tmp_path / ARCHIVE, "w:gz") as archive:
        for name, value in files.items():
            content = pickle.dumps(value)
            sums[name] = hashlib.md5(content, usedforsecurity=False).hexdigest()
            member = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    monkeypatch.setattr(CIFAR10, "train_list", [["data_batch_1", sums["data_batch_1"]]])
    monkeypatch.setattr(CIFAR10, "test_list", [["test_batch", sums["test_batch"]]])
    monkeypatch.setattr(CIFAR10, "meta", {**CIFAR10.meta, "md5": sums["batches.meta"]})
    digest = hashlib.sha256((tmp_path / ARCHIVE).read_bytes()).hexdigest()

    splits = read_splits(read_archive(tmp_path, ignore, Source(url="", sha256=digest)))

    pictures, labels = splits["train"]
    assert pictures.shape == (1, 3, 32, 32)
    assert pictures.flatten().tolist() == picture.flatten().tolist()
    assert labels.tolist() == [7]
    assert splits["test"][1].tolist() == [3]
    assert [path.name for path in tmp_path.iterdir()] == [ARCHIVE]
