"""The published JSON Schema of the document format, for users of other languages and tools."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any


def load_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one line of a document file."""
    text = (resources.files("labels") / "record.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
