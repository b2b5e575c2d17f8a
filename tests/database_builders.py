"""Small real databases: one SQLite file per test, filled through the tables."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import resource
import shutil
import tempfile
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, event, insert

from database.engine import open_engine, writing
from database.lifecycle import create_database
from database.repair import repair_database
from database.settings import shipped_params
from database.store import SqlStore
from database.store.marking import Step
from database.tables import caption_bank, creators, vault
from eros.errors import ErosError
from eros.ports import SaveRequest
from tests.weeks import a_week, some_sends

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Barrier

    from sqlalchemy import Connection, Table

    from eros.model.schedule import Schedule, Send

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
"""The Friday before MONDAY, midnight in Los Angeles."""

DEAD = 9
"""The exit code of a process that died while saving."""


@cache
def _template() -> Path:
    path = Path(tempfile.mkdtemp(prefix="eros-tests-")) / "template.db"
    create_database(path)
    return path


def an_engine(directory: Path) -> Engine:
    """An open database with the schema and the seeds, and nothing else."""
    path = directory / "eros.db"
    shutil.copy(_template(), path)
    return open_engine(path)


def a_store(engine: Engine) -> SqlStore:
    """The store on it, with the shipped tunables."""
    return SqlStore(engine, shipped_params())


def add(engine: Engine, table: Table, *rows: dict[str, Any]) -> None:
    """Insert rows; a column a row does not name takes the table's default."""
    with writing(engine) as connection:
        for _, alike in groupby(rows, key=sorted):
            connection.execute(insert(table), list(alike))


def page_row(page_name: str = "lena", **changes: Any) -> dict[str, Any]:
    """A paid page in Los Angeles; its id is `c-` and its name."""
    return {
        "creator_id": f"c-{page_name}",
        "page_name": page_name,
        "display_name": page_name.title(),
        "page_type": "paid",
        "sub_type": "softcore",
        "active_fans": 1500,
        "created_at": NOW,
        "updated_at": NOW,
    } | changes


def caption_row(caption_id: int, caption_type: str = "ppv_video", **changes: Any) -> dict[str, Any]:
    """A shared caption of the studio set."""
    return {
        "caption_id": caption_id,
        "creator_id": None,
        "text": f"A new film is here, number {caption_id}.",
        "caption_key": f"k{caption_id}",
        "caption_type": caption_type,
        "content_type": "studio_set",
        "is_paid_only": False,
        "is_active": True,
        "fleet_uses": 0,
        "fleet_index": 1.0,
    } | changes


def message_row(day: date, **changes: Any) -> dict[str, Any]:
    """A bump of lena's at noon in Los Angeles, seen by 60 of 100."""
    return {
        "creator_id": "c-lena",
        "send_type": "bump_normal",
        "type_source": "rules",
        "caption_id": None,
        "content_type": None,
        "is_priced": False,
        "price_cents": None,
        "sent_at": datetime.combine(day, datetime.min.time(), tzinfo=UTC) + timedelta(hours=20),
        "local_date": day,
        "local_hour": 12,
        "local_weekday": day.weekday(),
        "sent": 100,
        "viewed": 60,
        "purchased": 0,
        "earnings_cents": 0,
    } | changes


def vault_rows(creator_id: str, *content_types: str) -> list[dict[str, Any]]:
    """The page holds these."""
    return [
        {"creator_id": creator_id, "content_type": key, "has_content": True, "quantity": 5} for key in content_types
    ]


def a_planning_database(directory: Path) -> Engine:
    """Pages lena and mara with a vault, and the captions 11-13 that `a_plan` names, all shared."""
    engine = an_engine(directory)
    add(engine, creators, page_row("lena"), page_row("mara"))
    add(engine, vault, *vault_rows("c-lena", "studio_set"), *vault_rows("c-mara", "studio_set"))
    types = {11: "ppv_video", 12: "ppv_followup", 13: "bump_descriptive"}
    add(engine, caption_bank, *(caption_row(key, caption_type) for key, caption_type in types.items()))
    return engine


def a_plan(page_name: str = "lena", /, **changes: Any) -> Schedule:
    """A planned week of that page which names captions 11 (PPV, Monday), 12 (its follow-up) and 13."""
    sends = tuple(stored(send) for send in some_sends())
    return a_week(**{"creator_id": f"c-{page_name}", "page_name": page_name, "sends": sends} | changes)


def stored(send: Send) -> Send:
    """The send with a content type the seeds know."""
    return send.with_(content_type=send.content_type and "studio_set")


def moved(schedule: Schedule, ref: str, /, **changes: Any) -> tuple[Send, ...]:
    """The sends with one of them changed."""
    return tuple(send.with_(**changes) if send.ref == ref else send for send in schedule.sends)


def request(**changes: Any) -> SaveRequest:
    """Ana saves a draft, now."""
    values: dict[str, Any] = {"actor": "ana", "now": NOW}
    return SaveRequest(**(values | changes))


def processes() -> ForkServerContext:
    """Real processes that start fast: the imports are done once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


def save_when_all_are_ready(path: Path, page_name: str, barrier: Barrier, results: Queue[str]) -> None:
    """Run in a process: save that page's `a_plan` together with others; the result is `saved` or the error's name."""
    store = a_store(open_engine(path))
    barrier.wait()
    try:
        store.save(a_plan(page_name), request())
    except ErosError as error:
        results.put(type(error).__name__)
    else:
        results.put("saved")


def die_while_saving(path: Path, schedule: Schedule, statements: int) -> None:
    """Run in a process: save, but stop existing after so many statements, at the latest just before the commit."""
    engine = open_engine(path)
    _die_after(engine, statements)
    a_store(engine).save(schedule, request())


def die_while_repairing(path: Path, statements: int) -> None:
    """Run in a process: repair, but stop existing after so many statements, at the latest just before the commit."""
    _die_after(Engine, statements)
    repair_database(path, step=Step("ana", NOW), params=shipped_params().refresh)


def repair_in_little_room(path: Path, results: Queue[str]) -> None:
    """Run in a process that may write no file larger than 64 kB: repair; the result is what it says."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, 65_536))
    try:
        repair_database(path, step=Step("ana", NOW), params=shipped_params().refresh)
    except ErosError as error:
        results.put(str(error))
    else:
        results.put("repaired")


def _die_after(target: Engine | type[Engine], statements: int) -> None:
    left = itertools.count(statements, -1)

    def perhaps_die(*_arguments: object) -> None:
        if next(left) <= 0:
            os._exit(DEAD)

    def die(_connection: Connection) -> None:
        os._exit(DEAD)

    event.listen(target, "before_cursor_execute", perhaps_die)
    event.listen(target, "commit", die)
