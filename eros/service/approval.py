"""A person lets weeks go out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.errors import ConflictError, ValidationError
from eros.model.decision import Decision
from eros.model.schedule import PROTECTED
from eros.render.words import counted
from eros.rules.gate import approval_faults
from eros.service.weeks import validate_schedule

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from eros.model.schedule import Schedule, Zone
    from eros.params import Params
    from eros.ports import Store

__all__ = ["UNASKED_ZONES", "approve_all", "approve_week"]

UNASKED_ZONES: tuple[Zone, ...] = ("GREEN", "YELLOW", "UNKNOWN")
"""Zones whose weeks are approved by the dozen unless somebody says which; RED is looked at one by one."""


def approve_week(store: Store, week: Schedule, params: Params, *, actor: str, now: datetime) -> Decision:
    """A draft approved, if it keeps every HARD rule today and lacks no text; one approved before stays as it is.

    Raises ValidationError with every reason against it, ConflictError for a superseded version or a lock another page
    holds by now.
    """
    if week.status in PROTECTED:
        return Decision(week, "unchanged", f"it is {week.status}")
    if week.status != "superseded":
        _refuse_faulty(store, week, params)
    approved = store.approve(str(week.schedule_id), actor=actor, now=now)
    return Decision(approved, "approved")


def _refuse_faulty(store: Store, week: Schedule, params: Params) -> None:
    faults = (*validate_schedule(store, week, params), *approval_faults(week))
    if faults:
        raise ValidationError(
            f"{week.schedule_id} ({week.page_name}) is not approved: {counted(len(faults), 'reason')} against it.",
            faults,
        )


def approve_all(
    store: Store,
    params: Params,
    *,
    actor: str,
    now: datetime,
    zones: Collection[Zone] = UNASKED_ZONES,
    week: date | None = None,
) -> tuple[Decision, ...]:
    """Every active page's saved week (`week`, else its newest) of these zones, each decided on its own, by page name."""
    found = []
    for summary in store.creators():
        monday = week or summary.last_week
        standing = None if monday is None else store.latest(summary.creator.creator_id, monday)
        if standing is not None:
            found.append(_decided(store, standing, params, zones, actor=actor, now=now))
    return tuple(found)


def _decided(
    store: Store, week: Schedule, params: Params, zones: Collection[Zone], *, actor: str, now: datetime
) -> Decision:
    if week.status not in PROTECTED and week.zone not in zones:
        return Decision(week, "skipped", f"zone {week.zone}")
    try:
        return approve_week(store, week, params, actor=actor, now=now)
    except (ValidationError, ConflictError) as error:
        return Decision(week, "refused", str(error), error)
