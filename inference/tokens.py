"""Text to pieces: the tokenizer, and a document as pieces, words, sentences and windows. Used to train and to run."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inference.windows import Window, windows
from labels.errors import InputError
from labels.words import word_offsets

_BLOCK = 100_000


@dataclass(frozen=True, slots=True)
class Special:
    """Ids of the special tokens that frame a window."""

    cls: int
    sep: int
    pad: int


@dataclass(frozen=True, slots=True)
class TokenizedDocument:
    """A document as the model sees it.

    `ids`: piece ids. `first`: index of each word's first piece, None where the tokenizer gives the word no piece.
    `words`: character offsets of the words; `word_sentence`: index of the sentence of each word.
    `pieces`: (start, end) piece indexes of each sentence. `windows`: what is read, see `inference.windows`.
    """

    ids: list[int]
    words: list[tuple[int, int]]
    word_sentence: list[int]
    first: list[int | None]
    pieces: list[tuple[int, int]]
    windows: list[Window]


class Tokenizer:
    """A fast tokenizer without truncation, with the offsets of each piece."""

    def __init__(self, backend: Any, special: Special) -> None:  # noqa: ANN401 - tokenizers ships no types
        backend.no_truncation()
        backend.no_padding()
        self._backend = backend
        self.special = special

    @classmethod
    def from_file(cls, path: Path, special: Special) -> Tokenizer:
        """Load `tokenizer.json`.

        :raises InputError: the file is missing or no tokenizer.
        """
        import tokenizers

        try:
            return cls(tokenizers.Tokenizer.from_file(str(path)), special)
        except Exception as error:  # noqa: BLE001 - the library raises bare Exception
            raise InputError("a tokenizer file", str(error), where=str(path)) from None

    def pieces(self, text: str) -> tuple[list[int], list[int]]:
        """Return the ids of the pieces of a text and the character each starts at, in order."""
        ids: list[int] = []
        starts: list[int] = []
        for low, high in _blocks(text):
            encoding = self._backend.encode(text[low:high], add_special_tokens=False)
            for piece, (start, end) in zip(encoding.ids, encoding.offsets, strict=True):
                # A piece that stands for white space alone has nothing to answer for.
                if end > start and not text[low + start : low + end].isspace():
                    while text[low + start].isspace():
                        start += 1
                    ids.append(piece)
                    starts.append(low + start)
        return ids, starts

    def tokenize(
        self, text: str, sentences: Sequence[tuple[int, int]], *, limit: int, most: int = 0
    ) -> TokenizedDocument:
        """Turn a text with its sentence offsets into pieces, words and windows.

        `limit`: most tokens a window may hold, special tokens included; `most`: most sentences, 0 for no limit.
        """
        ids, starts = self.pieces(text)
        words: list[tuple[int, int]] = []
        word_sentence: list[int] = []
        pieces = []
        for index, (start, end) in enumerate(sentences):
            found = word_offsets(text, start, end)
            words += found
            word_sentence += [index] * len(found)
            pieces.append((bisect_left(starts, start), bisect_left(starts, end)))
        first: list[int | None] = []
        for start, end in words:
            at = bisect_left(starts, start)
            first.append(at if at < len(starts) and starts[at] < end else None)
        return TokenizedDocument(
            ids, words, word_sentence, first, pieces, list(windows(pieces, limit=limit, most=most))
        )

    def frame(self, document: TokenizedDocument, window: Window) -> tuple[list[int], list[int]]:
        """Return the token ids of a window, `[CLS] sentence [SEP]` for each part, and where each `[CLS]` stands."""
        ids: list[int] = []
        starts = []
        for part in window:
            starts.append(len(ids))
            ids += [self.special.cls, *document.ids[part.start : part.end], self.special.sep]
        return ids, starts


def _blocks(text: str) -> list[tuple[int, int]]:
    """Cut a long text at white space, since a tokenizer's memory grows with the length of one call."""
    blocks = []
    low = 0
    while len(text) - low > _BLOCK:
        high = max(text.rfind(" ", low, low + _BLOCK), text.rfind("\n", low, low + _BLOCK))
        high = low + _BLOCK if high <= low else high
        blocks.append((low, high))
        low = high
    return [*blocks, (low, len(text))]
