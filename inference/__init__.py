"""From article to event records: the extractor and what it is made of. Runs on the CPU unless told otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inference.extractor import Extractor

__all__ = ["Extractor"]


def __getattr__(name: str) -> object:
    # PyTorch takes over a second to import; the command line and its help do without it until it is needed.
    if name == "Extractor":
        from inference.extractor import Extractor

        return Extractor
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
