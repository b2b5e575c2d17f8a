"""`eros show`, `validate`, `mark` and `export`."""

from __future__ import annotations

import json as json_
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from eros.cli.files import write_atomically
from eros.cli.options import JsonFlag, OutputPath, Reference, Week, parse_date, session_of
from eros.errors import ImportFileError
from eros.model.export import ExportFormat

__all__ = ["export", "mark", "read_document", "show", "validate"]

_FOUND = 1


def show(context: typer.Context, reference: Reference, *, week: Week = None, json: JsonFlag = False) -> None:
    """Show a saved week."""
    from eros import service
    from eros.render.document import to_document
    from eros.render.week import week_view

    session = session_of(context)
    schedule = service.find_week(session.store, reference, week=parse_date(week))
    catalogue = session.store.catalogue()
    if json:
        session.show_json(to_document(schedule, catalogue))
        return
    session.show(
        week_view(
            schedule,
            catalogue,
            width=session.out.width,
            ascii_only=session.ascii_only,
            database=session.settings.shown_database,
        )
    )


def validate(
    context: typer.Context,
    source: Annotated[
        str,
        typer.Argument(metavar="FILE|ID|PAGE", help="A schedule file (- is standard input), a schedule id or a page."),
    ],
    *,
    week: Week = None,
    json: JsonFlag = False,
) -> int:
    """Hold a week against every HARD rule; exit code 1 when it breaks one."""
    from eros import service
    from eros.render.week import violation_list
    from eros.render.words import counted

    session = session_of(context)
    document = _document(source)
    if document is None:
        schedule = service.find_week(session.store, source, week=parse_date(week))
        broken = service.validate_schedule(session.store, schedule, session.params)
    else:
        schedule, broken = service.validate_document(session.store, document, session.params)
    if json:
        rows = [{"rule": v.rule, "refs": list(v.refs), "detail": v.detail, "fix": v.fix} for v in broken]
        session.show_json({"valid": not broken, "schedule_id": schedule.schedule_id, "violations": rows})
    elif broken:
        session.show(violation_list(broken))
        session.complain(f"{counted(len(broken), 'violation')} in {counted(len(schedule.sends), 'send')} of {source}.")
    else:
        session.tell(f"{source}: {counted(len(schedule.sends), 'send')}, every HARD rule holds.")
    return _FOUND if broken else 0


def _document(source: str) -> Any:
    """The JSON of a file; None when `source` names no file but a week."""
    if source != "-" and not source.lower().endswith(".json") and not Path(source).is_file():
        return None
    return read_document(source)


def read_document(source: str) -> Any:
    """The JSON of a file, or of standard input for "-"; raises ImportFileError."""
    try:
        raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
        return json_.loads(raw.decode("utf-8-sig"))
    except OSError as error:
        raise ImportFileError(
            f"{source} cannot be read ({error.strerror}). Name a schedule file or a schedule id."
        ) from error
    except (ValueError, RecursionError) as error:
        raise ImportFileError(
            f"{source} is no JSON ({error}). A schedule file is what `eros export --format json` writes."
        ) from error


def mark(
    context: typer.Context,
    reference: Reference,
    ref: Annotated[str, typer.Argument(metavar="REF", help="The send, as `eros show` names it.")],
    status: Annotated[Literal["sent", "cancelled", "failed"], typer.Argument(help="What became of it.")],
    *,
    week: Week = None,
) -> None:
    """Record that a send went out, was cancelled or failed; what failed or was cancelled is free to be planned anew."""
    from eros import service
    from eros.render.words import clock_time, short_date

    session = session_of(context)
    found = service.find_week(session.store, reference, week=parse_date(week))
    schedule = session.store.mark(str(found.schedule_id), ref, status, actor=session.actor, now=session.now)
    send = schedule.by_ref(ref)
    if send is not None:
        when = f"{short_date(schedule.date_of(send))} {clock_time(send.minute)}"
        session.tell(f"{schedule.schedule_id} {ref} ({send.send_type}, {when}) is {send.status}.")


def export(
    context: typer.Context,
    reference: Reference,
    *,
    file_format: Annotated[
        ExportFormat, typer.Option("--format", help="md is for reading, manifest for chatters, json the document.")
    ] = "csv",
    output: OutputPath = None,
    week: Week = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write again what the same file received within the last hours.")
    ] = False,
) -> None:
    """Write a week as a file; refused while it breaks a HARD rule or a send lacks its caption."""
    from eros import service
    from eros.render.words import counted

    session = session_of(context)
    schedule = service.find_week(session.store, reference, week=parse_date(week))
    week_file = service.export_week(session.store, schedule, session.params, file_format=file_format, now=session.now)
    path = output or Path(week_file.file_name)
    destination = "-" if path == Path("-") else str(path.absolute())
    earlier = service.earlier_export(
        session.store, schedule, session.params, file_format=file_format, destination=destination, now=session.now
    )
    if earlier is not None and not force and path.is_file():
        session.tell(
            f"Skipped: {schedule.schedule_id} was written to {path} by {earlier.actor} on "
            f"{earlier.exported_at:%Y-%m-%d at %H:%M} UTC. --force writes it again."
        )
        if path.read_bytes() != week_file.content:
            session.say(f"The week or {path} was changed since: the file is not what would be written now.")
        return
    for remark in week_file.remarks:
        session.say(remark)
    if week_file.open_links:
        session.say(f"Fill in {{link}} before sending: {', '.join(week_file.open_links)}.")
    if destination == "-":
        session.write(week_file.content)
    else:
        changed = write_atomically(path, week_file.content)
        session.tell(f"{'Wrote' if changed else 'Unchanged:'} {path} ({counted(week_file.rows, 'send')}).")
    session.store.log_export(
        str(schedule.schedule_id),
        file_format=file_format,
        destination=destination,
        rows=week_file.rows,
        actor=session.actor,
        now=session.now,
    )
