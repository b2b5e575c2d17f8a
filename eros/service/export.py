"""Take a week away as a file."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from eros.errors import ConflictError, ValidationError
from eros.plan.begun import with_stale
from eros.render.document import to_document
from eros.render.markdown import chatter_sends, to_manifest, to_markdown
from eros.render.sheet import going_out, to_csv
from eros.render.words import clock_time, short_date
from eros.rules.keys import needs_caption
from eros.service.planning import breaks
from eros.service.weeks import validate_schedule

if TYPE_CHECKING:
    from datetime import datetime

    from eros.model.catalogue import Catalogue
    from eros.model.export import ExportFormat, ExportRecord
    from eros.model.schedule import Schedule
    from eros.params import Params
    from eros.ports import Store

__all__ = ["Export", "earlier_export", "export_week"]


@dataclass(frozen=True, slots=True)
class Export:
    """A week as the content of a file with `rows` sends; `open_links` are the refs a person must still fill.

    `file_name` is what the file is called where nobody names it.
    """

    schedule: Schedule
    file_name: str
    content: bytes
    rows: int
    open_links: tuple[str, ...]
    remarks: tuple[str, ...]


def export_week(
    store: Store, schedule: Schedule, params: Params, *, file_format: ExportFormat, now: datetime
) -> Export:
    """The file of a saved week; sends whose time is past by more than the tolerance are left out, never fired late.

    Raises ConflictError for a week that is superseded or not saved, and ValidationError for one that breaks a HARD rule
    or has a send without its text. A saturated page's week passes with a remark: a person decides.
    """
    if schedule.status == "superseded" or schedule.schedule_id is None:
        raise ConflictError(
            f"{schedule.schedule_id or 'This week'} is {schedule.status}; only the newest saved version is exported: "
            f"eros export {schedule.page_name}"
        )
    if broken := validate_schedule(store, schedule, params):
        raise ValidationError(f"{schedule.schedule_id} is not exported: it {breaks(broken)}", broken)
    moment = store.as_of(now)
    schedule = replace(schedule, sends=with_stale(schedule.sends, moment, params.running))
    going = going_out(schedule)
    if missing := Counter(send.send_type for send in going if needs_caption(send)):
        types = ", ".join(f"{count} {name}" for name, count in sorted(missing.items()))
        raise ValidationError(
            f"{schedule.schedule_id} is not exported: {missing.total()} sends still need a caption ({types}). "
            "Add captions of these types (eros import --kind captions) and plan the week again."
        )
    catalogue = store.catalogue()
    return Export(
        schedule,
        f"{schedule.schedule_id}-manifest.md" if file_format == "manifest" else f"{schedule.schedule_id}.{file_format}",
        _content(schedule, catalogue, file_format),
        len(chatter_sends(schedule, catalogue) if file_format == "manifest" else going),
        tuple(send.ref for send in going if send.link is not None and "{link}" in send.link),
        _remarks(schedule),
    )


def earlier_export(
    store: Store, schedule: Schedule, params: Params, *, file_format: ExportFormat, destination: str, now: datetime
) -> ExportRecord | None:
    """The export of the last hours that makes another one to the same destination needless; None where there is none.

    Another version, format or destination is another export.
    """
    last = store.last_export(str(schedule.schedule_id), file_format=file_format, destination=destination)
    if last is None or now - last.exported_at >= timedelta(hours=params.export.skip_hours):
        return None
    return last


def _content(schedule: Schedule, catalogue: Catalogue, file_format: ExportFormat) -> bytes:
    match file_format:
        case "csv":
            return to_csv(schedule).encode()
        case "xlsx":
            from eros.render.workbook import to_xlsx  # noqa: PLC0415 - its library is needed by this format only

            return to_xlsx(schedule)
        case "ics":
            from eros.render.agenda import to_ics  # noqa: PLC0415 - its library is needed by this format only

            return to_ics(schedule)
        case "md":
            return to_markdown(schedule).encode()
        case "manifest":
            return to_manifest(schedule, catalogue).encode()
        case "json":
            return (json.dumps(to_document(schedule, catalogue), indent=1, ensure_ascii=False) + "\n").encode()


def _remarks(schedule: Schedule) -> tuple[str, ...]:
    remarks = []
    if stale := [send for send in schedule.sends if send.status == "stale"]:
        named = ", ".join(f"{s.ref} ({short_date(schedule.date_of(s))} {clock_time(s.minute)})" for s in stale)
        remarks.append(
            f"Left out, for their time is past and nobody marked them: {named}. `eros mend {schedule.page_name}` places "
            "them later or gives them up; `eros mark` says what became of them."
        )
    if schedule.zone == "RED":
        remarks.append("The audience is saturated (zone RED): look twice before this week goes out.")
    if schedule.status == "draft":
        remarks.append("This week is a draft.")
    return tuple(remarks)
