"""How sure an event is by the text's own words: reported, only claimed, only alleged, or denied; and who claims it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from inference.actors import canonical, same_party
from inference.acts import trigger_mentions
from inference.anaphora import group_meant, is_bare
from inference.story import Story
from inference.victims import is_one_person
from labels.record import Mention, Party, Span
from labels.schema import ROLE_LABELS

_ACT: Final = (
    r"(?:attacks?|bomb(?:ing)?s?|blasts?|explosions?|strikes?|raids?|ambush(?:es)?|kidnappings?|abductions?|killings?"
    r"|murders?|assassinations?|shootings?|assaults?|destruction|capture|seizure|downing|massacres?|operations?"
    r"|hits?|shelling|launch(?:es)?|firing|arson|sabotage|hostage-taking)"
)
_OWNS: Final = re.compile(
    r"\bclaim(?:s|ed|ing)?,? (?:\w+ ){0,2}?(?:responsibility|credit|authorship)\b"
    r"|\b(?:t(?:ook|akes?|aken|aking)|accept(?:s|ed|ing)?|assum(?:es|ed|ing)|admit(?:s|ted|ting)?|acknowledg(?:es|ed))"
    r" (?:\w+ )?(?:responsibility|credit|blame)\b"
    r"|\bclaim(?:s|ed|ing)? (?:(?:both|all|the|this|that|those|these|a|an|its|two|three) ){1,2}"
    rf"(?:\w+ ){{0,3}}?{_ACT}\b"
    r"|\bclaim(?:s|ed|ing) (?:it|them|both|every one)\b(?=\W*$|[,;.]| (?:as|on|in|through|via)\b)"
    r"|\bsaid (?:it|they|(?:its|their) [\w-]+) (?:(?:had|have) )?"
    r"(?:carried out|(?:was|were) behind|staged|planted|mounted)\b"
    r"|\b(?:confess(?:es|ed)|admit(?:s|ted)) (?:to )?(?:having |carrying |planting|the (?:attack|bombing|killing))",
    re.I,
)
"""Someone says of an act that it was his; in the active, so that its subject stands before."""
_OWNED: Final = re.compile(
    r"\bclaimed (?:\w+ ){0,2}?(?:by|in the name of|on behalf of)\b|\bclaims? of responsibility (?:from|by)\b"
    r"|\bresponsibility claim (?:from|by)\b|\ba (?:\w+ )?claim (?:from|by)\b(?![^.;]{0,60} that\b)",
    re.I,
)
"""The same in the passive or as a noun: the claimant follows."""
_NOT_OWNED: Final = re.compile(
    r"\b(?:no(?: \w+){0,4}|nobody|none|not|never|without|yet to|neither|nor|refus\w+ to|den(?:y|ies|ied|ying)|fals\w+"
    r"|(?:did|has|have|had)n['’]t)(?: \w+){0,4} ?$|\bto $",
    re.I,
)
_COUNT: Final = (
    r"(?:\d[\d,]*|(?:at least|more than) \w+|a|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|(?:dozens|scores|hundreds) of)"
)
_CLAIMS: Final = re.compile(
    r"\bclaim(?:s|ed|ing)?\b(?! (?:\w+ ){0,2}?(?:responsib|credit|authorship|victory|asylum|compensation|independence"
    r"|sovereignty|ownership|power))"
    rf"(?! (?:the |many |\w+ |{_COUNT} (?:[\w-]+ ){{0,3}}?)?(?:lives?|victims?)\b)"
    rf"(?! {_COUNT} (?![^.;]*\b(?:killed|dead|wounded|captured|destroyed|slain)\b))"
    r"(?! the (?:[\w-]+ )?(?:half|part|territory|land|area|region|north|south|east|west)\b)"
    r"(?! (?:it|them|both|every one)\W*$)(?!,? (?:by|from|in the name of)\b)",
    re.I,
)
"""Someone says that something happened; not that a blast claimed lives, nor a right to something."""
_ALLEGES: Final = re.compile(
    rf"\b(?:alleg(?:e|es|ing|edly|ations?)|alleged(?= that| to\b| (?:[\w-]+ )?{_ACT}\b|\W*$|,)"
    r"|accus(?:e|es|ed|ing|ations?)|purport(?:s|ed|edly)|supposedly|charge[sd]? that)\b",
    re.I,
)
_TAIL: Final = re.compile(r",[\"”’]? (?:[\w'’.-]+ ){0,5}?(?:claim(?:s|ed)|alleg(?:es|ed))\W*$", re.I)
_SCOPE_END: Final = re.compile(r";|—|–|, (?:and|but|while|whereas|though|although|which)\b|\b(?:while|after)\b", re.I)
_FINITE: Final = re.compile(r"\b(?:had been|has been|have been|was|were)\b")
"""Behind "accused of" the verb of the main clause, as in "a man accused of fraud was shot"."""
_AFTERWARDS: Final = re.compile(r"\b(?:after|before|for|since) (?:\w+ )?$", re.I)
_DEFINITE: Final = re.compile(r"\b(?:the|that|this|those|these|\d{4}|[\w-]+['’]s?)(?: (?!of\b)[\w-]+){0,2} ?$", re.I)
_SOME: Final = re.compile(r"\b(?:an?|two|three)\b", re.I)
_OF_SOME: Final = re.compile(r"\w* of (?:an?|\d+|one|two|three|four|five|several|dozens)\b", re.I)
_SAYING: Final = r"(?:claims?|allegations?|accusations?|reports?)"
_DENIES_IT: Final = re.compile(
    r"\b(?<!confirmed nor )(?<!confirms nor )den(?:y|ies|ied|ying)"
    rf" (?:that (?:any|there|such|the|an?)\b|any such|(?:the )?{_SAYING}|losing"
    rf"|(?:the|loss of|an?|{_SAYING} of)(?: \w+){{0,2}}? (?:{_ACT}|loss|fall|losing|{_SAYING})\b)"
    rf"|\b(?:did not|didn['’]t|never) (?:happen|take place|occur)(?:ed)?\b|\bno such {_ACT}"
    rf"|\b(?:reject|dismiss|refut)(?:e?s|ed|ing)?(?: \w+){{0,2}}? (?:{_SAYING}|charges?)\b"
    rf"|\b{_SAYING}(?: \w+){{0,4}}? (?:is|are|was|were|as) (?:false|baseless|untrue|fabricated|unfounded)\b",
    re.I,
)
"""Someone says that it did not happen."""
_DENIES_DOING: Final = re.compile(
    r"\bden(?:y|ies|ied|ying) (?:(?:any|all|direct|a|its|their|his|her) )?(?:\w+ )?(?:involvement|responsib\w+"
    r"|role|hand|part|link|having|carrying|being|it\b|that (?:it|they|he|she|its|their)\b|\w+ing\b)"
    r"|\b(?:nothing to do with|not (?:behind|responsible|involved)|no (?:hand|part|role|involvement) in)\b",
    re.I,
)
"""Someone says that he did not do it."""
_OTHER_SUBJECT: Final = re.compile(
    r";|\b(?:but|and)\b(?! (?:later|then|also|has|have|had)\b)"
    r"|(?<!said )(?<!says )(?<!that )\b(?:he|she|it|they|who)\b",
    re.I,
)
"""Words between a party and a verb by which the verb is someone else's."""
_NO_DENIAL: Final = re.compile(r"\b(?:not|nor|never|nobody|cannot|can['’]t|n['’]t|without)(?: \w+)? ?$", re.I)
_FACT, _CLAIM, _ALLEGATION, _POINTS_BACK = "reported", "claimed", "alleged", ""


def status_of(
    story: Story, event_type: str, sentences: Sequence[int], attackers: Sequence[Party] = ()
) -> tuple[str, str | None]:
    """Return the status of an event that some sentences of a story report, and who claims it.

    The status says how sure it is that the event happened:

    - `reported`: some sentence states it, whoever its source is. A claim of responsibility for it leaves it so.
    - `claimed`: every sentence that tells of it gives it as a party's claim ("claimed to have shot down …"; "claimed
      an attack on …", where nobody else tells of one).
    - `alleged`: every sentence gives it as an allegation or accusation, or partly as that and partly as a claim.
    - `denied`: someone denies that it happened; or the attacker denies having done it; or anyone denies having done
      what is only claimed or alleged. Such records are kept, for readers to judge.

    The second value names who claims responsibility or who makes the claim, by the words of the text, whatever the
    status is; None where nobody does, or the text does not name him. An untyped sentence right behind those of the
    event is read for claims and denials too.
    """
    kinds = {_kind(story, index, event_type) for index in sentences} - {_POINTS_BACK}
    status = _FACT
    if kinds and kinds <= {_CLAIM, _ALLEGATION}:
        status = _CLAIM if kinds == {_CLAIM} else _ALLEGATION
    read = [*sentences, *_behind(story, sentences)]
    claimants = (_claimant(story, index, claims=status == _CLAIM) for index in read)
    claimed_by = next((name for name in claimants if name), None)
    if any(_denied(story, index, attackers, doubtful=status != _FACT, beside=index not in sentences) for index in read):
        status = "denied"
    return status, claimed_by


def _behind(story: Story, sentences: Sequence[int]) -> Iterator[int]:
    """Yield sentences right behind those of an event that tell of no event themselves."""
    for index in sentences:
        after = index + 1
        if after < len(story.sentences) and after not in sentences and not story.sentences[after].event_types:
            yield after


def _kind(story: Story, index: int, event_type: str) -> str:
    """Tell whether a sentence states an event, claims it, alleges it, or only refers back to it."""
    text, start = story.sentence(index), story.sentences[index].start
    acts = [(a - start, b - start) for a, b in trigger_mentions(story, index, event_type)]
    owns = [m for m in _OWNS.finditer(text) if not _NOT_OWNED.search(text[: m.start()])]
    if owns and (_governs(text, owns[0], acts) if acts else _SOME.search(owns[0].group())):
        return _CLAIM
    if owns or _OWNED.search(text):
        told = [act for act in acts if not _definite(text, act)]
        return _POINTS_BACK if not told else _FACT
    if _all_in_scope(text, _CLAIMS, acts):
        return _CLAIM
    if _all_in_scope(text, _ALLEGES, acts):
        return _ALLEGATION
    denials = [m for p in (_DENIES_IT, _DENIES_DOING) for m in p.finditer(text) if _is_denial(text, m)]
    if denials and all(any(_governs(text, m, [act], definite=True) for m in denials) for act in acts):
        return _POINTS_BACK
    return _FACT


def _all_in_scope(text: str, cue: re.Pattern[str], acts: Sequence[Mention]) -> bool:
    cues = [m for m in cue.finditer(text) if not _AFTERWARDS.search(text[: m.start()])]
    if not cues:
        return False
    tail = _TAIL.search(text)
    behind = tail is not None and cue.search(text, tail.start()) is not None
    if not acts:
        return any(not m.group().lower().endswith("ly") for m in cues)
    return all(behind or any(_governs(text, m, [act]) for m in cues) for act in acts)


def _governs(text: str, cue: re.Match[str], acts: Sequence[Mention], *, definite: bool = False) -> bool:
    """Tell whether acts are what a word for a claim is about: behind it in its clause, and not known from before.

    "Allegedly" may also stand behind its verb; `definite`: whether "the attack" counts as well.
    """
    adverb, accuses = cue.group().lower().endswith("ly"), cue.group().lower().startswith("accus")
    for start, end in acts:
        if start < cue.end() and end > cue.start():
            known = not definite and _definite(text, (start, end))
        elif start >= cue.end():
            known = _SCOPE_END.search(text, cue.end(), start) is not None
            known = known or (accuses and _FINITE.search(text, cue.end(), start) is not None)
            known = known or (not definite and _definite(text, (start, end)))
        else:
            known = not adverb or re.search("[,;—–]", text[end : cue.start()]) is not None
        if known:
            return False
    return True


def _definite(text: str, act: Mention) -> bool:
    """Tell "the attack", which the reader knows of, from "an attack" and "the destruction of a bridge"."""
    start, end = act
    noun = re.fullmatch(rf"(?:{_ACT[3:-1]}|\w+ings?|violence|siege|battle|clash(?:es)?|war)", text[start:end], re.I)
    if noun is None or _OF_SOME.match(text, end):
        return False
    return _DEFINITE.search(text[:start]) is not None


def _claimant(story: Story, index: int, *, claims: bool) -> str | None:
    """Return who claims responsibility in a sentence, or with `claims` who claims that something happened."""
    text = story.sentence(index)
    for cue in _OWNED.finditer(text):
        if not _NOT_OWNED.search(text[: cue.start()]):
            found = _behind_cue(story, index, cue)
            if found:
                return found
    for pattern in (_OWNS, _CLAIMS) if claims else (_OWNS,):
        for cue in pattern.finditer(text):
            if not _NOT_OWNED.search(text[: cue.start()]):
                found = _subject(story, index, cue)
                if found:
                    return found
    return None


def _behind_cue(story: Story, index: int, cue: re.Match[str]) -> str | None:
    at = story.sentences[index].start + cue.end()
    after = [s for s in story.spans[index] if s.label in ROLE_LABELS and at <= s.start <= at + 30]
    if not after:
        return None
    gap = story.text[at : after[0].start]
    return None if re.search(r"[;.]", gap) else _named(story, after[0])


def _subject(story: Story, index: int, cue: re.Match[str]) -> str | None:
    """Return the party that stands before a verb, or behind the comma after a leading "Claiming …, "."""
    start = story.sentences[index].start
    roles = [s for s in story.spans[index] if s.label in ROLE_LABELS]
    before = [s for s in roles if s.end <= start + cue.start()]
    if not before and cue.group().lower().startswith("claiming"):
        comma = story.text.find(",", start + cue.end(), story.sentences[index].end)
        after = [s for s in roles if comma >= 0 and s.start > comma]
        return _named(story, after[0]) if after else None
    if not before:
        return None
    gap = story.text[before[-1].end : start + cue.start()]
    if _OTHER_SUBJECT.search(gap):
        return None
    last = before[-1]
    if len(before) > 1:
        other, between = before[-2], story.text[before[-2].end : last.start]
        if re.fullmatch(r" and (?:the )?", between):
            return f"{_named(story, other)} and {_named(story, last)}"
        person = is_one_person(story.words(last), named=False) and len(between) < 25
        if person and "," not in between and canonical(story.words(other), story.actors):
            last = other
    return _named(story, last)


def _named(story: Story, span: Span) -> str:
    """Return the words of a span, and for "the group" the name of the group that it stands for."""
    words = story.words(span)
    if is_bare(words):
        meant = group_meant(story, Party(words, None, ((span.start, span.end),)), story.actors)
        return meant.name if meant else words
    return words


def _is_denial(text: str, found: re.Match[str]) -> bool:
    return _NO_DENIAL.search(text[: found.start()]) is None


def _denied(story: Story, index: int, attackers: Sequence[Party], *, doubtful: bool, beside: bool) -> bool:
    """Tell whether a sentence denies the event.

    `beside`: the sentence tells of no event itself; then "denied a raid" or "denied the claim that …" is of another.
    """
    text = story.sentence(index)
    found = [m for m in _DENIES_IT.finditer(text) if _is_denial(text, m)]
    if any(not beside or not (_SOME.search(m.group()) or text.startswith(" that", m.end())) for m in found):
        return True
    for doing in _DENIES_DOING.finditer(text):
        if not _is_denial(text, doing):
            continue
        denier = _subject(story, index, doing)
        if doubtful or (denier and any(same_party(p.text, denier, story.actors) for p in attackers)):
            return True
    return False
