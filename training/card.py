"""The model card: a README rendered from what `model.json` records, and figures added to that record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from inference.model_dir import SETTINGS, Settings, read_settings, write_settings
from training.bootstrap import Intervals
from training.calibration import Reliability
from training.score import Scores

CARD = "README.md"
_HEADLINES = {
    "span": "spans",
    "span_any_role": "spans, any role",
    "event_type_micro": "event types, micro",
    "event_detection": "events found",
    "event_slots": "event slots",
}


def record(
    directory: Path,
    gold: Sequence[Path],
    documents: int,
    scores: Scores,
    intervals: Intervals,
    calibration: Mapping[str, Reliability],
) -> None:
    """Add the figures on some gold files to `model.json`, and render the card anew.

    :raises InputError: the directory holds no model.
    :raises OSError: it cannot be written.
    """
    settings = read_settings(directory / SETTINGS)[0]
    figures = {
        "documents": documents,
        "scores": scores.to_json(),
        "intervals": {
            path: [i.low, i.high] for path, i in intervals.items() if path.endswith((".f1", "accuracy", "_f1"))
        },
        "calibration_error": {name: found.ece for name, found in calibration.items()},
    }
    name = " + ".join(path.name for path in gold)
    figures_by_file = {**settings.training.get("scores", {}), name: figures}
    settings = replace(settings, training={**settings.training, "scores": figures_by_file})
    write_settings(directory, settings)
    write_card(directory, settings)


def write_card(directory: Path, settings: Settings) -> None:
    """Write the card of a model.

    :raises OSError: it cannot be written.
    """
    (directory / CARD).write_text(render(settings), encoding="utf-8")


def render(settings: Settings) -> str:
    """Return the card of a model as Markdown."""
    training = settings.training
    parts = [
        f"# Model card: {settings.name}",
        "Tags who attacked, who was hit, where, when, with what and how many were killed, hurt or taken, and types the "
        "events that each sentence of a news text reports. Made by and for "
        f"[conflict-events](../../README.md) {settings.version}.",
        "## Use",
        "`conflict-events extract` and `inference.Extractor`. For English news about armed conflict, to find and count "
        "reported events. Not for decisions about a person, and no proof that an event took place: a record says what "
        "a text says.",
        "## Data",
        _table(("file", "part", "documents", "sentences", "SHA-256"), _files(training)),
        _losses(training.get("lost", {})),
        "## Training",
        _table(("setting", "value"), sorted((k, f"`{v}`") for k, v in training.get("config", {}).items())),
        "Dev documents chose the best epoch, the thresholds and the calibration. "
        "`training_log.csv` and `training_curves.png` show the course of the run.",
        "## Figures",
    ]
    for name, found in training.get("scores", {}).items():
        parts += [f"### {name}", f"{found['documents']} documents. Printed by `conflict-train evaluate`; "
                  "intervals are 95 %, over documents.", *_figures(found)]  # fmt: skip
    parts += [
        "## Limits",
        "- English only; the encoder is uncased. Text in other scripts is read, but was not trained on.\n"
        "- News style. Social media, court files and chat differ.\n"
        "- A sentence is read with a little of the text before it. An aftermath far from its event may be missed.\n"
        "- Roles lean on wording: a passive or a headline without a verb can turn attacker and target around.\n"
        "- What is rare in the training data (see the figures by type) is found less well.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _files(training: Mapping[str, Any]) -> list[tuple[object, ...]]:
    return [
        (f"`{f['file']}`", part, f["documents"], f["sentences"], f"`{f['sha256'][:12]}`")
        for part in ("train", "dev")
        for f in training.get(part, ())
    ]


def _losses(lost: Mapping[str, Mapping[str, int]]) -> str:
    return "\n".join(
        f"- {part}: {n['spans_lost']} of {n['spans']} spans could not be aligned to words, "
        f"{n['words_lost']} of {n['words']} words have no piece."
        for part, n in lost.items()
    )


def _figures(found: Mapping[str, Any]) -> list[str]:
    scores, intervals = found["scores"], found["intervals"]

    def row(label: str, path: str, counts: Mapping[str, float]) -> tuple[object, ...]:
        ratios = (f"{counts[name]:.3f}" for name in ("precision", "recall", "f1"))
        return label, *ratios, _range(intervals.get(f"{path}.f1")), counts["gold"]

    head = ("", "precision", "recall", "F1", "95 % of F1", "gold")
    rows = [row(label, name, scores[name]) for name, label in _HEADLINES.items()]
    macro, killed = scores["event_type_macro_f1"], scores["killed_exact"]
    rows.insert(3, ("event types, macro", "", "", f"{macro:.3f}", _range(intervals.get("event_type_macro_f1")), ""))
    rows.append(("killed, exact", "", f"{killed['accuracy']:.3f}", "", "", killed["gold"]))
    out = [_table(head, rows)]
    for group in ("span_by_label", "event_type_by_type"):
        out.append(_table(head, [row(name, f"{group}.{name}", counts) for name, counts in scores[group].items()]))
    errors = (f"{name.replace('_', ' ')} {value:.3f}" for name, value in found["calibration_error"].items())
    return [*out, f"Expected calibration error: {', '.join(errors)}."]


def _range(interval: Sequence[float] | None) -> str:
    return f"{interval[0]:.3f}–{interval[1]:.3f}" if interval else ""


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
