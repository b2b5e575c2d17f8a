"""The lists of statements that are refused and let through, for either kind of database."""

from __future__ import annotations

import pytest

from tests.database.guard.conftest import statements


@pytest.mark.parametrize("folder", ["", "postgres/"])
def test_the_lists_are_long_enough_and_hold_nothing_twice(folder: str) -> None:
    hostile = [entry["sql"] for entries in statements(f"{folder}hostile.yaml").values() for entry in entries]
    harmless = [entry["sql"] for entry in statements(f"{folder}harmless.yaml")]
    assert len(set(hostile)) == len(hostile) >= 100
    assert len(set(harmless)) == len(harmless) >= 50
    assert set(hostile).isdisjoint(harmless)
