"""What the commands share: which inputs failed, where the output goes, and how errors are told."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from inference.reading import STDIN
from inference.render import plain
from labels.errors import InputError
from labels.record import Document

if TYPE_CHECKING:
    from rich.console import Console

FAILED, WRONG_USE = 1, 2
"""Exit status: some inputs failed; the command was not used as it can be."""

Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="File to write, whole or not at all.", show_default="standard output"),
]
DEFAULT_FORMAT = "by the name of --output, else table at a terminal and jsonl in a pipe"
"""What is written where no format is asked for."""


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


@contextmanager
def wrong_use() -> Iterator[None]:
    """End a command with its status where what it was asked cannot be done."""
    try:
        yield
    except InputError as error:
        report(error)
        raise typer.Exit(WRONG_USE) from None


def with_events(items: Iterable[Document | InputError]) -> Iterator[Document | InputError]:
    """Pass on documents with event records; one without is an error that names the remedy."""
    for item in items:
        if isinstance(item, Document) and item.events is None:
            remedy = "run 'conflict-events extract -f jsonl' on it first"
            yield InputError("a document with event records", "one without", where=item.id, remedy=remedy)
        else:
            yield item


def table_console(out: TextIO) -> Console:
    """Return a console for tables: away from a terminal there is no width to fit, but somebody may still read it."""
    from rich.console import Console

    return Console(file=out, width=None if out.isatty() else 120, highlight=False)
