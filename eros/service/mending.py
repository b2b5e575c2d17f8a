"""Mend a saved week to which something happened, with few changes, and keep it as a new version."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NoReturn

from eros.errors import ConfigurationError, ConflictError, ValidationError
from eros.plan.damaged import damaged, open_faults
from eros.plan.mended import mended_week
from eros.plan.revised import revised_week
from eros.render.words import counted
from eros.service.orders import Outcome
from eros.service.weeks import context_of

if TYPE_CHECKING:
    from datetime import datetime

    from eros.model.damage import Damage
    from eros.model.schedule import Schedule, Violation
    from eros.params import Params
    from eros.plan.mended import Mended, Repair
    from eros.ports import SaveRequest, Store

__all__ = ["Mending", "mend_week"]


@dataclass(frozen=True, slots=True)
class Mending:
    """What became of a week: the outcome, how many places differ, the least number that works, what is broken still.

    `least` is None where nothing found makes the week lawful; `proven` where no lawful week changes fewer places. `broken`
    is empty but where nothing may change.
    """

    outcome: Outcome
    places: int
    least: int | None
    broken: tuple[Violation, ...]
    proven: bool


def mend_week(
    store: Store,
    week: Schedule,
    damage: Damage,
    params: Params,
    *,
    now: datetime,
    at_most: int | None = None,
    save: SaveRequest | None = None,
) -> Mending:
    """The week made lawful again in at most so many places, by default as few as work and one more per failed send.

    Without a moment of its own the damage is of `now` (in a demo database: its newest message). What went out stays. With
    0 nothing changes and what is broken is reported. With `save` the week is stored as that request says. Raises
    ConfigurationError for a limit below 0 and a week that is over, ConflictError as an edit does, and ValidationError with
    all that is broken where the limit is too small (it names the least that works) or no change found is enough: then
    nothing is saved.
    """
    if at_most is not None and at_most < 0:
        raise ConfigurationError(f"At most {at_most} places make no sense. Name 0 or more.")
    if week.status == "superseded":
        raise ConflictError(
            f"{week.schedule_id} (version {week.version}) is superseded. Mend the version that stands: "
            f"eros mend {week.page_name}"
        )
    context = context_of(store, week, params)
    moment = damage.moment or store.as_of(now)
    damage = replace(damage, moment=moment if moment > context.problem.clock.instant(0) else None)
    context, base = damaged(context, week, damage)
    repair = mended_week(context, base, damage.moment, at_most, holes=len(damage.failed))
    mended, least, proven = repair.best, repair.least, repair.is_proven
    if mended is None:
        _, hard = revised_week(context, base, base.sends)
        broken = open_faults(context, base, hard, damage.moment)
        if at_most != 0:
            _refuse(week, broken, at_most, repair)
        return Mending(Outcome(week, week, unchanged=True), 0, least, broken, proven)
    if not mended.places and mended.week.sends == base.sends and base.sends == week.sends:
        return Mending(Outcome(week, week, unchanged=True), 0, least, (), proven)
    if at_most == 0:
        return Mending(Outcome(week, week, unchanged=True), 0, least, (), proven)
    return Mending(_kept(store, week, mended, save), mended.places, least, (), proven)


def _kept(store: Store, week: Schedule, mended: Mended, save: SaveRequest | None) -> Outcome:
    if save is None:
        return Outcome(mended.week, week, unchanged=False)
    request = replace(save, expected_version=week.version, action="mended", note={"places": mended.places})
    saved = store.save(mended.week, request)
    return Outcome(saved, week, saved.schedule_id == week.schedule_id)


def _refuse(week: Schedule, broken: tuple[Violation, ...], at_most: int | None, repair: Repair) -> NoReturn:
    if repair.least is None:
        raise ValidationError(
            f"No change found mends {week.schedule_id}: {counted(len(broken), 'break')}. Nothing was saved; "
            f"`eros generate {week.page_name} --from MOMENT` plans what is left of the week anew.",
            broken,
        )
    raise ValidationError(
        f"{counted(at_most or 0, 'place')}: too few to mend {week.schedule_id}; {repair.least} work "
        f"({'no fewer do' if repair.is_proven else f'at least {repair.bound} are needed'}): --at-most {repair.least}. "
        "Nothing was saved.",
        broken,
    )
