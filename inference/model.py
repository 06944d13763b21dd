"""The network: one encoder, one pass, a token-classification head and an event-type head."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NotRequired, TypedDict

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from inference.bert import Bert

IGNORED = -100
"""Tag of a token that takes no part in the loss, and value of all event types of a sentence not labelled."""


_MULTIPLE = 16
"""Rows are padded to a multiple of so many tokens: oneDNN prepares anew for each shape that it meets in bf16."""


class ConflictModel(nn.Module):
    """Tags tokens and types sentences, of which one row holds several, so that each is read among its neighbours.

    The token head is a linear layer on the token states, the form of `AutoModelForTokenClassification`. The event
    head adds up two views of a sentence: the state of its `[CLS]` joined with the mean state of its tokens, and for
    each type an attention over these tokens (as in CAML, Mullenbach et al. 2018).
    """

    def __init__(
        self, encoder: Bert | PreTrainedModel, *, tags: int, types: int, dropout: float, event_weight: float = 1.0
    ) -> None:
        super().__init__()
        # The pooler of BERT-like encoders is used by neither head.
        if getattr(encoder, "pooler", None) is not None:
            setattr(encoder, "pooler", None)  # noqa: B010 - the types of transformers know no optional pooler
        self.encoder = encoder
        width = int(encoder.config.hidden_size)
        self.dropout = nn.Dropout(dropout)
        self.token_head = nn.Linear(width, tags)
        self.event_dense = nn.Linear(2 * width, width)
        self.event_head = nn.Linear(width, types)
        self.event_query = nn.Linear(width, types, bias=False)
        self.event_value = nn.Linear(width, types, bias=False)
        self.event_weight = event_weight

    def forward(
        self,
        input_ids: Tensor,
        attention_mask: Tensor,
        first: Tensor,
        own: Tensor,
        tags: Tensor | None = None,
        types: Tensor | None = None,
    ) -> dict[str, Tensor]:
        """Return `tag_logits` and `type_logits`, and `loss` where `tags` and `types` are given.

        *Shapes:* `input_ids`, `attention_mask` (rows, tokens); `first` (sentences,), where the `[CLS]` of each
        sentence stands in the rows laid end to end; `own` (sentences, longest), where its tokens stand, -1 behind
        its last; `tags` (rows, tokens) with `IGNORED` where nothing is labelled; `types` (sentences, types) of 0 and
        1, all `IGNORED` where the sentence is not labelled. `tag_logits` (rows, tokens, tags), `type_logits`
        (sentences, types).
        """
        states = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        # The heads are small, and their rows never twice the same in number, which costs more in bf16 than it saves.
        with torch.autocast(states.device.type, enabled=False):
            states = self.dropout(states.to(self.token_head.weight.dtype))
            flat = states.flatten(0, 1)
            found, there = flat[own.clamp(min=0)], own.unsqueeze(-1) >= 0
            mean = (found * there).sum(1) / there.sum(1).clamp(min=1)
            hidden = torch.tanh(self.event_dense(torch.cat([flat[first], mean], dim=-1)))
            out = {
                "tag_logits": self.token_head(states),
                "type_logits": self.event_head(self.dropout(hidden)) + self._attended(found, there),
            }
            if tags is not None and types is not None:
                out = {"loss": self._loss(out, tags, types), **out}
        return out

    def _attended(self, states: Tensor, there: Tensor) -> Tensor:
        """Let each type look for its own words: what it finds most alike among the sentence's own tokens.

        *Shapes:* `states` (sentences, longest, width), `there` (sentences, longest, 1); returns (sentences, types).
        """
        weights = self.event_query(states).masked_fill(~there, -1e4).softmax(dim=1)
        found: Tensor = (weights * self.event_value(states)).sum(dim=1)
        return found

    def _loss(self, out: dict[str, Tensor], tags: Tensor, types: Tensor) -> Tensor:
        """Cross-entropy a labelled token, plus the weighted binary cross-entropy a labelled sentence, over types."""
        token_loss = nn.functional.cross_entropy(
            out["tag_logits"].flatten(0, 1).float(), tags.flatten(), ignore_index=IGNORED, reduction="sum"
        ) / (tags != IGNORED).sum().clamp(min=1)
        labelled = types[:, 0] != IGNORED
        type_loss = nn.functional.binary_cross_entropy_with_logits(
            out["type_logits"][labelled].float(), types[labelled].float(), reduction="sum"
        ) / labelled.sum().clamp(min=1)
        return token_loss + self.event_weight * type_loss


class Row(TypedDict):
    """One window as the model reads it, and for training with its labels.

    `starts`: where the `[CLS]` of each sentence stands; its tokens end before the `[SEP]` in front of the next.
    `types`: 0 and 1 for each type, a list a sentence.
    """

    input_ids: list[int]
    starts: list[int]
    tags: NotRequired[list[int]]
    types: NotRequired[list[list[int]]]
    length: NotRequired[int]


def pad(rows: Sequence[Row], pad_id: int) -> dict[str, Tensor]:
    """Batch rows of different length. *Shapes:* as in `ConflictModel.forward`."""
    width = -(-max(len(row["input_ids"]) for row in rows) // _MULTIPLE) * _MULTIPLE
    ids = torch.full((len(rows), width), pad_id, dtype=torch.long)
    mask = torch.zeros((len(rows), width), dtype=torch.long)
    first: list[int] = []
    own: list[Tensor] = []
    for i, row in enumerate(rows):
        size = len(row["input_ids"])
        ids[i, :size] = torch.tensor(row["input_ids"], dtype=torch.long)
        mask[i, :size] = 1
        for start, end in zip(row["starts"], [*row["starts"][1:], size], strict=True):
            first.append(i * width + start)
            own.append(torch.arange(start + 1, end - 1) + i * width)
    batch = {
        "input_ids": ids,
        "attention_mask": mask,
        "first": torch.tensor(first, dtype=torch.long),
        "own": nn.utils.rnn.pad_sequence(own, batch_first=True, padding_value=-1),
    }
    if "tags" in rows[0]:
        tags = torch.full((len(rows), width), IGNORED, dtype=torch.long)
        for i, row in enumerate(rows):
            tags[i, : len(row["tags"])] = torch.tensor(row["tags"], dtype=torch.long)
        batch["tags"] = tags
        batch["types"] = torch.tensor([types for row in rows for types in row["types"]], dtype=torch.long)
    return batch
