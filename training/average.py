"""The mean of several trained models: one model that errs less than each of them, at the cost of one."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch

from inference.model_dir import CONFIG, TOKENIZER, Settings, load_model
from labels.errors import InputError
from training.config import Config
from training.data import read_files
from training.finish import finish
from training.score import Scores

_ALSO = ("tokenizer_config.json", "training_curves.png", "training_log.csv")


def average(config: Config, directories: Sequence[Path], output: Path) -> Scores:
    """Average the weights of models that were trained from one base, and write the model that comes of it.

    Runs that differ in their seed alone end near each other, and the mean of their weights does about as well as the
    mean of their answers (Wortsman et al. 2022, "Model soups"). Calibration and thresholds are those of the mean, from
    the dev documents of `config`.

    :raises InputError: fewer than two models, or models with different labels, windows or encoders.
    :raises OSError: a file cannot be read or written.
    """
    if len(directories) < 2:
        raise InputError("at least two models to average", str(len(directories)))
    if config.threads:
        torch.set_num_threads(config.threads)
    model, tokenizer, settings, first = load_model(directories[0])
    digests = [first]
    kind = _kind(settings)
    mean = {name: value.double() for name, value in model.state_dict().items()}
    for directory in directories[1:]:
        other, _, theirs, weights = load_model(directory)
        digests.append(weights)
        state = other.state_dict()
        if _kind(theirs) != kind or {n: v.shape for n, v in state.items()} != {n: v.shape for n, v in mean.items()}:
            raise InputError(f"a model of the kind of {directories[0]}", "another one", where=str(directory))
        for name, value in state.items():
            mean[name] += value.double()
    model.load_state_dict({name: (value / len(directories)).float() for name, value in mean.items()})
    output.mkdir(parents=True, exist_ok=True)
    for name in (CONFIG, TOKENIZER, *_ALSO):
        if (directories[0] / name).is_file():
            shutil.copyfile(directories[0] / name, output / name)
    names = (directory.name for directory in directories)
    averaged = [{"model": name, "weights_sha256": found} for name, found in zip(names, digests, strict=True)]
    settings = replace(settings, training={**settings.training, "averaged": averaged})
    return finish(output, model, tokenizer, settings, read_files(config.dev), half=config.half)


def _kind(settings: Settings) -> tuple[object, ...]:
    """Return what models must share for the mean of their weights to mean something: labels and windows."""
    return settings.tags, settings.event_types, settings.special, settings.max_tokens, settings.max_sentences
