"""Reads the words that count people ("at least 12", "dozens", "eight or nine") into bounds.

What the words leave open stays None. A plural of a number word is at least two of it (dozens 24, scores 40,
hundreds 200), "several" at least three. `best` always lies within the bounds: the stated number, the middle
of a range (rounded down), else the only bound there is. ACLED's published figures for vague words (tens 10,
dozens 12, hundreds 100) lie below those bounds and are left to an export.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Final

from labels.errors import InputError
from labels.record import Count

QUALIFIERS: Final = ("exact", "at_least", "more_than", "up_to", "fewer_than", "about", "range", "vague")
"""What the words say about the number; "vague" where they name no number at all."""

_Amount = tuple[int, int | None]
"""The least and the greatest number that an amount without its qualifier can mean."""
_Bounds = tuple[int | None, int | None]

_SIZES: Final = {
    **{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9},
    **{"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16},
    **{"seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50},
    **{"sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
}
_FACTORS: Final = {"dozen": 12, "score": 20, "hundred": 100}
_SCALES: Final = {"thousand": 10**3, "lakh": 10**5, "million": 10**6, "crore": 10**7, "billion": 10**9}
_GROUPS: Final = {"ten": 10, **_FACTORS, **_SCALES}
_SEVERAL: Final = 3
"""The least that "several", "a few" and "many" can mean."""

_GROUP: Final = "|".join(_GROUPS)
_MULTIPLE: Final = "|".join([*_FACTORS, *_SCALES])
_WORD: Final = "|".join(sorted([*_SIZES, *_FACTORS, *_SCALES], key=len, reverse=True))
_DIGITS: Final = r"\d{1,3}(?:,\d{2,3})*,\d{3}|\d{1,3}(?:[ ']\d{3})+|\d+(?:\.\d+)?"
_NUMBER: Final = (
    rf"(?:an? (?:{_DIGITS})|(?:half(?: an?)?[ -]|an? half[ -]|an? )(?:{_GROUP})|(?:{_DIGITS})|(?:{_WORD}))\b"
    rf"(?:[ -](?:and )?(?:{_WORD}|(?:{_MULTIPLE})s)\b)*"
)
_END: Final = r"(?![.,]?\w)"
_FEW: Final = r"(?:several|(?:quite )?a few|many|a handful of)"
_A_NUMBER: Final = r"(?:a (?:small |large |great )?number|a handful|a lot|numerous|countless)"
_ORDINAL: Final = r"(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
_NOT_ONE: Final = (
    r"(?:family|group|crowd|team|crew|duo|trio|majority|minority|half|quarter|(?:\w+ )?number|"
    rf"{_ORDINAL} of)\b"
)


def whole_number(text: str) -> int | None:
    """Return the value of digits or English number words, None when they do not make one whole number.

    >>> whole_number("two hundred and five"), whole_number("1,20,000"), whole_number("1.5 million")
    (205, 120000, 1500000)
    """
    text = re.sub(r"(?<=\d)[ '](?=\d{3}\b)", "", text.lower())
    text = re.sub(r"^(?:an? )?half(?: an?)?\b", "0.5", text)
    words = re.split(r"[ -]and |[ -]", re.sub(r"^an? (?=.)", "", text))
    total, group, scale = Fraction(0), Fraction(0), 10**12
    for i, word in enumerate(word.removesuffix("s") for word in words):
        last = group % 100
        if word in _SCALES and (group or i == 0) and _SCALES[word] < scale:
            scale = _SCALES[word]
            total, group = total + (group or Fraction(1)) * scale, Fraction(0)
        elif word in _FACTORS and (0 < group < 100 or i == 0):
            group = (group or Fraction(1)) * _FACTORS[word]
        elif word in _SIZES and (last == 0 or (_SIZES[word] < 10 and last >= 20 and last % 10 == 0)):
            group += _SIZES[word]
        elif re.fullmatch(r"\d[\d,]{0,17}(?:\.\d{1,9})?", word) and group == 0:
            group = Fraction(word.replace(",", ""))
        else:
            return None
    total += group
    return int(total) if total.denominator == 1 else None


def _number(match: re.Match[str]) -> _Amount | None:
    value = whole_number(match[1])
    return None if value is None else (value, value)


def _range(match: re.Match[str]) -> _Amount | None:
    low, high = whole_number(match[1] or match[2]), whole_number(match[3])
    if low is None or high is None:
        return None
    multiple = re.search(rf"(?<=[ -])(?:{_MULTIPLE})$", match[3])
    if multiple and low * _GROUPS[multiple[0]] <= high:  # "two or three hundred" starts at 200
        low *= _GROUPS[multiple[0]]
    return (low, high) if low < high else None


def _plural(match: re.Match[str]) -> _Amount:
    times = _SEVERAL if match[1] else 2
    return times * _GROUPS[match[2]] * _GROUPS.get(match[3] or "", 1), None


def _several(match: re.Match[str]) -> _Amount:
    return _SEVERAL * _GROUPS.get(match[1] or "", 1), None


def _couple(match: re.Match[str]) -> _Amount:
    value = 2 * _GROUPS.get(match[1] or "", 1)
    return value, value


def _always(value: int) -> Callable[[re.Match[str]], _Amount]:
    return lambda match: (value, value)


_AMOUNTS: Final[tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], _Amount | None]], ...]] = (
    ("zero", re.compile(r"(?:no one|no-one|nobody|none|nil|zero|neither|not (?:a single|any|an?|one)|"
                        r"no(?! (?:more|fewer|less)\b))\b"), _always(0)),
    ("range", re.compile(rf"(?:(?:anywhere )?between ({_NUMBER}) and |"
                         rf"(?:from )?({_NUMBER})(?: to | or | - |(?<=\d)-(?=\d)))({_NUMBER}){_END}"),
     _range),
    ("plural", re.compile(rf"({_FEW} )?({_GROUP})s(?: (?:and|(?:up)?on) \2s)?(?: of ({_GROUP})s)?\b"),
     _plural),
    ("several", re.compile(rf"{_FEW} ({_GROUP})\b"), _several),
    ("several", re.compile(rf"(?:{_FEW}|{_A_NUMBER})()\b"), _several),
    ("couple", re.compile(rf"an? (?:couple|pair)(?:(?: of)? ({_GROUP}))?\b"), _couple),
    ("both", re.compile(r"both\b"), _always(2)),
    ("number", re.compile(rf"({_NUMBER}){_END}"), _number),
    ("ordinal", re.compile(rf"an? {_ORDINAL}\b(?! of\b)"), _always(1)),
    ("article", re.compile(rf"(?:an?|another|(?:a )?single)\b(?! (?:{_NOT_ONE}|{_NUMBER}(?!-)))"),
     _always(1)),
)  # fmt: skip
"""How an amount is written. The first that matches, makes a number and has no second behind it is taken."""


def _from(amount: _Amount) -> _Bounds:
    return amount[0], None


def _above(amount: _Amount) -> _Bounds:
    return amount[0] if amount[1] is None else amount[1] + 1, None


def _to(amount: _Amount) -> _Bounds | None:
    return None if amount[1] is None else (None, amount[1])


def _below(amount: _Amount) -> _Bounds | None:
    return (None, amount[1] - 1) if amount[1] else None


def _same(amount: _Amount) -> _Bounds:
    return amount


_Bound = Callable[[_Amount], _Bounds | None]
_Qualifiers = tuple[tuple[str, re.Pattern[str], _Bound], ...]
_SOFT: Final = r"(?:well |just |slightly |far |a little )?"
_BEFORE: Final[_Qualifiers] = (
    ("at_least", re.compile(r"(?:at least|not? (?:fewer|less) than|a minimum of|≥) ?"), _from),
    ("up_to", re.compile(r"(?:up to|as many(?: as)?|not? more than|at (?:the )?most|a maximum of|≤) ?"), _to),
    ("more_than", re.compile(rf"(?:{_SOFT}(?:more than|over|above|upwards? of|in excess of|past)|>) ?"),
     _above),
    ("fewer_than", re.compile(rf"(?:{_SOFT}(?:fewer than|less than|under|below)|<) ?"), _below),
    ("about", re.compile(r"(?:about|around|nearly|almost|some|roughly|approximately|(?:an )?estimated|circa|"
                         r"close to|perhaps|possibly|maybe) |(?:~|c\.|ca\.|approx\.?) ?"), _same),
)  # fmt: skip
_AFTER: Final[_Qualifiers] = (
    ("at_least", re.compile(r"\+|[ -]plus\b|[ -]odd\b| (?:or|and) (?:more|counting)\b"), _from),
    ("up_to", re.compile(r" or (?:fewer|less)\b"), _to),
    ("about", re.compile(r" or so\b|-ish\b"), _same),
)
_FILLER: Final = re.compile(
    r"(?:(?:the|these|those|their|his|her|its|other|another|a further|an additional|additional|a total of|"
    r"all(?: of)?|exactly|precisely|only|just|reportedly|a mere|a reported) )+"
    rf"(?=(?:at least |about |around |some )?(?:{_NUMBER}|(?:{_GROUP})s|several|few)\b)"
)
_NOT_PEOPLE: Final = re.compile(
    r" (?:percent|per cent|times|thirds?|quarters?|(?:year|month|week|day|hour|minute)s?)\b| ?%|"
    rf" (?:in|to) {_NUMBER}\b| [\d.,]*\d(?![\d.,-])"
)
_SECOND_COUNT: Final = re.compile(rf"\b(?:and|or|plus) (?:{_NUMBER}|an?|several|dozens)\b|[,;] {_NUMBER}\b")
_SUB_COUNT: Final = re.compile(r"\b(?:including|among them)\b")


def parse_count(text: str) -> Count | None:
    """Read the words of a count of people; None when they give no number of their own.

    Shares ("half", "80 percent"), comparisons ("the same number") and words that leave the number open
    ("some", "most", "an unknown number") give None. Nouns behind the count are passed over; a second count
    is not.

    >>> count = parse_count("at least 12 people")
    >>> count.min, count.max, count.best, count.qualifier
    (12, None, 12, 'at_least')
    """
    rest = _clean(text)
    name: str | None = None
    bound: _Bound = _same
    while True:
        filler = _FILLER.match(rest)
        rest = rest[filler.end() :] if filler else rest
        found = _qualifier(_BEFORE, rest)
        if found is None:
            break
        if name in (None, "about"):  # "at least about 30": the inner word only softens
            name, bound = found[0], found[1]
        rest = rest[found[2] :]
    for rule, amount, tail in _amounts(rest):
        kind, limit = name, bound
        found = _qualifier(_AFTER, tail)
        if found is not None:
            if kind in (None, "about"):
                kind, limit = found[0], found[1]
            tail = tail[found[2] :]
        bounds = limit(amount)
        if bounds is not None and _may_follow(tail):
            low, high = bounds
            best = low if high is None else high if low is None else (low + high) // 2
            return Count(text, low, high, best, _qualifier_name(kind, rule, amount), kind or rule)
    return None


def _clean(text: str) -> str:
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text.lower().replace("\u2019", "'"))
    return re.sub(r"\s+", " ", text).strip(" \"'“”‘()[].,;:")


def _qualifier(table: _Qualifiers, text: str) -> tuple[str, _Bound, int] | None:
    matches = ((name, bound, pattern.match(text)) for name, pattern, bound in table)
    return next(((name, bound, match.end()) for name, bound, match in matches if match), None)


def _amounts(text: str) -> Iterator[tuple[str, _Amount, str]]:
    for rule, pattern, read in _AMOUNTS:
        match = pattern.match(text)
        amount = read(match) if match else None
        if match and amount:
            yield rule, amount, text[match.end() :]


def _may_follow(tail: str) -> bool:
    if tail and tail[0] not in " ,;:)":
        return False
    return not _NOT_PEOPLE.match(tail) and not _SECOND_COUNT.search(_SUB_COUNT.split(tail)[0])


def _qualifier_name(kind: str | None, rule: str, amount: _Amount) -> str:
    if kind in (None, "about") and rule == "range":
        return "range"
    if kind in (None, "about", "more_than") and amount[1] is None:
        return "vague"
    return kind or "exact"


def add(counts: Sequence[Count]) -> Count:
    """Return the count of several groups of people together; a side that is open in one group stays open.

    :raises InputError: there is nothing to add.
    """
    if not counts:
        raise InputError("at least one count to add", "none")
    if len(counts) == 1:
        return counts[0]
    low, high, best = (_total([getattr(c, side) for c in counts]) for side in ("min", "max", "best"))
    kinds = {count.qualifier for count in counts}
    if "vague" in kinds or (low is None and high is None):
        qualifier = "vague"
    elif low is None or high is None:
        qualifier = "at_least" if high is None else "up_to"
    elif low < high:
        qualifier = "range"
    else:
        qualifier = "about" if "about" in kinds else "exact"
    text = " + ".join(count.text for count in counts if count.text) or None
    mentions = tuple(sorted({mention for count in counts for mention in count.mentions}))
    return Count(text, low, high, best, qualifier, "sum", mentions)


def _total(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None
