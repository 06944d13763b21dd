"""What kind of party a phrase names.

The words of `data/actors.toml` decide. A phrase is read from its head, the last word of its noun phrase. Some heads
decide at once ("villagers"); weak ones ("convoy", "leader") leave it to the words before them, so "police
station" is police, "army convoy" state forces and "Hamas leader" a member of Hamas. What was attacked counts as
its owner: a school or a bus is civilians, a ministry officials. Unidentified armed people ("gunmen") are unknown.
"""

from __future__ import annotations

import functools
from typing import Final

from inference.countries import find_countries, named_country
from inference.groups import ActorTable, Group, Words, find_groups, singular, table
from inference.phrases import Hit, Token, tokens

# How many characters after "group of" may still tell who they are.
_REST: Final = 100
_PREPOSITIONS: Final = frozenset(
    ("of", "in", "from", "at", "near", "for", "with", "who", "on", "by", "inside", "outside", "against", "between")
)
_ARMED: Final = frozenset(("non_state_armed_group", "militia", "gang"))
_FORCES: Final = frozenset(("state_forces", "non_state_armed_group", "police", "unknown"))
# A modifier of these kinds decides for any weak word; those of the other kinds decide for armed ones only.
_ANY_WEAK: Final = frozenset(("civilians", "aid_workers", "journalists", "officials", "police", "protesters", "gang"))
_MILITIA_WHEN_ATTACKING: Final = frozenset(("herder", "herdsman", "pastoralist", "tribesman", "nomad", "elder"))
_MANY: Final = frozenset(("people", "children", "schoolchildren", "youth", "family"))
# Nouns that are something else before another noun: "major airports", "local forces", "wounded soldiers".
_NO_MODIFIERS: Final = frozenset(
    (word,)
    for word in ("general", "major", "private", "local", "national", "other", "dead", "wounded", "injured", "accused")
)


def _words(text: str) -> Words:
    return tuple(singular(token.key) for token in tokens(text))


@functools.cache
def _kinds(section: str) -> dict[Words, str]:
    return {_words(phrase): kind for kind, phrases in table()[section].items() for phrase in phrases}


@functools.cache
def _longest() -> int:
    return max(len(words) for section in ("heads", "weak", "modifiers") for words in _kinds(section))


def party_kind(text: str, label: str = "", actors: ActorTable | None = None) -> str:
    """Return which of `labels.record.PARTY_KINDS` a participant is; `label` is its span label.

    The label matters for what the words leave open: a state that attacks does so by its forces, and people
    without arms who are the acting side of an event ("residents", "students") are protesters.

    >>> party_kind("police station"), party_kind("Hamas leader"), party_kind("gunmen")
    ('police', 'non_state_armed_group', 'unknown')
    """
    words = tokens(text)
    known = find_groups(words, actors)
    core, rest = split_noun_phrase(words, known)
    places = find_countries(words)
    kind, weak = _kind_of_core(core, known, places)
    if kind is None and weak is not None and rest:
        inner = party_kind(text[rest[0].start :][:_REST], actors=actors)
        kind = inner if inner != "unknown" else None
    if kind is None:
        kind = weak or _kind_of_state(words, known, places, label)
    return _kind_of_attacker(kind, core, known) if label == "ATTACKER" else kind


def _kind_of_attacker(kind: str, core: list[Token], known: list[Hit[Group]]) -> str:
    if kind == "other" and known and known[0].value.kind == "international_organization":
        return "international_forces"
    head = core[-1].key if core else ""
    if kind != "civilians":
        return kind
    if singular(head) in _MILITIA_WHEN_ATTACKING:
        return "militia"
    if singular(head) == "man":
        return "unknown"
    many = head in _MANY or singular(head) != head
    return "protesters" if many and _words(head) in _kinds("heads") else kind


def split_noun_phrase(words: list[Token], known: list[Hit[Group]]) -> tuple[list[Token], list[Token]]:
    """Return the words of a phrase before its first preposition, and those behind it."""
    for at, word in enumerate(words):
        inside_name = any(hit.first <= at < hit.last for hit in known)
        if at and word.key in _PREPOSITIONS and not inside_name and not _names_office(words[: at + 2]):
            return words[:at], words[at + 1 :]
    return words, []


def _names_office(words: list[Token]) -> bool:
    keys = tuple(singular(word.key) for word in words)
    return any(keys[at:] in _kinds("heads") for at in range(len(keys) - 2))


def _kind_of_core(core: list[Token], known: list[Hit[Group]], places: list[Hit[str]]) -> tuple[str | None, str | None]:
    """Return the kind that the words decide, or else None and the default of the first weak word."""
    keys = tuple(singular(word.key) for word in core)
    groups_by_end = {hit.last: hit for hit in known}
    country_at = {hit.last: hit.first for hit in places if hit.last < len(core) or _is_country(core, hit)}
    weak: str | None = None
    end = len(keys)
    while end > 0:
        hit = groups_by_end.get(end)
        if hit and hit.value.kind != "state":
            return _kind_of_group(hit.value, weak), weak
        first, role, kind = _phrase_before(keys, end, weak)
        if first >= country_at.get(end, end):
            first, role = country_at[end], ""
        if role == "weak":
            weak = weak or kind
        elif role:
            armed = next((h.value.kind for h in known if h.last <= first and h.value.kind in _ARMED), None)
            return (armed if armed and kind in _ARMED else kind), weak
        end = first
    return None, weak


def _phrase_before(keys: Words, end: int, weak: str | None) -> tuple[int, str, str]:
    """Return where the longest known phrase that ends at `end` begins, its role and its kind."""
    for first in range(max(0, end - _longest()), end):
        phrase = keys[first:end]
        modifier = _kinds("modifiers").get(phrase) if weak else None
        if modifier and (weak in _FORCES or modifier in _ANY_WEAK):
            return first, "modifier", modifier
        if phrase in _kinds("weak"):
            return first, "weak", _kinds("weak")[phrase]
        kind = _kinds("heads").get(phrase)
        if kind and not (weak and phrase in _NO_MODIFIERS):
            return first, "head", kind
    return end - 1, "", ""


def _kind_of_group(group: Group, weak: str | None) -> str:
    if group.kind == "international_organization":
        staff = {"": "other", "officials": "officials", "civilians": "aid_workers"}
        return staff.get(weak or "", "international_forces")
    if group.kind == "officials" and weak in _FORCES:
        return "unknown" if weak == "unknown" else "state_forces"
    return group.kind


def _kind_of_state(words: list[Token], known: list[Hit[Group]], places: list[Hit[str]], label: str) -> str:
    spans = [range(hit.first, hit.last) for hit in known] + [range(hit.first, hit.last) for hit in places]
    if not words or len({at for span in spans for at in span}) < len(words):
        return "unknown"
    people = not known and not any(_is_country(words, hit) for hit in places)
    if people and (label == "TARGET" or words[-1].key.endswith("s")):
        return "civilians"
    return {"ATTACKER": "state_forces", "ACTOR": "officials"}.get(label, "unknown")


def _is_country(words: list[Token], hit: Hit[str]) -> bool:
    return named_country(" ".join(word.raw for word in words[hit.first : hit.last])) is not None
