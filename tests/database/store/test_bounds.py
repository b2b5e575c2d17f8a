"""A week keeps the bound that was computed for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.database_builders import a_plan, a_planning_database, a_store, request

if TYPE_CHECKING:
    from pathlib import Path


def test_a_week_saved_again_with_its_bound_is_a_new_version_and_without_one_it_stands(tmp_path: Path) -> None:
    store = a_store(a_planning_database(tmp_path))
    plan = replace(a_plan(), bound_cents=None, gap_percent=None)
    first = store.save(plan, request())
    proven = store.save(replace(plan, bound_cents=plan.objective_cents + 100.0, gap_percent=1.0), request())
    assert (first.bound_cents, proven.bound_cents) == (None, plan.objective_cents + 100.0)
    assert proven.version == first.version + 1
    assert store.save(plan, request()) == proven
