"""From trained weights to a model directory: calibration and thresholds from the dev documents, then all is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch

from inference.extractor import Extractor
from inference.model import ConflictModel
from inference.model_dir import Calibration, Settings, save_model
from inference.tokens import Tokenizer
from labels.record import Document
from training.calibration import Outcomes, event_type_outcomes, fit_platt, recalibrated, span_outcomes
from training.card import write_card
from training.score import Scores, score
from training.thresholds import choose_thresholds

# With fewer scores than this a calibration would be chance.
_LEAST_SCORES = 50


def finish(
    directory: Path,
    model: ConflictModel,
    tokenizer: Tokenizer,
    settings: Settings,
    dev: Sequence[Document],
    *,
    half: bool,
) -> Scores:
    """Calibrate a model, choose its thresholds, write weights, settings and card; return the scores on dev.

    Tokenizer files and the encoder's `config.json` are the caller's.

    :raises OSError: the directory cannot be written.
    """
    settings = replace(settings, span_calibration=Calibration(), type_calibration=Calibration())
    raw = tag(model, tokenizer, settings, dev)
    settings = replace(
        settings,
        span_calibration=_fitted(span_outcomes(dev, raw)),
        type_calibration=_fitted(event_type_outcomes(dev, raw)),
    )
    mapped = recalibrated(raw, settings.span_calibration, settings.type_calibration)
    settings = choose_thresholds(dev, mapped, settings)
    scores = score(dev, tag(model, tokenizer, settings, dev))
    on_dev = {
        "span": scores.span.f1,
        "span_any_role": scores.span_any_role.f1,
        "event_type_micro": scores.event_type.f1,
    }
    settings = replace(settings, training={**settings.training, "dev_scores": on_dev})
    save_model(directory, model, settings, torch.float16 if half else torch.float32)
    write_card(directory, settings)
    return scores


def tag(
    model: ConflictModel, tokenizer: Tokenizer, settings: Settings, documents: Sequence[Document]
) -> list[Document]:
    """Return what a model in training finds, read as the shipped extractor reads."""
    was_training = model.training
    device = str(next(model.parameters()).device)
    extractor = Extractor(model.eval(), tokenizer, settings, name=settings.name, device=device)
    predicted = list(extractor.tag_many(documents))
    model.train(was_training)
    return predicted


def _fitted(outcomes: Outcomes) -> Calibration:
    """Return the map from raw scores to the share that is right, and none where there are few scores."""
    return Calibration(*fit_platt(*outcomes)) if len(outcomes[0]) >= _LEAST_SCORES else Calibration()
