"""The messages of the simulated fleet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from eros.model.clock import first_monday_after
from eros.simulate.clock import local_to_utc
from eros.simulate.truth import MINUTES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eros.model.catalogue import Catalogue
    from eros.simulate import World

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _of(fleet: World, kind: str) -> NDArray[np.bool_]:
    index = next(i for i, page in enumerate(fleet.pages) if page.kind == kind)
    return np.asarray(fleet.messages.page == index)


def _instant(minutes: int) -> datetime:
    return EPOCH + timedelta(minutes=minutes)


def test_there_are_about_73000_messages_over_two_years(fleet: World) -> None:
    days = fleet.messages.day
    assert 72_000 < len(fleet.messages) < 74_500
    assert days.max() == date(2026, 11, 21).toordinal()
    assert days.max() - days.min() == 729


def test_the_newest_message_leads_every_page_to_the_same_week(fleet: World) -> None:
    newest = _instant(int(fleet.messages.sent_at.max()))
    assert newest.date() in {date(2026, 11, 21), date(2026, 11, 22)}
    mondays = {first_monday_after(newest, page.creator.zone) for page in fleet.pages}
    assert mondays == {date(2026, 11, 23)}


def test_messages_are_in_the_order_they_were_sent(fleet: World) -> None:
    assert all(a <= b for a, b in pairwise(fleet.messages.sent_at.tolist()))


def test_local_times_are_right_across_clock_changes(fleet: World) -> None:
    messages = fleet.messages
    rows = np.random.default_rng(1).choice(len(messages), size=3000, replace=False)
    changes = [date(2025, 3, 9), date(2025, 11, 2), date(2026, 3, 29), date(2026, 10, 25), date(2026, 4, 5)]
    rows = np.concatenate((rows, np.flatnonzero(np.isin(messages.day, [day.toordinal() for day in changes]))))
    for i in rows.tolist():
        local = _instant(int(messages.sent_at[i])).astimezone(fleet.pages[int(messages.page[i])].creator.zone)
        assert (local.toordinal(), local.weekday()) == (messages.day[i], messages.weekday[i])
        assert (local.hour, local.hour * 60 + local.minute) == (messages.hour[i], messages.minute[i])


@pytest.mark.parametrize(
    ("zone", "day", "minute", "utc", "shown"),
    [
        ("America/New_York", date(2026, 3, 8), 90, "2026-03-08T06:30", 90),
        ("America/New_York", date(2026, 3, 8), 150, "2026-03-08T07:30", 210),
        ("America/New_York", date(2026, 11, 1), 90, "2026-11-01T05:30", 90),
        ("America/New_York", date(2026, 11, 1), 180, "2026-11-01T08:00", 180),
        ("Australia/Adelaide", date(2026, 7, 1), 600, "2026-07-01T00:30", 600),
    ],
)
def test_a_wall_clock_time_becomes_utc(zone: str, day: date, minute: int, utc: str, shown: int) -> None:
    instant, local_day, local_minute = local_to_utc(
        ZoneInfo(zone), np.array([day.toordinal()]), np.array([minute], dtype=np.int64)
    )
    assert _instant(int(instant[0])) == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert (local_day[0], local_minute[0]) == (day.toordinal(), shown)


def test_people_like_round_minutes(fleet: World) -> None:
    minute = fleet.messages.minute % 60
    for value, share in MINUTES:
        assert np.mean(minute == value) > 0.85 * share


def test_volumes_grow_to_the_planned_ones_and_stay(fleet: World) -> None:
    quarter = np.bincount((fleet.messages.day - fleet.messages.day.min()) // 91)
    assert quarter[7] > quarter[4] > quarter[1]
    truth, messages = fleet.truth, fleet.messages
    for index, page in enumerate(fleet.pages):
        recent = (messages.page == index) & (messages.day > messages.day.max() - 90)
        if page.kind in {"no_history", "minimal"}:
            continue
        days, first = np.unique(messages.day[recent], return_index=True)
        assert days.size > 80
        assert np.mean(messages.contacts[recent][first]) == pytest.approx(truth.usual_contacts[index], rel=0.15)


def test_no_page_sends_what_its_kind_may_not(fleet: World, catalogue: Catalogue) -> None:
    types = list(catalogue.send_types.values())
    for index, page in enumerate(fleet.pages):
        used = {types[i] for i in fleet.messages.send_type[fleet.messages.page == index].tolist()}
        assert all(page.creator.page_type in send_type.page_types for send_type in used)
    assert len(np.unique(fleet.messages.send_type)) == len(types)


def test_counts_are_possible_and_earnings_are_purchases_times_price(fleet: World) -> None:
    messages = fleet.messages
    assert messages.sent.min() >= 1
    assert (messages.purchased <= messages.viewed).all()
    assert (messages.viewed <= messages.sent).all()
    assert (messages.earnings_cents == messages.purchased * messages.price_cents).all()
    assert (messages.purchased[messages.price_cents == 0] == 0).all()


def test_a_follow_up_costs_what_its_parent_cost_and_reaches_fewer(fleet: World, catalogue: Catalogue) -> None:
    messages, followup = fleet.messages, list(catalogue.send_types).index("ppv_followup")
    rows = np.flatnonzero((messages.send_type == followup) & (messages.page == 0))
    parents = [i for i, s in enumerate(catalogue.send_types.values()) if s.followup_parent]
    for row in rows.tolist():
        delay = messages.sent_at[row] - messages.sent_at
        fits = (messages.page == 0) & np.isin(messages.send_type, parents) & (delay >= 15) & (delay <= 45)
        fits &= (messages.price_cents == messages.price_cents[row]) & (messages.viewed >= messages.sent[row])
        assert fits.any()


def test_a_caption_rests_before_a_page_uses_it_again(fleet: World) -> None:
    messages = fleet.messages
    last: dict[tuple[int, int], int] = {}
    gaps = []
    linked = (messages.edit < 0) & (messages.caption >= 0)
    for page, caption, day in zip(
        messages.page[linked].tolist(), messages.caption[linked].tolist(), messages.day[linked].tolist(), strict=True
    ):
        if (page, caption) in last:
            gaps.append(day - last[page, caption])
        last[page, caption] = day
    assert np.quantile(gaps, 0.05) >= 15


def test_the_page_without_history_sent_nothing_and_the_minimal_page_little(fleet: World) -> None:
    assert not _of(fleet, "no_history").any()
    minimal = _of(fleet, "minimal")
    assert 3 <= minimal.sum() <= 30
    assert fleet.messages.day[minimal].min() > fleet.messages.day.max() - 15


def test_the_tired_page_has_broken_down_and_the_others_have_not(fleet: World) -> None:
    messages, last = fleet.messages, int(fleet.messages.day.max())
    week, before = messages.day > last - 7, (messages.day <= last - 7) & (messages.day > last - 90)
    falls = []
    for index, page in enumerate(fleet.pages):
        rows = messages.page == index
        if page.kind in {"minimal", "no_history"}:
            continue
        rates = [messages.viewed[rows & when].sum() / messages.sent[rows & when].sum() for when in (week, before)]
        falls.append((rates[0] / rates[1] - 1, page.kind))
    assert min(falls)[1] == "tired"
    assert min(falls)[0] < -0.3
    assert np.median([fall for fall, _ in falls]) == pytest.approx(0, abs=0.1)
    tired = _of(fleet, "tired") & (messages.price_cents > 0)
    value = [(messages.earnings_cents / messages.sent)[tired & when].mean() for when in (week, before)]
    assert value[0] < 0.5 * value[1]
    bad_days = np.unique(messages.day[tired & week])
    assert bad_days.size > 3
