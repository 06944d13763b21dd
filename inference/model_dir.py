"""The model directory: what a trained model is on disk, checked when it is read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from inference.bert import Bert, BertConfig
from inference.model import ConflictModel
from inference.tokens import Special, Tokenizer
from labels.bio import tag_names
from labels.errors import InputError, shorten
from labels.schema import EVENT_TYPES, SPAN_LABELS

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    Encoder = Bert | PreTrainedModel

FORMAT = 2
WEIGHTS, SETTINGS, CONFIG, TOKENIZER = "model.safetensors", "model.json", "config.json", "tokenizer.json"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Maps a raw probability p to sigmoid(scale * logit(p) + shift), fitted on dev documents."""

    scale: float = 1.0
    shift: float = 0.0


@dataclass(frozen=True, slots=True)
class Settings:
    """What `model.json` holds: all that is needed to run a model, and how it came about."""

    name: str
    special: Special
    max_tokens: int
    """Most tokens in one window, special tokens included."""
    dropout: float
    thresholds: Mapping[str, float]
    """Least probability at which a sentence gets an event type."""
    span_labels: tuple[str, ...] = tuple(SPAN_LABELS)
    event_types: tuple[str, ...] = tuple(EVENT_TYPES)
    span_calibration: Calibration = Calibration()
    type_calibration: Calibration = Calibration()
    max_sentences: int = 0
    """Most sentences in one window; 0 for as many as fit."""
    training: Mapping[str, Any] = field(default_factory=dict)
    """The resolved training config, SHA-256 and counts of each file, what was lost, and the scores."""
    version: str = ""
    """Version of conflict-events that wrote the model."""

    @property
    def tags(self) -> tuple[str, ...]:
        """BIO tags in the order in which the token head numbers them."""
        return tag_names(self.span_labels)


def model_directory(model: str | Path) -> Path:
    """Return the directory that a model name stands for: "default" is the one that ships with the package."""
    return Path(str(files("inference"))) / "default" if str(model) == "default" else Path(model)


def build_model(encoder: Encoder, settings: Settings, event_weight: float = 1.0) -> ConflictModel:
    """Put the two heads that the settings ask for on an encoder."""
    tags, types = len(settings.tags), len(settings.event_types)
    return ConflictModel(encoder, tags=tags, types=types, dropout=settings.dropout, event_weight=event_weight)


def save_model(directory: Path, model: ConflictModel, settings: Settings, dtype: torch.dtype) -> None:
    """Write weights and settings; tokenizer files and the encoder's `config.json` are the caller's.

    :raises OSError: the directory cannot be written.
    """
    from safetensors.torch import save_file

    directory.mkdir(parents=True, exist_ok=True)
    state = {name: value.to(dtype).contiguous() for name, value in model.state_dict().items()}
    save_file(state, str(directory / WEIGHTS), metadata={"format": "pt"})
    write_settings(directory, settings)


def write_settings(directory: Path, settings: Settings) -> None:
    """Write `model.json` with the digest of the weights beside it."""
    data = {"format": FORMAT, "weights_sha256": digest(directory / WEIGHTS), **asdict(settings)}
    (directory / SETTINGS).write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def load_model(directory: Path) -> tuple[ConflictModel, Tokenizer, Settings, str]:
    """Load a model directory: the model in fp32 and evaluation mode, tokenizer, settings, digest of the weights.

    :raises InputError: a file is missing, damaged or of another model, or the format version is unknown.
    """
    for name in (SETTINGS, CONFIG, TOKENIZER, WEIGHTS):
        if not (directory / name).is_file():
            raise InputError(
                f"a model directory with {SETTINGS}, {CONFIG}, {TOKENIZER} and {WEIGHTS}",
                "no such directory" if not directory.is_dir() else f"no {name}",
                where=str(directory),
                remedy='name a directory that `conflict-train fit` wrote, or "default"',
            )
    settings, expected = read_settings(directory / SETTINGS)
    path = directory / WEIGHTS
    found = digest(path)
    if found != expected:
        raise InputError(
            f"the weights that {SETTINGS} names, SHA-256 {expected[:12]}",
            f"SHA-256 {found[:12]} in {path.stat().st_size} bytes",
            where=str(path),
            remedy="copy the whole model directory again",
        )
    model = _load_weights(directory, settings)
    return model, Tokenizer.from_file(directory / TOKENIZER, settings.special), settings, found


def read_settings(path: Path) -> tuple[Settings, str]:
    """Read `model.json`: the settings, and the SHA-256 that the weights must have.

    :raises InputError: it is not JSON, of an unknown format version, or a setting is missing or unknown.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        version = data.pop("format")
        if version != FORMAT:
            remedy = "install the version of conflict-events that wrote it, or train the model again"
            raise InputError(f"format version {FORMAT}", f"format version {version}", where=str(path), remedy=remedy)
        expected = data.pop("weights_sha256")
        for name, kind in (
            ("special", Special),
            ("span_calibration", Calibration),
            ("type_calibration", Calibration),
        ):
            data[name] = kind(**data[name])
        for name in ("span_labels", "event_types"):
            data[name] = tuple(data[name])
        return Settings(**data), expected
    except InputError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError("the settings of a model", shorten(str(error)), where=str(path)) from None


def _load_weights(directory: Path, settings: Settings) -> ConflictModel:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    path = directory / WEIGHTS
    try:
        state = load_file(str(path))
        model = build_model(_empty_encoder(directory), settings)
        model.load_state_dict({name: value.float() for name, value in state.items()}, assign=True)
    except (SafetensorError, RuntimeError, ValueError, OSError, KeyError, TypeError) as error:
        remedy = "copy the whole model directory again"
        raise InputError(
            "the weights of this model", shorten(str(error), 200), where=str(path), remedy=remedy
        ) from None
    return model.eval()


def _empty_encoder(directory: Path) -> Encoder:
    """Return the encoder that `config.json` describes, its weights yet to be loaded."""
    bert = BertConfig.from_json(json.loads((directory / CONFIG).read_text(encoding="utf-8")))
    if bert is not None:
        return Bert(bert)
    from transformers import AutoConfig, AutoModel

    config = AutoConfig.from_pretrained(str(directory), local_files_only=True, trust_remote_code=False)
    encoder: PreTrainedModel = AutoModel.from_config(config)  # type: ignore[no-untyped-call]
    return encoder
