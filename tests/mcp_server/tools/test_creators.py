from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.mcp_client import Caller


def test_the_pages_come_in_pages_and_none_is_lost(client: Caller) -> None:
    names: list[str] = []
    cursor: str | None = None
    while True:
        answer = client("get_active_creators", limit=10, **({"cursor": cursor} if cursor else {}))
        names += [row["page_name"] for row in answer["creators"]]
        cursor = answer["next_cursor"]
        if cursor is None:
            break
        assert cursor in answer["next"]
    assert len(names) == len(set(names)) == answer["total"] == 37
    assert names == sorted(names)


def test_pages_are_filtered_by_tier_and_type(client: Caller) -> None:
    free = client("get_active_creators", page_type="free", tier=1)
    assert 0 < free["total"] < client("get_active_creators", page_type="free")["total"] < 37
    assert {(row["page_type"], row["tier"]) for row in free["creators"]} == {("free", 1)}


def test_a_page_nobody_planned_yet_has_no_zone_and_no_week(client: Caller) -> None:
    row = client("get_active_creators", limit=1)["creators"][0]
    assert (row["zone"], row["last_week_start"], row["last_week_status"]) == (None, None, None)
    assert row["volume_tier"] in ("LOW", "MID", "HIGH", "ULTRA")


def test_a_cursor_past_the_end_is_refused(client: Caller) -> None:
    assert client.refused("get_active_creators", cursor="500").startswith("cursor '500' lies past the 37 rows.")
