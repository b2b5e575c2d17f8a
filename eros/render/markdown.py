"""A week as Markdown: for reading, with everything of a send; and for chatters, with what they need on each day."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eros.render.sheet import going_out
from eros.render.words import clock_time, counted, long_date, money, one_line, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eros.model.catalogue import Catalogue
    from eros.model.schedule import Schedule, Send

__all__ = ["chatter_sends", "to_manifest", "to_markdown"]

_ANSWERED = ("dm_farm", "vip_program", "first_to_tip", "expired_winback")
"""Send types fans answer to, whatever their channel (rule `chatter-sync`)."""

_WORDS = {"ppv_style": "style", "drip_window": "drip window", "outfit_id": "outfit"}


def to_markdown(schedule: Schedule) -> str:
    """Every send that is to go out or went out, by day, captions word for word. Equal weeks give equal text."""
    forecast = schedule.forecast
    about = (
        f"{schedule.page_type} page, {schedule.timezone}, {schedule.schedule_id or 'not saved'}, "
        f"version {schedule.version}, {schedule.status}. Forecast {money(forecast.cents)} "
        f"({percent(forecast.level)} interval {money(forecast.low_cents)} to {money(forecast.high_cents)})."
    )
    heading = f"# {_plain(schedule.page_name)}, week of {_date(schedule, 0)}"
    return "\n".join([heading, "", about, "", *_days(schedule, going_out(schedule), lambda s: [_facts(schedule, s)])])


def to_manifest(schedule: Schedule, catalogue: Catalogue) -> str:
    """What chatters need, by day: every message and every post fans answer to, with its place in a chain of sends."""
    sends = chatter_sends(schedule, catalogue)
    about = f"Times are {schedule.timezone}. {schedule.schedule_id or 'Not saved'}, version {schedule.version}."
    heading = f"# {_plain(schedule.page_name)}, chatter manifest for the week of {_date(schedule, 0)}"
    days = _days(schedule, sends, lambda send: [f"- {duty}" for duty in _duties(schedule, send)])
    return "\n".join([heading, "", about, "", *days])


def chatter_sends(schedule: Schedule, catalogue: Catalogue) -> tuple[Send, ...]:
    """The sends of a manifest, in time order."""
    return tuple(
        send
        for send in going_out(schedule)
        if catalogue.channels[send.channel].is_message or send.send_type in _ANSWERED
    )


def _days(schedule: Schedule, sends: tuple[Send, ...], about: Callable[[Send], list[str]]) -> Iterator[str]:
    """A section per day of the week, in it one per send: what `about` says of it, then its caption."""
    for day in range(7):
        here = [send for send in sends if send.day == day]
        closed = "closed" if day in schedule.wishes.closed_days else "no sends"
        yield from (f"## {_date(schedule, day)}: {counted(len(here), 'send') if here else closed}", "")
        for send in here:
            state = "" if send.status == "planned" else f" ({send.status})"
            yield from (f"### {_title(send)}{state}", "", *about(send), "", *_caption(send), "")


def _title(send: Send) -> str:
    return f"{clock_time(send.minute)} {send.send_type}, {_plain(send.ref)}"


def _caption(send: Send) -> list[str]:
    """The text as it is, fenced so that nothing in it is markup."""
    text = send.caption_text
    if text is None or not text.strip():
        return ["(needs a caption)"]
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return [f"{fence}text", *text.splitlines(), fence]


def _facts(schedule: Schedule, send: Send) -> str:
    facts = [
        f"{send.utc:%Y-%m-%d %H:%M} UTC",
        f"{send.channel} to {send.target}",
        *_offer(schedule, send),
        *([] if send.parent_ref is None else [f"after {_plain(send.parent_ref)}"]),
        *([] if send.caption_id is None else [f"caption {send.caption_id}"]),
        *([f"forecast {money(send.forecast_cents)}"] if send.forecast_cents else []),
    ]
    return f"{', '.join(facts)}."


def _duties(schedule: Schedule, send: Send) -> Iterator[str]:
    yield f"to {send.target} by {send.channel}"
    yield from _offer(schedule, send)
    parent = schedule.by_ref(send.parent_ref) if send.parent_ref is not None else None
    if parent is not None:
        yield f"follows {_title(parent)}"
    for child in going_out(schedule):
        if child.parent_ref == send.ref:
            yield f"is followed by {_title(child)}"
    if send.notes:
        yield f"notes: {_plain(send.notes)}"


def _offer(schedule: Schedule, send: Send) -> Iterator[str]:
    """What a fan gets and for how long."""
    if send.campaign is not None:
        yield f"campaign {_plain(send.campaign)}"
    if send.game_kind is not None:
        yield f"game {_plain(send.game_kind)}"
    if send.price_cents is not None:
        yield f"price {money(send.price_cents)}"
    if carried := [name for name, present in (("media", send.media), ("a flyer", send.flyer)) if present]:
        yield f"with {' and '.join(carried)}"
    if send.link is not None:
        yield f"link {_plain(send.link)}"
    for name in ("label", "ppv_style", "drip_window", "outfit_id"):
        if (value := getattr(send, name)) is not None:
            yield f"{_WORDS.get(name, name)} {_plain(value)}"
    if send.expires_at is not None:
        yield f"expires {send.expires_at.astimezone(ZoneInfo(schedule.timezone)):%Y-%m-%d %H:%M} local"


def _date(schedule: Schedule, day: int) -> str:
    date = schedule.week_start + timedelta(days=day)
    return f"{long_date(date)} {date.year}"


def _plain(text: str) -> str:
    """A foreign text on one line, its markup without effect."""
    return re.sub(r"([\\`*\[\]<>|])", r"\\\1", one_line(text))
