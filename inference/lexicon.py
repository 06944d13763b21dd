"""The words that the assembly of events looks for, read from `data/events.toml` when first needed."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources
from typing import Any


@functools.cache
def _table() -> dict[str, Any]:
    path = resources.files("inference") / "data" / "events.toml"
    return tomllib.loads(path.read_text("utf-8"))


@functools.cache
def word_set(name: str) -> frozenset[str]:
    """Return a list of lower-case words by its name in the table."""
    return frozenset(_table()["words"][name].split())


@functools.cache
def trigger(event_type: str) -> re.Pattern[str]:
    """Return the pattern, over lower-case text, of words that name an act of an event type."""
    return re.compile(rf"\b(?:{_table()['triggers'][event_type]})")
