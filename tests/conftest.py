"""Fixtures: four invented articles, and a real model that is small enough to learn them by heart."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from labels import jsonl
from labels.record import Document, Sentence, Span

os.environ.setdefault("HF_HUB_OFFLINE", "1")

# A sentence a line: its event types, then the text with spans as [words|LABEL].
STORIES = {
    "river": """
        shelling : [Army|ATTACKER] [mortar rounds|WEAPON] hit the [market|TARGET] of [Zarun|LOCATION] on [Monday|DATE].
        shelling : [Twelve|KILLED] [traders|TARGET] died and [at least 20|INJURED] were hurt, [doctors|ACTOR] said.
        : The [mayor|ACTOR] asked for help.
    """,
    "road": """
        ambush : [Gunmen|ATTACKER] hid beside the road and fired on an [army patrol|TARGET] near [Old Tarnak|LOCATION].
        ambush : [Two|KILLED] [soldiers|TARGET] were killed.
        : [Nobody|ACTOR] has claimed it.
        raid_arrest : On [Tuesday|DATE] [police|ATTACKER] held [three|CAPTURED] [men|TARGET] in [Zarun|LOCATION].
    """,
    "square": """
        protest : [Students|ATTACKER] marched through [Zarun|LOCATION] [last week|DATE].
        : "We want schools", a [teacher|ACTOR] told them.
    """,
    "truce": """
        agreement : The [government|ATTACKER] and the [rebels|ATTACKER] signed a truce in [Tarnak|LOCATION].
        bombing assassination : A [car bomb|WEAPON] killed a [judge|TARGET] there, the [rebels|ACTOR] said, and both
        sides blamed each other for it on [Friday|DATE].
    """,
}


def story(name: str, markup: str, published: str | None = "2024-05-15") -> Document:
    """Read a document from lines of `types : text with [words|LABEL]`; a line without types goes on with the last."""
    lines: list[str] = []
    for line in (part.strip() for part in markup.strip().splitlines()):
        if re.match(r"[a-z_ ]*:", line):
            lines.append(line)
        else:
            lines[-1] += " " + line
    text = ""
    spans: list[Span] = []
    sentences = []
    for line in lines:
        types, marked = line.split(":", 1)
        text += " " if text else ""
        start = len(text)
        for part in re.split(r"(\[[^]]*\])", marked.strip()):
            if part.startswith("["):
                words, label = part[1:-1].split("|")
                spans.append(Span(len(text), len(text) + len(words), label))
                part = words
            text += part
        sentences.append(Sentence(start, len(text), tuple(types.split())))
    return Document(id=name, text=text, published=published, spans=tuple(spans), sentences=tuple(sentences))


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    import torch

    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def stories() -> list[Document]:
    return [story(name, markup) for name, markup in STORIES.items()]


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory: pytest.TempPathFactory, stories: list[Document]) -> Path:
    """A BERT of two layers with a WordPiece vocabulary of the stories' own words, cut in two where they are long."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast, set_seed

    words = {word.lower() for d in stories for word in re.findall(r"\w+|[^\w\s]", d.text)}
    pieces = {part for w in words for part in ([w] if len(w) < 6 else [w[:4], "##" + w[4:]])}
    letters = {prefix + c for c in "abcdefghijklmnopqrstuvwxyz0123456789" for prefix in ("", "##")}
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    vocabulary = {piece: i for i, piece in enumerate([*special, *sorted(pieces | letters)])}
    backend = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    backend.normalizer = normalizers.BertNormalizer(lowercase=True)
    backend.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    # What published tokenizers bring along and what must not take effect.
    backend.enable_truncation(max_length=4)
    backend.enable_padding(length=4)
    directory = tmp_path_factory.mktemp("tiny_base")
    names = ("pad", "unk", "cls", "sep", "mask")
    PreTrainedTokenizerFast(
        tokenizer_object=backend, **{f"{n}_token": t for n, t in zip(names, special, strict=True)}
    ).save_pretrained(directory)
    set_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=32,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    BertModel(config).save_pretrained(directory)
    return directory


@pytest.fixture(scope="session")
def tiny_config(tmp_path_factory: pytest.TempPathFactory, tiny_base: Path, stories: list[Document]) -> Path:
    """A config whose run learns the stories by heart; its dev file holds the same stories under other texts."""
    folder = tmp_path_factory.mktemp("tiny_data")
    jsonl.write(folder / "train.jsonl", stories)
    jsonl.write(folder / "dev.jsonl", [replace(d, text=d.text + " ") for d in stories])
    config = folder / "tiny.toml"
    config.write_text(
        f"""
name = "tiny"
base = "{tiny_base.as_posix()}"
train = ["train.jsonl"]
dev = ["dev.jsonl"]
max_tokens = 30
epochs = 60
batch_size = 4
learning_rate = 5e-3
head_learning_rate = 1e-2
dropout = 0.0
event_weight = 1.0
patience = 60
""",
        encoding="utf-8",
    )
    return config


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory, tiny_config: Path) -> Path:
    """A model directory, trained by `fit` until it knows the stories."""
    from training.config import load_config
    from training.fit import fit

    directory = tmp_path_factory.mktemp("tiny_model")
    fit(load_config(tiny_config), directory)
    return directory
