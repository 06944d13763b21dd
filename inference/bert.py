"""BERT's encoder in plain PyTorch: importing the one of transformers takes longer than reading an article does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class BertConfig:
    """The settings of `config.json` that the encoder needs."""

    vocab_size: int
    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int
    max_position_embeddings: int
    type_vocab_size: int
    layer_norm_eps: float

    @classmethod
    def from_json(cls, config: Mapping[str, Any]) -> BertConfig | None:
        """Return the settings of a BERT, or None for an encoder of another kind.

        :raises KeyError: a setting is missing.
        """
        usual = {"model_type": "bert", "hidden_act": "gelu", "is_decoder": False}
        if any(config.get(key, value) != value for key, value in usual.items()) or "model_type" not in config:
            return None
        if config.get("position_embedding_type", "absolute") != "absolute":
            return None
        return cls(**{name: config[name] for name in cls.__dataclass_fields__})


@dataclass(frozen=True, slots=True)
class Output:
    """`last_hidden_state`: *shape* (rows, tokens, width)."""

    last_hidden_state: Tensor


class Bert(nn.Module):
    """The encoder of BERT (Devlin et al. 2019), without dropout and pooler: for inference only.

    Modules bear the names that transformers gives them, so the weights of one load into the other.
    """

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.config = config
        self.embeddings = _Embeddings(config)
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(_Layer(config) for _ in range(config.num_hidden_layers))})

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Output:
        """Encode tokens. *Shapes:* `input_ids` and `attention_mask` (rows, tokens), the mask 0 for padding."""
        states = self.embeddings(input_ids)
        # None where nothing is padded lets attention take its fastest way.
        mask = None if bool(attention_mask.all()) else attention_mask[:, None, None, :].bool()
        for layer in self.encoder["layer"].children():
            states = layer(states, mask)
        return Output(states)


class _Embeddings(nn.Module):
    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        width = config.hidden_size
        self.word_embeddings = nn.Embedding(config.vocab_size, width)
        self.position_embeddings = nn.Embedding(config.max_position_embeddings, width)
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, width)
        self.LayerNorm = nn.LayerNorm(width, eps=config.layer_norm_eps)

    def forward(self, input_ids: Tensor) -> Tensor:
        positions = self.position_embeddings.weight[: input_ids.shape[1]]
        out: Tensor = self.LayerNorm(self.word_embeddings(input_ids) + positions + self.token_type_embeddings.weight[0])
        return out


class _Residual(nn.Module):
    """A linear layer whose result is added to what came before, then normalised."""

    def __init__(self, inputs: int, config: BertConfig) -> None:
        super().__init__()
        self.dense = nn.Linear(inputs, config.hidden_size)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)

    def forward(self, states: Tensor, before: Tensor) -> Tensor:
        out: Tensor = self.LayerNorm(self.dense(states) + before)
        return out


class _SelfAttention(nn.Module):
    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.heads = config.num_attention_heads
        self.query, self.key, self.value = (nn.Linear(config.hidden_size, config.hidden_size) for _ in range(3))

    def forward(self, states: Tensor, mask: Tensor | None) -> Tensor:
        rows, tokens, width = states.shape

        def split(x: Tensor) -> Tensor:
            return x.view(rows, tokens, self.heads, -1).transpose(1, 2)

        query, key, value = (split(layer(states)) for layer in (self.query, self.key, self.value))
        mixed = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        return mixed.transpose(1, 2).reshape(rows, tokens, width)


class _Layer(nn.Module):
    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.attention = nn.ModuleDict(
            {"self": _SelfAttention(config), "output": _Residual(config.hidden_size, config)}
        )
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(config.hidden_size, config.intermediate_size)})
        self.output = _Residual(config.intermediate_size, config)

    def forward(self, states: Tensor, mask: Tensor | None) -> Tensor:
        attended = self.attention["output"](self.attention["self"](states, mask), states)
        wide = torch.nn.functional.gelu(self.intermediate["dense"](attended))
        out: Tensor = self.output(wide, attended)
        return out
