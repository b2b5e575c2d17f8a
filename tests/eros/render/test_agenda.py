from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from eros.model.clock import WeekClock
from eros.render.agenda import to_ics
from eros.render.sheet import records
from tests.weeks import a_saved_week, a_send

if TYPE_CHECKING:
    from icalendar import Event

    from eros.model.schedule import Schedule


def starts_of(week: Schedule) -> list[datetime]:
    starts = [event.start for event in events_of(week)]
    return [start for start in starts if isinstance(start, datetime)]


def events_of(week: Schedule) -> list[Event]:
    calendar = Calendar.from_ical(to_ics(week))
    assert isinstance(calendar, Calendar)
    return list(calendar.events)


def test_every_send_is_an_event_at_its_instant_with_its_caption_and_its_facts() -> None:
    week = a_saved_week()
    events = events_of(week)
    assert starts_of(week) == [send.utc for send in week.sends]
    assert [str(event["summary"]) for event in events][:2] == ["lena: ppv_video $19.69", "lena: ppv_followup"]
    for event, send, record in zip(events, week.sends, records(week), strict=True):
        text = str(event["description"])
        assert text.startswith(send.caption_text or "date: ")
        for name in ("local_time", "time_zone", "utc", "channel", "target", "ref", "status", "schedule_id"):
            assert f"{name}: {record[name]}\n" in f"{text}\n"
    assert "price: 19.69\n" in str(events[0]["description"])


def test_a_clock_change_moves_no_event() -> None:
    zone = ZoneInfo("America/Los_Angeles")
    clock = WeekClock(date(2026, 10, 26), zone)
    minutes = [6 * 1440 + minute for minute in (30, 90, 3 * 60 + 7, 12 * 60)]
    sends = tuple(a_send(f"s{m}", "bump_normal", m, utc=clock.instant(m)) for m in minutes)
    week = a_saved_week(week_start=clock.week_start, sends=sends)
    starts = starts_of(week)
    assert [start.astimezone(UTC).strftime("%H:%M") for start in starts] == ["07:30", "08:30", "11:07", "20:00"]
    assert [start.astimezone(zone).strftime("%H:%M") for start in starts] == ["00:30", "01:30", "03:07", "12:00"]


def test_a_later_version_replaces_the_events_of_an_earlier_one() -> None:
    first, second = a_saved_week(), replace(a_saved_week(), version=2, schedule_id="SCH_2026W48_LENA_AAAAAA")
    before, after = events_of(first), events_of(second)
    assert [event["uid"] for event in before] == [event["uid"] for event in after]
    assert len({event["uid"] for event in before}) == len(before)
    assert {event["sequence"] for event in before} == {1}
    assert {event["sequence"] for event in after} == {2}


def test_equal_weeks_give_equal_bytes_stamped_with_the_clock_of_the_plan() -> None:
    week = a_saved_week()
    assert to_ics(week) == to_ics(a_saved_week())
    assert {event.stamp for event in events_of(week)} == {week.as_of}


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), include_characters="\n"), max_size=80))
def test_every_caption_comes_back_as_it_was(text: str) -> None:
    week = a_saved_week(sends=(a_send("s1", "bump_normal", 600, caption_text=text),))
    (event,) = events_of(week)
    assert str(event["description"]).startswith(f"{text}\n\ndate: " if text else "date: ")


def test_sends_that_do_not_go_out_are_left_out() -> None:
    sends = tuple(a_send(s, "bump_normal", 600 + i, status=s) for i, s in enumerate(("sent", "cancelled", "stale")))
    assert ["-sent@" in str(event["uid"]) for event in events_of(a_saved_week(sends=sends))] == [True]
    assert events_of(a_saved_week(sends=())) == []
