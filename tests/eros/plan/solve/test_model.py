from __future__ import annotations

import numpy as np

from eros.plan.solve.model import Model


def rows_of(model: Model) -> list[tuple[dict[int, float], float, float]]:
    """Each row as weights by column, with its limits."""
    a = model.arrays()
    inside = [slice(begin, end) for begin, end in zip(a.start, a.start[1:], strict=False)]
    return [
        (dict(zip(a.index[part].tolist(), a.value[part].tolist(), strict=True)), low, high)
        for part, low, high in zip(inside, a.row_lower.tolist(), a.row_upper.tolist(), strict=True)
    ]


def test_rows_come_one_by_one_or_all_at_once() -> None:
    single, whole = Model(), Model()
    for model in (single, whole):
        columns = np.array(model.columns([1.0, 2.0, 3.0]))
        model.exactly(columns[:2].tolist(), 1.0)
    single.at_most([0, 2], 2.0, [1.0, -4.0])
    single.at_most([1], 5.0, [2.0])
    whole.at_most_each(np.array([2, 5]), np.array([0, 1, 0]), columns[[0, 1, 2]], np.array([1, 2, -4]))
    assert rows_of(single) == rows_of(whole)
    whole.at_most_each(np.array([1.0]), np.array([0, 0]), columns[1:])
    assert rows_of(whole)[-1] == ({1: 1.0, 2: 1.0}, -np.inf, 1.0)


def test_columns_take_their_costs_and_bounds_from_lists_and_arrays_alike() -> None:
    model = Model()
    assert model.columns([1.0, 2.0], 3.0) == [0, 1]
    assert model.columns(np.array([4, 5]), integer=True) == [2, 3]
    a = model.arrays()
    assert a.cost.tolist() == [1.0, 2.0, 4.0, 5.0]
    assert a.upper.tolist() == [3.0, 3.0, np.inf, np.inf]
    assert a.integer.tolist() == [False, False, True, True]
    assert a.lower.tolist() == [0.0] * 4
