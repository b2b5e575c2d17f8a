"""Change one send of a saved week: judged at once, kept as a new version."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eros.errors import ConflictError, ValidationError
from eros.plan.edited import edited_week
from eros.render.words import counted
from eros.service.orders import Outcome
from eros.service.weeks import context_of

if TYPE_CHECKING:
    from eros.model.edit import Edit
    from eros.model.schedule import Schedule
    from eros.params import Params
    from eros.ports import SaveRequest, Store

__all__ = ["edit_week"]


def edit_week(store: Store, week: Schedule, edit: Edit, params: Params, save: SaveRequest) -> Outcome:
    """The saved week with an edit, stored as `save` says.

    Everything is judged and reckoned by the data as of the week's own clock, so only the edit changes the forecast.
    Raises ConflictError for a version that is superseded, protected or changed meanwhile, a send that is not there or
    went out, and a lock; CaptionNotFoundError; and ValidationError with every HARD rule and wish broken: then nothing is
    saved.
    """
    if week.status == "superseded":
        raise ConflictError(
            f"{week.schedule_id} (version {week.version}) is superseded. Edit the version that stands: "
            f"eros edit {week.page_name} {edit.ref}"
        )
    captions = [] if edit.caption_id is None else [edit.caption_id]
    edited, broken = edited_week(context_of(store, week, params, captions), week, edit)
    if broken:
        raise ValidationError(
            f"The edit of {edit.ref} cannot stand: {counted(len(broken), 'break')} of HARD rules or wishes. "
            "Nothing was saved.",
            broken,
        )
    request = replace(save, expected_version=week.version, action="edited", ref=edit.ref)
    saved = store.save(edited, request)
    return Outcome(saved, week, saved.schedule_id == week.schedule_id)
