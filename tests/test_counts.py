"""Counts of people: a table of phrases, round trips with an independent speller, bounds that always hold."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.counts import QUALIFIERS, add, parse_count, whole_number
from labels.errors import InputError
from labels.jsonl import read
from labels.record import Count
from labels.schema import COUNT_LABELS

TABLE = tomllib.loads(Path(__file__).with_name("data").joinpath("counts.toml").read_text(encoding="utf-8"))
NOT_COUNTS = TABLE.pop("none")["phrases"]
CASES = [(text, bounds, qualifier) for qualifier, cases in TABLE.items() for text, bounds in cases.items()]

WORDS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
"""
BELOW_TWENTY, TENS = WORDS.split()[:20], WORDS.split()[20:]


def spell(n: int, joint: str = " and ") -> str:
    """Write a whole number below 10**9 in words."""
    if n < 20:
        return BELOW_TWENTY[n]
    if n < 100:
        return TENS[n // 10 - 2] + (f"-{BELOW_TWENTY[n % 10]}" if n % 10 else "")
    for size, name in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if n >= size:
            rest = n % size
            link = joint if rest < 100 else " "
            return f"{spell(n // size, joint)} {name}" + (link + spell(rest, joint) if rest else "")
    raise AssertionError(n)


def indian(n: int) -> str:
    digits = str(n)
    head, tail = digits[:-3], digits[-3:]
    groups = [head[max(0, i - 2) : i] for i in range(len(head), 0, -2)][::-1]
    return ",".join([*groups, tail])


def bounds_of(count: Count | None) -> str:
    if count is None:
        return "none"
    if count.min is not None and count.min == count.max:
        return str(count.min)
    return f"{'' if count.min is None else count.min}..{'' if count.max is None else count.max}"


@pytest.mark.parametrize(("text", "bounds", "qualifier"), CASES)
def test_bounds_and_qualifier_of_a_phrase(text: str, bounds: str, qualifier: str) -> None:
    count = parse_count(text)
    assert bounds_of(count) == bounds
    assert count is None or (count.text, count.qualifier) == (text, qualifier)


@pytest.mark.parametrize("text", NOT_COUNTS)
def test_words_without_a_number_of_their_own_are_no_count(text: str) -> None:
    assert parse_count(text) is None


def test_table_is_large_and_uses_every_qualifier() -> None:
    assert len(CASES) + len(NOT_COUNTS) >= 220
    assert set(TABLE) == set(QUALIFIERS)


@pytest.mark.parametrize(
    ("text", "best"),
    [("14", 14), ("at least 12", 12), ("more than 20", 21), ("up to 50", 50), ("fewer than 10", 9),
     ("about 30", 30), ("between 8 and 11", 9), ("dozens", 24), ("several", 3), ("no one", 0)],
)  # fmt: skip
def test_best_number(text: str, best: int) -> None:
    count = parse_count(text)
    assert count is not None
    assert count.best == best


@pytest.mark.parametrize(
    ("text", "rule"),
    [("14", "number"), ("another", "article"), ("a third", "ordinal"), ("both", "both"), ("nobody", "zero"),
     ("dozens", "plural"), ("a few", "several"), ("a couple", "couple"), ("8 to 11", "range"),
     ("at least dozens", "at_least"), ("20 or so", "about")],
)  # fmt: skip
def test_the_rule_that_fired_is_named(text: str, rule: str) -> None:
    count = parse_count(text)
    assert count is not None
    assert count.rule == rule


def test_speller_and_indian_grouping_of_the_tests_themselves() -> None:
    assert spell(105) == "one hundred and five"
    assert spell(2_300_045) == "two million three hundred thousand and forty-five"
    assert [indian(n) for n in (7, 1200, 120_000, 12_345_678)] == ["7", "1,200", "1,20,000", "1,23,45,678"]


@given(st.integers(1, 10**9 - 1), st.sampled_from([" and ", " "]))
def test_numbers_survive_being_spelt(n: int, joint: str) -> None:
    assert whole_number(spell(n, joint)) == n
    assert bounds_of(parse_count(spell(n, joint))) == str(n)


@given(st.integers(0, 10**12))
def test_numbers_survive_digit_grouping(n: int) -> None:
    for text in (str(n), f"{n:,}", indian(n), f"{n:,}".replace(",", " ")):
        assert bounds_of(parse_count(text)) == str(n)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_qualifiers_move_the_bounds(n: int, more: int) -> None:
    words = spell(n)
    assert bounds_of(parse_count(f"at least {words}")) == f"{n}.."
    assert bounds_of(parse_count(f"more than {n:,}")) == f"{n + 1}.."
    assert bounds_of(parse_count(f"up to {words}")) == f"..{n}"
    assert bounds_of(parse_count(f"fewer than {n}")) == f"..{n - 1}"
    assert bounds_of(parse_count(f"between {n:,} and {n + more:,}")) == f"{n}..{n + more}"
    assert bounds_of(parse_count(f"{n}-{n + more}")) == f"{n}..{n + more}"


FRAGMENTS = "a at least more than up to or and between dozens hundred 12 1,200 of - – + % no fewer about three"


@given(st.one_of(st.text(max_size=30), st.lists(st.sampled_from(FRAGMENTS.split()), max_size=8).map(" ".join)))
def test_any_text_gives_no_count_or_a_sound_one(text: str) -> None:
    count = parse_count(text)
    if count is not None:
        assert count.text == text
        assert count.qualifier in QUALIFIERS
        assert count.rule
        assert count.best is not None
        assert (count.min or 0) <= count.best
        assert count.max is None or count.best <= count.max


@pytest.mark.parametrize("piece", ["one ", "1 234 ", "1,", "hundred ", "the other ", "twenty-", "12 people and ", "9"])
def test_long_text_is_answered_at_once(piece: str) -> None:
    assert parse_count(piece * 2000) is None


def parsed(text: str) -> Count:
    count = parse_count(text)
    assert count is not None
    return count


@pytest.mark.parametrize(
    ("texts", "bounds", "qualifier"),
    [
        (["five", "two"], "7", "exact"),
        (["five", "about 20"], "25", "about"),
        (["at least 12", "3"], "15..", "at_least"),
        (["more than 20", "more than 20"], "42..", "at_least"),
        (["up to 50", "3"], "..53", "up_to"),
        (["8 to 11", "one"], "9..12", "range"),
        (["dozens", "two"], "26..", "vague"),
        (["at least 3", "up to 5"], "..", "vague"),
        (["no", "four", "4"], "8", "exact"),
    ],
)
def test_groups_add_and_open_sides_stay_open(texts: list[str], bounds: str, qualifier: str) -> None:
    total = add([parsed(text) for text in texts])
    assert (bounds_of(total), total.qualifier, total.rule) == (
        bounds,
        qualifier,
        "sum",
    )
    assert total.text == " + ".join(texts)


def test_adding_joins_mentions_and_keeps_a_single_count() -> None:
    first, second = Count("five", 5, 5, 5, mentions=((10, 14),)), Count("two", 2, 2, 2, mentions=((3, 6),))
    assert add([first, second]).mentions == ((3, 6), (10, 14))
    assert add([first]) is first


COMPARISONS = {"same number", "an equal number", "about as many", "at least as many", "three times as many"}
SHARES = {"all", "most", "some", "about half", "fourth"}
NO_NUMBER = COMPARISONS | SHARES | {f"{a}{b} number" for a, b in (("", "unknown"), ("an ", "unknown"))}
NO_NUMBER |= {"an undetermined number", "an unspecified number"}
OLDER = ("articles_train", "briefs_train", "contrasts_train")
"""Files to train on whose counts are known to the last; of the later ones nearly all are."""


def test_adding_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="expected at least one count to add, found none"):
        add([])


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=6))
def test_exact_counts_add_like_numbers(numbers: list[int]) -> None:
    total = add([parsed(str(n)) for n in numbers])
    assert (total.min, total.max, total.best) == (sum(numbers),) * 3


def count_words_of(pattern: str) -> list[str]:
    folder = Path(str(resources.files("labels") / "corpus"))
    documents = [document for path in sorted(folder.glob(pattern)) for document in read(path)]
    assert documents
    return [d.text[s.start : s.end].lower() for d in documents for s in d.spans or () if s.label in COUNT_LABELS]


def test_every_count_of_the_corpus_is_read_but_for_those_without_a_number() -> None:
    words = {text for name in ("train", "dev", "test", *OLDER) for text in count_words_of(f"authored_{name}.jsonl")}
    assert {text for text in words if parse_count(text) is None} == NO_NUMBER


def test_hardly_a_count_of_the_other_files_to_train_on_is_not_read() -> None:
    words = count_words_of("authored_*_train.jsonl")
    assert sum(parse_count(text) is None and text not in NO_NUMBER for text in words) < 0.005 * len(words)
