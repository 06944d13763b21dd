"""The command conflict-train: what it prints and writes, and how it ends on bad input."""

from __future__ import annotations

import json
import re
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from typer.testing import CliRunner

from inference.events import assemble
from inference.model_dir import Calibration, load_model, save_model, write_settings
from labels import jsonl
from labels.errors import InputError
from labels.record import Document
from training.average import average
from training.cli import app, main
from training.config import load_config


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
    (model / "notes.md").write_text("## Where it fails\n\nReads badly what is upside down.\n", encoding="utf-8")
    told = [replace(d, events=assemble(d)) for d in jsonl.read(gold)]
    jsonl.write(gold, told)
    done = CliRunner().invoke(app, ["evaluate", str(model), str(gold), "--record", "--resamples", "10"])
    assert done.exit_code == 0, done.output
    card = (model / "README.md").read_text(encoding="utf-8")
    assert "### gold.jsonl" in card
    assert "| spans | 1.000 | 1.000 | 1.000 | 1.000–1.000 |" in card
    assert "| killed | 1.000 | 1.000 | 0.000 | 0.000 |" in card
    assert re.search(r"^\| span \| 0\.\d{3} \| 0\.\d{3} \|$", card, re.M)
    assert "Reads badly what is upside down." in card
    assert (model / "reliability.png").read_bytes().startswith(b"\x89PNG")
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


def test_average_gives_the_mean_of_the_weights(tiny_config: Path, tiny_model: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(tiny_model, other, ignore=shutil.ignore_patterns("checkpoints"))
    model, _, settings, _ = load_model(other)
    halved = {name: value / 2 for name, value in model.state_dict().items()}
    model.load_state_dict(halved)
    save_model(other, model, settings, torch.float32)
    out = tmp_path / "mean"
    done = CliRunner().invoke(app, ["average", str(tiny_config), str(tiny_model), str(other), "-o", str(out)])
    assert done.exit_code == 0, done.output
    mean, _, described, _ = load_model(out)
    for name, value in mean.state_dict().items():
        torch.testing.assert_close(value, 1.5 * halved[name], atol=1e-3, rtol=2e-3)
    assert [m["model"] for m in described.training["averaged"]] == [tiny_model.name, "other"]
    assert "The weights are the mean of those of" in (out / "README.md").read_text(encoding="utf-8")


def test_the_calibration_of_the_parts_has_no_effect_on_that_of_the_mean(
    tiny_config: Path, tiny_model: Path, tmp_path: Path
) -> None:
    calibrations = []
    for scale in (1.0, 5.0):
        part, out = tmp_path / f"part{scale}", tmp_path / f"mean{scale}"
        shutil.copytree(tiny_model, part, ignore=shutil.ignore_patterns("checkpoints"))
        settings = replace(
            load_model(part)[2], span_calibration=Calibration(scale), type_calibration=Calibration(scale)
        )
        write_settings(part, settings)
        average(load_config(tiny_config), [part, part], out)
        mean = load_model(out)[2]
        calibrations.append((mean.span_calibration, mean.type_calibration, mean.thresholds))
    assert calibrations[0] == calibrations[1]


def test_average_refuses_a_model_with_other_windows(tiny_config: Path, tiny_model: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(tiny_model, other, ignore=shutil.ignore_patterns("checkpoints"))
    write_settings(other, replace(load_model(other)[2], max_sentences=1))
    with pytest.raises(InputError, match=r"expected a model of the kind of .*, found another one"):
        average(load_config(tiny_config), [tiny_model, other], tmp_path / "mean")


def test_average_refuses_a_lone_model(tiny_config: Path, tiny_model: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected at least two models to average, found 1"):
        average(load_config(tiny_config), [tiny_model], tmp_path)


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
