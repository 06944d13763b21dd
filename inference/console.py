"""What the commands share: which inputs failed, where the output goes, and how errors are told."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import typer

from inference.reading import STDIN
from inference.render import plain
from labels.errors import InputError
from labels.record import Document

FAILED, WRONG_USE = 1, 2
"""Exit status: some inputs failed; the command was not used as it can be."""


class Documents:
    """Passes on what can be read, and reports and counts what cannot."""

    def __init__(self, items: Iterable[Document | InputError]) -> None:
        self.read = 0
        self.failed = 0
        self._items = items

    def __iter__(self) -> Iterator[Document]:
        for item in self._items:
            if isinstance(item, InputError):
                self.failed += 1
                report(item)
            else:
                self.read += 1
                yield item


def report(error: InputError) -> None:
    """Write an error to standard error, harmless for a terminal."""
    typer.echo(f"error: {plain(str(error))}", err=True)


def sources(paths: Sequence[Path]) -> Sequence[Path]:
    """Return the paths to read, standard input where none is named.

    :raises InputError: a path is missing, or there is nothing to read.
    """
    if not paths:
        if sys.stdin.isatty():
            remedy = "name files or folders, or pipe in a text"
            raise InputError("something to read", "no path and no input", remedy=remedy)
        return [STDIN]
    for path in paths:
        try:
            _ = path == STDIN or path.stat()
        except OSError as error:
            found = error.strerror or str(error)
            raise InputError("a file or folder", found, where=str(path), remedy="check the path") from None
    return paths


@contextmanager
def stream(output: Path | None) -> Iterator[TextIO]:
    """Open the output as UTF-8; a file takes its place only once it is whole, and is left alone otherwise."""
    if output is None or output == STDIN:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")
        yield sys.stdout
        return
    if output.exists() and not output.is_file():
        # A pipe or device is written to; a file in its place would break it.
        with _open(output, output) as out:
            yield out
        return
    target = output.resolve()
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with _open(partial, output) as out:
            yield out
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _open(path: Path, output: Path) -> TextIO:
    try:
        return path.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        found = error.strerror or str(error)
        raise InputError("a file that can be written", found, where=str(output), remedy="name another") from None


def end(documents: Documents) -> None:
    """Tell how many inputs failed, and end with that status if some did."""
    if documents.failed:
        typer.echo(f"{documents.failed} of {documents.failed + documents.read} inputs failed", err=True)
        raise typer.Exit(FAILED)
