from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, text, update

from database.engine import reading, writing
from database.tables import caption_bank, creators, mass_messages, vault
from eros.model.wishes import PinnedSend, Wishes
from tests.database_builders import (
    NOW,
    a_plan,
    a_planning_database,
    a_store,
    add,
    an_engine,
    caption_row,
    message_row,
    moved,
    page_row,
    request,
    vault_rows,
)
from tests.weeks import MONDAY

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine


def _pages(directory: Path, *captions: dict[str, Any], **lena: Any) -> Engine:
    engine = an_engine(directory)
    add(engine, creators, page_row("lena", **lena), page_row("mara"))
    add(engine, vault, *vault_rows("c-lena", "studio_set", "beach_set"), *vault_rows("c-mara", "studio_set"))
    for row in captions:
        add(engine, caption_bank, row)
    return engine


def _drawn(engine: Engine, pool: int = 2, **options: Any) -> list[int]:
    wishes = options.pop("wishes", Wishes())
    return list(a_store(engine).load_problem("c-lena", MONDAY, wishes, as_of=NOW, pool=pool, **options).captions)


def test_the_pool_holds_the_best_shared_captions_of_each_type(tmp_path: Path) -> None:
    engine = _pages(
        tmp_path,
        caption_row(1, fleet_index=0.9),
        caption_row(2, fleet_index=1.2),
        caption_row(3, fleet_index=1.2),
        caption_row(4, fleet_index=1.5, is_active=False),
        caption_row(5, "bump_normal", fleet_index=0.1),
        caption_row(6, "of no send type", fleet_index=3.0),
    )
    assert _drawn(engine) == [2, 3, 5]


def test_a_drawn_caption_says_all_the_bank_knows_of_it(tmp_path: Path) -> None:
    row = caption_row(
        7,
        tone="warm",
        ppv_style="solo",
        price_tier="basic",
        family="winner",
        is_paid_only=True,
        fleet_uses=9,
        fleet_index=1.25,
    )
    caption = a_store(_pages(tmp_path, row)).load_problem("c-lena", MONDAY, Wishes(), as_of=NOW, pool=1).captions[7]
    assert {name: getattr(caption, name) for name in row.keys() & set(caption.__slots__)} == {
        name: row[name] for name in row.keys() & set(caption.__slots__)
    }


def test_content_the_vault_lacks_is_not_drawn_unless_it_is_a_purpose(tmp_path: Path) -> None:
    engine = _pages(
        tmp_path,
        caption_row(1, content_type="gym_set", fleet_index=2.0),
        caption_row(2, content_type="beach_set"),
        caption_row(3, content_type="flash_sale"),
    )
    assert _drawn(engine) == [2, 3]


def test_a_caption_type_whose_sends_show_nothing_is_drawn_without_the_vault(tmp_path: Path) -> None:
    engine = _pages(tmp_path, caption_row(1, "ppv_followup", content_type="gym_set"))
    assert _drawn(engine) == [1]


def test_a_type_some_sends_use_without_media_is_filled_up_beyond_the_vault(tmp_path: Path) -> None:
    engine = _pages(
        tmp_path,
        caption_row(1, "bump_normal", content_type="gym_set", fleet_index=3.0),
        caption_row(2, "bump_normal", content_type="studio_set", fleet_index=2.0),
        caption_row(3, "bump_normal", content_type="studio_set", fleet_index=1.0),
    )
    assert _drawn(engine, pool=2) == [2, 3]
    assert _drawn(engine, pool=3) == [1, 2, 3]


def test_free_pages_draw_no_paid_only_captions_and_none_of_paid_pages_types(tmp_path: Path) -> None:
    rows = (caption_row(1, is_paid_only=True), caption_row(2), caption_row(3, "renew_on_message"))
    paid, free = tmp_path / "paid", tmp_path / "free"
    paid.mkdir()
    free.mkdir()
    assert _drawn(_pages(paid, *rows)) == [1, 2, 3]
    assert _drawn(_pages(free, *rows, page_type="free")) == [2]


def test_all_active_captions_of_the_page_itself_are_drawn_and_none_of_others(tmp_path: Path) -> None:
    own = [caption_row(key, creator_id="c-lena", fleet_index=0.1) for key in (1, 2, 3)]
    retired = caption_row(4, creator_id="c-lena", is_active=False)
    engine = _pages(tmp_path, *own, retired, caption_row(5, creator_id="c-mara"), caption_row(6))
    assert _drawn(engine, pool=1) == [1, 2, 3, 6]


def test_a_page_that_uses_no_shared_captions_draws_its_own_only(tmp_path: Path) -> None:
    engine = _pages(tmp_path, caption_row(1, creator_id="c-lena"), caption_row(2), use_shared_captions=False)
    assert _drawn(engine) == [1]
    assert _drawn(engine, ppv_allotment=[2]) == [1]


def test_captions_named_by_the_caller_or_a_pin_are_loaded_if_active_whoever_owns_them(tmp_path: Path) -> None:
    engine = _pages(
        tmp_path,
        caption_row(1, fleet_index=2.0),
        caption_row(2),
        caption_row(3, creator_id="c-mara"),
        caption_row(4),
        caption_row(5, is_active=False),
    )
    pin = PinnedSend("p1", "ppv_video", 600, caption_id=4)
    assert _drawn(engine, pool=1, captions=[3, 5], wishes=Wishes(pinned=(pin,))) == [1, 3, 4]


def test_the_caption_of_a_send_that_is_out_is_loaded_even_if_it_was_retired_since(tmp_path: Path) -> None:
    engine = a_planning_database(tmp_path)
    store = a_store(engine)
    plan = a_plan()
    store.save(a_plan(sends=moved(plan, "s01", status="sent")), request())
    with writing(engine) as connection:
        connection.execute(update(caption_bank).values(is_active=False))
    assert _drawn(engine) == [11]


def test_with_an_allotment_the_shared_captions_of_ppv_types_are_exactly_those(tmp_path: Path) -> None:
    engine = _pages(
        tmp_path,
        caption_row(1, "ppv_video", fleet_index=2.0),
        caption_row(2, "ppv_message"),
        caption_row(3, "ppv_video"),
        caption_row(4, "bump_normal"),
        caption_row(5, "bump_normal", fleet_index=0.5),
        caption_row(6, "ppv_video", creator_id="c-mara"),
        caption_row(7, "ppv_video", creator_id="c-lena"),
        caption_row(8, "ppv_video", is_active=False),
    )
    assert _drawn(engine, pool=1, ppv_allotment=[3, 2, 5, 6, 8]) == [2, 3, 4, 7]
    assert _drawn(engine, pool=1, ppv_allotment=[]) == [4, 7]
    assert _drawn(engine, pool=1) == [1, 2, 4, 7]


def test_shared_ppv_captions_come_best_first_and_only_of_ppv_types(tmp_path: Path) -> None:
    engine = _pages(
        tmp_path,
        caption_row(1, "ppv_video", fleet_index=1.1),
        caption_row(2, "ppv_message", fleet_index=1.3),
        caption_row(3, "ppv_video", fleet_index=1.2),
        caption_row(4, "ppv_video", fleet_index=1.2),
        caption_row(5, "bump_normal", fleet_index=9.0),
        caption_row(6, "ppv_video", fleet_index=9.0, creator_id="c-lena"),
    )
    store = a_store(engine)
    assert [c.caption_id for c in store.shared_ppv_captions(MONDAY, 10)] == [2, 3, 4, 1]
    assert [c.caption_id for c in store.shared_ppv_captions(MONDAY, 2)] == [2, 3]


@pytest.mark.parametrize(("weeks", "found"), [(-2, [11]), (-1, []), (0, [11]), (1, []), (2, [11])])
def test_a_shared_ppv_caption_is_taken_around_its_send_but_not_by_a_draft_of_the_same_week(
    tmp_path: Path, weeks: int, found: list[int]
) -> None:
    store = a_store(a_planning_database(tmp_path))
    store.save(a_plan(), request())
    asked = MONDAY + timedelta(weeks=weeks)
    assert [c.caption_id for c in store.shared_ppv_captions(asked, 5)] == found


def test_a_week_that_is_more_than_a_draft_keeps_its_captions_from_the_allotment(tmp_path: Path) -> None:
    store = a_store(a_planning_database(tmp_path))
    store.save(a_plan(), request(status="approved"))
    assert store.shared_ppv_captions(MONDAY, 5) == ()


def _big_bank(directory: Path, captions: int, messages: int) -> Engine:
    engine = _pages(directory)
    types = ("ppv_video", "ppv_message", "bump_normal", "link_drop")
    rows = [caption_row(key, types[key % 4], fleet_index=1 + (key % 997) / 1000) for key in range(1, captions + 1)]
    add(engine, caption_bank, *rows)
    day = date(2026, 1, 1)
    add(
        engine,
        mass_messages,
        *(
            message_row(day, creator_id="c-lena" if n <= 300 else "c-mara", caption_id=n)
            for n in range(1, messages + 1)
        ),
    )
    return engine


def _load(engine: Engine) -> None:
    store = a_store(engine)
    pin = PinnedSend("p1", "ppv_video", 600, caption_id=4)
    store.load_problem("c-lena", MONDAY, Wishes(pinned=(pin,)), as_of=NOW, pool=50, captions=[9])
    store.load_problem("c-lena", MONDAY, Wishes(), as_of=NOW, pool=50, ppv_allotment=range(100, 200))
    store.shared_ppv_captions(MONDAY, 50)
    store.as_of(NOW)


@pytest.mark.parametrize("prepared", ["SELECT 1", "ANALYZE"])
def test_no_query_of_a_problem_scans_the_bank_or_the_messages(tmp_path: Path, prepared: str) -> None:
    engine = _big_bank(tmp_path, captions=2000, messages=1500)
    with writing(engine) as connection:
        connection.execute(text(prepared))
    asked: list[tuple[str, Any]] = []

    def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", keep)
    _load(engine)
    event.remove(engine, "before_cursor_execute", keep)
    with reading(engine) as connection:
        steps = [
            (row.detail, statement)
            for statement, parameters in asked
            if statement.startswith("SELECT")
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    assert any("SEARCH caption_bank USING" in detail for detail, _ in steps)
    assert any("SEARCH mass_messages USING" in detail for detail, _ in steps)
    scans = [step for step in steps if step[0].startswith(("SCAN caption_bank", "SCAN mass_messages"))]
    assert scans == []
    sorted_pools = [s for d, s in steps if "TEMP B-TREE" in d and "caption_bank.fleet_index DESC" in s]
    assert sorted_pools == []


def test_the_work_of_loading_a_problem_does_not_grow_with_the_bank(tmp_path: Path) -> None:
    work = []
    for captions in (2000, 16000):
        directory = tmp_path / str(captions)
        directory.mkdir()
        engine = _big_bank(directory, captions, messages=600)
        ticks: list[None] = []

        def count(into: list[None] = ticks) -> None:
            into.append(None)

        with reading(engine) as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.set_progress_handler(count, 100)
        _load(engine)
        work.append(len(ticks))
    assert work[0] > 100
    assert work[1] < 1.2 * work[0]
