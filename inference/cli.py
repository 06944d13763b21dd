"""The command `conflict-events`: reads articles and writes down the events in them."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from inference.console import (
    DEFAULT_FORMAT,
    Documents,
    Output,
    end,
    sources,
    stream,
    table_console,
    with_events,
    wrong_use,
)
from inference.merge_command import merge
from inference.reading import read_inputs
from inference.render import write_json, write_jsonl, write_table
from labels.errors import InputError, shorten
from labels.record import Document, iso_date

if TYPE_CHECKING:
    from inference.extractor import Extractor
    from inference.gazetteer import Gazetteer
    from inference.groups import ActorTable


class Format(StrEnum):
    """What `extract` and `convert` write."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    html = "html"
    acled = "acled"
    ged = "ged"
    geojson = "geojson"


class InputFormat(StrEnum):
    """What standard input holds."""

    text = "text"
    html = "html"
    jsonl = "jsonl"


_FORMAT_OF_SUFFIX = {
    ".json": Format.json,
    ".jsonl": Format.jsonl,
    ".html": Format.html,
    ".htm": Format.html,
    ".geojson": Format.geojson,
}

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
            help="What to write; acled and ged are CSV in the columns of those databases.",
            show_default=DEFAULT_FORMAT,
        ),
    ] = None,
    output: Output = None,
    model: Annotated[str, typer.Option(help="Model directory, or 'default' for the bundled model.")] = "default",
    gazetteer: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="GeoNames dump (.txt or .zip) with more places; it is indexed once.",
            show_default="the built-in tables",
        ),
    ] = None,
    actors: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="TOML or CSV file of your own groups; its names come before the built-in ones.",
            show_default="the built-in table",
        ),
    ] = None,
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
    with wrong_use():
        inputs = sources(paths or [])
        day = None if published is None else iso_date(published, "--published").isoformat()
        documents = Documents(read_inputs(inputs, day, input_format))
        with stream(output) as out:
            form = form or _default_format(output, out)
            results = _extractor(model, device, threads, actors, gazetteer).extract_many(documents)
            _write(results, form, out)
    end(documents)


@app.command()
def convert(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH",
            help="Files that 'extract -f jsonl' wrote, and folders with them; '-' is standard input.",
            show_default="-",
        ),
    ] = None,
    form: Annotated[
        Format | None,
        typer.Option(
            "--format",
            "-f",
            help="What to write; acled and ged are CSV in the columns of those databases.",
            show_default=DEFAULT_FORMAT,
        ),
    ] = None,
    output: Output = None,
) -> None:
    """Write event records that are there already in another format, without the model.

    Exit status: 0 when all inputs were written, 1 when some failed, 2 for wrong use.
    """
    with wrong_use():
        inputs = sources(paths or [])
        documents = Documents(with_events(read_inputs(inputs, None, InputFormat.jsonl)))
        with stream(output) as out:
            _write(documents, form or _default_format(output, out), out)
    end(documents)


def _extractor(model: str, device: str, threads: int | None, actors: Path | None, gazetteer: Path | None) -> Extractor:
    own = _actors(actors) if actors else None
    larger = _gazetteer(gazetteer) if gazetteer else None
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
    return Extractor.from_pretrained(model, device, actors=own, gazetteer=larger)


def _actors(path: Path) -> ActorTable:
    from inference.actor_file import load_actors

    try:
        return load_actors(path)
    except OSError as error:
        remedy = "name a .toml or .csv file"
        raise InputError("a file of groups", error.strerror or str(error), where=str(path), remedy=remedy) from None


def _gazetteer(path: Path) -> Gazetteer:
    from inference.geonames import open_gazetteer

    return open_gazetteer(path)


def _default_format(output: Path | None, stream: TextIO) -> Format:
    suffix = output.suffix.lower() if output is not None else ""
    if suffix in _FORMAT_OF_SUFFIX:
        return _FORMAT_OF_SUFFIX[suffix]
    if suffix == ".csv":
        remedy = "add --format acled or --format ged"
        raise InputError("the columns of a CSV file by --format", "only its name", where=str(output), remedy=remedy)
    return Format.table if stream.isatty() else Format.jsonl


def _write(documents: Iterable[Document], form: Format, stream: TextIO) -> None:
    if form is Format.table:
        write_table(documents, table_console(stream))
    elif form is Format.html:
        from inference.html import page

        stream.write(page(documents))
    elif form is Format.geojson:
        from inference.export_geojson import write_geojson

        write_geojson(documents, stream)
    elif form is Format.acled:
        from inference.export_acled import write_acled

        _tell_left_out(write_acled(documents, stream))
    elif form is Format.ged:
        from inference.export_ged import write_ged

        _tell_left_out(write_ged(documents, stream))
    else:
        (write_json if form is Format.json else write_jsonl)(documents, stream)


def _tell_left_out(reasons: Counter[str]) -> None:
    """Tell which events are out of the scope of a database, by the reason."""
    if reasons:
        why = "; ".join(f"{number}: {reason}" for reason, number in reasons.most_common())
        typer.echo(f"events left out: {reasons.total()} ({why})", err=True)


app.command()(merge)
