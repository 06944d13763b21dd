"""The parties of an event: aliases joined, groups named, anaphors resolved, countries stated."""

from __future__ import annotations

import re

import pytest

from inference.acts import acts_of
from inference.parties import parties_of
from inference.story import Story, read_story
from labels.record import Document, Party, Sentence, Span
from labels.schema import SPAN_LABELS

LABELS = {label[:3]: label for label in SPAN_LABELS}
MARK = re.compile(r"\[([^|\]]+)\|([A-Z]{3})\]")


def parties(label: str, event_type: str, *marked: str) -> tuple[Story, tuple[Party, ...]]:
    """Return the parties of an event told in sentences with spans as [words|LAB]; "- " tells of no event."""
    text, spans, sentences = "", [], []
    for told in marked:
        line, at, start = told.removeprefix("- "), 0, len(text)
        for mark in MARK.finditer(line):
            text += line[at : mark.start()]
            spans.append(Span(len(text), len(text) + len(mark[1]), LABELS[mark[2]]))
            text += mark[1]
            at = mark.end()
        text += line[at:]
        sentences.append(Sentence(start, len(text), () if told.startswith("- ") else (event_type,)))
        text += " "
    story = read_story(Document("story", text.rstrip(), spans=tuple(spans), sentences=tuple(sentences)))
    acts = [act for i in range(len(sentences)) for act in acts_of(story, i)]
    return story, parties_of(story, acts, label)


@pytest.mark.parametrize(
    ("marked", "text", "name"),
    [
        (
            [
                "Jets hit [ISIS militants|TAR].",
                "The [Islamic State of Iraq and the Levant|TAR] lost a depot in the strike.",
            ],
            "ISIS militants",
            "Islamic State",
        ),
        (
            ["Jets hit [ISIS militants|TAR].", "The [Islamic State of Levant|TAR] lost a depot."],
            "ISIS militants",
            "Islamic State",
        ),
        (["Jets hit [IS|TAR].", "The [Islamic State|TAR] lost a depot."], "Islamic State", "Islamic State"),
        (["Jets hit [Daesh|TAR].", "[ISIL fighters|TAR] fled."], "Daesh", "Islamic State"),
        (["Jets hit the [Islamic State|TAR] ([ISIS|TAR])."], "Islamic State", "Islamic State"),
        (["Jets hit the [Levant Brigade|TAR].", "The [brigade|TAR] lost a depot."], "Levant Brigade", None),
        (["Jets hit a [Kurdish militia|TAR], the [YPG|TAR]."], "Kurdish militia", "YPG"),
        (
            ["Jets hit the [Kurdistan Workers' Party|TAR].", "The [PKK|TAR] lost a depot."],
            "Kurdistan Workers' Party",
            "PKK",
        ),
    ],
)
def test_aliases_of_one_group_are_one_party(marked: list[str], text: str, name: str | None) -> None:
    _, found = parties("TARGET", "airstrike", *marked)
    assert [(party.text, party.name) for party in found] == [(text, name)]


def test_a_span_that_is_part_of_a_name_is_the_whole_name() -> None:
    story, (party,) = parties("TARGET", "airstrike", "Jets hit the [Islamic State|TAR] of Iraq and the Levant.")
    assert (party.text, party.name) == ("Islamic State of Iraq and the Levant", "Islamic State")
    assert [story.text[a:b] for a, b in party.mentions] == ["Islamic State of Iraq and the Levant"]
    _, (party,) = parties("TARGET", "airstrike", "Jets hit the Pakistani [Taliban|TAR] in the hills.")
    assert party.name == "Tehrik-i-Taliban Pakistan"


def test_mentions_of_all_aliases_are_kept() -> None:
    story, (party,) = parties("ATTACKER", "bombing", "[ISIS|ATT] bombed a mill.", "[Daesh|ATT] bombed it twice.")
    assert [story.text[a:b] for a, b in party.mentions] == ["ISIS", "Daesh"]


NAMED = "[Soldiers|ACT] fought [Boko Haram|ACT] near the lake all week."


@pytest.mark.parametrize(
    ("before", "sentence", "name", "kind"),
    [
        (NAMED, "The [group|ATT] killed a guard.", "Boko Haram", "non_state_armed_group"),
        (NAMED, "The [militants|ATT] killed a guard.", "Boko Haram", "non_state_armed_group"),
        (NAMED, "The same [rebels|ATT] killed a guard.", "Boko Haram", "non_state_armed_group"),
        (NAMED, "Those [insurgents|ATT] killed a guard.", "Boko Haram", "non_state_armed_group"),
        (NAMED, "[Militants|ATT] killed a guard.", None, "non_state_armed_group"),
        (NAMED, "The [gunmen|ATT] killed a guard.", None, "unknown"),
        (NAMED, "The [gang|ATT] killed a guard.", None, "gang"),
        (NAMED, "The [soldiers|ATT] killed a guard.", None, "state_forces"),
        ("The [Sinaloa Cartel|ACT] held the port.", "The [gang|ATT] killed a guard.", "Sinaloa Cartel", "gang"),
        ("The [Janjaweed|ACT] held the port.", "The [militia|ATT] killed a guard.", "Janjaweed", "militia"),
        (
            "[Boko Haram|ACT] and [Ansaru|ACT] fell out.",
            "The [militants|ATT] killed a guard.",
            None,
            "non_state_armed_group",
        ),
        (
            "[Boko Haram|ACT] fought [Fulani militants|ACT].",
            "The [militants|ATT] killed a guard.",
            None,
            "non_state_armed_group",
        ),
        ("[Police|ACT] searched the port.", "The [rebels|ATT] killed a guard.", None, "non_state_armed_group"),
    ],
)
def test_the_group_stands_for_the_one_armed_group_named_before(
    before: str, sentence: str, name: str | None, kind: str
) -> None:
    _, (party,) = parties("ATTACKER", "armed_attack", f"- {before}", sentence)
    assert (party.name, party.kind) == (name, kind)


def test_the_group_is_joined_to_its_own_name() -> None:
    story, (party,) = parties(
        "ATTACKER", "armed_attack", "[Boko Haram|ATT] attacked a mill.", "The [group|ATT] killed a guard there."
    )
    assert (party.text, party.name) == ("Boko Haram", "Boko Haram")
    assert [story.text[a:b] for a, b in party.mentions] == ["Boko Haram", "group"]


@pytest.mark.parametrize(
    ("words", "country"),
    [
        ("Iraqi soldiers", "IRQ"),
        ("soldiers from Chad", "TCD"),
        ("IDF", "ISR"),
        ("Yemeni rebels", "YEM"),
        ("Hezbollah", None),
        ("soldiers", None),
        ("pro-Iranian militia", None),
    ],
)
def test_country_of_a_party_is_the_stated_one(words: str, country: str | None) -> None:
    _, (party,) = parties("ATTACKER", "armed_attack", f"The [{words}|ATT] attacked a mill.")
    assert party.country == country


def test_country_may_be_told_in_another_mention() -> None:
    _, (party,) = parties(
        "ATTACKER", "raid_arrest", "[Turkey|ATT] arrested ten.", "The [Turkish army|ATT] arrested two."
    )
    assert (party.text, party.country) == ("Turkish army", "TUR")


@pytest.mark.parametrize(
    ("marked", "texts"),
    [
        (["[Muath|TAR] was seized.", "[Muath Kasasi|TAR] was held."], ["Muath Kasasi"]),
        (["Raid on [Tunis Museum|TAR]", "[Gunmen|ATT] seized the [national museum|TAR]."], ["Tunis Museum"]),
        (["They took the [old museum|TAR] and the [new museum|TAR]."], ["old museum", "new museum"]),
        (
            ["They took [Iraqi soldiers|TAR].", "They took [Turkish soldiers|TAR]."],
            ["Iraqi soldiers", "Turkish soldiers"],
        ),
    ],
)
def test_one_target_told_in_other_words(marked: list[str], texts: list[str]) -> None:
    _, found = parties("TARGET", "abduction", *marked)
    assert [party.text for party in found] == texts
