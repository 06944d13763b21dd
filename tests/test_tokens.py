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
    document = tokenizer.tokenize(text, sentences, limit=10)
    owned = [p for w in document.windows for part in w for p in range(part.own_start, part.own_end)]
    assert owned == list(range(len(document.ids)))
    for word, sentence, first in zip(document.words, document.word_sentence, document.first, strict=True):
        low, high = sentences[sentence]
        assert low <= word[0] < word[1] <= high
        if first is not None:
            assert document.pieces[sentence][0] <= first < document.pieces[sentence][1]


def test_each_sentence_of_a_window_is_framed(tokenizer: Tokenizer) -> None:
    text = "Two soldiers died. The mayor left."
    document = tokenizer.tokenize(text, split_sentences(text), limit=30)
    [window] = document.windows
    ids, starts = tokenizer.frame(document, window)
    first, second = (document.ids[low:high] for low, high in document.pieces)
    assert ids == [2, *first, 3, 2, *second, 3]
    assert starts == [0, len(first) + 2]


def test_sentences_can_be_read_alone(tokenizer: Tokenizer) -> None:
    text = "Two soldiers died. The mayor left."
    document = tokenizer.tokenize(text, split_sentences(text), limit=30, most=1)
    assert [[part.sentence for part in window] for window in document.windows] == [[0], [1]]


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
