"""From event types to the codes of ACLED, PLOVER, CAMEO, GTD and UCDP, where the inputs settle them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import Any, Final

from labels.errors import InputError, shorten
from labels.record import PARTY_KINDS, Count, Event, Party
from labels.schema import EVENT_TYPES

SCHEMES: Final = ("acled", "plover", "cameo", "gtd", "ucdp")
SETTLED: Final = "settled"
UNDETERMINED: Final = "undetermined"
OUT_OF_SCOPE: Final = "out of scope"

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is known of an event besides its type; what is left out is not known.

    :raises InputError: a value is not one of its vocabulary.
    """

    attacker: Collection[str] = ()
    """Kinds of the acting parties, from `labels.record.PARTY_KINDS`."""
    target: Collection[str] = ()
    """Kinds of the parties acted on; of a clash with no target, all sides."""
    initiator: Collection[str] = ()
    """Kinds of those who began a clash."""
    deaths: int | None = None
    """People killed, at least."""
    weapon: Collection[str] = ()
    """Kinds of weapon, from `vocabulary("weapon")`."""
    form: str | None = None
    """Variant of the event type, from `vocabulary("form", event_type)`."""
    response: str | None = None
    """What force peaceful protesters met, from `vocabulary("response")`."""

    def __post_init__(self) -> None:
        for name in ("attacker", "target", "initiator"):
            _check(getattr(self, name), PARTY_KINDS, f"party kind of the {name}")
        _check(self.weapon, vocabulary("weapon"), "kind of weapon")
        _check([self.response] if self.response else [], vocabulary("response"), "response")
        if self.deaths is not None and self.deaths < 0:
            raise InputError("deaths of 0 or more", str(self.deaths))

    def words(self) -> dict[str, Words]:
        """Return the inputs that are given, in the words of the rules."""
        found: dict[str, Words] = {}
        for f in fields(self):
            value = getattr(self, f.name)
            if f.name == "deaths" and value is not None:
                found["deaths"] = frozenset({"some" if value else "none"})
            elif value:
                found[f.name] = frozenset({value} if isinstance(value, str) else value)
        return found


@dataclass(frozen=True, slots=True)
class Code:
    """The code of an event in one scheme, or why there is none.

    `state` is `SETTLED`, `UNDETERMINED` or `OUT_OF_SCOPE`. `values` maps the fields of the scheme to the
    code. Of an undetermined code it holds the fields on which all codes still possible agree; `candidates`
    lists those codes, and `missing` names the inputs that choose among them and being out of scope.
    """

    scheme: str
    state: str
    values: Mapping[str, str]
    missing: tuple[str, ...] = ()
    candidates: tuple[Mapping[str, str], ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    when: Mapping[str, Words]
    told: Mapping[str, Words]
    values: Mapping[str, str] | None
    note: str | None = None

    def holds(self, given: Mapping[str, Words]) -> bool | None:
        """Say whether the rule holds; None while an input that it depends on is not given."""
        if any(given.get(key, frozenset()).isdisjoint(words) for key, words in self.told.items()):
            return False
        if any(key in given and given[key].isdisjoint(words) for key, words in self.when.items()):
            return False
        return True if self.when.keys() <= given.keys() else None


@dataclass(frozen=True, slots=True)
class _Scheme:
    codes: tuple[Mapping[str, str], ...]
    rules: Mapping[str, tuple[_Rule, ...]]


def code(scheme: str, event_type: str, given: Inputs | None = None) -> Code:
    """Return the code of an event type in a scheme, as far as the given inputs settle it.

    >>> code("acled", "ambush").missing
    ('target',)
    >>> code("acled", "ambush", Inputs(target=["police"])).values["sub_event_type"]
    'Armed clash'

    :raises InputError: an unknown scheme, event type, or form of that type.
    """
    _check([scheme], SCHEMES, "scheme")
    _check([event_type], EVENT_TYPES, "event type")
    known = (given or Inputs()).words()
    _check(known.get("form", ()), vocabulary("form", event_type), f"form of {event_type}")
    rules = _schemes()[scheme].rules[event_type]
    named: dict[str, Words] = {}
    for rule in rules:
        for key, words in (*rule.when.items(), *rule.told.items()):
            named[key] = named.get(key, frozenset()) | words
    known = {key: words for key, words in known.items() if words & named.get(key, frozenset())}

    possible: list[_Rule] = []
    for rule in rules:
        holds = rule.holds(known)
        if holds is not False:
            possible.append(rule)
        if holds:
            break
    last = possible[-1]
    if all(rule.values == last.values for rule in possible):
        if last.values is None:
            return Code(scheme, OUT_OF_SCOPE, {}, note=last.note)
        return Code(scheme, SETTLED, last.values, note=last.note)
    missing = dict.fromkeys(key for rule in possible for key in rule.when if key not in known)
    candidates = [rule.values for rule in possible if rule.values is not None]
    shared = set.intersection(*(set((rule.values or {}).items()) for rule in possible))
    distinct = [values for i, values in enumerate(candidates) if values not in candidates[:i]]
    return Code(scheme, UNDETERMINED, dict(sorted(shared)), tuple(missing), tuple(distinct))


def crosswalk(event_type: str, given: Inputs | None = None) -> dict[str, Code]:
    """Return the code of an event type in each scheme.

    :raises InputError: an unknown event type, or form of that type.
    """
    return {scheme: code(scheme, event_type, given) for scheme in SCHEMES}


def codes_of(event: Event) -> dict[str, Code]:
    """Return the codes of an event record in each scheme, with the inputs that the record holds.

    >>> event = Event("bombing", attackers=(Party("rebels", "non_state_armed_group"),))
    >>> codes_of(event)["gtd"].values["name"]
    'Bombing/Explosion'
    """
    return crosswalk(event.type, inputs_of(event))


def inputs_of(event: Event) -> Inputs:
    """Return what an event record tells of the inputs.

    A clash whose beginner is not known has all sides as attackers. Of a raid, only arrests leave a count.
    """
    attacker, target = _kinds(event.attackers), _kinds(event.targets)
    initiator: Words = frozenset()
    if event.type == "armed_clash":
        if event.targets and len({party.kind for party in event.attackers}) == 1:
            initiator = attacker
        else:
            target |= attacker
    arrested = event.type == "raid_arrest" and _at_least(event.captured)
    return Inputs(
        attacker=attacker,
        target=target,
        initiator=initiator,
        deaths=_at_least(event.killed),
        weapon=_weapons(weapon.text for weapon in event.weapons),
        form="arrest" if arrested else None,
    )


def codes(scheme: str) -> tuple[Mapping[str, str], ...]:
    """Return the codes of a scheme that are known here.

    :raises InputError: an unknown scheme.
    """
    _check([scheme], SCHEMES, "scheme")
    return _schemes()[scheme].codes


def vocabulary(name: str, event_type: str | None = None) -> tuple[str, ...]:
    """Return the words that an input may take: `weapon`, `response`, or `form` of an event type."""
    data = _data()
    if name == "form":
        return tuple(data["forms"].get(event_type, ()))
    return tuple(data["weapons"] if name == "weapon" else data["responses"]["values"])


def _check(values: Iterable[object], allowed: Collection[str], what: str) -> None:
    for value in values:
        if value not in allowed:
            raise InputError(f"{what} to be one of {', '.join(allowed) or 'none'}", shorten(value))


def _kinds(parties: Sequence[Party]) -> Words:
    return frozenset(party.kind for party in parties if party.kind)


def _at_least(count: Count | None) -> int | None:
    """Return the least number of people, and None where it may or may not be none."""
    if count is None:
        return None
    return 0 if count.max == 0 else count.min or None


def _weapons(texts: Iterable[str]) -> Words:
    """Return the kinds of weapon that texts name, each by its last and longest known word."""
    kinds = {word: kind for kind, words in _data()["weapons"].items() for word in words}
    longest_first = "|".join(map(re.escape, sorted(kinds, key=len, reverse=True)))
    found = set()
    for text in texts:
        matches = list(re.finditer(rf"\b({longest_first})(?:e?s)?\b", text.lower()))
        if matches:
            found.add(kinds[matches[-1][1]])
    return frozenset(found)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((resources.files("labels") / "crosswalk.toml").read_text(encoding="utf-8"))


@cache
def _schemes() -> dict[str, _Scheme]:
    return {name: _scheme(_data()[name], _data()["groups"]) for name in SCHEMES}


def _scheme(data: Mapping[str, Any], groups: Mapping[str, list[str]]) -> _Scheme:
    rows = tuple(dict(zip(data["fields"], row, strict=True)) for row in data["codes"])

    def words(value: str | list[str]) -> Words:
        return frozenset(groups[value] if isinstance(value, str) else value)

    rules: dict[str, tuple[_Rule, ...]] = dict.fromkeys(EVENT_TYPES, ())
    for item in data["rules"]:
        begin = item.get("code")
        values = None
        if begin is not None:
            (values,) = (row for row in rows if list(row.values())[: len(begin)] == begin)
        when, told = ({key: words(x) for key, x in item.get(name, {}).items()} for name in ("when", "told"))
        rule = _Rule(when, told, values, item.get("note"))
        for event_type in EVENT_TYPES:
            if event_type in words(item["event"]):
                rules[event_type] += (rule,)
    return _Scheme(rows, rules)
