"""Whether a word for an act tells of a plan, threat, fear or condition, so that no event has happened."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from inference.acts import Act, trigger_mentions
from inference.story import Story

_BORDER: Final = re.compile(
    r"[;:—–\n]|, |\.(?= )|[\"“”]"
    r"|\b(?:after|following|since|because|when|where|who|which|whose|although|though|whereas|despite|amid|as|avenge"
    r"|in (?:response to|revenge for|retaliation for|connection with)|accused of)\b"
    r"|\b(?:but|and|before|by|while)(?= (?:\w+ ){0,2}?\w+(?:ed|ing)\b)|\b(?:and|but)(?= (?:the|an?|it|they|he|she)\b)"
    r"|\bthat(?= \w+(?:ed|t)\b)"
)
"""What ends the reach of "plans to" or "would"; a participle behind a comma or "by" tells what did happen."""
_WILL: Final = re.compile(
    r"\b(?:(?:would|will|shall|can|could|may|might|should)(?!(?: not|n['’]t)? have\b)"
    r"(?! be (?:linked|related|connected|heard|seen)\b)(?! (?:hear|see)\b)|won['’]t|['’]ll)(?![-\w])"
)
_WOULD_HAVE: Final = re.compile(r"\b(?:would|could|might) (?:not )?have\b|\bhad (?:it|they|he|she) not\b")
_IF: Final = re.compile(r"\b(?:if|unless|in case|in the event of|should there be|provided|lest)\b")
_PLANS: Final = re.compile(
    r"\b(?:call(?:s|ed|ing)? (?:for|on)|about to|going to|(?:set|due) to|able to|agree[sd]? to|aim(?:s|ed|ing)? to"
    r"|ahead of|on the eve of|in the run-up to|guard(?:s|ed|ing)? against|train(?:s|ed|ing)? (?:\w+ )?(?:to|for)"
    r"|protect(?:s|ed|ing)? (?:\w+ )?(?:from|against)|capable of"
    r"|plan(?:s|ned|ning)?|plot(?:s|ted|ting)?|inten[dt](?:s|ed|ing|ions?)?|prepar(?:es?|ed|ing|ations?)"
    r"|conspir(?:es?|ed|ing|acy)|threat(?:s|ens?|ened|ening)?|(?:vow|warn|appeal|fear|risk|want|weigh|offer|demand)(?:s|ed)?"
    r"|(?:vow|warn|appeal|fear|risk|want|weigh|offer|demand)ings?|(?:pledg|promis|urg|propos)(?:es?|ed|ing|als?)"
    r"|swore|sworn|danger|likely|likelihood|possible|possibility|prospects?|hop(?:es?|ed|ing)|seek(?:s|ing)?|sought"
    r"|wish(?:es|ed)?|(?:consider|discuss|reject|expect|avoid)(?:s|es|ed|ing)?|negotiat(?:es?|ed|ing|ions?)|talks|ready"
    r"|refus(?:es?|ed|ing|al)|schedul(?:es?|ed|ing)|slated|deter(?:s|red|ring)?|rehears(?:es?|ed|ing))\b"
)
_AVERTED: Final = re.compile(
    r"\b(?:(?:foil|thwart|avert|prevent|preempt)(?:s|ed|ing)?|disrupt(?:s|ed|ing)? (?:an?|alleged|suspected|planned)"
    r"|stop(?:s|ped|ping)? (?:an?|any|further|future)|head(?:ed|ing)? off)\b"
)
_ADJECTIVE: Final = re.compile(
    r"\b(?:any|possible|potential|planned|imminent|impending|threatened|feared|future|hypothetical|would-be|expected"
    r"|proposed|upcoming|next|anticipated|intended|foiled|thwarted|averted|simulated|mock)"
    r"(?: (?!(?:of|from|in|the)\b)[\w-]+){0,2} $"
)
_WANTED: Final = re.compile(
    r"\b(?:demand(?:s|ed|ing)?|(?:call|press|push)(?:s|es|ed|ing)? for|urg(?:e|es|ed|ing)|seek(?:s|ing)?|sought)"
    r" the (?:\w+ )?$"
)
_GAP: Final = r"(?: (?!(?:could|would|should|might|may|that|which|who|and|but|after|to|as|by)\b)[\w'’-]+){0,4}?"
_CALLED_OFF: Final = re.compile(
    rf"{_GAP} (?:(?:was|were|is|are|has been|had been|have been) )?(?:\w+ly )?"
    r"(?:foiled|thwarted|averted|prevented|called off|cancell?ed|postponed|never (?:took place|happened))\b"
    rf"|{_GAP} (?:is|are|was|were) to (?:be (?:carried out|held|staged|launched|signed)|take place|begin|start)\b"
    rf"|{_GAP} (?:is|are) (?:scheduled|planned|expected|feared|due|set)\b"
)
"""Said of an act, the known one as well: "the protest is planned for Friday"."""
_PLANNED: Final = re.compile(
    rf"{_GAP} (?:(?:was|were) )?(?:scheduled|planned|expected|feared|(?:set|due) (?:to|for)|(?:will|would)(?! have))\b"
    r"| (?:threats?|plots?|plans?|warnings?|fears?|drills?|exercises?|scares?|hoax|alerts?|training|capability"
    r"|preparations?)\b"
)
"""Said of some act: "an attack would trigger a war"; the known one, "the attack would …", did happen."""
_HAPPENED: Final = re.compile(
    r"(?: [\w-]+){0,2} (?:that|which|who) (?:\w+ed|left|took|hit|struck|shook|tore|began|broke)\b"
)
_GOES_ON: Final = re.compile(r"\b(?:continu\w+|resum\w+|repeat\w*|ongoing|recent|latest|more \w+ like)\b")
_PAST: Final = re.compile(
    r"\w+ed|shot|struck|fought|took|taken|blew|blown|held|slain|fell|fallen|lost|overran|retook|retaken|shook|broke|stole"
    r"|set off|gunned|went off|beaten|hit|burnt|withdrew|withdrawn"
)
_PASSIVE: Final = re.compile(r"(?<![-\w])(?:be|been|being|get|getting)(?: \w+){0,2} $")
_DEFINITE: Final = re.compile(
    r"(?:\b(?:the|this|that|these|those)|\w['’]s)"
    r"(?: (?!(?:of|to|for|on|against|would|will|can|could|may|might|should|shall|be)\b)[\w-]+){0,2} $"
)


def is_hypothetical(text: str, start: int, end: int) -> bool:
    """Tell whether a word for an act, `text[start:end]` of a sentence, stands for one that has not happened.

    It does behind a word for a plan, threat, call, fear, condition or foiled plot in its own clause, and before one
    ("the attack was foiled", "bomb threat"). Doubt means that it happened: so for forms of the past ("vowed revenge
    after the attack that killed five"), for an act the reader knows of ("vowed to avenge the attack") and behind a
    clause border.

    >>> is_hypothetical("Rebels threatened to attack the town.", 21, 27)
    True
    """
    low = _lower(text)
    clause = low[max((m.end() for m in _BORDER.finditer(low, 0, start)), default=0) : start]
    past = _PAST.fullmatch(low[start:end]) is not None and not _PASSIVE.search(clause)
    if past or _HAPPENED.match(low, end) or _GOES_ON.search(clause):
        return past and _WOULD_HAVE.search(clause) is not None
    known = _DEFINITE.search(clause) is not None
    if _ADJECTIVE.search(clause) or _AVERTED.search(clause) or _CALLED_OFF.match(low, end) or _WANTED.search(clause):
        return True
    if known:
        return False
    planned = _PLANNED.match(low, end) or _PLANS.search(clause) or _IF.search(clause)
    return bool(planned or _WOULD_HAVE.search(clause) or _WILL.search(clause))


def _lower(text: str) -> str:
    """Return a text in lower case, at the same offsets, with the month of May out of the way of the verb."""
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in re.sub(r"\bMay\b", "MAI", text))


def only_hypothetical(story: Story, acts: Sequence[Act]) -> bool:
    """Tell whether every word for an act in every sentence of an event tells of one that has not happened.

    A sentence that gives a count of victims, or has no word for the act, counts as telling of one that has.
    """
    for act in acts:
        first = story.sentences[act.sentence].start
        found = trigger_mentions(story, act.sentence, act.type)
        text = story.sentence(act.sentence)
        if not found or any(span.label in ("KILLED", "INJURED") for span in act.spans):
            return False
        if not all(is_hypothetical(text, start - first, end - first) for start, end in found):
            return False
    return bool(acts)
