"""The one tool that saves: a week planned or written by hand, checked, kept, read again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from eros.errors import ConfigurationError
from eros.model.campaign import Campaign
from mcp_server.inputs import Arguments, CreatorId, PinInput, Ref, WeekStart, WishesInput
from mcp_server.registry import tool
from mcp_server.session import Session
from mcp_server.weeks import WeekAnswer, changes_row, previews, send_row, violation_rows, week_facts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from eros.model.item import Item
    from eros.model.schedule import Violation
    from eros.ports import SaveRequest
    from eros.service.orders import Order, Outcome

__all__ = ["save_schedule"]

ScheduleId = Annotated[str, Field(pattern="^SCH_[A-Z0-9_-]{1,400}$")]


class ItemInput(PinInput):
    """A send of a week written by hand; channel, target, media, flyer, link and label default to what the type fixes."""

    parent_ref: Ref | None = None
    media: bool | None = None
    flyer: bool | None = None
    link: str | None = Field(None, max_length=2_000, pattern="^[!-~]+$")
    label: str | None = Field(None, max_length=100)
    drip_window: str | None = Field(None, max_length=11, description="HH:MM-HH:MM")
    outfit_id: str | None = Field(None, max_length=100)
    notes: str | None = Field(None, max_length=500)
    pinned: bool = False
    campaign: Campaign | None = None
    game_kind: str | None = Field(None, max_length=40)


class ScheduleArguments(Arguments):
    """What to plan, check, save or read."""

    creator_id: CreatorId | None = Field(None, description="Id or page name; needed without schedule_id.")
    week_start: WeekStart | None = Field(None, description="Monday; default: the next.")
    items: tuple[ItemInput, ...] | None = Field(
        None, min_length=1, max_length=300, description="The whole week; leave out to plan it."
    )
    wishes: WishesInput | None = Field(None, description="Bind plan and items.")
    schedule_id: ScheduleId | None = Field(None, description="A saved week to read, check or approve instead.")
    status: Literal["draft", "approved"] = Field("draft", description="Saved as.")
    dry_run: bool = Field(True, description="Save nothing.")
    expected_version: int | None = Field(None, ge=0, le=2**31, description="Refuse if another version stands.")
    replace: bool = Field(False, description="With expected_version: even what is approved, exported or partly sent.")
    document: bool = Field(False, description="Give the eros.schedule/1 document (900 characters a send), no items.")
    brief: bool = Field(
        False, description="No items, captions and forecast_cents: you have them; only the dearest warnings."
    )


@tool(title="Plan, check and save a week", read_only=False, slow=True)
def save_schedule(session: Session, args: ScheduleArguments) -> WeekAnswer:
    """Plan a page's whole week (no items) or check yours (items); dry_run=false saves it.

    Use this to make, change, approve or read (schedule_id) a week. All breaks of HARD rules and wishes come back at once
    with item refs and fixes; then nothing is saved. Saving makes a new version; the same week again changes nothing; sends
    that went out stay. items of an answer can be sent back as they are; a follow-up names its parent_ref. Next: look at
    shortfalls, warnings and changes, then dry_run=false.
    """
    session.report(0, 1, "Reading the saved week" if args.schedule_id else "Planning and checking the week")
    if args.schedule_id is not None:
        outcome, broken = _saved_week(session, args, args.schedule_id)
    else:
        outcome, broken = _ordered(session, args), ()
    session.report(1, 1, f"{len(outcome.schedule.sends)} sends")
    return _answer(session, args, outcome, broken)


def _ordered(session: Session, args: ScheduleArguments) -> Outcome:
    from time import perf_counter

    from eros.service.orders import carry_out

    store = session.store if args.dry_run else session.writable_store
    order, save = _order(session, args), None if args.dry_run else _request(session, args)
    return carry_out(store, order, session.params, now=session.now, clock=perf_counter, save=save)


def _saved_week(session: Session, args: ScheduleArguments, schedule_id: str) -> tuple[Outcome, Sequence[Violation]]:
    from eros.service.orders import Outcome, keep
    from eros.service.weeks import validate_schedule

    if args.items is not None or args.wishes is not None:
        raise ConfigurationError(
            "schedule_id takes a week as it was saved: leave out items and wishes, or schedule_id."
        )
    week = session.store.schedule(schedule_id)
    if args.creator_id not in (None, week.creator_id, week.page_name) or args.week_start not in (None, week.week_start):
        raise ConfigurationError(
            f"{schedule_id} is {week.page_name}'s week from {week.week_start}; creator_id and week_start say another. "
            "Leave them out."
        )
    if not args.dry_run:
        return keep(session.writable_store, schedule_id, session.params, _request(session, args)), ()
    return Outcome(week, None, unchanged=False), validate_schedule(session.store, week, session.params)


def _order(session: Session, args: ScheduleArguments) -> Order:
    from eros.service.orders import Order
    from eros.service.study import page_week

    if args.creator_id is None:
        raise ConfigurationError("creator_id is required (or schedule_id, for a saved week). Call get_active_creators.")
    week = page_week(session.store, args.creator_id, now=session.now, week=args.week_start).week_start
    wishes = args.wishes or WishesInput()
    items = None if args.items is None else tuple(_item(item, week) for item in args.items)
    return Order(args.creator_id, week, wishes.to_wishes(week), wishes.seed, items)


def _item(item: ItemInput, week_start: date) -> Item:
    from eros.model.item import Item

    return Item(
        ref=item.ref,
        send_type=item.send_type_key,
        week_minute=item.week_minute(week_start),
        channel=item.channel_key,
        target=item.target_key,
        caption_id=item.caption_id,
        text=item.text,
        price_cents=item.price_cents,
        parent_ref=item.parent_ref,
        media=item.media,
        flyer=item.flyer,
        link=item.link,
        label=item.label,
        drip_window=item.drip_window,
        outfit_id=item.outfit_id,
        notes=item.notes,
        pinned=item.pinned,
        campaign=item.campaign,
        game_kind=item.game_kind,
    )


def _request(session: Session, args: ScheduleArguments) -> SaveRequest:
    from eros.ports import SaveRequest

    return SaveRequest(
        session.actor,
        session.now,
        status=args.status,
        replace=args.replace and args.expected_version is not None,
        expected_version=args.expected_version,
    )


def _answer(session: Session, args: ScheduleArguments, outcome: Outcome, broken: Sequence[Violation]) -> WeekAnswer:
    from eros.render.document import to_document

    week, changes = outcome.schedule, outcome.changes
    sends = [] if args.document or args.brief else [send for send in week.sends if send.stands]
    return WeekAnswer(
        **week_facts(week, brief=args.brief),
        unchanged=outcome.unchanged,
        items=[send_row(week, send) for send in sends],
        captions=previews(sends),
        violations=violation_rows(broken),
        changes=None if changes is None or outcome.unchanged else changes_row(changes, week),
        remarks=_remarks(args, outcome, broken),
        schedule=to_document(week, session.store.catalogue()) if args.document else None,
        next=_next(args, outcome, broken),
    )


def _remarks(args: ScheduleArguments, outcome: Outcome, broken: Sequence[Violation]) -> list[str]:
    from eros.rules.gate import approval_faults

    week, standing = outcome.schedule, outcome.before
    remarks = []
    if broken:
        remarks.append(
            f"{len(broken)} HARD rules are broken by today's data: this week is neither approved nor exported."
        )
    if open_texts := approval_faults(week):
        remarks.append(f"{len(open_texts[0].refs)} sends need a caption or text; until then nothing is approved.")
    if week.zone == "RED":
        remarks.append("The audience is saturated (zone RED): this week is never exported automatically.")
    if args.status == "approved" and not args.dry_run:
        remarks.append("Approving is a person's decision: make sure one took it.")
    stands = 0 if standing is None else standing.version
    if args.dry_run and args.schedule_id is None and args.expected_version not in (None, stands):
        remarks.append(
            f"expected_version {args.expected_version} is not the version that stands ({stands}): saving is refused."
        )
    if args.dry_run and standing is not None and standing.protection is not None:
        remarks.append(
            f"Version {standing.version} is protected ({standing.protection}): saving over it needs replace=true and "
            f"expected_version={standing.version}."
        )
    return remarks


def _next(args: ScheduleArguments, outcome: Outcome, broken: Sequence[Violation]) -> str:
    week = outcome.schedule
    if outcome.unchanged:
        return f"Nothing changed: version {week.version} says the same."
    if week.schedule_id is None:
        return (
            "Not saved. Show shortfalls, warnings and remarks to the person; the same call with dry_run=false saves it."
        )
    if broken:
        return "Send items with these breaks mended, or leave items out to plan the week anew."
    if args.dry_run:
        return "Read and checked. To change it send its items back; status='approved' with dry_run=false approves it."
    return (
        f"Saved as {week.status}; eros://schedule/{week.schedule_id} shows it. To change it, save its items again with "
        f"expected_version={week.version}."
    )
