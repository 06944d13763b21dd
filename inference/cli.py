"""The command `conflict-events`: reads articles and writes down the events in them."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from inference.console import WRONG_USE, Documents, end, report, sources, stream
from inference.reading import read_inputs
from inference.render import write_json, write_jsonl, write_table
from labels.errors import InputError, shorten
from labels.record import Document, iso_date

if TYPE_CHECKING:
    from inference.extractor import Extractor


class Format(StrEnum):
    """What `extract` writes."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    html = "html"


class InputFormat(StrEnum):
    """What standard input holds."""

    text = "text"
    html = "html"
    jsonl = "jsonl"


_FORMAT_OF_SUFFIX = {".json": Format.json, ".jsonl": Format.jsonl, ".html": Format.html, ".htm": Format.html}

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line."""
    app()


def _show_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"conflict-events {version('conflict-events')}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Read news about armed conflict and write down what happened."""


@app.command()
def extract(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH",
            help="Files, and folders with .txt, .html, .htm and .jsonl files in them; '-' is standard input.",
            show_default="-",
        ),
    ] = None,
    published: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Publication date of articles without their own, like 2024-09-17."),
    ] = None,
    form: Annotated[
        Format | None,
        typer.Option(
            "--format",
            "-f",
            help="What to write.",
            show_default="by the name of --output, else table at a terminal and jsonl in a pipe",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="File to write, whole or not at all.", show_default="standard output"),
    ] = None,
    model: Annotated[str, typer.Option(help="Model directory, or 'default' for the bundled model.")] = "default",
    device: Annotated[str, typer.Option(help="Where the model runs, like cpu or cuda.")] = "cpu",
    threads: Annotated[
        int | None, typer.Option(min=1, help="Number of CPU threads.", show_default="what torch takes")
    ] = None,
    input_format: Annotated[
        InputFormat, typer.Option(help="What standard input and files without a suffix hold.")
    ] = InputFormat.text,
) -> None:
    """Find the events in articles.

    Exit status: 0 when all inputs were read, 1 when some failed, 2 for wrong use.
    """
    # What trafilatura says of a page without an article names neither the page nor a remedy; our error does.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        inputs = sources(paths or [])
        day = None if published is None else iso_date(published, "--published").isoformat()
        documents = Documents(read_inputs(inputs, day, input_format))
        with stream(output) as out:
            results = _extractor(model, device, threads).extract_many(documents)
            _write(results, form or _default_format(output, out), out)
    except InputError as error:
        report(error)
        raise typer.Exit(WRONG_USE) from None
    end(documents)


def _extractor(model: str, device: str, threads: int | None) -> Extractor:
    import torch  # seconds that a wrong path or date need not wait for

    from inference.extractor import Extractor

    if threads is not None:
        torch.set_num_threads(threads)
    try:
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as error:
        found = f"{shorten(device)} ({shorten(str(error), 80)})"
        remedy = "leave out --device to run on the CPU"
        raise InputError("a device that torch can use", found, remedy=remedy) from None
    return Extractor.from_pretrained(model, device)


def _default_format(output: Path | None, stream: TextIO) -> Format:
    if output is not None and output.suffix.lower() in _FORMAT_OF_SUFFIX:
        return _FORMAT_OF_SUFFIX[output.suffix.lower()]
    return Format.table if stream.isatty() else Format.jsonl


def _write(documents: Iterable[Document], form: Format, stream: TextIO) -> None:
    if form is Format.table:
        from rich.console import Console

        # Away from a terminal there is no width to fit, but somebody may still read it.
        write_table(documents, Console(file=stream, width=None if stream.isatty() else 120, highlight=False))
    elif form is Format.html:
        from inference.html import page

        stream.write(page(documents))
    else:
        (write_json if form is Format.json else write_jsonl)(documents, stream)
