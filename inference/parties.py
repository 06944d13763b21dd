"""Who: the attackers or targets of an event, one for each distinct party, by the fullest words that name it."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from inference.actors import ActorTable, canonical, find_groups, party_country, party_kind, same_party
from inference.acts import Act
from inference.anaphora import group_meant, is_bare, is_group_noun
from inference.countries import named_country
from inference.groups import singular
from inference.lexicon import word_set
from inference.phrases import tokens
from inference.story import Story
from inference.victims import is_one_person
from labels.record import Party, Span

_APPOSED = re.compile(
    r",? ?(?:\d+, )?(?:an?|the|his|her|their|turned|named|called|known as|identified as|alias)?"
    r"(?: \d+-year-old| [a-z]+)? ?"
    r"|, \w+(?: \w+)? "
)
_BELONGS = re.compile(r" (?:of|from|with|in|belonging to|loyal to|linked to|believed to belong to)(?: the| its)? ")
_ALIAS = re.compile(r",? (?:the |known as (?:the )?|called (?:the )?|or |calling itself (?:the )?)?")
_INDEFINITE = re.compile(r"\b(?:an?|another)(?: \w+)?$", re.I)
_DEFINITE = re.compile(r"\b(?:the|these|those)$", re.I)
_A_ROLE = re.compile(r"(?:\b(?:an?|the|one|another|top|former|senior)|^|[.:\n]) (?:\w+ )?$", re.I)
_AIMED: Final = frozenset(("assassination", "raid_arrest", "abduction"))
"""Types of events that are done to one chosen person."""
_LATELY: Final = 50
"""Mentions of a party that a bare noun is compared with; keeps long documents linear."""
_AROUND: Final = 60
"""Characters around a span within which the rest of a group's name is looked for."""
_NEW_UNTIL: Final = {"ATTACKER": 1, "TARGET": 2}
"""The act of an event from which on a common noun is no new party."""


def parties_of(story: Story, acts: Sequence[Act], label: str) -> tuple[Party, ...]:
    """Return the parties of the role that `label` marks, in the order in which the story names them.

    Aliases of one party are one party, by the fullest words. `name` and `kind` are those of its group where the
    table knows it, and of the one armed group that "the group" or "the rebels" can only stand for.
    """
    actors = story.actors
    parties: list[Party] = []
    # A lent attacker stands in only where no sentence names the event's own.
    own = any(span not in act.lent for act in acts for span in act.of(label))
    for number, act in enumerate(acts):
        last: Span | None = None
        for found in (span for span in act.of(label) if not (own and span in act.lent)):
            span = _whole_name(story, found, act.sentence)
            words, mention = story.words(span), (span.start, span.end)
            at = _named_again(story, last, span, parties)
            last = span
            if at is None:
                at = next((k for k, p in enumerate(parties) if _is_named(story, p, span, act.sentence)), None)
            if at is not None:
                at = _through_alias(story, parties, at, span, act.sentence)
                known = parties[at]
                parties[at] = Party(_fuller(known.text, words, actors), None, (*known.mentions, mention))
            elif not parties or words[:1].isupper() or not _is_known(story, number, act, span):
                parties.append(Party(words, None, (mention,)))
            elif group := group_meant(story, Party(words, None, (mention,)), actors):
                named = (k for k, p in enumerate(parties) if canonical(p.text, actors) == group.name)
                for k in named:
                    parties[k] = replace(parties[k], mentions=(*parties[k].mentions, mention))
    if label == "TARGET" and acts[0].type in _AIMED:
        parties = _role_is_name(story, parties)
    parties = _joined([_identified(story, party, label) for party in parties])
    if len(parties) > 1:
        parties = [p for p in parties if p.text.casefold() not in word_set("anaphors")] or parties[:1]
    return tuple(parties)


def _whole_name(story: Story, span: Span, sentence: int) -> Span:
    """Widen a span that is part of a known group's name to all of it: "[Islamic State] of Iraq and the Levant"."""
    bounds = story.sentences[sentence]
    start, end = max(bounds.start, span.start - _AROUND), min(bounds.end, span.end + _AROUND)
    if start > bounds.start:
        start = story.text.find(" ", start, span.start) + 1 or span.start
    words = tokens(story.text[start:end])
    for hit in find_groups(words, story.actors):
        first, last = start + words[hit.first].start, start + words[hit.last - 1].end
        if first < span.end and span.start < last and (first < span.start or span.end < last):
            return replace(span, start=min(first, span.start), end=max(last, span.end))
    return span


def _identified(story: Story, party: Party, label: str) -> Party:
    """Fill in the known name, kind and country of a party from its fullest words, else from its other mentions."""
    actors = story.actors
    texts = [party.text, *(story.text[start:end] for start, end in party.mentions[-_LATELY:])]
    name = next((known for text in texts if (known := canonical(text, actors))), None)
    kind = party_kind(party.text, label, actors)
    if name is None and (group := group_meant(story, party, actors)):
        name, kind = group.name, group.kind
    country = next((code for text in texts if (code := party_country(text, kind, actors))), None)
    return replace(party, kind=kind, name=name, country=country)


def _joined(parties: list[Party]) -> list[Party]:
    """Join "the group" to the party of the event that is the group by name."""
    for bare in [p for p in parties if p.name and is_bare(p.text)]:
        other = next((p for p in parties if p.name == bare.name and p is not bare), None)
        if other is not None:
            both = replace(other, mentions=tuple(sorted({*other.mentions, *bare.mentions})))
            parties = [both if p is other else p for p in parties if p is not bare]
    return parties


def _through_alias(story: Story, parties: list[Party], at: int, span: Span, sentence: int) -> int:
    """Join two parties that an alias shows to be one: "ISIS militants … the Islamic State (ISIS)"."""
    first = next((k for k, p in enumerate(parties) if _is_named(story, p, span, sentence)), at)
    if first < at:
        merged = (*parties[first].mentions, *parties[at].mentions)
        parties[first] = Party(parties[first].text, None, merged)
        del parties[at]
        return first
    return at


def _is_known(story: Story, number: int, act: Act, span: Span) -> bool:
    """Tell a common noun of a later sentence, "the gunmen", that mostly means someone the story has named."""
    before = story.before(span, act.sentence)
    if _INDEFINITE.search(before):
        return False
    return number >= _NEW_UNTIL[span.label] or (number > 0 and _DEFINITE.search(before) is not None)


def _is_named(story: Story, party: Party, span: Span, sentence: int) -> bool:
    """Tell whether a span names a party: the same party by its words, or its bare noun, "[militants]"."""
    words, actors = story.words(span), story.actors
    if same_party(party.text, words, actors) or _first_name(party.text, words) or _first_name(words, party.text):
        return True
    if span.label == "TARGET" and party.mentions[-1][1] <= story.sentences[sentence].start:
        return _same_thing(party.text, words, actors)
    if not words.islower():
        return False
    lately = party.mentions[-_LATELY:]
    return any(story.text[start:end].casefold().split()[-1:] == [words] for start, end in lately)


def _first_name(full: str, words: str) -> bool:
    """Tell a person's first name, "Muath", of the whole name."""
    return words.istitle() and len(full.split()) > 1 and full.split()[0] == words and is_one_person(full)


def _same_thing(a: str, b: str, actors: ActorTable) -> bool:
    """Tell one noun told again in another sentence by other adjectives: "Tunis Museum", "national museum"."""
    left, right = tokens(a), tokens(b)
    if min(len(left), len(right)) < 2 or singular(left[-1].key) != singular(right[-1].key):
        return False
    if canonical(a, actors) or canonical(b, actors):
        return False
    ours, theirs = party_country(a, actors=actors), party_country(b, actors=actors)
    return ours is None or theirs is None or ours == theirs


def _named_again(story: Story, last: Span | None, span: Span, parties: Sequence[Party]) -> int | None:
    """Find the party just named that a span names again: "Ali Khan, a teacher", "fighters of the Boko Haram"."""
    if last is None:
        return None
    gap = story.text[last.end : span.start]
    first, second, actors = story.words(last), story.words(span), story.actors
    one_person = functools.partial(is_one_person, actors=actors)
    both_one = one_person(first, named=False) and one_person(second, named=False)
    apposed = both_one and _APPOSED.fullmatch(gap) and one_person(first) != one_person(second)
    belongs = _BELONGS.fullmatch(gap) and first.casefold() in word_set("members")
    alias = (
        _ALIAS.fullmatch(gap) and is_group_noun(first) and canonical(second, actors) and not canonical(first, actors)
    )
    if not apposed and not belongs and not alias and gap != " (":
        return None
    return next((k for k, p in enumerate(parties) if (last.start, last.end) in p.mentions), None)


def _fuller(known: str, words: str, actors: ActorTable) -> str:
    """Choose the words that say more: a name before a role, the first of two names, else the longer."""
    if known.casefold() in word_set("members"):
        return words
    if is_one_person(known, actors=actors) != is_one_person(words, actors=actors):
        return known if is_one_person(known, actors=actors) else words
    if named_country(known) and len(words) > len(known):
        return words
    is_alias = not {*known.casefold().split()} & {*words.casefold().split()}
    if is_alias and not known.isupper():
        return known
    return words if len(words) > len(known) else known


def _role_is_name(story: Story, parties: list[Party]) -> list[Party]:
    """Join the one victim who is first told by role, "a separatist leader", and then by name."""
    actors = story.actors
    names = [p for p in parties if is_one_person(p.text, actors=actors)]
    role = next((p for p in parties if _is_role(story, p)), None)
    if len(names) != 1 or role is None:
        return parties
    one = Party(names[0].text, None, tuple(sorted((*role.mentions, *names[0].mentions))))
    return [one if p is role else p for p in parties if p is not names[0]]


def _is_role(story: Story, party: Party) -> bool:
    start, actors = party.mentions[0][0], story.actors
    return (
        is_one_person(party.text, named=False, actors=actors)
        and not is_one_person(party.text, actors=actors)
        and party_kind(party.text, "TARGET", actors) != "other"
        and _A_ROLE.search(story.text[max(0, start - 30) : start]) is not None
    )
