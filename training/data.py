"""Labelled documents as rows for the trainer: windows with tags and types, and a count of what was lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from datasets import Dataset

from inference.model import IGNORED, Row
from inference.model_dir import Settings, digest
from inference.sentences import split_sentences
from inference.tokens import Tokenizer
from labels import jsonl
from labels.bio import encode
from labels.record import Document, Sentence


@dataclass(frozen=True, slots=True)
class Losses:
    """What of the labels could not be used; counts, so that those of several files add up."""

    documents: int = 0
    sentences: int = 0
    windows: int = 0
    spans: int = 0
    spans_lost: int = 0
    """Spans that no run of whole words of one sentence covers."""
    words: int = 0
    words_lost: int = 0
    """Words for which the tokenizer has no piece."""

    def __add__(self, other: Losses) -> Losses:
        return Losses(**{name: value + getattr(other, name) for name, value in asdict(self).items()})

    def __str__(self) -> str:
        def share(part: int, whole: int) -> str:
            return f"{part} of {whole} ({100 * part / whole if whole else 0:.2f} %)"

        return (
            f"{self.documents} documents, {self.sentences} sentences, {self.windows} windows; "
            f"spans lost: {share(self.spans_lost, self.spans)}; "
            f"words without a piece: {share(self.words_lost, self.words)}"
        )


def read_files(paths: Iterable[str]) -> list[Document]:
    """Read all documents of several JSON Lines files.

    :raises InputError: a line is no document.
    :raises OSError: a file cannot be read.
    """
    return [document for path in paths for document in jsonl.read(Path(path))]


def describe_files(paths: Iterable[str]) -> list[dict[str, Any]]:
    """Return name, SHA-256, and number of documents and sentences of each file, for the record of a run."""
    out = []
    for path in map(Path, paths):
        documents = jsonl.read(path)
        out.append(
            {
                "file": path.name,
                "sha256": digest(path),
                "documents": len(documents),
                "sentences": sum(len(d.sentences or ()) for d in documents),
            }
        )
    return out


def to_rows(
    documents: Iterable[Document],
    tokenizer: Tokenizer,
    settings: Settings,
    repeat: Mapping[str, int] | None = None,
) -> tuple[list[Row], Losses]:
    """Turn labelled documents into rows `input_ids`, `starts`, `tags`, `types` and `length`, one a window.

    A layer that a document is not labelled for is `IGNORED` in its rows. `repeat`: event type -> how many rows a
    window with a sentence of this type gives.
    """
    rows: list[Row] = []
    losses = Losses()
    for document in documents:
        made, lost = _document_rows(document, tokenizer, settings)
        losses += lost
        for types, row in made:
            rows += [row] * max((repeat.get(name, 1) for name in types), default=1) if repeat else [row]
    return rows, losses


def _document_rows(
    document: Document, tokenizer: Tokenizer, settings: Settings
) -> tuple[list[tuple[tuple[str, ...], Row]], Losses]:
    sentences: Sequence[Sentence] = document.sentences or [Sentence(*x) for x in split_sentences(document.text)]
    tokenized = tokenizer.tokenize(
        document.text,
        [(s.start, s.end) for s in sentences],
        limit=settings.max_tokens,
        most=settings.max_sentences,
    )
    tag_of = {name: i for i, name in enumerate(settings.tags)}
    names, lost = encode(tokenized.words, document.spans or ())
    by_piece = [IGNORED] * len(tokenized.ids)
    if document.spans is not None:
        for name, first in zip(names, tokenized.first, strict=True):
            if first is not None:
                by_piece[first] = tag_of[name]
    rows: list[tuple[tuple[str, ...], Row]] = []
    for window in tokenized.windows:
        ids, starts = tokenizer.frame(tokenized, window)
        tags = [IGNORED] * len(ids)
        for part, start in zip(window, starts, strict=True):
            shift = start + 1 - part.start
            tags[part.own_start + shift : part.own_end + shift] = by_piece[part.own_start : part.own_end]
        labelled = [sentences[part.sentence].event_types for part in window]
        vectors = [_vector(types, settings.event_types) for types in labelled]
        row: Row = {"input_ids": ids, "starts": starts, "tags": tags, "types": vectors, "length": len(ids)}
        rows.append((tuple(name for types in labelled for name in types or ()), row))
    losses = Losses(
        documents=1,
        sentences=len(sentences),
        windows=len(rows),
        spans=len(document.spans or ()),
        spans_lost=len(lost),
        words=len(tokenized.words),
        words_lost=sum(first is None for first in tokenized.first),
    )
    return rows, losses


def _vector(types: Sequence[str] | None, known: Sequence[str]) -> list[int]:
    """Return 0 or 1 for each known type, `IGNORED` for all where the sentence is not labelled."""
    return [IGNORED] * len(known) if types is None else [int(name in types) for name in known]


def to_dataset(rows: list[Row]) -> Dataset:
    """Return the rows as a `datasets.Dataset`."""
    return Dataset.from_list(rows)
