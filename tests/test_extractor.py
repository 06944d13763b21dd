"""The extractor: nothing is cut, order and offsets hold, and how documents are batched does not change a result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inference import extractor as module
from inference.extractor import Extractor, fast_bf16
from inference.model import pad
from inference.sentences import split_sentences
from labels.errors import InputError
from labels.record import Document, Sentence


@pytest.fixture(scope="module")
def extractor(tiny_model: Path) -> Extractor:
    return Extractor.from_pretrained(tiny_model)


def test_documents_come_back_in_order_and_as_if_read_alone(
    extractor: Extractor, stories: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [replace(d, id=f"{d.id}-{k}", sentences=None) for k in range(3) for d in stories]
    alone = [extractor.extract(d) for d in documents]
    for gather, batch in ((1, 1), (50, 30), (10_000, 200)):
        monkeypatch.setattr(module, "_GATHER_TOKENS", gather)
        monkeypatch.setattr(module, "_BATCH_TOKENS", batch)
        assert list(extractor.extract_many(documents)) == alone


def test_documents_are_read_lazily(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_GATHER_TOKENS", 20)
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield "Two soldiers were killed near Old Tarnak."

    results = extractor.extract_many(endless())
    next(results)
    assert taken < 10


def test_every_token_of_a_long_text_is_read(extractor: Extractor) -> None:
    text = "Two soldiers were killed. " * 2000 + "soldiers " * 2000 + "left. Police held three men in Zarun."
    before = extractor.tokens_read
    found = extractor.extract(text)
    pieces = extractor._tokenizer.pieces(text)[0]
    assert extractor.tokens_read - before == len(pieces)
    assert found.text == text
    assert found.sentences is not None
    assert found.sentences[-1].event_types == ("raid_arrest",)
    assert found.spans is not None
    assert text[found.spans[-1].start : found.spans[-1].end] == "Zarun"


def test_each_piece_is_answered_by_the_window_that_owns_it(extractor: Extractor, stories: list[Document]) -> None:
    text = "the " * 60 + "rebels signed a truce in Tarnak. " + stories[1].text
    sentences = [(0, text.index("Tarnak") + 7), *split_sentences_of(text, text.index("Gunmen"))]
    tokenizer, limit = extractor._tokenizer, extractor.settings.max_tokens
    document = tokenizer.tokenize(text, sentences, limit=limit)
    assert len(document.windows) > 5
    tags, types = extractor._run([document])[0]
    best = torch.full_like(types, -torch.inf)
    for window in document.windows:
        ids, starts = tokenizer.frame(document, window)
        with torch.inference_mode():
            result = extractor._model(**pad([{"input_ids": ids, "starts": starts}], tokenizer.special.pad))
        for part, start, logits in zip(window, starts, result["type_logits"], strict=True):
            own = range(part.own_start, part.own_end)
            expected = result["tag_logits"][0, [i - part.start + start + 1 for i in own]].log_softmax(-1)
            torch.testing.assert_close(tags[own.start : own.stop], expected, atol=1e-4, rtol=1e-4)
            best[part.sentence] = torch.maximum(best[part.sentence], logits)
    torch.testing.assert_close(types, best, atol=1e-4, rtol=1e-4)


def split_sentences_of(text: str, start: int) -> list[tuple[int, int]]:
    return [(start + a, start + b) for a, b in split_sentences(text[start:])]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(text=st.text(max_size=120))
def test_any_text_gives_a_sound_document(extractor: Extractor, text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    found = extractor.extract(text)
    assert found.text == text
    for span in found.spans or ():
        assert not text[span.start].isspace()
        assert not text[span.end - 1].isspace()
        assert span.score is not None


def test_given_sentences_are_kept_and_gaps_are_read(extractor: Extractor, stories: list[Document]) -> None:
    gold = stories[1]
    assert gold.sentences is not None
    found = extractor.extract(replace(gold, sentences=gold.sentences[1:2]))
    assert found.sentences is not None
    assert Sentence(gold.sentences[1].start, gold.sentences[1].end, ("ambush",)) in found.sentences
    assert found.sentences[-1].end == len(gold.text)


def test_what_a_document_brings_is_kept(extractor: Extractor) -> None:
    document = Document("a", "Two soldiers were killed.", source="wire", published="2020-02-03", extra={"url": "u"})
    found = extractor.extract(document, published="2024-01-01")
    assert (found.id, found.source, found.published, found.extra) == ("a", "wire", "2020-02-03", {"url": "u"})


def test_published_is_set_where_it_is_missing_and_checked(extractor: Extractor) -> None:
    assert extractor.extract("Troops left.", published="2024-01-01").published == "2024-01-01"
    with pytest.raises(InputError, match="expected published as a date like 2024-09-17, found 'now'"):
        extractor.extract("Troops left.", published="now")


def test_no_documents_give_none(extractor: Extractor) -> None:
    assert list(extractor.extract_many([])) == []


def test_half_precision_gives_the_same_labels(tiny_model: Path, stories: list[Document]) -> None:
    plain = Extractor.from_pretrained(tiny_model)
    expected = list(plain.tag_many(stories))
    plain._model.to(torch.bfloat16)
    assert list(plain.tag_many(stories)) == expected


def test_the_cpu_is_asked_for_bf16_without_error() -> None:
    assert fast_bf16() in (True, False)
