"""The encoder and tokenizer that a training run starts from."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from inference.model_dir import SETTINGS, WEIGHTS, Settings, model_directory, read_settings
from inference.tokens import Special, Tokenizer
from labels.errors import InputError, shorten

if TYPE_CHECKING:
    from transformers import PreTrainedModel


def resolve_base(base: str) -> str:
    """Return the hub id or directory that a base name stands for.

    :raises InputError: "package:NAME/PATH" names a package that is not installed or a folder it does not hold.
    """
    if base == "default":
        return str(model_directory(base))
    if not base.startswith("package:"):
        return base
    package, _, inner = base.removeprefix("package:").partition("/")
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise InputError(f"an installed package {package}", "none", remedy=f"pip install {package.replace('_', '-')}")
    folder = Path(spec.submodule_search_locations[0]) / inner
    if not folder.is_dir():
        raise InputError(f"a folder {inner} in the package {package}", "none")
    return str(folder)


def load_base(base: str) -> tuple[PreTrainedModel, Any, Tokenizer]:
    """Load an encoder, its Hugging Face tokenizer, and the tokenizer as this project uses it.

    `base`: see `Config.base`. A model directory of this project gives its encoder.

    :raises InputError: it cannot be loaded, has no safetensors weights, or its tokenizer is not a fast one.
    """
    from safetensors import SafetensorError
    from transformers import AutoModel, AutoTokenizer

    name = resolve_base(base)
    remedy = "name a hub id or a local directory with config.json, model.safetensors and tokenizer files"
    try:
        fast = AutoTokenizer.from_pretrained(name, use_fast=True, trust_remote_code=False)
        if (Path(name) / SETTINGS).is_file():
            encoder = _own_encoder(Path(name))
        else:
            encoder = AutoModel.from_pretrained(
                name, trust_remote_code=False, use_safetensors=True, dtype=torch.float32
            )
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("an encoder", f"{base}: {shorten(str(error), 300)}", remedy=remedy) from None
    if not fast.is_fast:
        raise InputError("a fast tokenizer", f"a slow one in {base}", remedy="save it with a tokenizer.json")
    special = _special(fast, base)
    return encoder, fast, Tokenizer(fast.backend_tokenizer, special)


def load_heads(base: str, settings: Settings) -> dict[str, torch.Tensor]:
    """Return the weights of the heads of a model directory with the same labels; none for any other base."""
    from safetensors.torch import load_file

    directory = Path(resolve_base(base))
    if not (directory / SETTINGS).is_file():
        return {}
    known, _ = read_settings(directory / SETTINGS)
    if (known.span_labels, known.event_types) != (settings.span_labels, settings.event_types):
        return {}
    weights = load_file(str(directory / WEIGHTS))
    return {name: value.float() for name, value in weights.items() if not name.startswith("encoder.")}


def _own_encoder(directory: Path) -> PreTrainedModel:
    """Return the encoder of a model directory of this project in the form that can be trained."""
    from safetensors.torch import load_file
    from transformers import AutoConfig, AutoModel

    config = AutoConfig.from_pretrained(str(directory), local_files_only=True, trust_remote_code=False)
    encoder: PreTrainedModel = AutoModel.from_config(config)  # type: ignore[no-untyped-call]
    weights = {
        name.removeprefix("encoder."): value.float()
        for name, value in load_file(str(directory / WEIGHTS)).items()
        if name.startswith("encoder.")
    }
    # The pooler is no part of a model directory, since neither head reads it.
    missing, unknown = encoder.load_state_dict(weights, strict=False)
    if unknown or any(not name.startswith("pooler.") for name in missing):
        raise InputError("the weights of this model's encoder", f"{len(missing)} missing, {len(unknown)} unknown ones")
    return encoder


def _special(tokenizer: Any, base: str) -> Special:  # noqa: ANN401 - transformers types are unwieldy
    def first(*names: str) -> int:
        for name in names:
            value = getattr(tokenizer, f"{name}_token_id")
            if value is not None:
                return int(value)
        raise InputError(f"a tokenizer with a {' or '.join(names)} token", f"none in {base}")

    return Special(cls=first("cls", "bos", "eos"), sep=first("sep", "eos", "cls"), pad=first("pad", "eos", "sep"))
