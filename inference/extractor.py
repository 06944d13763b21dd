"""The extractor: documents in, the same documents with spans, event types and event records out."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from inference.model import ConflictModel, Row, pad
from inference.model_dir import Calibration, Settings, load_model, model_directory
from inference.sentences import split_sentences
from inference.tokens import TokenizedDocument, Tokenizer
from inference.windows import length
from labels.bio import decode_scores
from labels.record import Document, Sentence, Span, iso_date

if TYPE_CHECKING:
    from inference.gazetteer import Gazetteer
    from inference.groups import ActorTable

logger = logging.getLogger(__name__)

# Windows of this many tokens are gathered before the model runs, so that rows of like length share a batch;
# a batch holds at most so many tokens, padding included.
_GATHER_TOKENS = 32_768
_BATCH_TOKENS = 2_048


class Extractor:
    """Reads documents with a trained model. One instance serves any number of documents; it is not thread safe."""

    def __init__(
        self,
        model: ConflictModel,
        tokenizer: Tokenizer,
        settings: Settings,
        *,
        name: str,
        device: str = "cpu",
        actors: ActorTable | None = None,
        gazetteer: Gazetteer | None = None,
    ) -> None:
        self.settings = settings
        self.name = name
        self.device = torch.device(device)
        self.tokens_read = 0
        """Tokens of documents that were read so far, each counted once; no token is left out."""
        self._tokenizer = tokenizer
        self._model = model.to(self.device)
        self._actors = actors
        self._gazetteer = gazetteer

    @classmethod
    def from_pretrained(
        cls,
        model: str | Path = "default",
        device: str = "cpu",
        *,
        actors: ActorTable | None = None,
        gazetteer: Gazetteer | None = None,
    ) -> Extractor:
        """Load a model directory, or the bundled model by the name "default".

        `actors`: a table of parties with some of your own, from `inference.actor_file.load_actors`; `gazetteer`: a
        larger one than the built-in, from `inference.geonames.open_gazetteer`.

        :raises InputError: the directory holds no sound model.
        """
        network, tokenizer, settings, digest = load_model(model_directory(model))
        name = f"conflict-events {version('conflict-events')} / {settings.name}@{digest[:12]}"
        if device == "cpu" and fast_bf16():
            logger.info("bf16 on this CPU is fast: running in bf16")
            torch.nn.Module.to(network.encoder, torch.bfloat16)
        else:
            logger.info("running in fp32 on %s", device)
        return cls(network, tokenizer, settings, name=name, device=device, actors=actors, gazetteer=gazetteer)

    def extract(self, document: str | Document, published: str | None = None) -> Document:
        """Read one text or document; see `extract_many`.

        `published`: ISO date against which relative dates are resolved, for a document that has none.

        :raises InputError: `published` is no date.
        """
        document = _as_document(document, 1)
        if published is not None and document.published is None:
            document = replace(document, published=iso_date(published, "published").isoformat())
        return next(self.extract_many([document]))

    def extract_many(self, documents: Iterable[str | Document]) -> Iterator[Document]:
        """Read documents lazily and in order; only as many are held as fill some batches.

        A document that comes with sentences keeps their boundaries, and text between them is read as well. Spans,
        event types and events that it came with are replaced; everything else is kept.
        """
        from inference.events import assemble

        for document in self.tag_many(documents):
            yield replace(document, events=assemble(document, self._actors, self._gazetteer))

    def tag_many(self, documents: Iterable[str | Document]) -> Iterator[Document]:
        """Do as `extract_many` does, but leave the events out: what the model alone says."""
        waiting: list[tuple[Document, list[tuple[int, int]], TokenizedDocument]] = []
        size = 0
        for number, item in enumerate(documents, 1):
            document = _as_document(item, number)
            sentences = _boundaries(document)
            tokenized = self._tokenizer.tokenize(
                document.text,
                sentences,
                limit=self.settings.max_tokens,
                most=self.settings.max_sentences,
            )
            waiting.append((document, sentences, tokenized))
            size += sum(map(length, tokenized.windows))
            if size >= _GATHER_TOKENS:
                yield from self._finish(waiting)
                waiting, size = [], 0
        yield from self._finish(waiting)

    def _finish(self, waiting: list[tuple[Document, list[tuple[int, int]], TokenizedDocument]]) -> Iterator[Document]:
        outputs = self._run([tokenized for _, _, tokenized in waiting])
        for (document, sentences, tokenized), (tag_rows, type_rows) in zip(waiting, outputs, strict=True):
            self.tokens_read += len(tokenized.ids)
            yield replace(
                document,
                spans=tuple(self._spans(tokenized, tag_rows, len(sentences))),
                sentences=tuple(self._sentence(*pair) for pair in zip(sentences, type_rows, strict=True)),
                events=None,
                model=self.name,
            )

    def _run(self, documents: Sequence[TokenizedDocument]) -> list[tuple[torch.Tensor, torch.Tensor]]:
        """Return for each document the tag log-probabilities of its pieces and the type logits of its sentences.

        *Shapes:* (pieces, tags) and (sentences, types). A sentence of several windows has the highest logit of each
        type over them; one without a window has none.
        """
        settings = self.settings
        out = [
            (
                torch.zeros(len(document.ids), len(settings.tags)),
                torch.full((len(document.pieces), len(settings.event_types)), -torch.inf),
            )
            for document in documents
        ]
        jobs = [(i, window) for i, document in enumerate(documents) for window in document.windows]
        jobs.sort(key=lambda job: length(job[1]))
        for batch in _batches([length(window) for _, window in jobs]):
            rows: list[Row] = []
            for i, window in (jobs[k] for k in batch):
                ids, starts = self._tokenizer.frame(documents[i], window)
                rows.append({"input_ids": ids, "starts": starts})
            with torch.inference_mode():
                inputs = {k: v.to(self.device) for k, v in pad(rows, self._tokenizer.special.pad).items()}
                result = self._model(**inputs)
                tags = result["tag_logits"].float().log_softmax(-1).cpu()
                types = result["type_logits"].float().cpu()
            answers = iter(types)
            for row, k in enumerate(batch):
                i, window = jobs[k]
                for part, start in zip(window, rows[row]["starts"], strict=True):
                    shift = start + 1 - part.start
                    own = slice(part.own_start, part.own_end)
                    out[i][0][own] = tags[row, own.start + shift : own.stop + shift]
                    out[i][1][part.sentence] = torch.maximum(out[i][1][part.sentence], next(answers))
        return out

    def _spans(self, document: TokenizedDocument, tag_rows: torch.Tensor, sentences: int) -> Iterator[Span]:
        rows = tag_rows.tolist()
        outside = [0.0] + [-100.0] * (len(self.settings.tags) - 1)
        by_sentence: list[tuple[list[tuple[int, int]], list[list[float]]]] = [([], []) for _ in range(sentences)]
        for word, sentence, first in zip(document.words, document.word_sentence, document.first, strict=True):
            by_sentence[sentence][0].append(word)
            by_sentence[sentence][1].append(outside if first is None else rows[first])
        for words, scores in by_sentence:
            for span in decode_scores(words, scores, self.settings.span_labels):
                yield replace(span, score=_calibrated(span.score or 0.0, self.settings.span_calibration))

    def _sentence(self, offsets: tuple[int, int], logits: torch.Tensor) -> Sentence:
        scores = {
            name: _calibrated(value, self.settings.type_calibration)
            for name, value in zip(self.settings.event_types, torch.sigmoid(logits).tolist(), strict=True)
        }
        chosen = tuple(name for name, value in scores.items() if value >= self.settings.thresholds[name])
        shown = {name: value for name, value in scores.items() if value >= 0.01 or name in chosen}
        return Sentence(*offsets, chosen, shown)


def _as_document(item: str | Document, number: int) -> Document:
    return item if isinstance(item, Document) else Document(id=f"text-{number}", text=item)


def _boundaries(document: Document) -> list[tuple[int, int]]:
    """Return the sentences of a document: its own where it has them, with what they leave out, else split ones."""
    if document.sentences is None:
        return split_sentences(document.text)
    found = []
    position = 0
    for start, end in [*((s.start, s.end) for s in document.sentences), (len(document.text),) * 2]:
        gap = split_sentences(document.text[position:start])
        found += [(position + a, position + b) for a, b in gap]
        if end > start:
            found.append((start, end))
        position = end
    return found


def _batches(lengths: Sequence[int]) -> Iterator[range]:
    """Cut rows sorted by length into ranges whose padded size stays within `_BATCH_TOKENS`, at least one row each."""
    start = 0
    for i, size in enumerate(lengths):
        if i > start and size * (i + 1 - start) > _BATCH_TOKENS:
            yield range(start, i)
            start = i
    if lengths:
        yield range(start, len(lengths))


def _calibrated(probability: float, calibration: Calibration) -> float:
    p = min(max(probability, 1e-6), 1 - 1e-6)
    logit = calibration.scale * math.log(p / (1 - p)) + calibration.shift
    return round(1 / (1 + math.exp(-logit)), 4)


def fast_bf16() -> bool:
    """Tell whether this CPU multiplies bf16 matrices in hardware (AVX-512 BF16, AMX or Arm BF16)."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return False
    return not {"avx512_bf16", "amx_bf16", "bf16"}.isdisjoint(text.split())
