"""The command `conflict-events merge`: event records of many articles in, one record for each real event out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
from inference.merged import COUNTS
from inference.reading import read_inputs
from inference.render import count_words, date_words, event_name, lines, place_words, plain, score_words, toll_words
from inference.telling import Limits, Telling, tellings
from labels.record import Document

if TYPE_CHECKING:
    from rich.console import Console

    from inference.merged import MergedEvent


class MergeFormat(StrEnum):
    """What `merge` writes."""

    table = "table"
    jsonl = "jsonl"


def merge(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH",
            help="JSON Lines files with event records, as `extract -f jsonl` writes them; '-' is standard input.",
            show_default="-",
        ),
    ] = None,
    form: Annotated[
        MergeFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="What to write.",
            show_default=DEFAULT_FORMAT,
        ),
    ] = None,
    output: Output = None,
    days: Annotated[int, typer.Option(min=0, help="Most days between the dates of one event.")] = 1,
    km: Annotated[float, typer.Option(min=0, help="Most kilometres between the places of one event.")] = 20.0,
    score: Annotated[float, typer.Option(min=0, max=1, help="Least score of two reports that match.")] = 0.6,
) -> None:
    """Merge the reports of many articles: one record for each event, with its sources and how the toll rose.

    Exit status: 0 when all inputs were read, 1 when some failed, 2 for wrong use.
    """
    with wrong_use():
        limits = Limits(days, km, score)
        documents = Documents(with_events(read_inputs(sources(paths or []), input_format="jsonl")))
        with stream(output) as out:
            _write(_merged(documents, limits), form or _default_format(output, out), out)
    end(documents)


def _merged(documents: Iterable[Document], limits: Limits) -> list[MergedEvent]:
    from inference.merge import merge_told

    # The texts are let go of as they are read; only the records have to be held together.
    told: list[Telling] = []
    for document in documents:
        told += tellings(document)
    return merge_told(told, limits)


def _default_format(output: Path | None, stream: TextIO) -> MergeFormat:
    if output is not None and output.suffix.lower() == ".jsonl":
        return MergeFormat.jsonl
    return MergeFormat.table if stream.isatty() else MergeFormat.jsonl


def _write(merged: Sequence[MergedEvent], form: MergeFormat, stream: TextIO) -> None:
    if form is MergeFormat.jsonl:
        from inference.merged import dumps

        for one in merged:
            stream.write(dumps(one) + "\n")
        return
    write_merged_table(merged, table_console(stream))


def write_merged_table(merged: Iterable[MergedEvent], console: Console) -> None:
    """Print a table with a row for each event, then the near misses, each with the reason that it was not joined.

    Documents are named with the number of the event in them, from 0 as in the JSON: `wire-3[0]`.
    """
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("event", style="cyan")
    for heading in ("when and where", "attackers", "targets", "toll", "reports"):
        table.add_column(heading)
    table.add_column("score", justify="right", no_wrap=True)
    near: dict[frozenset[tuple[str, int]], str] = {}
    for one in merged:
        table.add_row(*(Text(cell) for cell in _cells(one)))
        for miss in one.near_misses:
            ends = frozenset(((miss.document, miss.event), (miss.other_document, miss.other_event)))
            names = f"{miss.document}[{miss.event}] and {miss.other_document}[{miss.other_event}]"
            near.setdefault(ends, plain(f"{names}: {miss.verdict}"))
    console.print(table if table.row_count else Text("no events"))
    if near:
        console.print(Text("\nnear misses", "bold"))
        for line in near.values():
            console.print(Text(line))


def _cells(one: MergedEvent) -> Iterator[str]:
    event = one.event
    yield event_name(event)
    yield lines(date_words(event.date), place_words(event.location))
    for parties in (event.attackers, event.targets):
        yield lines(*(party.text for party in parties), separator=";\n")
    yield lines(*toll_words(event), *_course(one))
    yield lines(*(f"{report.document}[{report.event}]" for report in one.sources))
    yield score_words(event.score)


def _course(one: MergedEvent) -> list[str]:
    """Write how the toll went from report to report, where it changed."""
    changes = []
    for name in COUNTS:
        told = [count_words(count) for toll in one.tolls if (count := getattr(toll, name))]
        steps = [words for at, words in enumerate(told) if at == 0 or words != told[at - 1]]
        if len(steps) > 1:
            changes.append(f"({name}: {' → '.join(steps)})")
    return changes
