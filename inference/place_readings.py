"""How a place name can be read: as written, without words of direction, and without its head ("province")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_DIRECTION: Final = (
    r"(?:the|an?|far|near|inner|outer|upper|lower|rural|downtown|central|mid|greater|occupied|mainland|neighbou?ring"
    r"|(?:north|south)?[- ]?(?:north|south|east|west)(?:ern(?:most)?)?)"
)
_BEFORE: Final = re.compile(
    rf"^(?:{_DIRECTION}[- ]+)++(?=\S)"
    r"|^(?:near|outside|around|in|at|off)\s+"
    r"|^(?:the )?(?:town|city|village|district|province|region|state|port|island|area|suburbs?|outskirts|edge|coast"
    r"|valley|municipality|territory|commune|barangay|sitio|kibbutz|camp)(?: city)?(?: of)?\s+(?-i:(?=[^a-z]))",
    re.IGNORECASE,
)
_REGION_HEAD: Final = re.compile(
    r"\s+(?:provinces?|governorates?|regions?|states?|oblast|krai|count(?:y|ies)|departments?|prefecture|republic"
    r"|division|zone|regency|tribal (?:agency|belt|area|district)|countryside|plains?|peninsula|islands?"
    r"|desert|valley|mountains?|hills?|forest|basin|delta|coast|territor(?:y|ies)|borderlands?|archipelago)$",
    re.IGNORECASE,
)
_TOWN_HEAD: Final = re.compile(
    r"\s+(?:(?:sub-?)?districts?|areas?|city|town|village|township|municipality|commune|suburbs?|neighbou?rhoods?"
    r"|quarters?|outskirts|sector|refugee camps?|camps?|primary|environs|side|front)$",
    re.IGNORECASE,
)
_SITE_HEAD: Final = re.compile(
    r"\s+(?:(?:international )?airport|airfield|air ?(?:force )?base|(?:naval|military|army) base|base|garrison"
    r"|(?:central |army )?(?:prison|jail)|hospital|university|market|(?:border )?(?:crossing|post)|checkpoint|port"
    r"|harbou?r|refinery|(?:nuclear )?(?:power )?plant|dam|bridge|square|station|junction|road|highway|street|avenue"
    r"|displacement site|pass|gorge|ridge|heights?|river(?:bed)?|lake|bay|strait|reserve|park|stadium|hotel|mosque"
    r"|church|monastery|quarry|mine|terminal|corridor|marsh|creek|triangle|field|barracks|headquarters|HQ)$",
    re.IGNORECASE,
)
_OWNER: Final = re.compile(r"^(.+?)(?:['’]s|(?<=s)['’])\s+(.+)$")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a place name: the name proper and what its head says, "region", "town", "site" or nothing."""

    name: str
    head: str = ""


def readings(text: str) -> list[Reading]:
    """Return the readings of a place name from the one that keeps most words to the barest."""
    full = " ".join(text.split()).strip("\"'“”‘’,.;:()")
    found = [Reading(full)]
    bare = full
    while _BEFORE.match(bare):
        bare = _BEFORE.sub("", bare)
    starts = [full] if bare == full else [full, bare]
    found += [Reading(start) for start in starts[1:]]
    for start in starts:
        for head, pattern in (("region", _REGION_HEAD), ("town", _TOWN_HEAD), ("site", _SITE_HEAD)):
            name = pattern.sub("", start)
            if name != start:
                found.append(Reading(name, head))
    owned = _OWNER.match(full)
    if owned:
        owner, thing = owned.groups()
        found += [Reading(thing)] * thing[:1].isupper() + [Reading(owner, head="site")]
    return found


def without_site(text: str) -> str:
    """Return a place name without a head that makes it a facility or a line.

    >>> without_site("Baquba-Kirkuk road")
    'Baquba-Kirkuk'
    """
    return _SITE_HEAD.sub("", text)
