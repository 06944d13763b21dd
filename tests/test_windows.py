"""Windows: every piece is owned exactly once, and no window is longer than allowed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.windows import FRAME, length, windows


@st.composite
def sentences(draw: st.DrawFn) -> list[tuple[int, int]]:
    sizes = draw(st.lists(st.integers(0, 40), max_size=8))
    bounds = []
    start = 0
    for size in sizes:
        bounds.append((start, start + size))
        start += size
    return bounds


@given(sentences(), st.integers(6, 30), st.integers(0, 3))
def test_every_piece_is_owned_once_by_a_part_of_its_sentence(
    bounds: list[tuple[int, int]], limit: int, most: int
) -> None:
    owned = []
    for window in windows(bounds, limit=limit, most=most):
        assert length(window) <= limit
        assert len(window) <= (most or len(bounds))
        for part in window:
            start, end = bounds[part.sentence]
            assert start <= part.start <= part.own_start < part.own_end <= part.end <= end
            owned += range(part.own_start, part.own_end)
        assert len({part.sentence for part in window}) == len(window)
    assert owned == list(range(bounds[-1][1] if bounds else 0))


@given(st.integers(21, 300), st.integers(8, 20))
def test_a_cut_inside_a_sentence_is_read_from_both_sides(size: int, limit: int) -> None:
    made = [part for window in windows([(0, size)], limit=limit + FRAME) for part in window]
    assert len(made) > 1
    for part in made:
        if part.own_start > 0:
            assert part.own_start - part.start >= limit // 4
        if part.own_end < size:
            assert part.end - part.own_end >= limit // 4


def test_neighbours_share_windows_that_are_about_equally_full() -> None:
    sentences = [(4 * k, 4 * k + 4) for k in range(7)]
    made = [[part.sentence for part in window] for window in windows(sentences, limit=20)]
    assert made == [[0, 1], [2, 3, 4], [5, 6]]


def test_a_long_sentence_has_windows_of_its_own() -> None:
    made = [[(p.sentence, p.start, p.end) for p in w] for w in windows([(0, 2), (2, 14), (14, 16)], limit=10)]
    assert made[0] == [(0, 0, 2)]
    assert made[-1] == [(2, 14, 16)]
    assert all(len(window) == 1 for window in made)


def test_too_small_a_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="limit must be at least 6, got 5"):
        list(windows([(0, 2)], limit=5))
