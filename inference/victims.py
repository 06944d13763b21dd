"""Victims who are named and not counted: "killed Governor Ali Khan and his driver" says two without a number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inference.actors import ActorTable, find_groups, party_kind, same_party
from inference.acts import DEADLY, Act
from inference.countries import country_of
from inference.lexicon import word_set
from inference.phrases import tokens
from inference.story import Story
from labels.record import Count, Span

_KILLED = re.compile(
    r"\b(?:kill\w*|assassinat\w*|murder\w*|slain|slay\w*|dead|died|dies|death|executed|execution|beheaded|fatal(?:ly)?|lethal(?:ly)?"
    r"|gunned down"
    r"|shot|hanged|blown up|ended the life|lost (?:his|her) life|stabbed|took (?:his|her)"
    r"|did not (?:live|survive)|didn't make it)\b",
    re.I,
)
_LIVED = re.compile(
    r"\b(?:surviv\w*|escap\w*|unharmed|unhurt|attempt(?:ed|s)?|tried|fail\w*|wound\w*|injur\w*|hurt|missed|narrowly|plot\w*|foiled)\b",
    re.I,
)
_TAKEN = re.compile(
    r"\b(?:arrest\w*|detain\w*|detention|custody|picked up|captur\w*|seiz\w*|abduct\w*|kidnap\w*|hostage|taken|took"
    r"|grabbed"
    r"|dragged|held|led away|missing|disappear\w*|bundled|snatched|no word of|apprehend\w*|released|freed|captive)\b",
    re.I,
)
_ARRESTS = re.compile(
    r"\b(?:arrest\w*|detain\w*|picked up|apprehend\w*|captur\w*|took)"
    r" (?:(?:a|an|the|his|her|their|one|of) )?(?:\w+ )?$",
    re.I,
)
_IS_ARRESTED = re.compile(
    r"^(?:,[^,.;]{0,25},)? (?:(?:has|had) been |was |were |is |been )?(?:\w+ )?(?:arrested|detained|seized"
    r"|picked up|dragged|taken|captured|apprehended|held|in custody|led away)\b",
    re.I,
)
_JOINED = re.compile(
    r"^ (?:and|along with|together with|as well as) (?:for )?"
    r"(?:(?:his|her|their|its|the|a|an|another) )?(?:(?:other|fellow|young) )?$"
)


def counted_without_number(story: Story, acts: Sequence[Act], label: str) -> Count | None:
    """Return the number of single persons that an event without a count was done to, or None.

    An assassination is aimed at one person, and so are the abduction and arrest of someone named; of other acts
    only persons with a proper name next to a word for killing are taken.
    """
    kind = acts[0].type
    if label == "KILLED" and kind in DEADLY | {"raid_arrest"}:
        cue, need_name = _KILLED, kind != "assassination"
    elif label == "CAPTURED" and kind in ("abduction", "raid_arrest"):
        cue, need_name = _TAKEN, False
    else:
        return None
    actors = story.actors
    found: list[Span] = []
    texts = [story.sentence(act.sentence) for act in acts]
    # That somebody shot at did not live may be told in a later sentence.
    dead = label == "KILLED" and any(cue.search(text) for text in texts) and not any(map(_LIVED.search, texts))
    for act, text in zip(acts, texts, strict=True):
        if not dead and (not cue.search(text) or (label == "KILLED" and _LIVED.search(text))):
            continue
        for span in act.of("TARGET"):
            named = need_name or (kind == "raid_arrest" and not _arrested(story, span))
            words = story.words(span)
            if not is_one_person(words, named=named, actors=actors) or (named and not _is_personal(words, actors)):
                continue
            if any(same_party(words, story.words(s), actors) for s in found):
                continue
            if found and not (need_name and _JOINED.match(story.text[found[-1].end : span.start])):
                continue
            found.append(span)
    if not found:
        return None
    text = " and ".join(story.words(span) for span in found)
    mentions = tuple((span.start, span.end) for span in found)
    return Count(text, len(found), len(found), len(found), "exact", "named victim", mentions)


def _arrested(story: Story, span: Span) -> bool:
    """Tell whether the words next to a span arrest it, so that it is no house that was searched."""
    before, after = story.text[max(0, span.start - 30) : span.start], story.text[span.end : span.end + 40]
    return bool(_ARRESTS.search(before) or _IS_ARRESTED.match(after))


def _is_personal(words: str, actors: ActorTable) -> bool:
    """Tell a person's name from the name of a school or a force, which the tables know by its words."""
    return party_kind(words, "TARGET", actors) == "unknown"


def is_one_person(words: str, *, named: bool = True, actors: ActorTable | None = None) -> bool:
    """Tell whether words stand for a single person: a proper name, or a role in the singular."""
    parts = words.split() or [""]
    head = parts[-1].casefold()
    if head in word_set("not_one") or find_groups(tokens(words), actors) or (country_of(words) and len(parts) == 1):
        return False
    is_name = len(parts) >= 2 and parts[0][:1].isupper() and parts[-1][:1].isupper() and not words.isupper()
    if named:
        return is_name and not _plural(head)
    return is_name or not _plural(head)


def uncounted_beside(story: Story, act: Act, count: Span) -> list[Span]:
    """Return the single persons that a sentence joins to a count: "the priest and [four] parishioners"."""
    targets = act.of("TARGET")
    numbers = [s for s in act.spans if s.label in ("KILLED", "INJURED", "CAPTURED")]
    counted = {number: _counted(targets, number) for number in numbers}
    own = counted.get(count)
    before = [s for s in targets if s.end <= count.start and _JOINED.match(story.text[s.end : count.start])]
    behind = [s for s in targets if own and s.start > own.end and _JOINED.match(story.text[own.end : s.start])]
    free = [s for s in (*before, *behind) if s not in counted.values()]
    return [s for s in free if is_one_person(story.words(s), named=False, actors=story.actors)]


def _counted(targets: Sequence[Span], number: Span) -> Span | None:
    return next((s for s in targets if 0 <= s.start - number.end <= 25), None)


def _plural(head: str) -> bool:
    return (head.endswith("s") and not head.endswith(("ss", "us", "'s", "’s"))) or head.endswith("men")
