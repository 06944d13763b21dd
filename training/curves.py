"""The course of a training run as a CSV file and as a picture, and the reliability of scores as a picture."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

_COLUMNS = {
    "step": "step",
    "epoch": "epoch",
    "loss": "train_loss",
    "learning_rate": "learning_rate",
    "eval_loss": "dev_loss",
    "eval_span_f1": "dev_span_f1",
    "eval_any_role_f1": "dev_any_role_f1",
    "eval_event_type_f1": "dev_event_type_f1",
    "eval_event_type_macro_f1": "dev_event_type_macro_f1",
    "eval_dev_score": "dev_score",
}

Log = Sequence[Mapping[str, float]]


def write_log(path: Path, log: Log) -> None:
    """Write what the trainer logged, a line an entry; cells that an entry does not have stay empty.

    :raises OSError: the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS.values())
        for entry in log:
            if "loss" in entry or "eval_loss" in entry:
                writer.writerow([_short(entry.get(key)) for key in _COLUMNS])


def _short(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


def draw_curves(path: Path, log: Log) -> None:
    """Draw losses and dev scores over the epochs as a PNG.

    :raises OSError: the file cannot be written.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    for key, label in (("loss", "train"), ("eval_loss", "dev")):
        points = [(entry["epoch"], entry[key]) for entry in log if key in entry]
        left.plot(
            *zip(*points, strict=True) if points else ([], []),
            marker="o" if key != "loss" else "",
            label=label,
        )
    left.set(xlabel="epoch", ylabel="loss", title="Loss", yscale="log")
    for key, label in (
        ("eval_span_f1", "spans"),
        ("eval_any_role_f1", "spans, any role"),
        ("eval_event_type_f1", "event types"),
    ):
        points = [(entry["epoch"], entry[key]) for entry in log if key in entry]
        right.plot(*zip(*points, strict=True) if points else ([], []), marker="o", label=label)
    right.set(xlabel="epoch", ylabel="F1", title="Dev scores", ylim=(0, 1))
    for axes in (left, right):
        axes.legend(frameon=False)
        axes.grid(alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(str(path), dpi=150)


def draw_reliability(path: Path, files: Mapping[str, Mapping[str, Sequence[Mapping[str, float]]]]) -> None:
    """Draw how often scores are right against the scores as a PNG: a row a gold file, a column a kind of score.

    `files`: name of the gold file -> kind of score -> bins with `mean_score`, `accuracy` and `count`.

    :raises OSError: the file cannot be written.
    """
    from matplotlib.figure import Figure

    kinds = list(dict.fromkeys(kind for found in files.values() for kind in found))
    figure = Figure(figsize=(3.2 * max(1, len(kinds)), 3.0 * max(1, len(files))), layout="constrained")
    grid = figure.subplots(max(1, len(files)), max(1, len(kinds)), squeeze=False)
    for row, (name, found) in zip(grid, files.items(), strict=False):
        for axes, kind in zip(row, kinds, strict=True):
            bins = found.get(kind, ())
            largest = max((b["count"] for b in bins), default=1)
            axes.plot((0, 1), (0, 1), color="0.7", linewidth=1)
            axes.plot([b["mean_score"] for b in bins], [b["accuracy"] for b in bins], linewidth=1)
            sizes = [8 + 72 * b["count"] / largest for b in bins]
            axes.scatter([b["mean_score"] for b in bins], [b["accuracy"] for b in bins], s=sizes)
            axes.set(xlim=(0, 1), ylim=(0, 1.02), xlabel="mean score", ylabel="share right")
            axes.set_title(f"{name}\n{kind.replace('_', ' ')}", fontsize=9)
            axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(str(path), dpi=110)
