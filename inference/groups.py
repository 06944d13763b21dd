"""Named groups: which names stand for one group, of what kind it is and in which country.

The table in `data/actors.toml` lists the groups; a user's own list may come before it (`inference/actor_file.py`).
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

from inference.phrases import Hit, Phrases, Token

_IRREGULAR: Final = {"wives": "wife", "thieves": "thief", "buses": "bus"}
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A named group: its first name, its kind and its country, an ISO 3166 alpha-3 code or "".

    The kind is one of `labels.record.PARTY_KINDS`, or "state" for a government by the name of its seat, or
    "international_organization" for a body whose forces, staff and officials are of different kinds.
    """

    name: str
    kind: str
    country: str


class ActorTable:
    """The named groups that phrases are compared with: the user's own, then those of `data/actors.toml`.

    A name in both stands for the user's group. An own group with the first name of one of ours replaces it under
    all its names.
    """

    def __init__(self, own: Iterable[tuple[str, Group]] = ()) -> None:
        mine = list(own)
        replaced = {group.name.casefold(): group for _, group in mine}
        ours = ((name, replaced.get(group.name.casefold(), group)) for name, group in groups())
        self._names = Phrases((*mine, *ours))

    def find(self, words: list[Token]) -> list[Hit[Group]]:
        """Return where the words name a known group."""
        return self._names.find(words)


@functools.cache
def default_actors() -> ActorTable:
    """Return the table without a user's own groups."""
    return ActorTable()


@functools.cache
def table() -> dict[str, Any]:
    """Return the contents of `data/actors.toml`."""
    path = resources.files("inference") / "data" / "actors.toml"
    return tomllib.loads(path.read_text("utf-8"))


def groups() -> Iterator[tuple[str, Group]]:
    """Yield every name of every group of `data/actors.toml`."""
    for kind, rows in table()["groups"].items():
        for names, country in rows.items():
            yield from named(names.split("|"), kind, country)


def named(names: list[str], kind: str, country: str) -> Iterator[tuple[str, Group]]:
    """Yield each name of a group, the first of which is what records call it."""
    group = Group(names[0], kind, country)
    for name in names:
        yield name, group


def find_groups(words: list[Token], actors: ActorTable | None = None) -> list[Hit[Group]]:
    """Return where the words name a known group."""
    return (actors or default_actors()).find(words)


def singular(word: str) -> str:
    """Return a noun in lower case without the ending of its plural."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("men"):
        return f"{word[:-3]}man"
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us")) else word
