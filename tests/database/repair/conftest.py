"""A small sound database to spoil."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from database.check import check_database
from database.engine import writing
from database.refresh import refresh
from database.tables import caption_bank, mass_messages
from eros.text.key import caption_key
from tests.database_builders import a_planning_database, add, caption_row, message_row
from tests.repairs import MONDAY


@pytest.fixture(scope="session")
def _sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages lena and mara; sound messages 1 to 6 of lena's, two of them sold at 10.00; caption 21 is the text of 5 and 6."""
    folder = tmp_path_factory.mktemp("sound")
    engine = a_planning_database(folder)
    sold = {"is_priced": True, "price_cents": 1000, "send_type": "ppv_video", "type_source": "source"}
    used = {
        "caption_id": 21,
        "caption_source": "text",
        "caption_key": caption_key("Good morning"),
        "text": "Good morning",
    }
    add(
        engine,
        caption_bank,
        caption_row(21, "bump_normal", text="Good morning", caption_key=caption_key("Good morning")),
    )
    add(
        engine,
        mass_messages,
        *(message_row(MONDAY + timedelta(days=i), message_id=i, page_name="lena") for i in (1, 2)),
        message_row(MONDAY, message_id=3, **sold, purchased=2, earnings_cents=2000),
        message_row(MONDAY, message_id=4, **sold, purchased=5, earnings_cents=5000),
        *(message_row(MONDAY + timedelta(days=i), message_id=i, **used) for i in (5, 6)),
    )
    with writing(engine) as connection:
        for key in (11, 12, 13):
            right = caption_key(f"A new film is here, number {key}.")
            connection.execute(
                text("UPDATE caption_bank SET caption_key = :key WHERE caption_id = :id"), {"key": right, "id": key}
            )
        refresh(connection)
    assert check_database(engine) == ()
    engine.dispose()
    return folder / "eros.db"


@pytest.fixture
def database(_sound: Path, tmp_path: Path) -> Path:
    """A copy of it, to be spoilt."""
    return Path(shutil.copy(_sound, tmp_path / "eros.db"))
