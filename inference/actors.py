"""Who a phrase names: the group behind an alias, the state a party is of, and whether two phrases name one party.

What the words do not say is None. `inference/groups.py` has the named groups, `inference/kinds.py` the kinds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeVar

from inference.countries import find_countries
from inference.groups import ActorTable, Group, Words, find_groups, groups, singular
from inference.kinds import party_kind, split_noun_phrase
from inference.lexicon import word_set
from inference.phrases import Hit, Token, tokens

__all__ = ["ActorTable", "canonical", "find_groups", "groups", "party_country", "party_kind", "same_party"]

T = TypeVar("T")

_NOT_OF_GROUP: Final = frozenset(("civilians", "journalists", "protesters", "aid_workers"))
"""Kinds of people who stand near a group without being of it: "Hamas-era school", "White House reporter"."""
_OF_ONE_STATE: Final = frozenset(("state_forces", "police", "officials", "state"))
"""Kinds of groups that belong to the state of their country; armed groups only fight in it."""
_HYPHENS: Final = frozenset("-–‐")
_PEOPLE_OF_GROUP: Final = frozenset(
    (
        *("fighter", "militant", "insurgent", "rebel", "terrorist", "member", "group", "force", "movement", "gunman"),
        *("jihadist", "guerrilla", "extremist", "militia", "militiaman", "faction", "organization", "organisation"),
        *("network", "cell", "element", "cartel", "gang", "suspect"),
    )
)
_FORCES_OF_STATE: Final = frozenset(("army", "military", "force", "troop", "soldier", "air", "armed", "security"))


def canonical(text: str, actors: ActorTable | None = None) -> str | None:
    """Return the first name of the known group that a phrase names or is part of, else None.

    A group that is only a bearing of the phrase ("anti-Taliban fighters", "Hamas-run school") is not meant, nor is
    a government that is called by its seat.

    >>> canonical("Daesh militants"), canonical("fighters of the Taleban"), canonical("villagers") is None
    ('Islamic State', 'Taliban', True)
    """
    group = _group_of(text, actors)
    return group.name if group else None


def _group_of(text: str, actors: ActorTable | None) -> Group | None:
    words = tokens(text)
    known = find_groups(words, actors)
    core, rest = split_noun_phrase(words, known)
    near = [hit for hit in _plain(text, words, known) if hit.value.kind != "state"]
    own = next((hit for hit in near if hit.first < len(core) and not _is_object(words, hit)), None)
    if own:
        kind = party_kind(text, actors=actors)
        whole = own.last == len(core)
        return own.value if whole or kind == own.value.kind or kind not in _NOT_OF_GROUP else None
    if core and rest and singular(core[-1].key) in {singular(word) for word in word_set("members")}:
        return near[0].value if near else None
    return None


def _is_object(words: list[Token], hit: Hit[Group]) -> bool:
    """Tell "soldiers hunting the Taliban" by the article inside the phrase."""
    return hit.first > 1 and words[hit.first - 1].key == "the"


def _plain(text: str, words: list[Token], hits: list[Hit[T]]) -> Iterator[Hit[T]]:
    """Yield the hits that are no part of a word with a hyphen: "pro-Iranian", "U.S.-backed"."""
    for hit in hits:
        before, after = text[: words[hit.first].start][-1:], text[words[hit.last - 1].end :][:1]
        if before not in _HYPHENS and after not in _HYPHENS:
            yield hit


def party_country(text: str, kind: str | None = None, actors: ActorTable | None = None) -> str | None:
    """Return the ISO 3166 alpha-3 code of the state that a party is of, where its words say so.

    "Iraqi soldiers" and "soldiers from Chad" say it; so do the names of a state's own forces and offices ("IDF").
    An armed group is of no state, only the words beside its name count. `kind` is the party's kind, if it is
    known: the name of a person tells no country.

    >>> party_country("Iraqi soldiers"), party_country("IDF"), party_country("pro-Iranian militia") is None
    ('IRQ', 'ISR', True)
    """
    words = tokens(text)
    known = find_groups(words, actors)
    own = _group_of(text, actors) or next((h.value for h in known if h.value.kind == "state"), None)
    if own and own.kind in _OF_ONE_STATE and own.country:
        return own.country
    core, rest = split_noun_phrase(words, known)
    of_state = len(core) < len(words) and words[len(core)].key in ("of", "from")
    reach = len(words) if rest and of_state else len(core)
    taken = {at for hit in known for at in range(hit.first, hit.last)}
    places = [hit for hit in find_countries(words) if hit.last <= reach and hit.first not in taken]
    if kind == "unknown" and len(words) > 1 and text[:1].isupper() and words[-1].raw[:1].isupper():
        places = [hit for hit in places if hit.last - hit.first == len(words)]
    found = {hit.value for hit in _plain(text, words, places)}
    return found.pop() if len(found) == 1 else None


def same_party(a: str, b: str, actors: ActorTable | None = None) -> bool:
    """Tell whether two phrases may stand for one party of one event.

    True for aliases of one group with or without words for its people ("ISIS", "Islamic State fighters"); for
    one phrase that is the other with fewer describing words ("soldiers", "Iraqi soldiers"; "Abbas", "Mahmoud
    Abbas"); for an abbreviation and its words; for a state and its armed forces ("Israeli", "Israeli army").
    False where each says something that the other does not ("Iraqi army", "Iraqi police").
    """
    left, right = _identity(a, actors), _identity(b, actors)
    if not left or not right:
        return False
    if left == right or _abbreviates(a, b) or _abbreviates(b, a):
        return True
    return _less_said(left, right) or _less_said(right, left)


def _identity(text: str, actors: ActorTable | None) -> tuple[str, ...]:
    """Return the words that identify, a group or country as one word, without those for a group's people."""
    words = tokens(text)
    known = find_groups(words, actors)
    names = {hit.first: (hit.last, f"={hit.value.name}") for hit in known}
    taken = {at for hit in known for at in range(hit.first, hit.last)}
    for place in find_countries(words):
        if not taken & set(range(place.first, place.last)):
            names[place.first] = (place.last, f"@{place.value}")
    found: list[str] = []
    at = 0
    while at < len(words):
        end, name = names.get(at, (at + 1, singular(words[at].key)))
        found.append(name)
        at = end
    if any(name.startswith("=") for name in found):
        found = [name for name in found if name not in _PEOPLE_OF_GROUP]
    return tuple(found)


def _less_said(less: Words, more: Words) -> bool:
    if set(less) > set(more) or len(less) > len(more):
        return False
    if len(less) == 1 and less[0].startswith("@") and less[0] in more:
        return set(more) - set(less) <= _FORCES_OF_STATE
    return less[-1] == more[-1] and set(less) <= set(more)


def _abbreviates(short: str, long: str) -> bool:
    letters = short.replace(".", "")
    initials = "".join(word.raw[0] for word in tokens(long) if word.raw[0].isupper())
    return len(letters) > 2 and letters.isupper() and letters == initials
