from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from eros.render.sheet import COLUMNS, harmless, to_csv
from tests.weeks import SAVED_ID, a_saved_week, a_send

if TYPE_CHECKING:
    from eros.model.schedule import Schedule


def rows_of(week: Schedule) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(to_csv(week), newline="")))


def test_every_row_says_when_where_what_to_whom_and_for_how_much() -> None:
    rows = rows_of(a_saved_week())
    assert rows[0] == {
        "date": "2026-11-23",
        "weekday": "Mon",
        "local_time": "09:07",
        "time_zone": "America/Los_Angeles",
        "utc": "2026-11-23T17:07:00Z",
        "page": "lena",
        "ref": "s01",
        "send_type": "ppv_video",
        "channel": "mass_message",
        "target": "all_active",
        "caption_id": "11",
        "caption_text": "A quiet evening by the lake, the whole film 🎬 and a word of thanks for being here since spring.",
        "price": "19.69",
        "media": "1",
        "flyer": "1",
        "link": "",
        "expires_utc": "",
        "label": "PPV",
        "ppv_style": "solo",
        "drip_window": "",
        "outfit_id": "",
        "campaign": "",
        "game_kind": "",
        "parent_ref": "",
        "forecast": "42.10",
        "status": "planned",
        "schedule_id": SAVED_ID,
    }
    assert rows[1]["parent_ref"] == "s01"
    assert rows[3]["expires_utc"] == "2026-12-01T03:41:00Z"
    assert rows[3]["link"] == "{link}"


def test_line_breaks_inside_a_caption_survive() -> None:
    assert "\n" in rows_of(a_saved_week())[2]["caption_text"]


def test_cancelled_and_stale_sends_are_left_out() -> None:
    sends = [a_send(s, "bump_normal", 600 + i, status=s) for i, s in enumerate(("sent", "cancelled", "stale"))]
    assert [row["ref"] for row in rows_of(a_saved_week(sends=tuple(sends)))] == ["sent"]


def test_the_same_week_gives_the_same_text() -> None:
    assert to_csv(a_saved_week()) == to_csv(a_saved_week())


def test_an_empty_week_is_a_header() -> None:
    assert to_csv(a_saved_week(sends=())).split("\r\n") == [",".join(COLUMNS), ""]


@given(st.text(max_size=30))
def test_no_caption_starts_like_a_formula_and_none_is_changed_otherwise(text: str) -> None:
    week = a_saved_week(sends=(a_send("s1", "bump_normal", 600, caption_text=text),))
    cell = next(csv.reader(io.StringIO(to_csv(week).split("\r\n", 1)[1], newline="")))[COLUMNS.index("caption_text")]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell in (text, f"'{text}")
    assert cell == harmless(text)
