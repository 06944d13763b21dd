"""The label names of the project, each with its definition in one line."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

SPAN_LABELS: Final = MappingProxyType(
    {
        "ATTACKER": "who carries out a violent or coercive act: a person, group, force or state",
        "TARGET": "who or what the act is done to: people, groups, buildings, vehicles, positions",
        "ACTOR": "any other person, organisation, force or government that is mentioned",
        "LOCATION": "a named geographic place, or a named facility used as a place",
        "KILLED": "a count of people killed, with its qualifier",
        "INJURED": "a count of people wounded, with its qualifier",
        "CAPTURED": "a count of people abducted, taken hostage, captured, arrested or detained",
        "DATE": "words that say when: calendar date, weekday, time of day, relative time",
        "WEAPON": "the physical means that were used",
    }
)
"""Span label -> definition, in the order in which models number them."""

ROLE_LABELS: Final = frozenset({"ATTACKER", "TARGET", "ACTOR"})
"""The labels that say which part a participant plays."""

COUNT_LABELS: Final = MappingProxyType({"KILLED": "killed", "INJURED": "injured", "CAPTURED": "captured"})
"""Span label of a count -> the field of an event record that it fills."""

EVENT_TYPES: Final = MappingProxyType(
    {
        "airstrike": "bombs or missiles from crewed aircraft or helicopters, or from aircraft that are not named",
        "drone_strike": "an attack by an unmanned aircraft or a loitering munition",
        "shelling": "artillery, mortar, tank, rocket or missile fire from ground or sea",
        "bombing": "a planted or thrown explosive goes off: mine, roadside bomb, car bomb, grenade",
        "suicide_bombing": "an attacker dies detonating explosives",
        "ambush": "a surprise attack from a waiting position, mostly on people who are moving",
        "armed_clash": "fighting between two sides: battle, firefight, exchange of fire",
        "armed_attack": "a one-sided attack with firearms, blades or by storming; massacre and execution",
        "assassination": "a killing, or an attempt, aimed at one person because of who they are",
        "abduction": "kidnapping, hostage taking, forced disappearance",
        "raid_arrest": "a raid, arrest, detention or weapons seizure by security forces",
        "protest": "a demonstration, march, strike or sit-in without violence by its participants",
        "riot": "a violent demonstration, mob violence, clashes of protesters with police",
        "territorial_change": "a place or base is taken, retaken or lost, or forces withdraw from it",
        "agreement": "a ceasefire, truce, peace deal or agreed release that was made",
        "property_destruction": "arson, looting, demolition or sabotage of property or infrastructure",
        "sexual_violence": "rape or other sexual violence in conflict",
    }
)
"""Event type -> definition, in the order in which models number them."""
