"""Pictures of two classes, made here, and a network trained on them in seconds."""

import io
from pathlib import Path

from generator.inputs.records import ModelRecord, read_record

CLASSES = ("bright", "dark")
N_TRAIN, N_TEST = 12, 4
N_STEPS = 2 * N_TRAIN * len(CLASSES) // 4


def draw_picture(class_name: str, index: int) -> bytes:
    """Draw a bright or a dark picture; sizes and formats differ as an author's would."""
    from PIL import Image

    level = (200 if class_name == "bright" else 20) + index
    size = (32, 32) if index % 2 else (48, 40)
    content = io.BytesIO()
    Image.new("RGB", size, (level, level, level)).save(content, "PNG")
    return content.getvalue()


def train(
    pictures: Path,
    folder: Path,
    *,
    seeds: tuple[int, ...] = (0, 1),
    save: bool = False,
    add: bool = False,
) -> ModelRecord:
    """Train into a folder's cache; save into its content, or add to what is there, when asked."""
    from generator.model.recording import TrainRequest, train_network

    path = train_network(
        TrainRequest(
            network="lenet",
            source=str(pictures),
            seeds=seeds,
            cache=folder / "cache",
            save_to=folder / "content" if save else None,
            add_to=folder / "content" if add else None,
        )
    )
    return read_record(path.parent, "lenet")
