"""Tokenizing: no word is lost, whatever the text, and truncation that a tokenizer brings along has no effect."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inference import tokens
from inference.sentences import split_sentences
from inference.tokens import Special, Tokenizer
from labels.errors import InputError

SPECIAL = Special(cls=2, sep=3, pad=0)


@pytest.fixture(scope="module")
def tokenizer(tiny_base: Path) -> Tokenizer:
    return Tokenizer.from_file(tiny_base / "tokenizer.json", SPECIAL)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200) | st.text(st.sampled_from("soldiers .\n中1-é"), max_size=200))
def test_every_word_is_read_in_the_window_of_its_sentence(tokenizer: Tokenizer, text: str) -> None:
    sentences = split_sentences(text)
    document = tokenizer.tokenize(text, sentences, limit=10, context=3)
    owned = [p for w in document.windows for p in range(w.own_start, w.own_end)]
    assert owned == list(range(len(document.ids)))
    for word, sentence, first in zip(document.words, document.word_sentence, document.first, strict=True):
        low, high = sentences[sentence]
        assert low <= word[0] < word[1] <= high
        if first is not None:
            assert document.pieces[sentence][0] <= first < document.pieces[sentence][1]


def test_a_window_is_framed_with_its_context(tokenizer: Tokenizer) -> None:
    text = "Two soldiers died. The mayor left."
    document = tokenizer.tokenize(text, split_sentences(text), limit=20, context=2)
    first, second = document.windows
    ids, own_from = tokenizer.frame(document, first)
    assert own_from == 1
    assert [ids[0], ids[-1]] == [2, 3]
    ids, own_from = tokenizer.frame(document, second)
    assert ids == [2, *document.ids[second.start - 2 : second.start], 3, *document.ids[second.start :], 3]
    assert ids[own_from] == document.ids[second.start]


def test_a_window_is_framed_with_the_start_of_the_text(tokenizer: Tokenizer) -> None:
    text = "Two soldiers died. The mayor left. Police held three men."
    document = tokenizer.tokenize(text, split_sentences(text), limit=30, context=2, lead=2)
    last = document.windows[-1]
    ids, own_from = tokenizer.frame(document, last)
    before = document.ids[last.start - 2 : last.start]
    assert ids == [2, *document.ids[:2], 3, *before, 3, *document.ids[last.start :], 3]
    assert ids[own_from] == document.ids[last.start]


def test_a_long_text_gives_the_pieces_of_its_parts(tokenizer: Tokenizer, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Two soldiers were killed near Old Tarnak. " * 40
    whole = tokenizer.pieces(text)
    monkeypatch.setattr(tokens, "_BLOCK", 97)
    assert tokenizer.pieces(text) == whole


def test_a_damaged_tokenizer_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match="expected a tokenizer file"):
        Tokenizer.from_file(path, SPECIAL)
