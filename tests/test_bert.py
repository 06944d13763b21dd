"""The lean encoder gives the states of the one in transformers, weight for weight."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import AutoModel

from inference.bert import Bert, BertConfig
from inference.extractor import Extractor
from inference.model import pad
from inference.model_dir import load_model
from labels.record import Document
from training.base import load_base


def test_states_are_those_of_transformers(tiny_base: Path) -> None:
    theirs = AutoModel.from_pretrained(str(tiny_base)).eval()
    config = BertConfig.from_json(json.loads((tiny_base / "config.json").read_text(encoding="utf-8")))
    assert config is not None
    ours = Bert(config).eval()
    ours.load_state_dict({k: v for k, v in theirs.state_dict().items() if not k.startswith("pooler.")})
    rows = [{"input_ids": [2, *range(5, 5 + n), 3], "starts": [0]} for n in (3, 9, 17)]
    for batch in (pad(rows, 0), pad(rows[:1], 0)):  # type: ignore[arg-type]
        inputs = {name: batch[name] for name in ("input_ids", "attention_mask")}
        with torch.inference_mode():
            expected, found = theirs(**inputs).last_hidden_state, ours(**inputs).last_hidden_state
        real = inputs["attention_mask"].bool()
        torch.testing.assert_close(found[real], expected[real], atol=1e-5, rtol=1e-5)


def test_other_encoders_are_left_to_transformers() -> None:
    assert BertConfig.from_json({"model_type": "roberta"}) is None
    assert BertConfig.from_json({"model_type": "bert", "hidden_act": "relu"}) is None
    assert BertConfig.from_json({"model_type": "bert", "position_embedding_type": "relative_key"}) is None


def test_a_model_directory_loads_the_lean_encoder_and_trains_the_full_one(tiny_model: Path) -> None:
    encoder = load_model(tiny_model)[0].encoder
    assert isinstance(encoder, Bert)
    trainable = load_base(str(tiny_model))[0]
    for name, value in encoder.state_dict().items():
        assert torch.equal(trainable.state_dict()[name], value)


def test_a_model_of_another_encoder_is_loaded_and_gives_the_same(
    tiny_model: Path, stories: list[Document], tmp_path: Path
) -> None:
    for file in tiny_model.iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    config = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))
    # An activation that the lean encoder does not know, though to BERT it is the same function.
    (tmp_path / "config.json").write_text(json.dumps({**config, "hidden_act": "gelu_python"}), encoding="utf-8")
    full = Extractor.from_pretrained(tmp_path)
    assert not isinstance(full._model.encoder, Bert)
    weights = load_file(str(tmp_path / "model.safetensors"))
    assert not any("pooler" in name for name in weights)
    assert list(full.tag_many(stories)) == list(Extractor.from_pretrained(tiny_model).tag_many(stories))
