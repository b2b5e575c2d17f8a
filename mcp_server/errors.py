"""Failures in words a model can act on: the argument, the value, the rule, the next call."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from eros import errors
from eros.errors import CreatorNotFoundError, ErosError, KeyNotFoundError, ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel
    from pydantic import ValidationError as PydanticError
    from pydantic_core import ErrorDetails

__all__ = ["argument_text", "failure_text", "shown", "unknown_text"]

_LONGEST = 80
_MOST = 20
_LIST_CHARACTERS = 20_000

_NEXT: dict[type[ErosError], str] = {
    errors.CaptionNotFoundError: "Call get_top_captions or get_send_type_captions for captions there are.",
    errors.ScheduleNotFoundError: "Call get_active_creators for the last saved weeks, or save_schedule to make one.",
    errors.ConflictError: "Call save_schedule with schedule_id to see what is saved.",
    errors.ValidationError: "Call save_schedule again with all of that mended; dry_run checks without saving.",
    errors.SolverError: "Try again with wishes.mode 'safe'.",
}
"""What to call after an error whose own message speaks to no client in particular."""

_LISTS = {"send type": "get_send_types", "channel": "get_channels", "target": "get_audience_targets"}
"""Which tool lists the keys of a kind of thing."""


def failure_text(error: ErosError) -> str:
    """What went wrong and what to call next."""
    if isinstance(error, CreatorNotFoundError) and error.page:
        closest = f" Closest: {', '.join(error.closest)}." if error.closest else ""
        return f"No creator {shown(error.page)}.{closest} Call get_active_creators."
    if isinstance(error, KeyNotFoundError) and error.noun in _LISTS:
        return f"{error} Call {_LISTS[error.noun]}."
    lines = [str(error)]
    if isinstance(error, ValidationError):
        lines += _within(f"- {v.rule} {', '.join(v.refs)}: {v.detail}. Fix: {v.fix}." for v in error.violations)
    if hint := _NEXT.get(type(error)):
        lines.append(hint)
    return "\n".join(lines)


def _within(lines: Iterable[str]) -> list[str]:
    """The lines that fit into a list, and how many did not."""
    kept: list[str] = []
    all_lines, size = list(lines), 0
    for line in all_lines:
        size += len(line) + 1
        if size > _LIST_CHARACTERS:
            return [*kept, f"... and {len(all_lines) - len(kept)} more"]
        kept.append(line)
    return kept


def argument_text(name: str, error: PydanticError, model: type[BaseModel]) -> str:
    """Every argument that was refused: which, its value, what is allowed."""
    details = error.errors(include_url=False, include_context=True)
    lines = [_refused(detail, model) for detail in details[:_MOST]]
    if len(details) > _MOST:
        lines.append(f"... and {len(details) - _MOST} more")
    return f"{name} was not called. " + " ".join(lines) + f" Call {name} again with that corrected."


def unknown_text(name: str, names: Iterable[str]) -> str:
    """What is said of a tool that does not exist."""
    known = list(names)
    closest = get_close_matches(name[:_LONGEST], known, n=3)
    return f"Unknown tool {shown(name)}. " + (
        f"Closest: {', '.join(closest)}." if closest else f"Tools: {', '.join(known)}."
    )


def shown(value: Any) -> str:
    """A value as a message shows it: on one line, never long."""
    try:
        text = repr(value[:_LONGEST] if isinstance(value, str) else value)
    except (ValueError, RecursionError):  # an integer of thousands of digits, a value of thousands of levels
        return f"a huge {type(value).__name__}"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _refused(detail: ErrorDetails, model: type[BaseModel]) -> str:
    where = ".".join(str(part) for part in detail["loc"]) or "arguments"
    match detail["type"]:
        case "missing":
            return f"{where} is required{_meaning(detail, model)}."
        case "extra_forbidden":
            taken = ", ".join(model.model_fields) if len(detail["loc"]) == 1 else "fewer fields"
            return f"{where} is no argument; it takes {taken or 'none'}."
    rule = detail["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
    rule = rule.replace("String should match pattern", "must match")
    return f"{where} = {shown(detail['input'])}: {rule[:1].lower()}{rule[1:]}."


def _meaning(detail: ErrorDetails, model: type[BaseModel]) -> str:
    field = model.model_fields.get(str(detail["loc"][-1]))
    if field is None or not field.description:
        return ""
    return f" ({field.description.rstrip('.')})"
