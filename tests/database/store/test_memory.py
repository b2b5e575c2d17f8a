from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from database.engine import writing
from database.tables import mass_messages, predictions, schedule_items
from eros.model.campaign import GameFigures, Memory, PastCampaign
from eros.model.clock import WeekClock
from eros.model.wishes import Wishes
from tests.database_builders import NOW, a_plan, a_planning_database, a_store, add, message_row, request
from tests.weeks import MONDAY, a_send

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from eros.model.schedule import Send

WEEK = timedelta(days=7)


def memory(engine: Engine, week_start: date = MONDAY) -> Memory:
    return a_store(engine).load_problem("c-lena", week_start, Wishes(), as_of=NOW, pool=10).memory


def save(engine: Engine, week_start: date, *sends: dict[str, Any]) -> None:
    """A saved week with these sends, each at noon of its `day`."""
    clock = WeekClock(week_start, ZoneInfo("America/Los_Angeles"))
    made: list[Send] = []
    for number, fields in enumerate(sends):
        minute = 1440 * fields.pop("day") + 720
        values = {"send_type": "game_post", "utc": clock.instant(minute), **fields}
        made.append(a_send(f"x{number}", week_minute=minute, **values))
    a_store(engine).save(a_plan(week_start=week_start, sends=tuple(made)), request())


def test_a_page_without_saved_weeks_remembers_nothing(tmp_path: Path) -> None:
    assert memory(a_planning_database(tmp_path)) == Memory()


def test_campaigns_and_weeks_before_are_remembered_but_for_sends_that_reached_nobody(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    save(
        engine,
        MONDAY - WEEK,
        {"day": 3, "campaign": "spin", "price_cents": 1499},
        {"day": 5, "send_type": "bump_normal"},
    )
    save(
        engine,
        MONDAY - 2 * WEEK,
        {"day": 1, "campaign": "other_game"},
        {"day": 2, "campaign": "spin", "status": "failed"},
    )
    save(engine, MONDAY - 15 * WEEK, {"day": 1, "campaign": "spin"})
    save(engine, MONDAY, {"day": 1, "campaign": "spin"})
    found = memory(engine)
    assert found.weeks == (MONDAY - 2 * WEEK, MONDAY - WEEK)
    assert found.campaigns == (
        PastCampaign(MONDAY - timedelta(days=13), "other_game"),
        PastCampaign(MONDAY - timedelta(days=4), "spin"),
    )


def test_a_superseded_version_is_forgotten(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    save(engine, MONDAY - WEEK, {"day": 3, "campaign": "spin"})
    save(engine, MONDAY - WEEK, {"day": 4, "campaign": "spin"})
    assert memory(engine).campaigns == (PastCampaign(MONDAY - timedelta(days=3), "spin"),)


def test_tip_amounts_come_from_saved_weeks_and_before_them_from_messages(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    tip = {"send_type": "first_to_tip"}
    for day, cents in ((date(2026, 11, 2), 2500), (date(2026, 11, 4), 3500), (date(2026, 11, 18), 9900)):
        add(
            engine,
            mass_messages,
            message_row(day, creator_id="c-lena", send_type="first_to_tip", is_priced=1, price_cents=cents),
        )
    assert memory(engine).tips == (2500, 3500, 9900)
    save(
        engine,
        MONDAY - WEEK,
        {"day": 1, **tip, "price_cents": 6000},
        {"day": 2, **tip, "price_cents": 2000},
        {"day": 4, **tip, "price_cents": 5000, "status": "cancelled"},
    )
    assert memory(engine).tips == (2500, 3500, 6000, 2000)


def test_games_are_counted_by_kind_once_their_outcome_is_known(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    game = {"price_cents": 1499, "forecast_cents": 10.0}
    save(
        engine,
        MONDAY - WEEK,
        *(
            {"day": day, **game, "game_kind": kind}
            for day, kind in enumerate(["spin_wheel", "card_game", "card_game", "prize_wheel"])
        ),
    )
    with writing(engine) as connection:
        for ref, cents in (("x0", 900), ("x1", 100), ("x2", 50)):
            connection.execute(update(predictions).where(predictions.c.ref == ref).values(actual_cents=cents))
    assert memory(engine).games == {"spin_wheel": GameFigures(1, 900), "card_game": GameFigures(2, 150)}


def test_campaign_and_game_kind_are_saved_and_read_back(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    save(engine, MONDAY, {"day": 3, "campaign": "spin", "game_kind": "spin_wheel"})
    (send,) = a_store(engine).latest("c-lena", MONDAY).sends  # type: ignore[union-attr]
    assert (send.campaign, send.game_kind) == ("spin", "spin_wheel")
    with engine.connect() as connection:
        row = connection.execute(select(schedule_items.c.campaign, schedule_items.c.game_kind)).one()
    assert tuple(row) == ("spin", "spin_wheel")
