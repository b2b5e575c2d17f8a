from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from database.engine import reading
from database.importing.templates import KINDS, as_csv, as_xlsx, template
from database.tables import commitments, creator_personas, creators
from tests.importer import STEP

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from database.importing import Kind
    from tests.importer import Importer

ORDER: tuple[Kind, ...] = ("pages", "personas", "vault", "captions", "messages", "plan")


@pytest.mark.parametrize(("suffix", "write"), [("csv", as_csv), ("xlsx", as_xlsx)])
def test_every_template_is_imported_as_it_is(
    imports: Importer, tmp_path: Path, suffix: str, write: Callable[[Any], bytes]
) -> None:
    assert sorted(ORDER) == sorted(KINDS)
    for kind in ORDER:
        rows = template(kind, STEP.now)
        path = tmp_path / f"{kind}.{suffix}"
        path.write_bytes(write(rows))
        report = imports.file(path, kind, page=None)
        assert (report.rows_read, report.inserted, report.bad) == (len(rows) - 1, len(rows) - 1, 0), kind
        assert (report.errors, report.problems) == ((), ()), kind
        assert "" not in report.mapping.values() or kind == "vault"
        again = imports.file(path, kind, page=None)
        assert (again.unchanged, again.inserted, again.updated) == (len(rows) - 1, 0, 0), kind
    with reading(imports.engine) as connection:
        assert connection.execute(creators.select().where(creators.c.page_name == "lena")).one().active_fans == 4200
        assert connection.execute(creator_personas.select()).one().favourite_emojis == ["🌊", "✨"]
        refs = [row.ref for row in connection.execute(commitments.select().order_by(commitments.c.starts_at))]
    assert refs == ["plan-wed-0930", "plan-sat-2100"]


@pytest.mark.parametrize("now", ["2026-11-16T00:00:00+01:00", "2026-11-22T23:59:00+01:00"])
def test_a_plans_examples_lie_in_the_week_that_is_planned_next(now: str) -> None:
    assert [row[0] for row in template("plan", datetime.fromisoformat(now))[1:]] == ["2026-11-25", "2026-11-28"]
