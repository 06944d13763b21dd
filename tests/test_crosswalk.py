"""The crosswalk: known answers, the traps of the published tables, and no answer that is a guess."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labels import EVENT_TYPES, Count, Event, InputError, Party, Weapon
from labels.crosswalk import (
    OUT_OF_SCOPE,
    SCHEMES,
    SETTLED,
    UNDETERMINED,
    Code,
    Inputs,
    code,
    codes,
    codes_of,
    crosswalk,
    inputs_of,
    vocabulary,
)
from labels.record import PARTY_KINDS

REBELS, ARMY, CIVILIANS = ["non_state_armed_group"], ["state_forces"], ["civilians"]

# What the event type alone settles: the code, "?" and the inputs that are missing, or "-" for out of scope.
TYPE_ALONE = {
    "airstrike": ("Air/drone strike", "ASSAULT aerial", "195", "?attacker", "?deaths,attacker,target"),
    "drone_strike": ("Air/drone strike", "ASSAULT drone", "1952", "?attacker", "?deaths,attacker,target"),
    "shelling": (
        "Shelling/artillery/missile attack",
        "ASSAULT heavy-weapons",
        "194",
        "?attacker",
        "?deaths,attacker,target",
    ),
    "bombing": ("?weapon", "ASSAULT explosives", "183", "?attacker", "?deaths,attacker,target"),
    "suicide_bombing": (
        "Suicide bomb",
        "ASSAULT suicide-attack",
        "1831",
        "?attacker",
        "?deaths,attacker,target",
    ),
    "ambush": ("?target", "ASSAULT", "190", "?attacker", "?deaths,attacker,target"),
    "armed_clash": ("Armed clash", "ASSAULT", "190", "?initiator", "?deaths,attacker,target"),
    "armed_attack": ("?target", "ASSAULT", "?target", "?attacker", "?deaths,attacker,target"),
    "assassination": ("?target", "ASSAULT targeted", "?form", "?attacker", "?deaths,attacker,target"),
    "abduction": (
        "Abduction/forced disappearance",
        "ASSAULT abduct",
        "181",
        "?attacker,form",
        "?deaths,attacker,target",
    ),
    "raid_arrest": ("?form", "?form", "?form", "-", "?deaths,attacker,target"),
    "protest": ("?response", "PROTEST", "140", "-", "-"),
    "riot": ("?form", "?attacker", "?attacker", "-", "?deaths,attacker,target"),
    "territorial_change": ("?form", "?form", "?form", "-", "-"),
    "agreement": ("Agreement", "?form", "?form", "-", "-"),
    "property_destruction": ("?attacker", "?form", "171", "?attacker", "?deaths,attacker,target"),
    "sexual_violence": ("Sexual violence", "ASSAULT sexual", "1821", "-", "?deaths,attacker,target"),
}


def short(found: Code) -> str:
    if found.state == UNDETERMINED:
        return "?" + ",".join(found.missing)
    if found.state == OUT_OF_SCOPE:
        return "-"
    keys = {"acled": ["sub_event_type"], "plover": ["type", "mode"]}.get(found.scheme, ["code"])
    return " ".join(found.values[key] for key in keys).strip()


def test_the_table_covers_every_event_type() -> None:
    assert list(TYPE_ALONE) == list(EVENT_TYPES)


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_the_event_type_alone(event_type: str) -> None:
    assert tuple(short(found) for found in crosswalk(event_type).values()) == TYPE_ALONE[event_type]


@pytest.mark.parametrize(
    ("scheme", "event_type", "known", "expected"),
    [
        # ACLED has no ambush: on armed people a battle, on others an attack.
        ("acled", "ambush", {"target": ["police"]}, "Armed clash"),
        ("acled", "ambush", {"target": ["aid_workers"]}, "Attack"),
        ("acled", "armed_attack", {"target": ["protesters"]}, "Excessive force against protesters"),
        ("acled", "armed_attack", {"target": ["civilians", "police"]}, "Armed clash"),
        ("acled", "assassination", {"target": ["officials"]}, "Attack"),
        ("acled", "assassination", {"target": ARMY}, "Armed clash"),
        ("acled", "bombing", {"weapon": ["grenade"]}, "Grenade"),
        ("acled", "bombing", {"weapon": ["vehicle_bomb"]}, "Remote explosive/landmine/IED"),
        ("acled", "bombing", {"target": ["protesters"]}, "Excessive force against protesters"),
        ("acled", "abduction", {"deaths": 2}, "Attack"),
        ("acled", "abduction", {"deaths": 0}, "Abduction/forced disappearance"),
        ("acled", "raid_arrest", {"form": "arrest"}, "Arrests"),
        ("acled", "raid_arrest", {"form": "weapons_seizure"}, "Disrupted weapons use"),
        ("acled", "protest", {"response": "none"}, "Peaceful protest"),
        ("acled", "protest", {"response": "intervention"}, "Protest with intervention"),
        ("acled", "protest", {"response": "lethal_force"}, "Excessive force against protesters"),
        ("acled", "protest", {"form": "strike"}, "-"),
        ("acled", "riot", {"form": "mob"}, "Mob violence"),
        ("acled", "riot", {"form": "violent_demonstration"}, "Violent demonstration"),
        ("acled", "riot", {"form": "repressed_protest"}, "Excessive force against protesters"),
        ("acled", "territorial_change", {"form": "regained"}, "Government regains territory"),
        ("acled", "territorial_change", {"form": "overtaken"}, "Non-state actor overtakes territory"),
        ("acled", "territorial_change", {"form": "handed_over"}, "Non-violent transfer of territory"),
        ("acled", "territorial_change", {"form": "withdrawn"}, "Change to group/activity"),
        ("acled", "property_destruction", {"attacker": REBELS}, "Looting/property destruction"),
        ("acled", "property_destruction", {"attacker": CIVILIANS}, "Mob violence"),
        # PLOVER: names of the manual, not of the draft table.
        ("plover", "armed_attack", {"form": "massacre"}, "ASSAULT targeted"),
        ("plover", "armed_attack", {"weapon": ["blades"]}, "ASSAULT primitive"),
        ("plover", "ambush", {"weapon": ["firearms"]}, "ASSAULT firearms"),
        ("plover", "ambush", {"weapon": ["roadside_bomb"]}, "ASSAULT explosives"),
        ("plover", "raid_arrest", {"form": "arrest"}, "COERCE arrest"),
        ("plover", "riot", {"attacker": ["protesters", "police"]}, "PROTEST riot"),
        ("plover", "riot", {"attacker": ["police"]}, "ASSAULT"),
        ("plover", "protest", {"form": "hunger_strike"}, "PROTEST hunger"),
        ("plover", "territorial_change", {"form": "withdrawn"}, "RETREAT withdraw"),
        ("plover", "territorial_change", {"form": "overtaken"}, "COERCE seize"),
        ("plover", "agreement", {"form": "ceasefire"}, "RETREAT ceasefire"),
        ("plover", "agreement", {"form": "release"}, "RETREAT release"),
        ("plover", "agreement", {"form": "peace_deal"}, "SUPPORT"),
        ("plover", "property_destruction", {"form": "destruction"}, "ASSAULT destroy"),
        (
            "plover",
            "property_destruction",
            {"form": "destruction", "attacker": ["protesters"]},
            "PROTEST vandalize",
        ),
        # CAMEO: the code for "not specified below" unless more is told.
        ("cameo", "airstrike", {"weapon": ["precision_guided"]}, "1951"),
        ("cameo", "bombing", {"weapon": ["vehicle_bomb"]}, "1832"),
        ("cameo", "bombing", {"weapon": ["roadside_bomb"]}, "1833"),
        ("cameo", "bombing", {"weapon": ["grenade"]}, "183"),
        ("cameo", "armed_clash", {"weapon": ["firearms"]}, "193"),
        ("cameo", "armed_clash", {"weapon": ["firearms", "heavy_weapons"]}, "194"),
        ("cameo", "armed_attack", {"form": "massacre", "weapon": ["firearms"]}, "202"),
        ("cameo", "armed_attack", {"weapon": ["blades"], "deaths": 3}, "1823"),
        ("cameo", "armed_attack", {"weapon": ["blades"]}, "182"),
        ("cameo", "armed_attack", {"target": CIVILIANS}, "180"),
        ("cameo", "armed_attack", {"target": ARMY}, "190"),
        ("cameo", "assassination", {"form": "killed"}, "186"),
        ("cameo", "assassination", {"form": "attempt"}, "185"),
        ("cameo", "assassination", {"deaths": 0}, "185"),
        ("cameo", "assassination", {"deaths": 1}, "?form"),
        ("cameo", "agreement", {"form": "peace_deal"}, "057"),
        ("cameo", "territorial_change", {"form": "regained"}, "192"),
        # GTD: non-state attackers only.
        ("gtd", "airstrike", {"attacker": ARMY}, "-"),
        ("gtd", "drone_strike", {"attacker": REBELS}, "3"),
        ("gtd", "suicide_bombing", {"attacker": REBELS}, "3"),
        ("gtd", "ambush", {"attacker": ["police"]}, "-"),
        ("gtd", "assassination", {"attacker": ["gang"]}, "1"),
        ("gtd", "abduction", {"attacker": REBELS}, "?form"),
        ("gtd", "abduction", {"attacker": REBELS, "form": "kidnapping"}, "6"),
        ("gtd", "abduction", {"attacker": REBELS, "form": "barricade"}, "5"),
        ("gtd", "abduction", {"attacker": REBELS, "form": "hijacking"}, "4"),
        ("gtd", "abduction", {"attacker": ARMY}, "-"),
        ("gtd", "armed_attack", {"attacker": REBELS, "weapon": ["unarmed"]}, "8"),
        ("gtd", "armed_attack", {"attacker": REBELS, "weapon": ["firearms"]}, "2"),
        ("gtd", "armed_attack", {"attacker": REBELS, "weapon": ["unarmed", "blades"]}, "2"),
        ("gtd", "armed_clash", {"attacker": REBELS, "target": ARMY}, "?initiator"),
        ("gtd", "armed_clash", {"initiator": REBELS}, "2"),
        ("gtd", "armed_clash", {"initiator": ARMY}, "-"),
        ("gtd", "property_destruction", {"attacker": REBELS}, "7"),
        ("gtd", "property_destruction", {"attacker": REBELS, "weapon": ["explosives"]}, "3"),
        # UCDP: both sides and a death.
        ("ucdp", "airstrike", {"attacker": ARMY, "target": REBELS, "deaths": 4}, "1"),
        ("ucdp", "airstrike", {"attacker": ARMY, "target": CIVILIANS, "deaths": 4}, "3"),
        ("ucdp", "airstrike", {"attacker": ARMY, "target": ["civilians", "militia"], "deaths": 4}, "1"),
        ("ucdp", "airstrike", {"deaths": 0}, "-"),
        ("ucdp", "airstrike", {"attacker": ARMY, "target": REBELS}, "?deaths"),
        ("ucdp", "bombing", {"attacker": REBELS, "target": ["police"], "deaths": 1}, "1"),
        ("ucdp", "armed_clash", {"attacker": REBELS, "target": ["militia"], "deaths": 1}, "2"),
        ("ucdp", "armed_clash", {"attacker": ["gang"], "target": ["gang"], "deaths": 9}, "2"),
        ("ucdp", "armed_clash", {"attacker": ["gang"], "target": ["police"], "deaths": 9}, "-"),
        ("ucdp", "armed_attack", {"attacker": CIVILIANS}, "-"),
        ("ucdp", "assassination", {"attacker": REBELS, "target": ["journalists"], "deaths": 1}, "3"),
        ("ucdp", "riot", {"attacker": ["protesters", "police"], "target": ["protesters"], "deaths": 1}, "-"),
        # What says nothing is as good as not given.
        (
            "ucdp",
            "armed_attack",
            {"attacker": ["unknown"], "target": ["other"], "deaths": 1},
            "?attacker,target",
        ),
        ("acled", "bombing", {"weapon": ["firearms"]}, "?weapon"),
    ],
)
def test_known_answers(scheme: str, event_type: str, known: Mapping[str, Any], expected: str) -> None:
    assert short(code(scheme, event_type, Inputs(**known))) == expected


def test_names_of_the_draft_and_other_traps_are_no_codes() -> None:
    modes = {row["mode"] for row in codes("plover")}
    assert not modes & {"assassinate", "massacre", "cleansing", "confiscate"}
    assert {"targeted", "aerial", "drone", "seize"} <= modes
    assert {"1834", "1951", "1952"} <= {row["code"] for row in codes("cameo")}
    assert code("cameo", "drone_strike").note == "195 in ICEWS"


def test_the_code_lists_are_complete() -> None:
    assert len(codes("acled")) == len({row["sub_event_type"] for row in codes("acled")}) == 25
    assert len({row["event_type"] for row in codes("acled")}) == 6
    assert len({row["type"] for row in codes("plover")}) == 16
    assert [row["code"] for row in codes("gtd")] == list("123456789")
    assert [row["code"] for row in codes("ucdp")] == list("123")


def test_an_undetermined_code_says_what_is_known_and_what_is_possible() -> None:
    found = code("acled", "raid_arrest")
    assert found.values == {"event_type": "Strategic developments"}
    assert [row["sub_event_type"] for row in found.candidates] == ["Arrests", "Disrupted weapons use"]


def test_out_of_scope_says_why() -> None:
    assert code("ucdp", "shelling", Inputs(deaths=0)).note == "UCDP needs at least one direct death"
    assert code("gtd", "shelling", Inputs(attacker=ARMY)).note == "GTD leaves out acts of states"


@st.composite
def questions(draw: st.DrawFn) -> tuple[str, str, Inputs]:
    event_type = draw(st.sampled_from(list(EVENT_TYPES)))
    kinds = st.lists(st.sampled_from(PARTY_KINDS), max_size=3)
    forms = vocabulary("form", event_type)
    return (
        draw(st.sampled_from(SCHEMES)),
        event_type,
        Inputs(
            attacker=draw(kinds),
            target=draw(kinds),
            initiator=draw(kinds),
            deaths=draw(st.none() | st.integers(0, 3)),
            weapon=draw(st.lists(st.sampled_from(vocabulary("weapon")), max_size=2)),
            form=draw(st.none() | st.sampled_from(forms)) if forms else None,
            response=draw(st.none() | st.sampled_from(vocabulary("response"))),
        ),
    )


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(questions())
def test_every_answer_is_a_code_or_says_what_is_missing_or_why_not(question: tuple[str, str, Inputs]) -> None:
    scheme, event_type, known = question
    found = code(scheme, event_type, known)
    if found.state == SETTLED:
        assert found.values in codes(scheme)
        assert not found.missing
    elif found.state == UNDETERMINED:
        assert found.missing
        assert all(row in codes(scheme) for row in found.candidates)
        assert all(found.values.items() <= row.items() for row in found.candidates)
    else:
        assert found.note
        assert not found.values


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_giving_what_is_missing_settles_it(scheme: str, event_type: str) -> None:
    """Over all values of the missing inputs that mean something to the scheme."""
    kinds = [[kind] for kind in PARTY_KINDS if kind not in ("other", "unknown")]
    ways: dict[str, list[Any]] = {"attacker": kinds, "target": kinds, "initiator": kinds}
    ways["deaths"] = [0, 1]
    ways["weapon"] = [[kind] for kind in vocabulary("weapon") if kind == "grenade" or "bomb" in kind]
    ways["form"] = list(vocabulary("form", event_type))
    ways["response"] = list(vocabulary("response"))
    missing = code(scheme, event_type).missing
    for values in product(*(ways[name] for name in missing)):
        found = code(scheme, event_type, Inputs(**dict(zip(missing, values, strict=True))))
        assert found.state != UNDETERMINED, (values, found)


def test_a_record_gives_its_inputs() -> None:
    event = Event(
        "raid_arrest",
        attackers=(Party("police", "police"),),
        targets=(Party("men"), Party("militants", "non_state_armed_group")),
        killed=Count("at least two", 2, None),
        captured=Count("three", 3, 3),
        weapons=(Weapon("AK-47 rifles"), Weapon("rocket-propelled grenade"), Weapon("water cannon")),
    )
    given = inputs_of(event)
    assert given.attacker == {"police"}
    assert given.target == {"non_state_armed_group"}
    assert given.deaths == 2
    assert given.form == "arrest"
    assert given.weapon == {"firearms", "heavy_weapons"}
    assert [short(found) for found in codes_of(event).values()] == [
        "Arrests",
        "COERCE arrest",
        "173",
        "-",
        "1",
    ]


@pytest.mark.parametrize(
    ("killed", "deaths"),
    [(None, None), (Count("no one", 0, 0), 0), (Count("up to five", None, 5), None), (Count("one", 1, 1), 1)],
)
def test_deaths_of_a_record_are_never_guessed(killed: Count | None, deaths: int | None) -> None:
    assert inputs_of(Event("shelling", killed=killed)).deaths == deaths


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("car bomb", "vehicle_bomb"),
        ("roadside bombs", "roadside_bomb"),
        ("IED", "explosives"),
        ("hand grenades", "grenade"),
        ("mortar rounds", "heavy_weapons"),
        ("machetes", "blades"),
        ("Kalashnikovs", "firearms"),
        ("sticky bomb", "explosives"),
        ("laser-guided bombs", "precision_guided"),
        ("TM-62 anti-tank mine", "explosives"),
        ("mortar bombs", "heavy_weapons"),
        ("RPG-7", "heavy_weapons"),
        ("tank guns", "heavy_weapons"),
        ("helicopter gunships", None),
        ("F-16s", None),
    ],
)
def test_weapons_of_a_record(text: str, kind: str | None) -> None:
    assert set(inputs_of(Event("bombing", weapons=(Weapon(text),))).weapon) == ({kind} if kind else set())


def test_a_clash_with_a_beginner_and_one_without() -> None:
    army, rebels = Party("army", "state_forces"), Party("rebels", "non_state_armed_group")
    killed = Count("nine", 9, 9)
    mutual = codes_of(Event("armed_clash", attackers=(army, rebels), killed=killed))
    begun = codes_of(Event("armed_clash", attackers=(rebels,), targets=(army,), killed=killed))
    assert (short(mutual["gtd"]), short(mutual["ucdp"])) == ("?initiator", "1")
    assert (short(begun["gtd"]), short(begun["ucdp"])) == ("2", "1")


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (
            lambda: code("icews", "riot"),
            "expected scheme to be one of acled, plover, cameo, gtd, ucdp, found 'icews'",
        ),
        (lambda: code("gtd", "battle"), "expected event type to be one of airstrike"),
        (
            lambda: code("gtd", "riot", Inputs(form="strike")),
            "expected form of riot to be one of violent_demon",
        ),
        (
            lambda: code("gtd", "ambush", Inputs(form="mob")),
            "expected form of ambush to be one of none, found 'mob'",
        ),
        (lambda: Inputs(attacker=["army"]), "expected party kind of the attacker to be one of state_forces"),
        (lambda: Inputs(deaths=-1), "expected deaths of 0 or more, found -1"),
    ],
)
def test_bad_questions(ask: Callable[[], object], message: str) -> None:
    with pytest.raises(InputError) as caught:
        ask()
    assert str(caught.value).startswith(message)
