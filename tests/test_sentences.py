"""Sentence and word offsets: known answers, and that only white space lies outside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.sentences import split_sentences
from labels.words import word_offsets


def texts(text: str) -> list[str]:
    return [text[a:b] for a, b in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t ", []),
        ("Troops left. U.S. forces stayed.", ["Troops left.", "U.S. forces stayed."]),
        ("Gen. Omar Saleh spoke. He left.", ["Gen. Omar Saleh spoke.", "He left."]),
        ("Blast hits market\n\nTwo people died.", ["Blast hits market", "Two people died."]),
        ("Blast hits market\nTwo people died.", ["Blast hits market", "Two people died."]),
        ("Blast hits market\r\n\r\nTwo people died.\r\n", ["Blast hits market", "Two people died."]),
        ("第一句。第二句。", ["第一句。", "第二句。"]),
    ],
)
def test_known_splits(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_lines_of_a_hard_wrapped_paragraph_are_joined() -> None:
    text = (
        "A convoy of four lorries came under fire on the road to Zarun on\n"
        "Monday, the governor said. Two drivers were wounded and one of the\n"
        "Lorries burned out."
    )
    assert len(texts(text)) == 2


def test_a_long_stretch_without_full_stops_is_cut_at_capitalised_function_words() -> None:
    first = "Gunmen in army fatigues stormed a village near the border and set fire to dozens of houses and shops"
    second = "The governor said eleven people had died and that troops were on their way from the provincial capital"
    third = "Residents of The Hague marched"
    assert texts(f"{first} {second} {third}.") == [first, f"{second} {third}."]


def test_a_short_sentence_keeps_its_capitals() -> None:
    assert texts("The paper named The Herald said so.") == ["The paper named The Herald said so."]


def test_what_is_longer_than_any_sentence_is_cut_between_words() -> None:
    words = ["fire", "shell", "raid"] * 1000
    found = texts(" ".join(words))
    assert len(found) > 1
    assert max(map(len, found)) <= 2000
    assert " ".join(found).split() == words
    assert texts("x" * 4500) == ["x" * 2000, "x" * 2000, "x" * 500]


@given(st.text(max_size=300) | st.text(st.sampled_from("Ab. \n\r?!“”…,中。"), max_size=300))
def test_all_but_white_space_lies_in_one_sentence(text: str) -> None:
    position = 0
    for start, end in split_sentences(text):
        assert not text[position:start].strip()
        assert start < end
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        position = end
    assert not text[position:].strip()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("U.S.-led raid", ["U", ".", "S", ".", "-", "led", "raid"]),
        ("1,200 dead", ["1", ",", "200", "dead"]),
        ("袭击了12人", ["袭", "击", "了", "12", "人"]),
        ("😀 ok", ["😀", "ok"]),
    ],
)
def test_known_words(text: str, words: list[str]) -> None:
    assert [text[a:b] for a, b in word_offsets(text)] == words


@given(st.text(max_size=80))
def test_words_cover_all_but_white_space(text: str) -> None:
    covered = "".join(text[a:b] for a, b in word_offsets(text))
    assert covered == "".join(c for c in text if not c.isspace())
