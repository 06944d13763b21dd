"""The package as it is installed: who owns the import names, what imports cost, what is shipped."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import packages_distributions
from importlib.resources import files

import pytest

from labels.schema import EVENT_TYPES, SPAN_LABELS


@pytest.mark.parametrize("name", ["labels", "inference", "training"])
def test_this_distribution_alone_owns_its_import_names(name: str) -> None:
    assert set(packages_distributions()[name]) == {"conflict-events"}


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("import labels, labels.jsonl", ["torch", "transformers", "numpy", "datasets"]),
        ("import inference.cli", ["torch", "transformers", "trafilatura", "dateparser"]),
        ("import training.cli", ["torch", "transformers", "datasets", "matplotlib"]),
        (
            "import inference.extractor",
            ["datasets", "seqeval", "accelerate", "matplotlib", "trafilatura", "dateparser"],
        ),
    ],
)
def test_imports_bring_in_no_more_than_they_need(statement: str, absent: list[str]) -> None:
    code = f"{statement}; import sys; print([m for m in {absent!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_typing_markers_guidelines_and_corpus_are_shipped() -> None:
    for name in ("labels", "inference", "training"):
        assert (files(name) / "py.typed").is_file()
    for file in ("GUIDELINES.md", "record.schema.json", "corpus/README.md", "corpus/authored_train.jsonl"):
        assert (files("labels") / file).is_file()


def test_the_guidelines_cover_every_label() -> None:
    text = (files("labels") / "GUIDELINES.md").read_text(encoding="utf-8")
    missing = [name for name in (*SPAN_LABELS, *EVENT_TYPES) if name not in text]
    assert missing == []
