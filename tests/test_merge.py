"""Merging across documents: what becomes one record, what stays apart, and the reasons given for both."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from inference.merge import _candidates, merge
from inference.merge_command import merge as merge_command
from inference.merged import COUNTS, MergedEvent, dumps, from_dict, loads, to_dict
from inference.same_event import MAY_BE_CALLED, compare, distance
from inference.telling import Limits, Telling, tellings
from labels import jsonl
from labels.errors import InputError
from labels.record import Count, Document, Event, EventDate, Party, Place, Weapon

TOWNS = {
    "Zarun": (14.00, 30.00),
    "Hesk": (14.05, 30.05),  # 7.7 km from Zarun
    "Old Tarnak": (14.50, 30.40),  # 70 km from Zarun
}


def town(name: str, country: str | None = "SDN") -> Place:
    north, east = TOWNS.get(name, (None, None))
    return Place(name, name, country, north, east, "town")


def day(start: str, end: str | None = None) -> EventDate:
    return EventDate("then", start, end or start, None if end else "day")


def exactly(number: int) -> Count:
    return Count(str(number), number, number, mentions=((0, 2),))


def at_least(number: int) -> Count:
    return Count(f"at least {number}", number, None)


RED_DAWN = Party("Red Dawn Front", "non_state_armed_group", ((3, 9),))
SHOPPERS = Party("shoppers", "civilians")


def event(kind: str = "bombing", date: str | None = "2024-05-14", place: str | None = "Zarun", **fields: Any) -> Event:  # noqa: ANN401 - fields of an event
    return Event(kind, fields.pop("on", day(date) if date else None), place and town(place), **fields)


def article(name: str, published: str | None, *events: Event, source: str | None = None) -> Document:
    return Document(name, f"An article called {name}.", source or name, published, events=events)


# Three articles on one bombing, one on a bombing in another town that day, one on the next day's in the same town.
MARKET = (
    article(
        "early",
        "2024-05-14",
        event(targets=(SHOPPERS,), killed=at_least(12), weapons=(Weapon("bomb"),), score=0.8, status="reported"),
    ),
    article(
        "morning",
        "2024-05-15",
        event(
            "suicide_bombing",
            attackers=(RED_DAWN,),
            killed=exactly(19),
            injured=exactly(40),
            weapons=(Weapon("car bomb"),),
            score=0.9,
        ),
    ),
    article("late", "2024-05-16", event("suicide_bombing", None, attackers=(RED_DAWN,), killed=exactly(23))),
)
ELSEWHERE = article(
    "elsewhere",
    "2024-05-15",
    event("suicide_bombing", place="Old Tarnak", attackers=(RED_DAWN,), killed=exactly(19)),
)
NEXT_DAY = article(
    "next-day", "2024-05-15", event("suicide_bombing", "2024-05-15", attackers=(RED_DAWN,), killed=exactly(8))
)
SAMPLE = (*MARKET, ELSEWHERE, NEXT_DAY)


def grouped(documents: Sequence[Document], limits: Limits | None = None) -> list[list[str]]:
    """Return the documents of each merged record, those with the first name first."""
    records = merge(documents, limits or Limits())
    return sorted(sorted(report.document for report in record.sources) for record in records)


def pair(a: Event, b: Event, *, published: tuple[str | None, str | None] = ("2024-05-15", "2024-05-15")) -> bool:
    """Tell whether two articles with an event each give one record."""
    return len(merge([article("a", published[0], a), article("b", published[1], b)])) == 1


def test_the_sample_gives_three_events() -> None:
    assert grouped(SAMPLE) == [["early", "late", "morning"], ["elsewhere"], ["next-day"]]


def test_a_merged_record_has_the_best_known_value_of_each_field() -> None:
    record = merge(SAMPLE)[0]
    found = record.event
    assert (found.type, found.date, found.location) == ("suicide_bombing", day("2024-05-14"), town("Zarun"))
    assert [party.text for party in (*found.attackers, *found.targets)] == ["Red Dawn Front", "shoppers"]
    assert found.attackers[0].mentions == ()
    assert [weapon.text for weapon in found.weapons] == ["car bomb"]
    assert (found.killed, found.injured, found.captured) == (exactly(23), exactly(40), None)
    assert (found.score, found.status, found.sentences) == (0.9, "reported", ())


def test_tolls_are_told_in_the_order_of_publication() -> None:
    tolls = [(t.document, t.published, t.killed and t.killed.text) for t in merge(SAMPLE)[0].tolls]
    assert tolls == [
        ("early", "2024-05-14", "at least 12"),
        ("morning", "2024-05-15", "19"),
        ("late", "2024-05-16", "23"),
    ]
    assert [s.type for s in merge(SAMPLE)[0].sources] == ["bombing", "suicide_bombing", "suicide_bombing"]


def test_each_report_that_joined_has_its_reasons_with_the_numbers() -> None:
    morning, late = merge(SAMPLE)[0].reasons
    assert (morning.document, morning.event, morning.other_document, morning.score) == ("morning", 0, "early", 0.65)
    assert morning.facts == (
        "same day, 2024-05-14",
        "same place, Zarun (0 km)",
        "at least 12 and 19 killed are compatible",
    )
    assert morning.against == ("one source calls it bombing, one suicide_bombing",)
    assert morning.verdict == ("joined: score 0.65 of at least 0.60, 2 facts agree; matches 2 of the 2 other reports")
    assert (late.document, late.other_document) == ("late", "morning")
    assert "no date in late[0], published 2 days from the other" in late.facts
    assert "19 and then 23 killed, nearly the same" in late.facts


def test_near_misses_name_the_reports_and_say_why() -> None:
    _, elsewhere, next_day = sorted(merge(SAMPLE), key=lambda record: record.sources[0].document)
    (miss,) = [m for m in elsewhere.near_misses if m.other_document == "morning"]
    assert (miss.document, miss.event, miss.other_event, miss.score) == ("elsewhere", 0, 0, 0.5)
    assert miss.verdict == "not joined: ruled out: places 70 km apart, Old Tarnak and Zarun, more than 20 km"
    assert "both 19 killed" in miss.facts
    limits = Limits(score=0.45)
    misses = {m.other_document: m for record in merge(SAMPLE, limits) for m in record.near_misses}
    assert misses["next-day"].against[0] == "dates 1 day apart"
    assert "2 of date, place, party and toll agree, 3 needed" in misses["next-day"].verdict
    assert next_day.sources[0].document == "next-day"


def test_a_pair_that_matches_but_is_kept_apart_by_its_document_says_so() -> None:
    both = article("both", "2024-05-15", event(killed=exactly(9)), event(killed=exactly(10)))
    one = article("one", "2024-05-15", event(killed=exactly(9)))
    first, second = merge([both, one])
    assert [(s.document, s.event) for s in first.sources] == [("both", 0), ("one", 0)]
    assert second.near_misses[0].verdict == "not joined: both tells of both as different events"


@pytest.mark.parametrize("limits", [Limits(), Limits(days=0, km=5, score=0.7), Limits(days=5, km=200, score=0.3)])
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_the_order_of_documents_makes_no_difference(limits: Limits, data: st.DataObject) -> None:
    documents = data.draw(st.one_of(st.just(list(SAMPLE)), _articles()))
    shuffled = data.draw(st.permutations(documents))
    assert list(map(dumps, merge(shuffled, limits))) == list(map(dumps, merge(documents, limits)))


_DATES = st.sampled_from(
    [None, day("2024-05-13"), day("2024-05-14"), day("2024-05-15"), day("2024-05-10", "2024-05-16"), EventDate("then")]
)
_PLACES = st.sampled_from(
    [
        *(None, town("Zarun"), town("Hesk"), town("Old Tarnak"), town("Zarun", None), town("Zarun", "TCD")),
        *(town("Nowhere"), Place(None, country="SDN"), Place("the Reeds", "the Reeds", "SDN", precision="region")),
    ]
)
_NUMBERS = st.sampled_from(
    [None, exactly(1), exactly(12), at_least(12), exactly(14), exactly(50), Count("many", None, None)]
)
_PARTIES = st.lists(st.sampled_from([RED_DAWN, SHOPPERS, Party("gunmen", "unknown"), Party("Hill Army")]), max_size=2)
_EVENTS = st.builds(
    Event,
    st.sampled_from(["bombing", "suicide_bombing", "ambush", "protest"]),
    _DATES,
    _PLACES,
    _PARTIES.map(tuple),
    _PARTIES.map(tuple),
    killed=_NUMBERS,
    injured=_NUMBERS,
)
_PUBLISHED = st.sampled_from([None, "2024-05-14", "2024-05-15", "2024-05-15T10:00:00", "2024-05-17"])


@st.composite
def _articles(draw: st.DrawFn) -> list[Document]:
    rows = draw(st.lists(st.tuples(_PUBLISHED, st.lists(_EVENTS, max_size=3)), max_size=8))
    return [article(f"d{at}", published, *events) for at, (published, events) in enumerate(rows)]


@given(_articles())
@settings(max_examples=60, deadline=None)
def test_every_event_is_in_one_record_and_no_record_contradicts_itself(documents: list[Document]) -> None:
    records = merge(documents)
    kept = [(s.document, s.event) for record in records for s in record.sources]
    assert sorted(kept) == [(d.id, at) for d in documents for at in range(len(d.events or ()))]
    told = {(t.document, t.index): t for d in documents for t in tellings(d)}
    for record in records:
        members = [told[s.document, s.event] for s in record.sources]
        assert len({t.document for t in members}) == len(members)
        assert len({t.event.location.country for t in members if t.event.location and t.event.location.country}) <= 1
        assert {m.document for m in record.reasons} == {t.document for t in members[1:]}
        assert all(m.facts and m.verdict.startswith("joined: ") for m in record.reasons)
        for a in members:
            for b in members:
                if a.days and b.days:
                    assert max(a.days[0], b.days[0]) - min(a.days[1], b.days[1]) <= 1


@given(_articles())
@settings(max_examples=30, deadline=None)
def test_a_record_that_is_written_and_read_is_the_same(documents: list[Document]) -> None:
    for record in merge(documents):
        again = loads(dumps(record))
        assert again == record
        # What takes no part in comparison has to come back as well.
        assert to_dict(again) == to_dict(record)


def test_the_json_has_the_fields_of_an_event_beside_its_sources() -> None:
    data = json.loads(dumps(merge(SAMPLE)[0]))
    assert data["type"] == "suicide_bombing"
    assert data["killed"]["min"] == 23
    assert data["tolls"][1]["killed"]["mentions"] == [[0, 2]]
    assert "mentions" not in data["killed"]
    assert data["sources"][0]["document"] == "early"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"sources": []}, "at least one source"),
        ({"sources": [{"document": "a", "sentences": []}]}, '"event" to be a whole number'),
        ({"reasons": None}, '"reasons" to be a list'),
        ({"near_misses": ["x"]}, '"near_misses" to hold objects'),
        ({"type": "picnic"}, "event type"),
        ({"tolls": [{"document": "a", "event": 0, "killed": {"min": -1}}]}, "count min"),
    ],
)
def test_what_is_no_merged_record_is_an_error(change: dict[str, Any], found: str) -> None:
    with pytest.raises(InputError, match=found):
        from_dict(to_dict(merge(SAMPLE)[0]) | change)
    with pytest.raises(InputError, match="a JSON object"):
        loads("{")


def test_two_facts_do_only_as_the_same_day_and_place() -> None:
    assert pair(event(), event())
    assert not pair(event(), event(place="Hesk"))
    assert not pair(event(), event(date="2024-05-15"))
    assert not pair(event(on=day("2024-05-09", "2024-05-15")), event())
    assert pair(
        event(killed=exactly(9), attackers=(RED_DAWN,)), event(place="Hesk", killed=exactly(9), attackers=(RED_DAWN,))
    )


def test_without_a_date_or_a_place_three_facts_have_to_agree() -> None:
    full = {"attackers": (RED_DAWN,), "killed": exactly(9)}
    assert pair(event(**full), event(date=None, **full), published=(None, None))
    assert not pair(event(**full), event(date=None, attackers=(RED_DAWN,)), published=(None, None))
    assert pair(event(**full), event(place=None, **full))
    assert not pair(event(**full), event(place=None, attackers=(RED_DAWN,)))
    assert not pair(event(date=None), event(date=None))


def test_an_article_without_a_date_is_of_its_own_days() -> None:
    full = {"attackers": (RED_DAWN,), "killed": exactly(9)}
    assert pair(event(**full), event(date=None, **full), published=("2024-05-15", "2024-05-20"))
    assert not pair(event(**full), event(date=None, **full), published=("2024-05-15", "2024-06-20"))


def test_no_article_tells_of_what_comes_after_it() -> None:
    full = {"attackers": (RED_DAWN,), "killed": exactly(9)}
    assert pair(event(**full), event(**full), published=("2024-05-13", None))  # a day for time zones
    assert not pair(event(**full), event(**full), published=("2024-05-12", None))


def test_countries_that_contradict_and_dates_too_far_apart_rule_it_out() -> None:
    full = {"attackers": (RED_DAWN,), "killed": exactly(9)}
    there = Event("bombing", day("2024-05-14"), town("Zarun", "TCD"), **full)
    assert not pair(event(**full), there)
    assert pair(event(**full), event(date="2024-05-15", **full))
    assert not pair(event(**full), event(date="2024-05-16", **full), published=("2024-05-17", "2024-05-17"))


def test_common_words_and_forces_of_a_state_are_no_fact() -> None:
    region = Place("the Reeds", "the Reeds", "SDN", 14.0, 30.0, "region")

    def by(party: Party) -> Event:
        return Event("airstrike", day("2024-05-14"), region, attackers=(party,))

    assert pair(by(RED_DAWN), by(RED_DAWN))
    assert pair(
        by(Party("Taliban fighters", "non_state_armed_group")), by(Party("the Taliban", "non_state_armed_group"))
    )
    for text, kind in (("gunmen", "unknown"), ("Gunmen", "unknown"), ("Sudanese Air Force", "state_forces")):
        assert not pair(by(Party(text, kind)), by(Party(text, kind)))
    nato = Party("NATO convoy", "unknown", name="NATO")
    assert not pair(by(nato), by(nato))


def test_sides_of_a_clash_may_change_places() -> None:
    other = Party("Hill Army", "militia")
    one = event("armed_clash", place="Hesk", attackers=(RED_DAWN,), targets=(other,))
    two = event("armed_clash", attackers=(other,), targets=(RED_DAWN,))
    (found,) = (c for c in [_compared(one, two)] if c)
    assert "parties shared, Red Dawn Front" in found.facts
    apart = _compared(event("ambush", attackers=(RED_DAWN,)), event("ambush", attackers=(other,)))
    assert apart is not None
    assert apart.against == ("attackers differ, Red Dawn Front and Hill Army",)


def _compared(a: Event, b: Event, limits: Limits | None = None):  # noqa: ANN202 - as compare
    one, two = (next(tellings(article(name, "2024-05-15", e))) for name, e in (("a", a), ("b", b)))
    return compare(one, two, limits or Limits())


@pytest.mark.parametrize(
    ("a", "b", "may"),
    [
        ("bombing", "suicide_bombing", True),
        ("airstrike", "drone_strike", True),
        ("shelling", "airstrike", True),
        ("armed_attack", "ambush", True),
        ("abduction", "raid_arrest", False),
        ("airstrike", "bombing", False),
    ],
)
def test_types_that_sources_may_confuse_match_at_a_cost(a: str, b: str, may: bool) -> None:
    assert pair(event(a), event(b)) is may
    assert (frozenset((a, b)) in MAY_BE_CALLED) is may
    if may:
        mixed, same = _compared(event(a), event(b)), _compared(event(a), event(a))
        assert mixed is not None
        assert same is not None
        assert mixed.score < same.score


def test_a_report_that_fits_two_does_not_chain_them() -> None:
    low, high = event(killed=exactly(4)), event(killed=exactly(40))
    chain = [article(n, "2024-05-15", e) for n, e in (("a", low), ("b", event()), ("c", high))]
    assert not pair(low, high)
    assert pair(low, event())
    assert pair(event(), high)
    assert len(merge(chain)) == 2


def test_dates_that_follow_one_another_do_not_chain() -> None:
    full = {"attackers": (RED_DAWN,), "killed": exactly(9)}
    days = [f"2024-05-{number}" for number in range(10, 20)]
    records = merge([article(date, "2024-05-20", event(date=date, **full)) for date in days])
    assert max(len(record.sources) for record in records) == 2


def test_reports_of_one_day_that_conflict_give_a_range_that_names_them() -> None:
    documents = [
        article("a", "2024-05-14", event(killed=exactly(5))),
        article("b", "2024-05-15", event(killed=exactly(10), attackers=(RED_DAWN,)), source="wire"),
        article("c", "2024-05-15", event(killed=exactly(20), attackers=(RED_DAWN,)), source="radio"),
    ]
    (record,) = merge(documents)
    killed = record.event.killed
    assert killed is not None
    assert (killed.min, killed.max, killed.qualifier) == (10, 20, "range")
    assert [(part.of, part.text, part.min) for part in killed.accounts] == [("wire", "10", 10), ("radio", "20", 20)]
    assert [toll.document for toll in record.tolls] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("first", "second", "current"),
    [
        (at_least(12), exactly(14), (14, 14)),
        (exactly(12), exactly(12), (12, 12)),
        (at_least(12), at_least(13), (13, None)),
        (exactly(12), exactly(13), (12, 13)),
        (exactly(12), Count("many", None, None), (12, 12)),
    ],
)
def test_counts_of_one_day_give_the_tightest_or_a_range(first: Count, second: Count, current: tuple[int, Any]) -> None:
    (record,) = merge(
        [article("a", "2024-05-15", event(killed=first)), article("b", "2024-05-15", event(killed=second))]
    )
    assert record.event.killed is not None
    assert (record.event.killed.min, record.event.killed.max) == current


def test_the_latest_report_is_current_even_if_it_is_lower() -> None:
    documents = [
        article("a", "2024-05-15", event(killed=exactly(14))),
        article("b", "2024-05-17", event(killed=exactly(12))),
        article("c", "2024-05-18", event()),
        article("undated", None, event(killed=exactly(13))),
    ]
    (record,) = merge(documents)
    assert record.event.killed == exactly(12)
    assert [toll.document for toll in record.tolls] == ["undated", "a", "b"]


def test_the_finest_date_and_place_win_and_aliases_are_one_party() -> None:
    spot = Place("Zarun market", "Zarun market", "SDN", 14.0, 30.0, "exact")
    vague = Event("bombing", day("2024-05-13", "2024-05-14"), town("Zarun", None), (Party("ISIS", "unknown"),))
    fine = Event("bombing", day("2024-05-14"), spot, (Party("Islamic State militants", "non_state_armed_group"),))
    (record,) = merge([article("a", "2024-05-15", vague), article("b", "2024-05-15", fine)])
    assert (record.event.date, record.event.location) == (day("2024-05-14"), spot)
    (party,) = record.event.attackers
    assert (party.text, party.kind) == ("Islamic State militants", "non_state_armed_group")


def test_the_limits_are_what_decides() -> None:
    full = {"attackers": (RED_DAWN,), "killed": exactly(9)}
    near = [article("a", "2024-05-20", event(**full)), article("b", "2024-05-20", event(place="Hesk", **full))]
    assert [len(merge(near, limits)) for limits in (Limits(), Limits(km=5), Limits(score=1.0))] == [1, 2, 2]
    later = [article("a", "2024-05-20", event(**full)), article("b", "2024-05-20", event(date="2024-05-17", **full))]
    assert [len(merge(later, limits)) for limits in (Limits(), Limits(days=3))] == [2, 1]
    for wrong in ({"days": -1}, {"km": float("nan")}, {"km": float("inf")}, {"score": float("nan")}, {"score": 1.5}):
        with pytest.raises(InputError):
            Limits(**wrong)


def test_distances_are_those_of_an_atlas() -> None:
    paris, london = (Place("x", latitude=y, longitude=x) for y, x in ((48.8566, 2.3522), (51.5074, -0.1278)))
    assert distance(paris, london) == pytest.approx(343.6, abs=0.5)
    date_line = [Place("x", latitude=0, longitude=x) for x in (179.9, -179.9)]
    assert distance(*date_line) == pytest.approx(22.2, abs=0.1)
    assert distance(paris, Place("x")) is None


def test_an_id_twice_or_a_document_not_read_for_events_is_an_error() -> None:
    with pytest.raises(InputError, match="each id once"):
        merge([MARKET[0], MARKET[0]])
    with pytest.raises(InputError, match="extract"):
        merge([Document("plain", "Text.")])


def test_blocking_leaves_few_pairs_and_none_that_could_match() -> None:
    choose = random.Random(5)
    countries = [None, *"ABCDEFGHIJ"]
    told = []
    for at in range(250):
        number = choose.randrange(1, 29)
        place = town("Zarun", choose.choice(countries))
        date = day(f"2024-{choose.randrange(1, 13):02}-{number:02}") if choose.random() < 0.8 else None
        published = f"2024-{choose.randrange(1, 13):02}-{number:02}" if choose.random() < 0.9 else None
        record = Event("bombing", date, place, (RED_DAWN,), killed=exactly(9))
        told += tellings(article(f"d{at}", published, record))
    told.sort(key=lambda one: one.order)
    pairs = set(_candidates(told, Limits().days + 2))
    everything = [(i, j) for j in range(len(told)) for i in range(j)]
    assert len(pairs) < len(everything) / 10
    matching = {(i, j) for i, j in everything if _matches(told[i], told[j])}
    assert matching
    assert matching <= pairs


def _matches(a: Telling, b: Telling) -> bool:
    found = compare(a, b, Limits())
    return found is not None and found.outcome == "match"


def run(*arguments: str, stdin: bytes = b"") -> Result:
    app = typer.Typer()
    app.command()(merge_command)
    return CliRunner().invoke(app, list(arguments), input=stdin)


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "records.jsonl"
    jsonl.write(path, SAMPLE)
    return path


def read(result: Result) -> list[MergedEvent]:
    return [loads(line) for line in result.stdout.splitlines()]


def test_the_command_writes_a_record_a_line(records: Path) -> None:
    result = run(str(records))
    assert (result.exit_code, result.stderr) == (0, "")
    assert read(result) == merge(SAMPLE)
    assert read(run(stdin=records.read_bytes())) == merge(SAMPLE)
    assert len(read(run(str(records), "--days", "0", "--km", "1", "--score", "0.9"))) == 5


def test_the_command_prints_a_table_with_the_course_of_the_toll_and_the_near_misses(records: Path) -> None:
    result = run(str(records), "--format", "table")
    assert result.exit_code == 0
    for words in ("suicide bombing", "23 killed", "(killed: 12+ → 19 → 23)", "morning[0]", "near misses"):
        assert words in result.stdout
    assert "elsewhere[0] and morning[0]: not joined" in result.stdout.replace(
        "morning[0] and elsewhere[0]", "elsewhere[0] and morning[0]"
    )


def test_the_command_writes_a_file_by_its_name(records: Path, tmp_path: Path) -> None:
    output = tmp_path / "merged.jsonl"
    assert run(str(records), "-o", str(output)).exit_code == 0
    assert [loads(line) for line in output.read_text("utf-8").splitlines()] == merge(SAMPLE)


def test_what_was_not_read_for_events_is_named_and_the_rest_goes_through(records: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.jsonl"
    more.write_text('{"id": "plain", "text": "Nothing yet."}\nno json\n')
    result = run(str(records), str(more))
    assert result.exit_code == 1
    assert len(read(result)) == 3
    first, second, last = result.stderr.splitlines()
    assert "plain: expected a document with event records, found one without" in first
    assert "conflict-events extract" in first
    assert "more.jsonl:2" in second
    assert last == "2 of 7 inputs failed"


@pytest.mark.parametrize(
    "wrong", [["--km", "nan"], ["--score", "2"], ["--days", "-1"], ["missing.jsonl"], ["--form", "x"]]
)
def test_wrong_use_has_status_2(records: Path, wrong: list[str]) -> None:
    result = run(str(records), *wrong)
    assert result.exit_code == 2
    assert result.stdout == ""


def test_a_table_lets_no_control_characters_through(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    evil = Place("Za\x1b[31mrun", "Za\x1b[31mrun", "SDN", precision="town")
    documents = [
        Document(
            name, "Text.", published="2024-05-15", events=(Event("bombing", day("2024-05-14"), evil, killed=count),)
        )
        for name, count in (("a\x1b]0;x\x07", exactly(4)), ("b", exactly(40)))
    ]
    jsonl.write(path, documents)
    result = run(str(path), "--format", "table")
    assert result.exit_code == 0
    assert "near misses" in result.stdout
    assert "\x1b" not in result.stdout
    assert "\x07" not in result.stdout


def test_an_empty_document_gives_no_record_and_an_empty_table_says_so(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    jsonl.write(path, [article("a", None)])
    assert run(str(path)).stdout == ""
    assert run(str(path), "--format", "table").stdout.strip() == "no events"


def test_counts_are_those_of_the_record() -> None:
    assert set(COUNTS) <= set(Event.__dataclass_fields__)
