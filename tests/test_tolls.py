"""Tolls: parts are no additions, groups add up, later tolls replace earlier ones, rival sources leave a range."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.accounts import Figure, range_of
from inference.counts import parse_count
from inference.events import assemble
from labels.record import Count, Document, Sentence, Span

LABELS = {"KIL": "KILLED", "TAR": "TARGET", "ACT": "ACTOR", "LOC": "LOCATION"}


def told(story: str) -> Document:
    """Make a document of lines "type : sentence" with spans as [words|LAB]."""
    text, spans, sentences = "", [], []
    for line in story.strip().splitlines():
        kind, marked = line.split(" : ", 1)
        start = len(text)
        for piece in re.split(r"(\[[^]]+\])", marked):
            words, _, label = piece.strip("[]").partition("|") if piece.startswith("[") else (piece, "", "")
            if label:
                spans.append(Span(len(text), len(text) + len(words), LABELS[label]))
            text += words
        sentences.append(Sentence(start, len(text), (kind,)))
        text += " "
    return Document("story", text, published="2024-05-15", spans=tuple(spans), sentences=tuple(sentences))


def bounds(count: Count) -> str:
    return "..".join("" if side is None else str(side) for side in (count.min, count.max))


def killed(story: str) -> Count:
    """Return the toll of dead of the one event of a story."""
    events = assemble(told(story))
    assert len(events) == 1
    assert events[0].killed is not None
    return events[0].killed


def parts(count: Count, field: str) -> list[tuple[str | None, str]]:
    return [(part.of, f"{part.min}..{part.max}") for part in getattr(count, field)]


def test_a_part_is_no_addition_and_kept_as_a_group() -> None:
    count = killed(
        "bombing : A bomb killed [12|KIL] [people|TAR], including [three|KIL] [children|TAR], in [Hama|LOC]."
    )
    assert (bounds(count), count.rule) == ("12..12", "number")
    assert parts(count, "groups") == [("children", "3..3")]
    assert count.groups[0].kind == "civilians"


@pytest.mark.parametrize(
    "sentence",
    [
        "[Three|KIL] of them were [children|TAR].",
        "Among the dead were [three|KIL] [children|TAR].",
        "The dead included [three|KIL] [children|TAR].",
    ],
)
def test_a_part_may_stand_in_a_later_sentence(sentence: str) -> None:
    count = killed(f"bombing : A bomb killed [12|KIL] [people|TAR] in [Hama|LOC].\nbombing : {sentence}")
    assert bounds(count) == "12..12"
    assert parts(count, "groups") == [("children", "3..3")]


def test_groups_add_up_and_are_kept() -> None:
    count = killed("ambush : [11|KIL] [soldiers|TAR] and [four|KIL] [attackers|TAR] died in [Hama|LOC].")
    assert (bounds(count), count.best, count.rule) == ("15..15", 15, "groups added")
    assert parts(count, "groups") == [("soldiers", "11..11"), ("attackers", "4..4")]
    assert [group.kind for group in count.groups] == ["state_forces", "unknown"]


def test_groups_of_two_sentences_add_up() -> None:
    count = killed(
        """
armed_clash : [Six|KIL] [soldiers|TAR] died in [Hama|LOC].
armed_clash : [Two|KIL] of the [attackers|TAR] were killed as well.
"""
    )
    assert bounds(count) == "8..8"
    assert parts(count, "groups") == [("soldiers", "6..6"), ("attackers", "2..2")]


@pytest.mark.parametrize("joint", [": ", " - ", " (", "-"])
def test_a_whole_is_no_addition_to_its_list(joint: str) -> None:
    listed = f"[three|KIL] [civilians|TAR]{joint}[a|KIL] [woman|TAR] and [two|KIL] [children|TAR]"
    count = killed(f"airstrike : The raid killed {listed} in [Hama|LOC].")
    assert bounds(count) == "3..3"
    assert parts(count, "groups") == [("woman", "1..1"), ("children", "2..2")]


def test_a_single_group_is_no_breakdown() -> None:
    assert killed("bombing : A bomb killed [four|KIL] [soldiers|TAR] in [Hama|LOC].").groups == ()


def test_a_later_toll_replaces_an_earlier_one() -> None:
    count = killed(
        """
bombing : A bomb killed [12|KIL] [people|TAR] in [Hama|LOC].
bombing : The death toll has risen to [at least 15|KIL].
"""
    )
    assert (bounds(count), count.rule, count.accounts) == ("15..", "updated toll", ())


def test_a_number_that_a_headline_gives_too_is_counted_once() -> None:
    count = killed("ambush : [Three|KIL] [guards|TAR] killed in Hama-[Three|KIL] [guards|TAR] died in [Hama|LOC].")
    assert bounds(count) == "3..3"


RIVALS = "armed_clash : [Police|ACT] said [12|KIL] [people|TAR] died in [Hama|LOC], but the [rebels|ACT] said [30|KIL]."


def test_rival_sources_leave_a_range_with_both_kept() -> None:
    count = killed(RIVALS)
    assert (bounds(count), count.rule, count.qualifier) == ("12..30", "range of accounts", "range")
    assert parts(count, "accounts") == [("Police", "12..12"), ("rebels", "30..30")]
    assert count.best == 12


def test_each_account_keeps_where_number_and_source_stand() -> None:
    document = told(RIVALS)
    count = assemble(document)[0].killed
    assert count is not None
    words = [[document.text[a:b] for a, b in account.mentions] for account in count.accounts]
    assert words == [["12", "Police"], ["30", "rebels"]]


def test_rival_sources_of_two_sentences_leave_a_range() -> None:
    count = killed(
        """
armed_attack : [Twelve|KIL] [villagers|TAR] were killed in [Hama|LOC], a [doctor|ACT] said.
armed_attack : According to the [interior ministry|ACT], [nine|KIL] died.
"""
    )
    assert (bounds(count), count.best) == ("9..12", 9)
    assert parts(count, "accounts") == [("doctor", "12..12"), ("interior ministry", "9..9")]


def test_an_account_without_a_source_has_none() -> None:
    count = killed(
        """
armed_attack : [Twelve|KIL] [villagers|TAR] were killed in [Hama|LOC].
armed_attack : The [army|ACT] admitted only [five|KIL].
"""
    )
    assert parts(count, "accounts") == [(None, "12..12"), ("army", "5..5")]


def test_an_attack_that_killed_nobody_but_the_attacker_killed_one() -> None:
    count = killed("suicide_bombing : [Nobody|KIL] died in [Hama|LOC] but the bomber himself.")
    assert (bounds(count), count.rule) == ("1..1", "only the attacker")


@pytest.mark.parametrize(
    ("a", "b", "expected", "best"),
    [
        ("12", "30", "12..30", 12),
        ("at least 100", "222", "100..222", 100),
        ("at least 300", "222", "222..", 222),
        ("up to 50", "12", "12..50", 12),
        ("up to 10", "12", "..12", 10),
        ("dozens", "8 to 11", "8..", 9),
    ],
)
def test_range_of_two_accounts(a: str, b: str, expected: str, best: int) -> None:
    for first, second in ((a, b), (b, a)):
        count = range_of(figure(first), figure(second)).count
        assert (bounds(count), count.best) == (expected, best)


def figure(words: str) -> Figure:
    count = parse_count(words)
    assert count is not None
    return Figure(count, frozenset())


@given(st.lists(st.integers(1, 500), min_size=2, max_size=5))
def test_a_range_covers_every_account(numbers: list[int]) -> None:
    joined = figure(str(numbers[0]))
    for number in numbers[1:]:
        joined = range_of(joined, figure(str(number)))
    count = joined.count
    assert (count.min, count.max, count.best) == (min(numbers), max(numbers), min(numbers))
    assert [account.min for account in count.accounts] == numbers


def test_that_a_named_victim_died_may_be_told_in_a_later_sentence() -> None:
    shot = "armed_attack : Police opened fire on [Amin Sorel|TAR] at a checkpoint in [Hama|LOC]."
    count = killed(shot + "\narmed_attack : [Sorel|TAR] had turned his car before the lethal shots.")
    assert (bounds(count), count.rule) == ("1..1", "named victim")
    [event] = assemble(told(shot + "\narmed_attack : [Sorel|TAR] survived what could have been lethal shots."))
    assert event.killed is None


def test_an_attacker_of_another_act_stands_in_only_where_the_event_names_none() -> None:
    first = "Iraqi jets hit camp after ambush kills two policemen."
    text = f"{first} Gunmen in the reeds opened fire on the patrol."
    spans = tuple(Span(text.index(w), text.index(w) + len(w), "ATTACKER") for w in ("Iraqi", "Gunmen"))
    sentences = (Sentence(0, len(first), ("airstrike", "ambush")), Sentence(len(first) + 1, len(text), ("ambush",)))
    airstrike, ambush = assemble(Document("d", text, spans=spans, sentences=sentences))
    assert [party.text for party in airstrike.attackers] == ["Iraqi"]
    assert [party.text for party in ambush.attackers] == ["Gunmen"]
    alone = Document("d", first, spans=spans[:1], sentences=sentences[:1])
    assert [[party.text for party in event.attackers] for event in assemble(alone)] == [["Iraqi"], ["Iraqi"]]
