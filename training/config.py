"""The settings of one training run, read from a TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from labels.errors import InputError, shorten


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """One training run. Paths in a file are relative to the folder of that file."""

    train: tuple[str, ...]
    """JSON Lines files of labelled documents to learn from."""
    dev: tuple[str, ...]
    """JSON Lines files on which the best epoch and the thresholds are chosen; never learnt from."""
    share: float = 1.0
    """Share of the documents of `train` that are used, drawn by `seed`; for learning curves."""
    base: str = "default"
    """Encoder to start from: a hub id, a directory, "package:NAME/PATH" for weights that an installed Python package
    carries, or "default" for the bundled model."""
    name: str = "model"
    """Name of the model, shown in every record it makes."""
    max_tokens: int = 256
    """Most tokens in one window, special tokens included."""
    max_sentences: int = 0
    """Most sentences in one window; 0 for as many as fit, 1 for a model that reads each sentence alone."""
    epochs: float = 6.0
    batch_size: int = 16
    """Windows in one step."""
    learning_rate: float = 2e-4
    """Peak rate of the encoder."""
    head_learning_rate: float = 1e-3
    """Peak rate of both heads."""
    layer_decay: float = 1.0
    """Factor by which the rate falls from each encoder layer to the one below it."""
    warmup: float = 0.1
    """Share of the steps in which the rates rise; afterwards they fall linearly to 0."""
    weight_decay: float = 0.01
    dropout: float = 0.1
    """Dropout before the heads; the encoder keeps its own."""
    event_weight: float = 0.5
    """Weight of the event-type loss (summed over the types) against the token loss."""
    repeat: dict[str, int] = field(default_factory=dict)
    """Event type -> how many times a sentence with this type is seen in one epoch."""
    patience: int = 2
    """Epochs without a better dev score after which training stops."""
    seed: int = 1
    threads: int = 0
    """CPU threads; 0 leaves the choice to PyTorch."""
    half: bool = True
    """Store the weights in half precision."""
    bf16: bool = False
    """Train in bf16 where the processor multiplies it in hardware; elsewhere it would be slower, and fp32 is used."""

    def __post_init__(self) -> None:
        for name in ("train", "dev"):
            if not getattr(self, name):
                raise InputError(f'at least one file in "{name}"', "none")
        for name in (
            "epochs",
            "batch_size",
            "learning_rate",
            "head_learning_rate",
            "patience",
            "event_weight",
        ):
            if getattr(self, name) <= 0:
                raise InputError(f'"{name}" above 0', str(getattr(self, name)))
        if not 0 < self.share <= 1:
            raise InputError('"share" above 0 and up to 1', str(self.share))
        for name in ("warmup", "weight_decay", "dropout", "layer_decay"):
            if not 0 <= getattr(self, name) <= 1:
                raise InputError(f'"{name}" between 0 and 1', str(getattr(self, name)))
        for name, least in (("max_tokens", 8), ("max_sentences", 0)):
            if getattr(self, name) < least:
                raise InputError(f'"{name}" of at least {least}', str(getattr(self, name)))


_KINDS: dict[str, tuple[type, ...]] = {"float": (int, float), "int": (int,), "str": (str,), "bool": (bool,)}


def load_config(path: Path, changes: Sequence[str] = ()) -> Config:
    """Read a config file; relative paths in it are made absolute.

    `changes`: lines of TOML, like "seed = 2", that take the place of keys of the file.

    :raises InputError: the file is no TOML, a key is unknown or missing, or a value is of the wrong type.
    :raises OSError: the file cannot be read.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError("a TOML file", str(error), where=str(path)) from None
    for change in changes:
        try:
            data.update(tomllib.loads(change))
        except tomllib.TOMLDecodeError as error:
            raise InputError('a change like "seed = 2"', f"{shorten(change)} ({error})") from None
    known = {f.name: f for f in fields(Config)}
    unknown = sorted(set(data) - set(known))
    if unknown:
        raise InputError(f"keys among {', '.join(known)}", ", ".join(map(shorten, unknown)), where=str(path))
    for name in ("train", "dev"):
        if name not in data:
            raise InputError(f'a key "{name}"', "none", where=str(path), remedy=f'add {name} = ["file.jsonl"]')
    try:
        return Config(**{name: _value(path, name, str(known[name].type), data[name]) for name in data})
    except InputError as error:
        raise error.at(str(path)) from None


def _value(path: Path, name: str, kind: str, value: Any) -> Any:  # noqa: ANN401 - TOML values are of any type
    if kind.startswith("tuple"):
        if not (isinstance(value, list) and all(isinstance(x, str) for x in value)):
            raise InputError(f'"{name}" to be a list of file names', shorten(value))
        return tuple(str((path.parent / x).resolve()) for x in value)
    if kind.startswith("dict"):
        if not (isinstance(value, dict) and all(type(x) is int and x > 0 for x in value.values())):
            raise InputError(f'"{name}" to be a table of whole numbers', shorten(value))
        return value
    if type(value) not in _KINDS[kind]:
        raise InputError(f'"{name}" to be of type {kind}', shorten(value))
    if name == "base" and (path.parent / value).is_dir() and value != "default":
        return str((path.parent / value).resolve())
    return float(value) if kind == "float" else value
