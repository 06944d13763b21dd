"""The model card: a README rendered from what `model.json` records, and figures added to that record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from inference.model_dir import SETTINGS, Settings, read_settings, write_settings
from labels.record import Document
from training.bootstrap import Intervals
from training.calibration import calibration, inverse, recalibrated
from training.curves import draw_reliability
from training.evaluate import assemble_gold
from training.score import score

CARD, NOTES, RELIABILITY = "README.md", "notes.md", "reliability.png"
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
    documents: Sequence[Document],
    predicted: Sequence[Document],
    intervals: Intervals,
) -> None:
    """Add the figures on some gold files to `model.json`, and render the card and its reliability diagram anew.

    `documents`, `predicted`: the gold documents and what the model of `directory` finds in them.

    :raises InputError: the directory holds no model.
    :raises OSError: it cannot be written.
    """
    settings = read_settings(directory / SETTINGS)[0]
    raw = recalibrated(predicted, inverse(settings.span_calibration), inverse(settings.type_calibration))
    before = calibration(documents, raw)
    after = calibration(documents, predicted)
    figures = {
        "documents": len(documents),
        "scores": score(documents, predicted).to_json(),
        "intervals": {
            path: [i.low, i.high] for path, i in intervals.items() if path.endswith((".f1", "accuracy", "_f1"))
        },
        "calibration_error": {name: {"before": before[name].ece, "after": after[name].ece} for name in after},
        "reliability": {
            name: [{k: round(v, 4) for k, v in asdict(b).items()} for b in found.bins] for name, found in after.items()
        },
    }
    if any(document.events is not None for document in documents):
        figures["gold_input"] = score(documents, assemble_gold(documents)).to_json()
    name = " + ".join(path.name for path in gold)
    figures_by_file = {**settings.training.get("scores", {}), name: figures}
    settings = replace(settings, training={**settings.training, "scores": figures_by_file})
    write_settings(directory, settings)
    write_card(directory, settings)
    draw_reliability(directory / RELIABILITY, {name: f["reliability"] for name, f in figures_by_file.items()})


def write_card(directory: Path, settings: Settings) -> None:
    """Write the card of a model.

    :raises OSError: it cannot be written.
    """
    notes = directory / NOTES
    text = render(settings, notes.read_text(encoding="utf-8") if notes.is_file() else "")
    (directory / CARD).write_text(text, encoding="utf-8")


def render(settings: Settings, notes: str = "") -> str:
    """Return the card of a model as Markdown; `notes` is what its makers have to say of it, as Markdown."""
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
        _averaged(training.get("averaged", ())),
        "Dev documents chose the best epoch, the thresholds and the calibration. "
        "`training_log.csv` and `training_curves.png` show the course of the run.",
        "## Figures",
    ]
    for name, found in training.get("scores", {}).items():
        parts += [f"### {name}", f"{found['documents']} documents. Printed by `conflict-train evaluate`; "
                  "intervals are 95 %, over documents.", *_figures(found)]  # fmt: skip
    if training.get("scores"):
        parts.append(f"![Share of right scores against scores, by file and kind of score]({RELIABILITY})")
    parts += [
        notes.strip(),
        "## Limits",
        "- English only; the encoder is uncased. Text in other scripts is read, but was not trained on.\n"
        "- News style. Social media, court files and chat differ.\n"
        "- A sentence is read with those around it in its window. An aftermath far from its event may be missed.\n"
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


def _averaged(models: Sequence[Mapping[str, str]]) -> str:
    if not models:
        return ""
    names = ", ".join(f"`{model['model']}` (`{model['weights_sha256'][:12]}`)" for model in models)
    return (
        f"The weights are the mean of those of {names}, which differ in their seed. The settings are the first one's."
    )


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
    if "gold_input" in found:
        out.append(_fields(scores, found["gold_input"]))
    errors = [
        (name.replace("_", " "), f"{e['before']:.3f}", f"{e['after']:.3f}")
        for name, e in found["calibration_error"].items()
    ]
    return [*out, _table(("expected calibration error", "before calibration", "after"), errors)]


def _fields(predicted: Mapping[str, Any], gold_input: Mapping[str, Any]) -> str:
    """Return F1 of each field of event records from gold tags and from the model's: what each stage loses."""
    rows = [("events found", "event_detection", None), ("all slots", "event_slots", None)]
    rows += [(name, "event_slots_by_name", name) for name in predicted["event_slots_by_name"]]

    def cell(scores: Mapping[str, Any], path: str, name: str | None) -> float:
        return float((scores[path][name] if name else scores[path])["f1"])

    lines = []
    for label, path, name in rows:
        if name is None or name in gold_input[path]:
            best, found = cell(gold_input, path, name), cell(predicted, path, name)
            lines.append((label, f"{best:.3f}", f"{found:.3f}", f"{1 - best:.3f}", f"{best - found:.3f}"))
    head = (
        "event records, F1",
        "from gold spans and types",
        "from predicted ones",
        "lost in assembly",
        "lost in tagging",
    )
    return _table(head, lines)


def _range(interval: Sequence[float] | None) -> str:
    return f"{interval[0]:.3f}–{interval[1]:.3f}" if interval else ""


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
