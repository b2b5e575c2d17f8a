from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from database.demo_defects import DEFECTS, spoil
from database.digest import content_digest_of
from database.engine import open_engine
from database.store import SqlStore
from database.tables import mass_messages
from eros.estimate import estimate
from eros.model.wishes import Wishes
from eros.text.key import caption_key
from tests.database_builders import NOW, add, message_row
from tests.repairs import MONDAY, PARAMS, findings, lasting_files, repair, rows, spoilt

if TYPE_CHECKING:
    from pathlib import Path


def test_a_sound_database_is_not_touched(database: Path) -> None:
    before = content_digest_of(database)
    report = repair(database)
    assert (report.rows, report.before, report.left, report.backup, report.report) == ((), (), (), None, None)
    assert content_digest_of(database) == before
    assert lasting_files(database.parent) == ["eros.db"]


def test_what_only_a_person_can_know_is_left_and_does_not_stop_the_rest(database: Path) -> None:
    spoilt(
        database,
        "UPDATE mass_messages SET local_hour = 24, viewed = 101 WHERE message_id = 1",
        "UPDATE creators SET page_name = 'nan' WHERE creator_id = 'c-mara'",
        "INSERT INTO vault (creator_id, content_type) VALUES ('c-gone', 'studio_set')",
    )
    report = repair(database)
    assert sorted(finding.name for finding in report.left) == ["page-name", "references", "values"]
    assert all(finding.command == "" for finding in report.left)
    assert rows(database, "SELECT viewed FROM mass_messages WHERE message_id = 1") == [(None,)]
    again = repair(database)
    assert (again.rows, again.backup, again.left) == ((), None, report.left)


ONE_OF_EACH = {
    "creator_id": "NULL",
    "page_name": "'nan'",
    "send_type": "'gone'",
    "caption_id": "900",
    "content_type": "'gone'",
    "price_cents": "NULL",
    "sent": "-1",
    "viewed": "101",
    "purchased": "-1",
    "earnings_cents": "-1",
    "caption_key": "'wrong'",
}


def test_any_two_defects_of_a_row_are_settled_at_once(database: Path) -> None:
    engine = open_engine(database)
    pairs = [(a, b) for a in ONE_OF_EACH for b in ONE_OF_EACH if a <= b]
    sold = {"is_priced": True, "price_cents": 1000, "purchased": 2, "earnings_cents": 2000, "send_type": "ppv_video"}
    words = {
        "caption_id": 21,
        "caption_source": "text",
        "text": "Good morning",
        "caption_key": caption_key("Good morning"),
    }
    for i in range(len(pairs)):
        day = MONDAY + timedelta(days=10 + i)
        add(engine, mass_messages, message_row(day, message_id=100 + i, page_name="lena", **sold, **words))
    engine.dispose()
    spoilt(
        database,
        *(
            f"UPDATE mass_messages SET {', '.join(f'{c} = {ONE_OF_EACH[c]}' for c in {*pair})} WHERE message_id = {100 + i}"  # noqa: S608 - our own
            for i, pair in enumerate(pairs)
        ),
    )
    report = repair(database)
    assert report.left == ()
    assert findings(database) == []
    assert repair(database).rows == ()
    archived = rows(database, "SELECT count(*) FROM mass_messages_archive")[0][0]
    kept = rows(database, "SELECT count(*) FROM mass_messages WHERE message_id >= 100")[0][0]
    assert archived + kept == len(pairs)
    assert min(archived, kept) > 10


@pytest.mark.no_cover
def test_the_repaired_demo_is_the_clean_one_but_for_what_nothing_proves(demo_copy: Path, demo_template: Path) -> None:
    spoil(demo_copy)
    before = _estimated(demo_copy, "dahlia")
    report = repair(demo_copy)
    found = {finding.name: finding.count for finding in report.before}
    assert report.left == ()
    assert found["message-page"] == sum(DEFECTS[name] for name in ("null_creator", "unknown_page", "nan_page"))
    assert (report.counts["orphan-usage", "removed"], report.counts["caption-labels", "mended"]) == (30, 20)
    with closing(sqlite3.connect(demo_copy)) as connection:
        connection.execute("ATTACH ? AS clean", (f"file:{demo_template}?mode=ro&immutable=1",))
        mine = "SELECT * FROM main.mass_messages EXCEPT SELECT * FROM clean.mass_messages"
        (unlike,) = connection.execute(f"SELECT count(*), count(viewed) FROM ({mine})")  # noqa: S608 - our own
        gone = "SELECT message_id FROM clean.mass_messages EXCEPT SELECT message_id FROM main.mass_messages"
        archived = connection.execute("SELECT message_id FROM main.mass_messages_archive").fetchall()
        assert unlike == (DEFECTS["viewed_above_sent"], 0)
        assert sorted(connection.execute(gone)) == sorted(archived)
        assert (
            DEFECTS["unknown_page"] + DEFECTS["nan_page"]
            <= len(archived)
            < DEFECTS["unknown_page"] + DEFECTS["nan_page"] + 5
        )
        spoilt_page = connection.execute(
            "SELECT 1 FROM main.mass_messages_archive WHERE page_name = 'dahlia'"
        ).fetchall()
        assert spoilt_page == []
    after = _estimated(demo_copy, "dahlia")
    assert [after[key] for key in before] == [pytest.approx(rates, rel=1e-3) for rates in before.values()]
    assert findings(demo_copy) == []
    assert report.backup is not None
    report.backup.unlink()


def _estimated(path: Path, page: str) -> dict[str, tuple[float, float]]:
    """How many see and buy a send of each type."""
    engine = open_engine(path)
    store = SqlStore(engine, PARAMS)
    problem = store.load_problem(page, MONDAY + timedelta(weeks=3), Wishes(), as_of=NOW, pool=PARAMS.plan.caption_pool)
    engine.dispose()
    types = estimate(problem, PARAMS).types
    return {key: (value.view_rate.mean, value.purchase_rate.mean) for key, value in types.items()}
