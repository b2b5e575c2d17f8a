from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError

from database.catalogue import read_seed
from database.engine import SCHEMA_VERSION, VERSIONS
from database.migrations import config, downgrade, upgrade
from database.tables import (
    audience_targets,
    channels,
    content_types,
    creators,
    metadata,
    schedule_events,
    schedule_items,
    schedules,
    send_type_captions,
    send_types,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Table

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.begin() as conn:
        upgrade(conn)
        yield conn
    engine.dispose()


def test_the_migrated_schema_is_the_declared_one(connection: Connection) -> None:
    context = MigrationContext.configure(connection, opts={"compare_server_default": True})
    assert compare_metadata(context, metadata) == []


def test_the_migrated_schema_has_every_declared_constraint_and_is_strict(connection: Connection) -> None:
    declared = create_engine("sqlite://")
    metadata.create_all(declared)
    with declared.connect() as other:
        expected, found = inspect(other), inspect(connection)
        for name in metadata.tables:
            for kind in ("get_check_constraints", "get_foreign_keys", "get_unique_constraints", "get_table_options"):
                assert _set(getattr(found, kind)(name)) == _set(getattr(expected, kind)(name)), (name, kind)
    declared.dispose()


def _set(reflected: Any) -> set[str]:
    return {repr(sorted(row.items())) for row in reflected} if isinstance(reflected, list) else {repr(reflected)}


def test_the_versions_the_program_knows_are_the_revisions_in_order(connection: Connection) -> None:
    scripts = ScriptDirectory.from_config(config(connection))
    assert tuple(s.revision for s in reversed(list(scripts.walk_revisions()))) == VERSIONS
    assert scripts.get_heads() == [SCHEMA_VERSION]
    assert connection.scalar(text("SELECT version_num FROM alembic_version")) == SCHEMA_VERSION


def test_going_down_leaves_nothing_and_up_again_everything(connection: Connection) -> None:
    downgrade(connection, "base")
    assert inspect(connection).get_table_names() == ["alembic_version"]
    assert inspect(connection).get_view_names() == []
    upgrade(connection)
    assert set(metadata.tables) < set(inspect(connection).get_table_names())
    assert len(connection.execute(select(send_types)).all()) == 21


@pytest.mark.parametrize(
    ("table", "seed", "size"),
    [
        (send_types, "send_types", 21),
        (channels, "channels", 5),
        (audience_targets, "audience_targets", 10),
        (content_types, "content_types", 37),
    ],
)
def test_the_seeds_are_the_files_row_by_row_in_their_order(
    connection: Connection, table: Table, seed: str, size: int
) -> None:
    rows = [
        {name: _text(value) for name, value in row.items() if name != "position"}
        for row in connection.execute(select(table).order_by(table.c.position)).mappings()
    ]
    expected = [{k: _plain(v) for k, v in row.items() if k != "caption_types"} for row in read_seed(seed)]
    assert rows == expected
    assert len(rows) == size


def _text(value: Any) -> str:
    return "" if value is None else str(int(value)) if isinstance(value, bool) else str(value)


def _plain(cell: str) -> str:
    return str(float(cell)) if cell.startswith(("0.", "1.0")) else cell


def test_caption_types_keep_the_order_of_preference(connection: Connection) -> None:
    query = select(send_type_captions).order_by(send_type_captions.c.send_type_key, send_type_captions.c.position)
    found: dict[str, list[str]] = {}
    for row in connection.execute(query):
        found.setdefault(row.send_type_key, []).append(row.caption_type)
    assert found == {row["send_type_key"]: row["caption_types"].split(">") for row in read_seed("send_types")}


@pytest.fixture
def week(connection: Connection) -> Connection:
    page = {"page_type": "paid", "sub_type": "softcore", "created_at": NOW, "updated_at": NOW}
    connection.execute(insert(creators).values(creator_id="c1", page_name="alma", display_name="Alma", **page))
    connection.execute(insert(schedules).values(SCHEDULE))
    connection.execute(insert(schedule_items).values(ITEM))
    return connection


SCHEDULE: dict[str, Any] = {
    "schedule_id": "SCH_2026W48_ALMA_ABC234",
    "creator_id": "c1",
    "week_start": date(2026, 11, 23),
    "version": 1,
    "status": "draft",
    "page_name": "alma",
    "page_type": "paid",
    "sub_type": "softcore",
    "timezone": "America/Los_Angeles",
    "mode": "optimize",
    "seed": 1,
    "zone": "GREEN",
    "as_of": NOW,
    "forecast_level": 0.9,
    "created_by": "ada",
    "created_at": NOW,
    **dict.fromkeys(("params_hash", "data_hash", "engine_version", "solver_version"), "x"),
    **dict.fromkeys(("forecast_cents", "forecast_low_cents", "forecast_high_cents", "objective_cents"), 0),
    **{key: [] for key in ("wishes", "shortfalls", "warnings", "relaxations", "stages", "volume")},
}
ITEM: dict[str, Any] = {
    "schedule_id": SCHEDULE["schedule_id"],
    "ref": "s1",
    "position": 0,
    "day": 3,
    "local_date": date(2026, 11, 26),
    "local_minute": 9 * 60 + 7,
    "starts_at": datetime(2026, 11, 26, 17, 7, tzinfo=UTC),
    "send_type": "bump_normal",
    "channel": "mass_message",
    "target": "all_active",
}


def test_saved_weeks_can_be_read_by_people(week: Connection) -> None:
    item = week.execute(text("SELECT * FROM v_schedule_items")).mappings().one()
    assert (item["page_name"], item["weekday"], item["local_time"]) == ("alma", "Thu", "09:07")
    assert (item["local_date"], item["starts_at"], item["status"]) == (
        "2026-11-26",
        "2026-11-26T17:07:00+00:00",
        "planned",
    )
    schedule = week.execute(text("SELECT * FROM v_schedules")).mappings().one()
    assert (schedule["page_name"], schedule["week_start"], schedule["sends"]) == ("alma", "2026-11-23", 1)


def test_saved_weeks_live_through_every_revision_and_back(week: Connection) -> None:
    before = week.execute(select(schedule_items)).all()
    downgrade(week, "0001")
    assert week.scalar(text("SELECT local_time FROM v_schedule_items")) == "09:07"
    with pytest.raises(IntegrityError):
        week.execute(text("UPDATE schedule_items SET status = 'failed'"))
    upgrade(week)
    assert week.execute(select(schedule_items)).all() == before
    week.execute(text("UPDATE schedule_items SET status = 'failed'"))
    downgrade(week, "0001")
    assert week.scalar(text("SELECT status FROM v_schedule_items")) == "cancelled"


def test_an_older_databases_messages_say_afterwards_how_their_caption_was_found(connection: Connection) -> None:
    downgrade(connection, "0001")
    page = {"page_type": "paid", "sub_type": "softcore", "created_at": NOW, "updated_at": NOW}
    connection.execute(insert(creators).values(creator_id="c1", page_name="alma", display_name="Alma", **page))
    bank = "INSERT INTO caption_bank (caption_id, text, caption_key, caption_type, content_type) VALUES "
    connection.execute(text(f"{bank} (1, 'Hello', 'k1', 'dm_farm', 'solo_set')"))
    rows = ", ".join(
        f"({i}, 'c1', {caption}, 'k{i}', '2025-01-01T10:00:00+00:00', '2025-01-01', 10, 2, 100)"
        for i, caption in enumerate((1, 1, "NULL"), start=1)
    )
    names = "message_id, creator_id, caption_id, caption_key, sent_at, local_date, local_hour, local_weekday, sent"
    connection.execute(text(f"INSERT INTO mass_messages ({names}) VALUES {rows}"))  # noqa: S608 - all of it is written here
    upgrade(connection)
    found = connection.scalars(text("SELECT caption_source FROM mass_messages ORDER BY message_id")).all()
    assert found == ["text", "source", None]


def test_the_audit_trail_can_only_grow(week: Connection) -> None:
    event = {"schedule_id": SCHEDULE["schedule_id"], "action": "save", "actor": "ada", "happened_at": NOW}
    week.execute(insert(schedule_events).values(event))
    for statement in ("UPDATE schedule_events SET actor = 'bob'", "DELETE FROM schedule_events"):
        with pytest.raises(IntegrityError, match="append-only"):
            week.execute(text(statement))


def test_a_drafted_revision_names_plain_types_only(tmp_path: Path) -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as conn:
        drafting = config(conn)
        drafting.set_main_option("version_locations", str(tmp_path).replace("%", "%%"))
        command.revision(drafting, "all tables", autogenerate=True, rev_id="draft")
    engine.dispose()
    draft = (tmp_path / "draft_all_tables.py").read_text()
    assert "sa.Column('sent_at', sa.Text(), nullable=False)" in draft
    assert "database." not in draft


def test_the_revisions_travel_with_the_package() -> None:
    import database.migrations.versions  # noqa: PLC0415 - the import is what is tested

    assert (Path(database.migrations.versions.__path__[0]) / "0001_initial_schema.py").is_file()
