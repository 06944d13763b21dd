"""Reports: the tables show the counts and ratios of the scores, and the file holds the same."""

from __future__ import annotations

import io
import json
from pathlib import Path

from rich.console import Console

from labels.record import Count, Document, Event, Sentence, Span
from training.bootstrap import Interval, bootstrap
from training.calibration import calibration
from training.report import print_report, write_json
from training.score import Scores, score

TEXT = "Rebels shelled Aleppo on Monday."
GOLD = Document(
    "d",
    TEXT,
    spans=(Span(0, 6, "ATTACKER"), Span(15, 21, "LOCATION")),
    sentences=(Sentence(0, 32, ("shelling",)),),
    events=(Event("shelling", killed=Count("four", 4, 4), sentences=(0,)),),
)
FOUND = Document(
    "d",
    TEXT,
    spans=(Span(0, 6, "ACTOR", 0.5), Span(15, 21, "LOCATION", 0.9), Span(25, 31, "DATE", 0.1)),
    sentences=(Sentence(0, 32, ("shelling", "riot"), {"shelling": 0.8, "riot": 0.6}),),
    events=(Event("shelling", killed=Count("4", 4, 4), sentences=(0,)),),
)


def lines(scores: Scores, intervals: dict[str, Interval], *, calibrated: bool = False) -> list[list[str]]:
    out = io.StringIO()
    console = Console(file=out, width=140)
    print_report(scores, intervals, console, calibration([GOLD], [FOUND]) if calibrated else None)
    cells = (line.split("│") for line in out.getvalue().splitlines())
    return [[cell.strip() for cell in row] if len(row) > 1 else row for row in cells]


def test_tables_show_ratios_intervals_and_counts() -> None:
    intervals = {"span.f1": Interval(0.25, 0.5), "span_by_label.LOCATION.f1": Interval(0.5, 1.0)}
    rows = lines(score([GOLD], [FOUND]), intervals)
    assert ["spans", "0.333", "0.500", "0.400", "0.250–0.500", "1", "3", "2"] in rows
    assert ["spans, any role", "0.667", "1.000", "0.800", "", "2", "3", "2"] in rows
    assert ["event types, micro", "0.500", "1.000", "0.667", "", "1", "2", "1"] in rows
    assert ["event types, macro", "", "", "1.000", "", "", "", ""] in rows
    assert ["killed, exact", "1.000", "1.000", "1.000", "", "1", "1", "1"] in rows
    assert ["LOCATION", "1.000", "1.000", "1.000", "0.500–1.000", "1", "1", "1"] in rows
    assert ["riot", "0.000", "0.000", "0.000", "", "0", "1", "0"] in rows


def test_labels_come_in_the_order_of_the_schema() -> None:
    names = [row[0] for row in lines(score([GOLD], [FOUND]), {})]
    shown = [name for name in names if name.isupper()]
    assert shown == ["ATTACKER", "ACTOR", "LOCATION", "DATE"]


def test_nothing_scored_still_prints() -> None:
    rows = lines(Scores(), {})
    assert ["spans", "0.000", "0.000", "0.000", "", "0", "0", "0"] in rows
    assert not any("by label" in row[0] for row in rows)


def test_calibration_follows() -> None:
    rows = lines(score([GOLD], [FOUND]), {}, calibrated=True)
    assert any("Scores of span: expected calibration error 0.233" in row[0] for row in rows)
    assert ["0.87", "0.93", "1", "0.900", "1.000"] in rows


def test_the_file_holds_the_same(tmp_path: Path) -> None:
    scores, intervals = score([GOLD], [FOUND]), bootstrap([GOLD], [FOUND], resamples=50)
    path = tmp_path / "scores.json"
    found = calibration([GOLD], [FOUND])
    write_json(path, scores, intervals, calibration=found, model="tiny", documents=1)
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["scores"] == scores.to_json()
    assert data["intervals"]["span.precision"] == [1 / 3, 1 / 3]
    assert data["calibration"]["span"]["count"] == 3
    assert (data["model"], data["documents"]) == ("tiny", 1)
    for name in data["intervals"]:
        place = data["scores"]
        for key in name.split("."):
            place = place[key]
        assert isinstance(place, float)
