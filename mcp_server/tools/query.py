"""Whatever no other tool answers: read-only SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from mcp_server.inputs import Arguments
from mcp_server.registry import tool
from mcp_server.session import Session
from mcp_server.views import Answer

if TYPE_CHECKING:
    from database.guard.query import QueryEvent

__all__ = ["execute_query"]

Value = str | int | float | bool | None
Values = Annotated[list[Value], Field(max_length=100)] | Annotated[dict[str, Value], Field(max_length=100)]

UNITS = (
    "*_cents: whole US cents. *_at: UTC. local_*, *_date, week_start: the page's time zone (creators.timezone). "
    "Weekday 0 is Monday."
)


class QueryArguments(Arguments):
    """A statement and its values."""

    sql: str = Field(
        max_length=20_000,
        description="One SELECT, WITH, VALUES or EXPLAIN of SQLite, or of PostgreSQL where the database is on a server: "
        "no comments, at most 5 joins, subqueries 3 deep.",
    )
    params: Values | None = Field(None, description="Values of the placeholders: a list for ?, an object for :name.")
    limit: int | None = Field(None, ge=1, le=10_000, description="Most rows; 200 unless given.")


class Rows(Answer):
    """Rows in the order of the columns."""

    columns: list[str]
    rows: list[list[str | int | float | bool | dict[str, str | int] | list[Any] | None]] = Field(
        description='Beside plain values: {"blob": hex, "bytes": n}, {"integer": digits} from 2^53, {"real": "Infinity"}.'
    )
    row_count: int
    truncated: bool
    truncated_cells: int
    elapsed_ms: float
    units: str


@tool(title="Query the database", slow=True)
def execute_query(session: Session, args: QueryArguments) -> Rows:
    """Answer one read-only SQL statement over the whole database.

    Use this when no other tool answers the question: counts, joins, history. Tables: SELECT name, sql FROM
    sqlite_master (PostgreSQL: information_schema.columns). Saved weeks read best from the views v_schedules and
    v_schedule_items; messages are mass_messages, captions caption_bank. Statements stop after 2 seconds; rows beyond
    the limit or about 25 kB per 200 rows are left out (truncated). Next: narrow with WHERE, or page with LIMIT and
    OFFSET.
    """
    from database.guard.query import run_query

    session.backend.engine(read_only=True)  # makes the demo where there is no database yet
    settings = session.backend.settings()
    result = run_query(
        settings.database,
        args.sql,
        args.params or (),
        limit=args.limit,
        limits=session.params.query,
        reader_url=settings.reader_url,
        record=_record,
    )
    return Rows(
        columns=list(result.columns),
        rows=[list(row) for row in result.rows],
        row_count=len(result.rows),
        truncated=result.truncated,
        truncated_cells=result.truncated_cells,
        elapsed_ms=result.elapsed_ms,
        units=UNITS,
        next=result.hint or "This is the whole answer.",
    )


def _record(event: QueryEvent) -> None:
    from dataclasses import asdict

    from mcp_server.log import log

    log("info" if event.outcome == "answered" else "warning", "security: query", **asdict(event))
