"""Windows: every piece is read and owned exactly once, with context on both sides of a cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.windows import windows


@st.composite
def sentences(draw: st.DrawFn) -> list[tuple[int, int]]:
    sizes = draw(st.lists(st.integers(0, 40), max_size=8))
    bounds = []
    start = 0
    for size in sizes:
        bounds.append((start, start + size))
        start += size
    return bounds


@given(sentences(), st.integers(4, 20), st.integers(0, 10), st.integers(0, 6))
def test_every_piece_is_owned_once_by_a_window_of_its_sentence(
    bounds: list[tuple[int, int]], limit: int, context: int, lead: int
) -> None:
    owned = []
    for window in windows(bounds, limit=limit, context=context, lead=lead):
        start, end = bounds[window.sentence]
        assert 0 <= window.lead <= lead
        assert window.lead <= window.context <= window.start <= window.own_start < window.own_end <= window.end
        assert start <= window.start
        assert window.end <= end
        assert window.length <= limit
        assert window.start - window.context <= context
        owned += range(window.own_start, window.own_end)
    assert owned == list(range(bounds[-1][1] if bounds else 0))


@given(st.integers(21, 300), st.integers(8, 20))
def test_a_cut_inside_a_sentence_is_read_from_both_sides(size: int, limit: int) -> None:
    made = list(windows([(0, size)], limit=limit, context=0))
    assert len(made) > 1
    for window in made:
        if window.own_start > 0:
            assert window.own_start - window.start >= limit // 4
        if window.own_end < size:
            assert window.end - window.own_end >= limit // 4


def test_context_reaches_over_sentence_ends_and_stops_at_the_start_of_the_text() -> None:
    made = list(windows([(0, 2), (2, 4), (4, 9)], limit=9, context=3))
    assert [(w.context, w.start, w.end) for w in made] == [(0, 0, 2), (0, 2, 4), (1, 4, 9)]


def test_the_start_of_the_text_is_read_where_the_context_does_not_reach_it() -> None:
    made = list(windows([(0, 4), (4, 6), (6, 9), (9, 12)], limit=9, context=3, lead=3))
    assert [(w.lead, w.context, w.start, w.end) for w in made] == [
        (0, 0, 0, 4),
        (1, 1, 4, 6),
        (3, 3, 6, 9),
        (3, 6, 9, 12),
    ]


def test_too_small_a_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="limit must be at least 4, got 3"):
        list(windows([(0, 2)], limit=3, context=0))
