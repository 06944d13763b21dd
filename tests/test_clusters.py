"""Which sentences are one event: joins with their reasons, the learned part and its weights."""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.acts import acts_of
from inference.antecedents import FEATURES, features, probability, weights
from inference.clusters import cluster
from inference.coreference import Cluster
from inference.events import assemble
from inference.scenes import parts_of
from inference.story import Story, read_story
from labels.record import Document, Event, Sentence, Span
from labels.schema import SPAN_LABELS
from training.antecedents import fit_weights, pairs, table

LABELS = {label[:3]: label for label in SPAN_LABELS}


def told(story: str, published: str | None = "2024-05-15", scores: dict[str, float] | None = None) -> Document:
    """Make a document of lines "types : sentence" with spans as [words|LAB]; `scores` are those of every sentence."""
    text, spans, sentences = "", [], []
    for line in story.strip().splitlines():
        kinds, marked = line.split(":", 1)
        start = len(text)
        for piece in re.split(r"(\[[^]]+\])", marked.strip()):
            words, _, label = piece.strip("[]").partition("|") if piece.startswith("[") else (piece, "", "")
            if label:
                spans.append(Span(len(text), len(text) + len(words), LABELS[label]))
            text += words
        types = tuple(kinds.split())
        known = {name: scores[name] for name in types} if scores else None
        sentences.append(Sentence(start, len(text), types, known))
        text += " "
    return Document("story", text, published=published, spans=tuple(spans), sentences=tuple(sentences))


def sentences(story: str, published: str | None = "2024-05-15") -> list[tuple[int, ...]]:
    return [event.sentences for event in assemble(told(story, published))]


def clusters(document: Document) -> tuple[Story, list[Cluster]]:
    story = read_story(document)
    acts = [part for i in range(len(story.sentences)) for act in acts_of(story, i) for part in parts_of(story, act)]
    return story, cluster(story, acts)


RAID = "airstrike : [Jets|WEA] bombed a [depot|TAR] in [Kirkuk|LOC] on [Monday|DAT]."


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("airstrike : [Jets|WEA] hit [Kirkuk|LOC].", "sentence 1: same type and place (Kirkuk)"),
        (
            "airstrike : [Two|KIL] died in [Kirkuk|LOC] on [Monday|DAT].",
            "sentence 1: same type, day and place (Kirkuk)",
        ),
        ("airstrike : The strike killed [two|KIL].", 'sentence 1: same type, refers back with "The strike"'),
        ("airstrike : The [depot|TAR] burned.", "sentence 1: same type, same target (depot)"),
        (
            "airstrike : [Two|KIL] died.",
            "sentence 1: same type, a toll with no place of its own, 1 sentence after",
        ),
        ("airstrike : Smoke rose.", "sentence 1: same type, words with no place of their own, 1 sentence after"),
        (
            ": Nobody spoke.\nairstrike : [Two|KIL] died.",
            "sentence 2: same type, a toll with no place of its own, 2 sentences after",
        ),
    ],
)
def test_every_join_has_its_reason(sentence: str, reason: str) -> None:
    (event,) = assemble(told(f"{RAID}\n{sentence}"))
    assert event.reasons == (reason,)


def test_a_reason_says_what_parts_the_sentence_from_another_event() -> None:
    events = assemble(
        told(
            f"""
{RAID}
airstrike : In [2009|DAT], [jets|WEA] killed [nine|KIL] [guards|TAR] in [Mosul|LOC].
airstrike : [Two|KIL] [clerks|TAR] died in [Kirkuk|LOC] on [Monday|DAT].
"""
        )
    )
    assert [event.sentences for event in events] == [(0, 2), (1,)]
    assert events[0].reasons == (
        "sentence 2: same type, day and place (Kirkuk); not the event of sentence 1: another day",
    )
    assert events[1].reasons == ()


def test_a_type_that_is_part_of_another_is_named_in_the_reason() -> None:
    (event,) = assemble(
        told(
            """
assassination : [Gunmen|ATT] shot the [mayor|TAR] in [Mosul|LOC].
armed_attack : The [mayor|TAR] was hit twice.
"""
        )
    )
    assert event.reasons == ("sentence 1: armed_attack as part of the assassination, same target (mayor)",)


@pytest.mark.parametrize(
    ("other", "published"),
    [
        ("airstrike : [Jets|WEA] killed [nine|KIL] in [Mosul|LOC] [last month|DAT].", "2024-05-15"),
        ("airstrike : A second, larger raid killed [nine|KIL].", None),
        ("airstrike : In another strike, [nine|KIL] [guards|TAR] died.", None),
        ("airstrike : On [Tuesday|DAT], [nine|KIL] [guards|TAR] died.", "2024-05-15"),
    ],
)
def test_two_events_of_a_type_are_told_apart(other: str, published: str | None) -> None:
    assert sentences(f"{RAID}\n: Nobody spoke.\n{other}", published) == [(0,), (2,)]


def test_conquests_of_two_places_are_two() -> None:
    story = """
territorial_change : [Rebels|ATT] took [Mosul|LOC].
: It had been quiet.
territorial_change : The [army|ATT] took [Basra|LOC].
"""
    assert sentences(story) == [(0,), (2,)]


def test_weekdays_without_a_publication_date_do_not_part() -> None:
    story = f"{RAID}\n: Nobody spoke.\nairstrike : On [Tuesday|DAT], [nine|KIL] [guards|TAR] died."
    assert sentences(story, published=None) == [(0, 2)]


def test_a_dateline_behind_a_headline_is_no_scene() -> None:
    story = """
armed_clash : [Rebels|ATT] near [Mosul|LOC]-[ANKARA|LOC], [TURKEY|LOC] — -[Rebels|ATT] fought the [army|TAR].
"""
    (event,) = assemble(told(story))
    assert event.location is not None
    assert event.location.text == "Mosul"


def test_a_full_date_of_the_same_day_says_more_than_a_weekday() -> None:
    story = """
protest : [Students|ATT] marched in [Cairo|LOC] on [Monday|DAT].
protest : [Students|ATT] march in [Cairo|LOC], [May 13, 2024|DAT].
"""
    (event,) = assemble(told(story))
    assert event.date is not None
    assert (event.date.text, event.date.start) == ("May 13, 2024", "2024-05-13")


def test_a_part_of_the_place_may_stand_between_the_sentences_of_an_event() -> None:
    story = """
airstrike : [Jets|WEA] struck [Kirkuk|LOC] on [Monday|DAT].
: Scouts had found a cave in the [Samra area|LOC] of [Kirkuk|LOC].
airstrike : The [jets|WEA] bombed it.
"""
    (event,) = assemble(told(story))
    assert event.location is not None
    assert event.location.text == "Samra area"


def test_the_date_of_the_article_is_no_date_of_the_event() -> None:
    story = "airstrike : Published [17 May 2024|DAT]: [jets|WEA] bombed a [depot|TAR] in [Kirkuk|LOC]."
    assert assemble(told(story))[0].date is None


def test_a_doubtful_type_gives_way_to_one_that_goes_on_from_before() -> None:
    story = "bombing : A bomb killed a [guard|TAR] in [Hama|LOC].\nbombing ambush : The blast hurt [two|INJ]."
    assert [event.type for event in assemble(told(story, scores={"bombing": 0.9, "ambush": 0.4}))] == ["bombing"]
    both = assemble(told(story, scores={"bombing": 0.9, "ambush": 0.8}))
    assert [event.type for event in both] == ["bombing", "ambush"]


def test_features_say_what_two_have_in_common() -> None:
    document = told(
        """
airstrike : [Jets|ATT] bombed a [depot|TAR] in [Kirkuk|LOC] on [Monday|DAT].
: Nobody spoke.
airstrike : The [depot|TAR] burned and [drones|ATT] circled.
"""
    )
    story, (known,) = clusters(told("airstrike : [Jets|ATT] bombed a [depot|TAR] in [Kirkuk|LOC] on [Monday|DAT]."))
    story = read_story(document)
    assert features(story, acts_of(story, 2)[0], known, told_last=True) == {
        "always": 1.0,
        "told_last": 1.0,
        "distance": math.log(2),
        "no_place": 1.0,
        "no_day": 1.0,
        "same_target": 1.0,
        "other_attacker": 1.0,
    }


def test_there_is_a_weight_for_every_feature() -> None:
    assert list(weights()) == list(FEATURES)
    assert probability({}) == 0.5
    assert probability({"same_target": 1.0}) > probability({}) > probability({"other_attacker": 1.0})


def test_fitting_learns_what_the_answers_hang_on() -> None:
    near: dict[str, float] = {"always": 1.0, "no_place": 1.0}
    far = {"always": 1.0, "distance": 2.0}
    fitted = fit_weights([(near, True)] * 30 + [(far, False)] * 30 + [(near, False)] * 3, penalty=1.0)
    assert fitted["no_place"] > 0 > fitted["distance"]
    assert fitted["same_day"] == 0
    assert tomllib.loads(table(fitted, ["gold.jsonl"], 63))["weights"] == {k: round(v, 3) for k, v in fitted.items()}


def test_pairs_ask_about_sentences_that_no_rule_decides() -> None:
    story = f"{RAID}\nairstrike : [Nine|KIL] died.\nairstrike : [Jets|WEA] hit [Kirkuk|LOC]."
    asked = list(pairs(replace(told(story), events=(Event("airstrike", sentences=(0, 1, 2)),))))
    assert [(set(found), right) for found, right in asked] == [({"always", "told_last", "no_place", "no_day"}, True)]


@given(st.lists(st.sampled_from(["[Homs|LOC]", "[Hama|LOC]", "[Monday|DAT]", "[2009|DAT]", "there"]), max_size=8))
def test_each_act_is_in_one_event_and_each_join_has_a_reason(pieces: list[str]) -> None:
    _, found = clusters(
        told("\n".join(f"bombing : A bomb killed [two|KIL] at {piece}." for piece in [*pieces, "noon"]))
    )
    at = [act.sentence for each in found for act in each.acts]
    assert sorted(at) == list(range(len(pieces) + 1))
    for each in found:
        assert len(each.rules) == len(each.acts) == len(each.reasons) + 1
