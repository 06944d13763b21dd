"""The model directory: it reloads to the same outputs, and a damaged one is refused with a reason."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from inference.extractor import Extractor
from inference.model_dir import SETTINGS, WEIGHTS, digest, load_model, save_model
from labels.errors import InputError
from labels.record import Document


@pytest.fixture
def copy(tiny_model: Path, tmp_path: Path) -> Path:
    target = tmp_path / "model"
    shutil.copytree(tiny_model, target, ignore=shutil.ignore_patterns("checkpoints"))
    return target


def test_saving_and_loading_gives_the_same_weights(copy: Path, tmp_path: Path) -> None:
    model, _, settings, _ = load_model(copy)
    save_model(tmp_path / "again", model, settings, torch.float32)
    for name in ("tokenizer.json", "config.json"):
        shutil.copy(copy / name, tmp_path / "again")
    again, _, same_settings, _ = load_model(tmp_path / "again")
    assert same_settings == settings
    for name, value in model.state_dict().items():
        assert torch.equal(value, again.state_dict()[name])


def _without(name: str) -> Callable[[Path], None]:
    return lambda directory: (directory / name).unlink()


def _truncated(directory: Path) -> None:
    data = (directory / WEIGHTS).read_bytes()
    (directory / WEIGHTS).write_bytes(data[: len(data) // 2])


def _truncated_and_signed(directory: Path) -> None:
    _truncated(directory)
    _sign(directory)


def _foreign(directory: Path) -> None:
    save_file({"other.weight": torch.zeros(2, 2)}, str(directory / WEIGHTS))
    _sign(directory)


def _other_shape(directory: Path) -> None:
    state = load_file(str(directory / WEIGHTS))
    state["event_head.bias"] = torch.zeros(3)
    save_file(state, str(directory / WEIGHTS))
    _sign(directory)


def _pickle(directory: Path) -> None:
    torch.save({"a": torch.zeros(1)}, directory / WEIGHTS)
    _sign(directory)


def _sign(directory: Path) -> None:
    settings = json.loads((directory / SETTINGS).read_text())
    settings["weights_sha256"] = digest(directory / WEIGHTS)
    (directory / SETTINGS).write_text(json.dumps(settings))


def _newer_format(directory: Path) -> None:
    settings = json.loads((directory / SETTINGS).read_text())
    settings["format"] = 99
    (directory / SETTINGS).write_text(json.dumps(settings))


def _unknown_setting(directory: Path) -> None:
    settings = json.loads((directory / SETTINGS).read_text())
    settings["colour"] = "blue"
    (directory / SETTINGS).write_text(json.dumps(settings))


def _no_json(directory: Path) -> None:
    (directory / SETTINGS).write_text("{")


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (
            _without(WEIGHTS),
            "expected a model directory with .* found no model.safetensors; name a directory",
        ),
        (_without("config.json"), "found no config.json"),
        (_without(SETTINGS), "found no model.json"),
        (_without("tokenizer.json"), "found no tokenizer.json"),
        (
            _truncated,
            "expected the weights that model.json names, SHA-256 .* bytes; copy the whole model directory",
        ),
        (_truncated_and_signed, "expected the weights of this model, found "),
        (_foreign, "expected the weights of this model, found .*Missing key"),
        (_other_shape, "expected the weights of this model, found .*event_head.bias"),
        (_pickle, "expected the weights of this model, found "),
        (_newer_format, "expected format version 2, found format version 99; install the version"),
        (_unknown_setting, "expected the settings of a model, found .*colour"),
        (_no_json, "expected the settings of a model"),
    ],
)
def test_a_damaged_directory_is_refused(copy: Path, damage: Callable[[Path], None], message: str) -> None:
    damage(copy)
    with pytest.raises(InputError, match=message):
        Extractor.from_pretrained(copy)


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="found no such directory"):
        Extractor.from_pretrained(tmp_path / "nowhere")


def test_records_name_the_model_and_its_weights(tiny_model: Path) -> None:
    found = Extractor.from_pretrained(tiny_model).extract("Two soldiers died.")
    assert isinstance(found, Document)
    assert found.model is not None
    assert found.model.endswith(f" / tiny@{digest(tiny_model / WEIGHTS)[:12]}")
