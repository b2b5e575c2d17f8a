"""The versions of a week: set beside each other, and brought back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eros.errors import ConfigurationError, ConflictError, ScheduleNotFoundError, ValidationError
from eros.model.schedule import PROTECTED
from eros.plan.restored import restored_sends
from eros.plan.revised import revised_week
from eros.render.words import counted
from eros.service.orders import Outcome
from eros.service.weeks import context_of, find_week, validate_schedule

if TYPE_CHECKING:
    from datetime import date

    from eros.model.schedule import Schedule, Violation
    from eros.params import Params
    from eros.ports import SaveRequest, Store, Version

__all__ = ["roll_back", "two_versions"]


def two_versions(
    store: Store, reference: str, other: str | None = None, *, week: date | None = None
) -> tuple[Schedule, Schedule]:
    """Two saved weeks of a page, the earlier state first: those of two references, or one and the version before it.

    Raises ScheduleNotFoundError, also where there is no version before, CreatorNotFoundError, and ConfigurationError for
    weeks of two pages.
    """
    found = find_week(store, reference, week=week)
    if other is None:
        return _earlier(store, found), found
    after = find_week(store, other, week=week)
    if after.creator_id != found.creator_id:
        raise ConfigurationError(
            f"{reference} is a week of {found.page_name}, {other} one of {after.page_name}. Name two weeks of one page."
        )
    return found, after


def roll_back(store: Store, current: Schedule, params: Params, save: SaveRequest, *, to: int | None = None) -> Outcome:
    """An earlier version (`to`, else the one before) as the newest again, a draft, stored as `save` says.

    What went out stays as it is; `eros.plan.restored` says how the two are brought together. Only an approved, exported
    or wholly sent week needs `replace`. Raises ScheduleNotFoundError for a version that is not there, ConflictError, and
    ValidationError with every HARD rule the restored week would break: then nothing is saved.
    """
    if current.status == "superseded":
        raise ConflictError(
            f"{current.schedule_id} (version {current.version}) is superseded already. Roll the week back: "
            f"eros rollback {current.page_name} --week {current.week_start} --to {current.version}"
        )
    earlier = _earlier(store, current, to)
    restored, broken = _restored(store, earlier, current, params)
    if broken:
        raise ValidationError(
            f"Version {earlier.version} cannot stand again: {counted(len(broken), 'break')} of HARD rules or wishes. "
            f"Nothing was saved; `eros generate {current.page_name} --week {current.week_start}` plans the week anew.",
            broken,
        )
    request = replace(
        save,
        replace=save.replace or current.status not in PROTECTED,
        expected_version=current.version,
        action="rolled_back",
        note={"restores": earlier.schedule_id},
    )
    saved = store.save(restored, request)
    return Outcome(saved, current, saved.schedule_id == current.schedule_id)


def _restored(
    store: Store, earlier: Schedule, current: Schedule, params: Params
) -> tuple[Schedule, tuple[Violation, ...]]:
    """The earlier version with what happened since; its numbers stand where nothing did."""
    sends = restored_sends(earlier, current)
    if tuple(sorted(sends, key=lambda send: (send.utc, send.ref))) == earlier.sends:
        return earlier, validate_schedule(store, earlier, params)
    captions = [send.caption_id for send in sends if send.caption_id is not None]
    return revised_week(context_of(store, earlier, params, captions), earlier, sends)


def _earlier(store: Store, week: Schedule, to: int | None = None) -> Schedule:
    versions = store.versions(week.creator_id, week.week_start)
    if to == week.version:
        raise ConfigurationError(f"Version {to} is the one that stands. {_named(week, versions)}")
    wanted = [v for v in versions if (v.number < week.version if to is None else v.number == to)]
    if not wanted:
        missing = "no version before it" if to is None else f"no version {to}"
        raise ScheduleNotFoundError(
            f"{week.page_name}'s week from {week.week_start} stands at version {week.version} and has {missing}. "
            f"{_named(week, versions)}"
        )
    return store.schedule(wanted[-1].schedule_id)


def _named(week: Schedule, versions: tuple[Version, ...]) -> str:
    others = [str(version.number) for version in versions if version.number != week.version]
    return f"Other versions: {', '.join(others)}." if others else "It has no other version."
