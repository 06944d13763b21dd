"""The command conflict-train: what it prints and writes, and how it ends on bad input."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from labels import jsonl
from labels.record import Document
from training.cli import app, main


@pytest.fixture
def gold(tmp_path: Path, stories: list[Document]) -> Path:
    path = tmp_path / "gold.jsonl"
    jsonl.write(path, stories)
    return path


def test_evaluate_prints_a_table_and_writes_figures_and_predictions(
    tiny_model: Path, gold: Path, tmp_path: Path
) -> None:
    done = CliRunner().invoke(
        app,
        ["evaluate", str(tiny_model), str(gold), "--json", str(tmp_path / "s.json"), "--resamples", "20",
         "--predictions", str(tmp_path / "p.jsonl")],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "spans, any role" in done.output
    figures = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert figures["scores"]["span"]["f1"] == 1.0
    assert figures["documents"] == 4
    assert figures["intervals"]["span.f1"] == [1.0, 1.0]
    assert [d.id for d in jsonl.read(tmp_path / "p.jsonl")] == [d.id for d in jsonl.read(gold)]


def test_gold_input_measures_the_assembly_alone(gold: Path, tmp_path: Path) -> None:
    arguments = [
        "evaluate",
        "default",
        str(gold),
        "--gold-input",
        "--json",
        str(tmp_path / "s.json"),
        "--resamples",
        "0",
    ]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    assert json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))["scores"]["span"]["f1"] == 1.0


def test_record_adds_the_figures_to_the_card(tiny_model: Path, gold: Path, tmp_path: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(tiny_model, model, ignore=shutil.ignore_patterns("checkpoints"))
    done = CliRunner().invoke(app, ["evaluate", str(model), str(gold), "--record", "--resamples", "10"])
    assert done.exit_code == 0, done.output
    card = (model / "README.md").read_text(encoding="utf-8")
    assert "### gold.jsonl" in card
    assert "| spans | 1.000 | 1.000 | 1.000 | 1.000–1.000 |" in card
    assert CliRunner().invoke(app, ["evaluate", str(model), str(gold), "--resamples", "0"]).exit_code == 0


def test_fit_trains_from_a_config_file(tiny_config: Path, tmp_path: Path) -> None:
    config = tmp_path / "run.toml"
    text = tiny_config.read_text(encoding="utf-8").replace("epochs = 60", "epochs = 1")
    for name in ("train.jsonl", "dev.jsonl"):
        shutil.copy(tiny_config.parent / name, tmp_path)
    config.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(app, ["fit", str(config), "--output", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert "on the dev documents span F1" in done.output
    assert (tmp_path / "out" / "README.md").is_file()


def test_bad_input_ends_with_a_message_and_status_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{\n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["conflict-train", "evaluate", "default", str(bad)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert f"{bad}:1: expected a JSON object" in capsys.readouterr().err


def test_wrong_use_ends_with_status_2(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["evaluate", "default", str(tmp_path / "none.jsonl")]).exit_code == 2
