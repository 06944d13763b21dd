"""The one exception type for bad input: what was expected, what was found, where, and what to do."""

from __future__ import annotations


class InputError(ValueError):
    """Bad input from a person or a file.

    The message reads `where: expected …, found …; remedy`. `where` is `file:line` for line-based files.
    """

    def __init__(self, expected: str, found: str, *, where: str | None = None, remedy: str | None = None) -> None:
        self.expected = expected
        self.found = found
        self.where = where
        self.remedy = remedy
        super().__init__(expected, found)

    def __str__(self) -> str:
        prefix = f"{self.where}: " if self.where else ""
        suffix = f"; {self.remedy}" if self.remedy else ""
        return f"{prefix}expected {self.expected}, found {self.found}{suffix}"

    def at(self, where: str) -> InputError:
        """Return the same error with its place, keeping a more precise one that is already known."""
        return InputError(self.expected, self.found, where=self.where or where, remedy=self.remedy)


def shorten(value: object, limit: int = 60) -> str:
    """Show a value in an error message: its `repr`, cut in the middle when long."""
    text = repr(value)
    if len(text) <= limit:
        return text
    half = (limit - 1) // 2
    return f"{text[:half]}…{text[-half:]}"
