"""One training run: documents in, model directory out."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import (
    EarlyStoppingCallback,
    PreTrainedModel,
    Trainer,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
    get_linear_schedule_with_warmup,
    set_seed,
)
from transformers.trainer_utils import get_last_checkpoint

from inference.extractor import fast_bf16
from inference.model import ConflictModel, Row, pad
from inference.model_dir import Settings, build_model
from inference.tokens import Tokenizer
from labels.errors import InputError
from labels.record import Document
from labels.schema import EVENT_TYPES
from training.base import load_base, load_heads
from training.config import Config
from training.curves import draw_curves, write_log
from training.data import describe_files, read_files, to_dataset, to_rows
from training.finish import finish, tag
from training.score import Scores, score

logger = logging.getLogger(__name__)


def fit(config: Config, directory: Path, *, resume: bool = True) -> Scores:
    """Train a model and write its directory; return the scores on the dev documents.

    A run that was cut short goes on from its last checkpoint in `directory/checkpoints`, unless `resume` is off.

    :raises InputError: bad data or base, or checkpoints of another config in the directory.
    :raises OSError: a file cannot be read or written.
    """
    if config.threads:
        torch.set_num_threads(config.threads)
    set_seed(config.seed)
    checkpoints = directory / "checkpoints"
    last = _last_checkpoint(checkpoints, config) if resume else None
    train, dev = read_files(config.train), read_files(config.dev)
    _disjoint(train, dev)
    train = _drawn(train, config)
    encoder, fast, tokenizer = load_base(config.base)
    settings = Settings(
        name=config.name,
        special=tokenizer.special,
        max_tokens=min(config.max_tokens, _longest(encoder)),
        max_sentences=config.max_sentences,
        dropout=config.dropout,
        thresholds=dict.fromkeys(EVENT_TYPES, 0.5),
        version=version("conflict-events"),
    )
    model = build_model(encoder, settings, config.event_weight)
    model.load_state_dict(load_heads(config.base, settings), strict=False)
    rows, losses = to_rows(train, tokenizer, settings, config.repeat)
    dev_rows, dev_losses = to_rows(dev, tokenizer, settings)
    logger.info("train: %s", losses)
    logger.info("dev: %s", dev_losses)

    trainer = _trainer(config, model, tokenizer, settings, rows, dev_rows, dev, directory)
    trainer.train(resume_from_checkpoint=last)

    training = {
        "config": _shown(config),
        "train": describe_files(config.train),
        "dev": describe_files(config.dev),
        "lost": {"train": asdict(losses), "dev": asdict(dev_losses)},
        "epochs": _epochs(trainer.state),
    }
    fast.save_pretrained(str(directory))
    encoder.config.save_pretrained(str(directory))
    draw_curves(directory / "training_curves.png", trainer.state.log_history)
    return finish(directory, model, tokenizer, replace(settings, training=training), dev, half=config.half)


def _trainer(
    config: Config,
    model: ConflictModel,
    tokenizer: Tokenizer,
    settings: Settings,
    rows: list[Row],
    dev_rows: list[Row],
    dev: Sequence[Document],
    directory: Path,
) -> Trainer:
    steps_an_epoch = -(-len(rows) // config.batch_size)
    arguments = TrainingArguments(
        output_dir=str(directory / "checkpoints"),
        per_device_train_batch_size=config.batch_size,
        per_device_eval_batch_size=32,
        num_train_epochs=config.epochs,
        train_sampling_strategy="group_by_length",
        length_column_name="length",
        remove_unused_columns=False,
        label_names=["tags", "types"],
        eval_strategy="epoch",
        save_strategy="epoch",
        save_total_limit=2,
        load_best_model_at_end=True,
        metric_for_best_model="dev_score",
        greater_is_better=True,
        restore_callback_states_from_checkpoint=True,
        logging_steps=max(1, steps_an_epoch // 10),
        report_to=[],
        bf16=config.bf16 and (torch.cuda.is_available() or fast_bf16()),
        seed=config.seed,
        data_seed=config.seed,
        use_cpu=not torch.cuda.is_available(),
        dataloader_pin_memory=False,
    )
    return Trainer(
        model=model,
        args=arguments,
        train_dataset=to_dataset(rows),
        eval_dataset=to_dataset(dev_rows),
        data_collator=lambda batch: pad(batch, tokenizer.special.pad),
        compute_metrics=_metrics(model, tokenizer, settings, dev),
        callbacks=[EarlyStoppingCallback(config.patience), _LogFile(directory / "training_log.csv")],
        optimizers=_optimizer(config, model, round(steps_an_epoch * config.epochs)),
    )


def _optimizer(config: Config, model: ConflictModel, steps: int) -> tuple[torch.optim.Optimizer, Any]:
    """Return AdamW with a rate for each layer and for the heads, and the schedule of the rates."""
    layers = int(getattr(model.encoder.config, "num_hidden_layers", 0))
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        rate = config.head_learning_rate
        if name.startswith("encoder."):
            rate = config.learning_rate * config.layer_decay ** (layers - _depth(name, layers))
        decay = 0.0 if parameter.ndim < 2 else config.weight_decay
        groups.setdefault((rate, decay), []).append(parameter)
    optimizer = torch.optim.AdamW(
        [{"params": found, "lr": rate, "weight_decay": decay} for (rate, decay), found in groups.items()],
        fused=True,
    )
    warmup = round(config.warmup * steps)
    return optimizer, get_linear_schedule_with_warmup(optimizer, warmup, steps)  # type: ignore[no-untyped-call]


def _depth(name: str, layers: int) -> int:
    """Return how high a parameter stands: 0 for the embeddings, k + 1 for the numbered layer k."""
    numbers = [int(part) for part in name.split(".") if part.isdigit()]
    if numbers:
        return min(numbers[0] + 1, layers)
    return 0 if "embed" in name else layers


def _metrics(
    model: ConflictModel, tokenizer: Tokenizer, settings: Settings, dev: Sequence[Document]
) -> Callable[[object], dict[str, float]]:
    """Return a function that scores the dev documents as the shipped extractor reads them.

    What Hugging Face's trainer predicts is left aside: what is measured is what ships.
    """

    def compute(_: object) -> dict[str, float]:
        result = score(dev, tag(model, tokenizer, settings, dev))
        span, types = result.span.f1, result.event_type.f1
        return {
            "span_f1": span,
            "any_role_f1": result.span_any_role.f1,
            "event_type_f1": types,
            "event_type_macro_f1": result.event_type_macro_f1,
            "dev_score": (span + types) / 2,
        }

    return compute


class _LogFile(TrainerCallback):
    """Keeps the CSV of losses and scores up to date while the training runs."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def on_log(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object) -> None:
        """Write all that was logged so far, what a resumed run inherits included."""
        write_log(self.path, state.log_history)


def _last_checkpoint(folder: Path, config: Config) -> str | None:
    """Return the checkpoint to go on from, and note the config that the checkpoints belong to."""
    note = folder / "config.json"
    shown = json.loads(json.dumps(asdict(config)))
    last: str | None = None
    if folder.is_dir():
        last = get_last_checkpoint(str(folder))  # type: ignore[no-untyped-call]
    if last and json.loads(note.read_text(encoding="utf-8")) != shown:
        raise InputError(
            "checkpoints of this config",
            "those of another one",
            where=str(folder),
            remedy="choose another output folder, or start anew with --no-resume",
        )
    folder.mkdir(parents=True, exist_ok=True)
    note.write_text(json.dumps(shown, indent=1), encoding="utf-8")
    if last:
        logger.info("going on from %s", last)
    return last


def _disjoint(train: Sequence[Document], dev: Sequence[Document]) -> None:
    shared = {d.text for d in train} & {d.text for d in dev}
    if shared:
        raise InputError("dev documents that are not trained on", f"{len(shared)} texts in both train and dev")


def _drawn(documents: list[Document], config: Config) -> list[Document]:
    """Return the share of the documents that the config asks for, in their order."""
    count = max(1, round(config.share * len(documents)))
    order = torch.randperm(len(documents), generator=torch.Generator().manual_seed(config.seed))
    return [documents[i] for i in sorted(order[:count].tolist())]


def _longest(encoder: PreTrainedModel) -> int:
    positions = getattr(encoder.config, "max_position_embeddings", None) or 512
    # RoBERTa-like encoders number positions from their padding index on.
    pad_id = getattr(encoder.config, "pad_token_id", 0) or 0
    return int(positions) - (pad_id + 1 if "roberta" in encoder.config.model_type else 0)


def _shown(config: Config) -> dict[str, Any]:
    """Return the config with file names instead of paths: a model card is no place for folders of one machine."""
    shown = asdict(config)
    for name in ("train", "dev"):
        shown[name] = [Path(path).name for path in shown[name]]
    if Path(config.base).is_absolute():
        shown["base"] = Path(config.base).name
    return shown


def _epochs(state: TrainerState) -> list[dict[str, float]]:
    return [entry for entry in state.log_history if "eval_dev_score" in entry]
