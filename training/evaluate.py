"""Predictions to score: a model's reading of gold documents, or the records that gold spans and types give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from inference.events import assemble
from inference.extractor import Extractor
from labels.record import Document


def predict(model: str, documents: Sequence[Document], *, resplit: bool = False) -> list[Document]:
    """Read gold documents with a model, and return what it finds.

    `resplit`: split the sentences anew, as for a raw text, instead of keeping the gold boundaries.

    :raises InputError: the model cannot be loaded.
    """
    extractor = Extractor.from_pretrained(model)
    keep = [replace(d, spans=None, events=None, sentences=None if resplit else d.sentences) for d in documents]
    return list(extractor.extract_many(keep))


def assemble_gold(documents: Sequence[Document]) -> list[Document]:
    """Return the documents with event records assembled from their own spans and sentence types.

    This measures the assembly alone: what it loses is lost even with a perfect model.
    """
    return [replace(d, events=assemble(replace(d, events=None))) for d in documents]
