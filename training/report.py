"""Scores for people and for files: tables with confidence intervals, and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from labels.schema import EVENT_TYPES, SPAN_LABELS
from training.bootstrap import Interval, Intervals
from training.calibration import Reliability
from training.event_score import SLOTS
from training.score import Scores
from training.tally import Counts, Tally

_RIGHT = ("P", "R", "F1", "95 % of F1", "correct", "predicted", "gold")


def report(scores: Scores, intervals: Intervals) -> list[Table]:
    """Return the tables of an evaluation: headline figures, then per label, event type and slot.

    Tables without a row are left out. `intervals` may be empty.
    """
    by_name = (
        ("Spans by label", "span_by_label", scores.span_by_label, SPAN_LABELS),
        ("Sentence event types", "event_type_by_type", scores.event_type_by_type, EVENT_TYPES),
        ("Event slots", "event_slots_by_name", scores.event_slots_by_name, SLOTS),
    )
    groups = [_group(title, path, tally, order, intervals) for title, path, tally, order in by_name if tally]
    return [_headline(scores, intervals), *groups]


def _headline(scores: Scores, intervals: Intervals) -> Table:
    table = _empty("Scores")
    for name, path, counts in (
        ("spans", "span", scores.span),
        ("spans, any role", "span_any_role", scores.span_any_role),
        ("event types, micro", "event_type_micro", scores.event_type),
    ):
        table.add_row(name, *_cells(counts, intervals.get(f"{path}.f1")))
    macro = f"{scores.event_type_macro_f1:.3f}"
    table.add_row("event types, macro", "", "", macro, _range(intervals.get("event_type_macro_f1")))
    for name, path, counts in (
        ("events found", "event_detection", scores.event_detection),
        ("event slots", "event_slots", scores.event_slots),
        ("killed, exact", "event_slots_by_name.killed", scores.killed),
    ):
        table.add_row(name, *_cells(counts, intervals.get(f"{path}.f1")))
    return table


def _group(title: str, path: str, tally: Tally, order: Iterable[str], intervals: Intervals) -> Table:
    table = _empty(title)
    for name in order:
        if name in tally:
            table.add_row(name, *_cells(tally[name], intervals.get(f"{path}.{name}.f1")))
    return table


def _empty(title: str) -> Table:
    table = Table(title=title, title_justify="left", padding=(0, 0, 0, 1), pad_edge=False, show_edge=False)
    table.add_column("", no_wrap=True)
    for heading in _RIGHT:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def _cells(counts: Counts, interval: Interval | None) -> tuple[str, ...]:
    ratios = (f"{value:.3f}" for value in (counts.precision, counts.recall, counts.f1))
    return (*ratios, _range(interval), *(str(n) for n in (counts.correct, counts.predicted, counts.gold)))


def _range(interval: Interval | None) -> str:
    return f"{interval.low:.3f}–{interval.high:.3f}" if interval else ""


def calibration_tables(calibration: Mapping[str, Reliability]) -> list[Table]:
    """Return one table for each kind of score: its bins, and the expected calibration error in the title."""
    tables = []
    for name, found in calibration.items():
        title = f"Scores of {name.replace('_', ' ')}: expected calibration error {found.ece:.3f}"
        table = Table(
            title=title,
            title_justify="left",
            min_width=len(title),
            padding=(0, 0, 0, 1),
            pad_edge=False,
            show_edge=False,
        )
        for heading in ("score from", "to", "count", "mean score", "right"):
            table.add_column(heading, justify="right")
        for b in found.bins:
            ratios = (f"{value:.3f}" for value in (b.mean_score, b.accuracy))
            table.add_row(f"{b.low:.2f}", f"{b.high:.2f}", str(b.count), *ratios)
        tables.append(table)
    return tables


def print_report(
    scores: Scores,
    intervals: Intervals,
    console: Console,
    calibration: Mapping[str, Reliability] | None = None,
) -> None:
    """Print the tables of an evaluation to a console."""
    for table in [*report(scores, intervals), *calibration_tables(calibration or {})]:
        console.print(table)


def write_json(
    path: Path,
    scores: Scores,
    intervals: Intervals,
    *,
    calibration: Mapping[str, Reliability] | None = None,
    **meta: object,
) -> None:
    """Write an evaluation as JSON: `meta` as it is, then `scores`, `intervals` (95 %) and `calibration`.

    :raises OSError: the file cannot be written.
    """
    out = {
        **meta,
        "scores": scores.to_json(),
        "intervals": {name: [interval.low, interval.high] for name, interval in intervals.items()},
        "calibration": {name: asdict(found) for name, found in (calibration or {}).items()},
    }
    path.write_text(json.dumps(out, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
