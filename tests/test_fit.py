"""Training: configs, rows, what is lost, layers that are not labelled, resuming, and the files of a run."""

from __future__ import annotations

import csv
import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from inference.extractor import Extractor
from inference.model import IGNORED, ConflictModel, pad
from inference.model_dir import Settings, load_model
from inference.tokens import Special
from labels import jsonl
from labels.errors import InputError
from labels.record import Document, Sentence, Span
from labels.schema import EVENT_TYPES
from training.base import load_base
from training.config import Config, load_config
from training.data import read_files, to_rows
from training.fit import _drawn, fit
from training.thresholds import choose_thresholds

CONFIGS = sorted((Path(__file__).parent.parent / "configs").glob("*.toml"))


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.name)
def test_every_shipped_config_loads(path: Path) -> None:
    config = load_config(path)
    if "../shared" not in path.read_text(encoding="utf-8").splitlines()[0]:
        assert all(Path(file).is_file() for file in (*config.train, *config.dev))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("train = [", "expected a TOML file"),
        ('train = ["a"]', 'expected a key "dev", found none; add dev = '),
        ('train = ["a"]\ndev = []', 'expected at least one file in "dev", found none'),
        ('train = ["a"]\ndev = ["b"]\nepoch = 3', "expected keys among train, .* found 'epoch'"),
        ('train = ["a"]\ndev = ["b"]\nepochs = "3"', "expected \"epochs\" to be of type float, found '3'"),
        ('train = ["a"]\ndev = ["b"]\nbatch_size = 0', 'expected "batch_size" above 0, found 0'),
        ('train = ["a"]\ndev = ["b"]\ndropout = 1.5', 'expected "dropout" between 0 and 1, found 1.5'),
        ('train = ["a"]\ndev = ["b"]\nshare = 0.0', '"share" above 0 and up to 1, found 0.0'),
        ('train = ["a"]\ndev = ["b"]\nmax_tokens = 6', '"max_tokens" of at least 8, found 6'),
        ('train = ["a"]\ndev = ["b"]\n[repeat]\nriot = 0', '"repeat" to be a table of whole numbers'),
    ],
)
def test_a_bad_config_is_refused_with_its_file(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "run.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        load_config(path)
    assert str(caught.value).startswith(f"{path}: ")


SETTINGS = Settings(
    name="t", special=Special(0, 0, 0), max_tokens=12, dropout=0.0,
    thresholds=dict.fromkeys(EVENT_TYPES, 0.5),
)  # fmt: skip


def test_rows_tag_each_word_once_and_count_what_is_lost(tiny_base: Path) -> None:
    tokenizer = load_base(str(tiny_base))[2]
    text = "Two soldiers were killed near Old Tarnak by gunmen beside the road on Friday."
    document = Document(
        "a", text, spans=(Span(0, 3, "KILLED"), Span(5, 12, "TARGET"), Span(30, 40, "LOCATION")),
        sentences=(Sentence(0, len(text), ("ambush",)),),
    )  # fmt: skip
    rows, losses = to_rows([document], tokenizer, SETTINGS)
    assert (losses.windows, losses.spans, losses.spans_lost) == (len(rows), 3, 1)
    assert "spans lost: 1 of 3 (33.33 %)" in str(losses)
    labelled = [tag for row in rows for tag in row["tags"] if tag != IGNORED]
    assert len(labelled) == losses.words - losses.words_lost
    named = [SETTINGS.tags[tag] for tag in labelled if tag]
    assert named == ["B-KILLED", "B-LOCATION", "I-LOCATION"]
    assert all(types[list(EVENT_TYPES).index("ambush")] == 1 for row in rows for types in row["types"])


def test_a_layer_that_is_not_labelled_takes_no_part_in_the_loss(tiny_base: Path) -> None:
    encoder, _, tokenizer = load_base(str(tiny_base))
    text = "Two soldiers died."
    spans_only = Document("a", text, spans=(Span(0, 3, "KILLED"),))
    types_only = Document("b", text, sentences=(Sentence(0, len(text), ("ambush",)),))
    both = replace(spans_only, sentences=types_only.sentences)
    model = ConflictModel(encoder, tags=len(SETTINGS.tags), types=len(EVENT_TYPES), dropout=0.0, event_weight=2.0)
    model.eval()

    def loss(document: Document) -> float:
        rows, _ = to_rows([document], tokenizer, SETTINGS)
        return float(model(**pad(rows, tokenizer.special.pad))["loss"].detach())

    assert loss(both) == pytest.approx(loss(spans_only) + loss(types_only), rel=1e-5)
    assert loss(Document("c", text)) == 0.0


def test_rare_types_can_be_repeated(tiny_base: Path, stories: list[Document]) -> None:
    tokenizer = load_base(str(tiny_base))[2]
    protest = list(EVENT_TYPES).index("protest")

    def counts(repeat: dict[str, int] | None) -> tuple[int, int]:
        rows = to_rows(stories[1:3], tokenizer, SETTINGS, repeat)[0]
        with_it = sum(any(types[protest] for types in row["types"]) for row in rows)
        return with_it, len(rows) - with_it

    once, others = counts(None)
    assert once > 0
    assert counts({"protest": 3}) == (3 * once, others)


def test_values_can_be_changed_for_one_run(tiny_config: Path) -> None:
    changed = load_config(tiny_config, ["seed = 7", 'name="other"'])
    assert (changed.seed, changed.name) == (7, "other")
    assert replace(changed, seed=1, name="tiny") == load_config(tiny_config)
    for change, message in (("seed", 'a change like "seed = 2", found'), ("sed = 2", "expected keys among")):
        with pytest.raises(InputError, match=message):
            load_config(tiny_config, [change])


def test_a_share_of_the_documents_is_drawn_by_the_seed(tiny_config: Path, tmp_path: Path) -> None:
    config = _config(tiny_config, share=0.5, epochs=1.0)
    fit(config, tmp_path / "half")
    assert load_model(tmp_path / "half")[2].training["lost"]["train"]["documents"] == 2
    documents = read_files(config.train)
    assert _drawn(documents, replace(config, share=1.0)) == documents
    draws = {tuple(d.id for d in _drawn(documents, replace(config, seed=seed))) for seed in range(20)}
    assert len(draws) > 1


def _config(tiny_config: Path, **changes: object) -> Config:
    return replace(load_config(tiny_config), **{"epochs": 3.0, **changes})  # type: ignore[arg-type]


def test_a_run_leaves_its_record_beside_the_weights(tiny_model: Path) -> None:
    settings = load_model(tiny_model)[2]
    assert settings.training["config"]["train"] == ["train.jsonl"]
    assert settings.training["train"][0]["documents"] == 4
    assert settings.training["lost"]["train"]["spans_lost"] == 0
    assert settings.training["dev_scores"]["span"] == 1.0
    with (tiny_model / "training_log.csv").open(encoding="utf-8") as file:
        log = list(csv.DictReader(file))
    assert any(row["dev_span_f1"] == "1" for row in log)
    assert (tiny_model / "training_curves.png").read_bytes().startswith(b"\x89PNG")


def test_a_run_that_was_cut_short_ends_as_if_it_had_not_been(tiny_config: Path, tmp_path: Path) -> None:
    config = _config(tiny_config, patience=9)
    fit(config, tmp_path / "whole")
    fit(config, tmp_path / "cut")
    checkpoints = list((tmp_path / "cut" / "checkpoints").glob("checkpoint-*"))
    for checkpoint in sorted(checkpoints, key=lambda path: int(path.name.split("-")[1]))[1:]:
        for file in checkpoint.iterdir():
            file.unlink()
        checkpoint.rmdir()
    (tmp_path / "cut" / "model.safetensors").unlink()
    fit(config, tmp_path / "cut")
    whole, cut = load_model(tmp_path / "whole")[0], load_model(tmp_path / "cut")[0]
    for name, value in whole.state_dict().items():
        torch.testing.assert_close(cut.state_dict()[name], value, msg=name)


def test_checkpoints_of_another_config_are_not_gone_on_with(tiny_config: Path, tmp_path: Path) -> None:
    fit(_config(tiny_config, epochs=1.0), tmp_path)
    with pytest.raises(InputError, match=r"expected checkpoints of this config, .* --no-resume"):
        fit(_config(tiny_config, epochs=2.0), tmp_path)


def test_documents_to_learn_from_and_to_choose_on_are_kept_apart(tiny_config: Path, tmp_path: Path) -> None:
    config = load_config(tiny_config)
    with pytest.raises(InputError, match="4 texts in both train and dev"):
        fit(replace(config, dev=config.train), tmp_path)


def test_a_trained_model_serves_as_base_with_its_heads(tiny_config: Path, tiny_model: Path, tmp_path: Path) -> None:
    rates = {"learning_rate": 1e-9, "head_learning_rate": 1e-9}
    scores = fit(_config(tiny_config, base=str(tiny_model), epochs=1.0, **rates), tmp_path)
    assert scores.span.f1 == 1.0
    assert Extractor.from_pretrained(tmp_path).extract("Two soldiers died.").model is not None


@pytest.mark.parametrize(
    ("base", "message"),
    [
        (
            "package:no_such_package/model",
            "expected an installed package no_such_package, found none; pip install",
        ),
        ("package:labels/nowhere", "expected a folder nowhere in the package labels"),
        (
            "/nowhere/at/all",
            "expected an encoder, found /nowhere/at/all: .* name a hub id or a local directory",
        ),
    ],
)
def test_a_base_that_cannot_be_loaded_is_named(base: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_base(base)


def test_losses_are_logged(tiny_config: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="training.fit"):
        fit(_config(tiny_config, epochs=1.0), tmp_path)
    assert any("train: 4 documents, 11 sentences" in message for message in caplog.messages)
    assert json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))["format"] == 2


def test_thresholds_follow_the_scores_of_frequent_types_and_hardly_those_of_rare_ones() -> None:
    def document(index: int, gold: bool, name: str, value: float) -> tuple[Document, Document]:
        types = (name,) if gold else ()
        made = Document(str(index), "x y", sentences=(Sentence(0, 3, types),))
        return made, replace(made, sentences=(Sentence(0, 3, (), {name: value}),))

    pairs = [document(i, i % 2 == 0, "riot", 0.35 if i % 2 == 0 else 0.28) for i in range(200)]
    pairs += [document(i, i % 2 == 0, "protest", 0.9 if i % 2 == 0 else 0.1) for i in range(200, 400)]
    pairs.append(document(400, True, "ambush", 0.79))
    gold, predicted = zip(*pairs, strict=True)
    thresholds = choose_thresholds(gold, predicted, SETTINGS).thresholds
    assert 0.28 < thresholds["riot"] <= 0.35
    assert thresholds["ambush"] == pytest.approx(thresholds["sexual_violence"], abs=0.02)
    assert jsonl.dumps(gold[0])
