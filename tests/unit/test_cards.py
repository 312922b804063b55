"""Model cards: what they say, the files beside them, and the pages that lead to them."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.cache import Cache
from generator.errors import ModelError
from generator.inputs.nouns import Language
from generator.inputs.records import DatasetEvaluation, StepRule
from generator.model.report import make_model_results
from generator.outputs import Finished, OutputOptions
from generator.outputs.cards import find_records, make_card_files, make_cards
from generator.outputs.proof import prove_site
from generator.outputs.site import make_site
from generator.outputs.staging import StagedFolder
from tests.finished import make_finished_with_network
from tests.trained import FINGERPRINT, evaluation_of


@pytest.fixture
def finished(tmp_path: Path) -> Finished:
    """Make a report with one network, its record and weights on the disk."""
    return make_finished_with_network(tmp_path)


def english(finished: Finished) -> Language:
    """Return the English language of a report."""
    return finished.language("en")


def rows_of(finished: Finished, part: str) -> dict[str, str]:
    """Read one part of the English card of the first network."""
    (card,) = make_cards(finished, english(finished))
    (found,) = (each for each in card.parts if each.id == part)
    return {row.name: row.value for row in found.rows}


def front_matter_of(readme: bytes) -> dict[str, Any]:
    """Read what stands between the first two lines of dashes."""
    _, front, _ = readme.decode().split("---\n", 2)
    found: dict[str, Any] = yaml.safe_load(front)
    return found


def test_a_card_says_what_was_measured(finished: Finished) -> None:
    """Accuracy has its deviation and seeds, the interval its level; every class has its recall."""
    assert rows_of(finished, "evaluation") == {
        "Accuracy on pictures of pets": (
            "75.0% ± 12.5 percentage points (mean ± standard deviation of 3 seeds)"
        ),
        "95% confidence interval": "40.9% to 92.9%",
        "Accuracy on held-out training pictures": "50.0%",
        "Recall: a cat": "50.0%",
        "Recall: a dog": "100.0%",
        "Expected calibration error": "5.0%",
    }


def test_a_card_says_what_it_took(finished: Finished) -> None:
    """Cost has parameters, operations, pictures, seconds and the machine."""
    assert rows_of(finished, "cost") == {
        "Parameters trained": "62,006",
        "Pictures seen, repeats included": "40",
        "Operations to judge a picture once": "1.00\N{NO-BREAK SPACE}kFLOP",
        "Operations of the training": "120\N{NO-BREAK SPACE}kFLOP",
        "Seconds of training": "2",
        "Processor": "a cpu",
        "Computed on": "cpu",
        "Threads": "1",
        "Precision of the factors": "float32",
    }


def test_a_card_names_the_weights(finished: Finished) -> None:
    """Provenance has the checksums by which weights and pictures are known again."""
    (record,) = find_records(finished)
    assert rows_of(finished, "provenance") == {
        "Weights": "lenet.safetensors",
        "Size (bytes)": "100",
        "Seed": "0",
        "SHA-256 of the weights": record.weights.sha256,
        "Fingerprint of the pictures": FINGERPRINT,
        "Versions": "torch 1.2.3",
    }


def test_a_recipe_lists_every_step_rule(finished: Finished) -> None:
    """Parameters that follow different rules have a row each."""
    (record,) = finished.inputs.records
    rules = (
        StepRule(parameters="filters", rule="muon", learning_rate=0.12, momentum=0.6),
        StepRule(parameters="head", rule="nesterov", learning_rate=0.67, momentum=0.85),
    )
    record = replace(record, recipe=replace(record.recipe, step_rules=rules, is_mirrored=True))
    rows = rows_of(replace(finished, inputs=replace(finished.inputs, records=(record,))), "recipe")

    assert rows["Convolutions"] == "Muon, learning rate 0.12, momentum 0.6, weight decay 0"
    assert rows["Last layer"].startswith("Gradient descent with Nesterov momentum, ")
    assert rows["Pictures mirrored"].startswith("on every other pass")


def test_other_pictures_have_a_row_of_their_own(finished: Finished) -> None:
    """What was measured on another dataset stands beside what was measured on its own."""
    (record,) = finished.inputs.records
    other = DatasetEvaluation(
        dataset="official", fingerprint=FINGERPRINT, seeds=(evaluation_of(0, 4),), predictions="00"
    )
    record = replace(record, evaluations=(*record.evaluations, other))
    wider = replace(
        finished,
        inputs=replace(finished.inputs, records=(record,)),
        results=make_model_results((record,)),
    )

    assert rows_of(wider, "evaluation")["Accuracy on the official pictures"] == (
        "100.0% (seeds measured: 1)"
    )
    files = dict(make_card_files(wider))
    (model,) = front_matter_of(files["data/models/lenet/README.md"])["model-index"]
    assert [each["dataset"]["type"] for each in model["results"]] == ["pets", "official"]


def test_every_language_has_the_same_card(finished: Finished) -> None:
    """Parts and rows are the same in every language, in the same order."""
    shapes = set()
    for document in finished.documents:
        (card,) = make_cards(finished, finished.language(document.language))
        shapes.add(tuple((part.id, len(part.rows)) for part in card.parts))
    assert len(shapes) == 1


def test_front_matter_is_that_of_a_model_card(finished: Finished) -> None:
    """The file begins with what Hugging Face reads: licence, task, dataset and accuracy."""
    files = dict(make_card_files(finished))
    assert front_matter_of(files["data/models/lenet/README.md"]) == {
        "license": "cc-by-4.0",
        "pipeline_tag": "image-classification",
        "tags": ["image-classification", "pytorch", "safetensors"],
        "datasets": ["pets"],
        "metrics": ["accuracy"],
        "model-index": [
            {
                "name": "lenet",
                "results": [
                    {
                        "task": {"type": "image-classification"},
                        "dataset": {
                            "type": "pets",
                            "name": "pets",
                            "split": "test",
                            "args": {"fingerprint": FINGERPRINT},
                        },
                        "metrics": [
                            {"type": "accuracy", "value": 0.75, "args": {"seeds": 3}},
                        ],
                    }
                ],
            }
        ],
    }


def test_words_of_a_card_reach_its_file_as_they_are(finished: Finished) -> None:
    """Markdown is no HTML: nothing is escaped, and a bar does not end a cell."""
    (record,) = finished.inputs.records
    record = replace(record, machine=replace(record.machine, cpu="A & B | <C>"))
    files = dict(
        make_card_files(replace(finished, inputs=replace(finished.inputs, records=(record,))))
    )
    readme = files["data/models/lenet/README.md"].decode()

    assert "| Processor | A & B \\| <C> |" in readme
    assert readme.count("\n# ") == len(finished.documents)


def test_the_folder_of_a_network_is_whole(finished: Finished) -> None:
    """Card, record and weights lie together, the latter two byte for byte."""
    (record,) = finished.inputs.records
    files = dict(make_card_files(finished))

    assert list(files) == [
        "data/models/lenet/README.md",
        "data/models/lenet/lenet.json",
        "data/models/lenet/lenet.safetensors",
    ]
    assert files["data/models/lenet/lenet.json"] == record.path.read_bytes()
    weights = files["data/models/lenet/lenet.safetensors"]
    assert hashlib.sha256(weights).hexdigest() == record.weights.sha256


def test_weights_of_another_training_are_not_published(finished: Finished) -> None:
    """A file that is not the record's stops the build."""
    (record,) = finished.inputs.records
    record.weights_path.write_bytes(b"other")

    with pytest.raises(ModelError, match="the weights of `lenet` are not those of its record"):
        list(make_card_files(finished))


def test_results_of_other_weights_have_no_card(finished: Finished) -> None:
    """A report from elsewhere's results does not show this folder's networks."""
    (record,) = finished.inputs.records
    weights = replace(record.weights, sha256="3" * 64)
    elsewhere = make_model_results((replace(record, weights=weights),))

    assert find_records(replace(finished, results=elsewhere)) == ()
    assert not list(make_card_files(replace(finished, results=elsewhere)))


def test_every_page_leads_to_the_card(finished: Finished, tmp_path: Path) -> None:
    """The card is a page in every language, linked from each page's foot and the sitemap."""
    options = OutputOptions(out=tmp_path / "out", cache=Cache(tmp_path / "cache"))
    pages = {path: content.decode() for path, content in make_site(finished, options)
             if path.endswith((".html", ".xml"))}  # fmt: skip

    for language in ("zh", "en"):
        assert 'href="../../data/models' not in pages[f"{language}/index.html"]
        assert f'href="../{language}/networks/lenet/index.html"' in pages[f"{language}/index.html"]
        card = pages[f"{language}/networks/lenet/index.html"]
        assert 'href="../../../data/models/lenet/README.md" download' in card
        assert f"/{language}/networks/lenet/" in pages["sitemap.xml"]


def test_a_wrong_number_on_a_card_is_found(finished: Finished, tmp_path: Path) -> None:
    """A card's page is held against the card like any page against its document."""
    options = OutputOptions(out=tmp_path / "out", cache=Cache(tmp_path / "cache"))
    folder = StagedFolder(tmp_path / "new", tmp_path / "old")
    wrong = "en/networks/lenet/index.html"
    for path, content in make_site(finished, options):
        spoilt = content.replace(b"62,006", b"62,007") if path == wrong else content
        folder.write(f"site/{path}", spoilt)

    (problem,) = prove_site(finished, folder)

    assert (
        problem.message == f"`site/{wrong}` should show `62,006` here, but shows `62,007 40 1.00`"
    )
