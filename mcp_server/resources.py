"""What a client may read as it stands: the send types, the rules, the tables, saved weeks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from mcp import types

from eros.errors import KeyNotFoundError
from mcp_server.errors import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcp_server.session import Session

__all__ = ["RESOURCES", "TEMPLATES", "read"]

MARKDOWN, CSV = "text/markdown", "text/csv"

RESOURCES = (
    types.Resource(
        uri="eros://send-types",
        name="send-types",
        title="Send types",
        description="The 21 kinds of send with their caps and gaps.",
        mime_type=MARKDOWN,
    ),
    types.Resource(
        uri="eros://rules",
        name="rules",
        title="HARD rules",
        description="Every rule a saved week keeps, with the limit in force.",
        mime_type=MARKDOWN,
    ),
    types.Resource(
        uri="eros://schema",
        name="schema",
        title="Tables",
        description="Tables and views with their columns, for execute_query.",
        mime_type=MARKDOWN,
    ),
)
TEMPLATES = (
    types.ResourceTemplate(
        uri_template="eros://schedule/{schedule_id}",
        name="schedule",
        title="A saved week",
        description="A saved week for reading, every send with its caption.",
        mime_type=MARKDOWN,
    ),
    types.ResourceTemplate(
        uri_template="eros://schedule/{schedule_id}/csv",
        name="schedule-csv",
        title="A saved week as CSV",
        description="A saved week as a table, one row per send, prices in currency units.",
        mime_type=CSV,
    ),
)

_WEEK = re.compile(r"eros://schedule/([^/]{1,200}?)(/csv)?")


def read(session: Session, uri: str) -> types.ReadResourceResult:
    """The text of a resource; raises KeyNotFoundError, and ScheduleNotFoundError for a week that is not saved."""
    if uri in _FIXED:
        return _text(uri, MARKDOWN, _FIXED[uri](session))
    if (match := _WEEK.fullmatch(uri)) is None:
        known = ", ".join([*_FIXED, *(template.uri_template for template in TEMPLATES)])
        raise KeyNotFoundError(f"No resource {shown(uri)}. There are: {known}.")
    from eros.render.markdown import to_markdown
    from eros.render.sheet import to_csv

    week = session.store.schedule(unquote(match[1]))
    return _text(uri, CSV, to_csv(week)) if match[2] else _text(uri, MARKDOWN, to_markdown(week))


def _text(uri: str, mime_type: str, text: str) -> types.ReadResourceResult:
    return types.ReadResourceResult(contents=[types.TextResourceContents(uri=uri, mime_type=mime_type, text=text)])


def _send_types(session: Session) -> str:
    rows = [
        f"| `{t.key}` | {t.category} | {' '.join(sorted(t.page_types, reverse=True))} | {t.channel} | {t.max_per_day} | "
        f"{'' if t.max_per_week is None else t.max_per_week} | {t.min_gap_hours} | {' > '.join(t.caption_types)} |"
        for t in session.store.catalogue().send_types.values()
    ]
    head = "| key | category | pages | channel | a day | a week | gap hours | caption types |"
    return "\n".join(["# Send types", "", head, "|---" * 8 + "|", *rows, ""])


def _rules(session: Session) -> str:
    from eros.rules.reference import render_reference

    return render_reference(session.params)


def _schema(session: Session) -> str:
    from database.tables.described import describe

    return describe(session.engine)


_FIXED: dict[str, Callable[[Session], str]] = {
    "eros://send-types": _send_types,
    "eros://rules": _rules,
    "eros://schema": _schema,
}
