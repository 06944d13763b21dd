"""The whole loop on a real tiny model: fit, save, load, extract gives the gold back exactly."""

from __future__ import annotations

from pathlib import Path

from inference.events import assemble
from inference.extractor import Extractor
from labels.record import Document


def test_extract_gives_back_what_was_learnt(tiny_model: Path, stories: list[Document]) -> None:
    extractor = Extractor.from_pretrained(tiny_model)
    for gold, found in zip(stories, extractor.extract_many(stories), strict=True):
        assert found.spans == gold.spans
        assert found.sentences == gold.sentences
        assert found.events == assemble(gold)
