"""What is asked, before it goes to another process: a statement and values of a size and kind that can travel there."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from database.guard.refusal import Refusal

if TYPE_CHECKING:
    from eros.params.query import QueryParams

__all__ = ["Parameters", "Value", "build_request"]

Value = str | int | float | None
Parameters = Sequence[Value] | Mapping[str, Value]

LARGEST = 2**63
LONGEST_NAME = 100


def build_request(
    source: str | Mapping[str, Any], sql: str, parameters: Parameters, limit: int, limits: QueryParams
) -> dict[str, Any]:
    """The request a worker answers: `source` is a file's URI, or how to connect to a server.

    Raises Refusal for what is too long, too large or no plain value.
    """
    if not 1 <= limit <= limits.max_rows:
        raise Refusal("limit", f"limit is {limit}; 1 to {limits.max_rows} rows can be asked for.")
    if len(sql) > limits.sql_chars:
        raise Refusal("length", f"The statement has {len(sql)} characters; at most {limits.sql_chars} are allowed.")
    if "\0" in sql or not _is_text(sql):
        raise Refusal("unreadable", "The statement holds a NUL or half a character. Leave it out.")
    if len(parameters) > limits.max_parameters:
        raise _unfit(f"params holds {len(parameters)} values; at most {limits.max_parameters} are allowed.")
    return {"source": source, "sql": sql, "parameters": _plain(parameters, limits), "limit": limit}


def _plain(parameters: Parameters, limits: QueryParams) -> list[Any] | dict[str, Any]:
    if isinstance(parameters, Mapping):
        if any(len(name) > LONGEST_NAME or not name.isidentifier() for name in parameters):
            raise _unfit(f"Names in params are words of at most {LONGEST_NAME} letters, digits and _.")
        return {name: _checked(f":{name}", value, limits) for name, value in parameters.items()}
    return [_checked(str(number), value, limits) for number, value in enumerate(parameters, 1)]


def _checked(name: str, value: object, limits: QueryParams) -> object:
    if not isinstance(value, str | int | float | None):
        raise _unfit(f"Parameter {name} is a list or an object; allowed are texts, numbers, true, false and null.")
    if isinstance(value, int) and not -LARGEST <= value < LARGEST:
        raise _unfit(f"Parameter {name} does not fit in 64 bits. Give it as a text.")
    if isinstance(value, float) and not math.isfinite(value):
        raise _unfit(f"Parameter {name} is no finite number.")
    if isinstance(value, str) and not _is_text(value):
        raise _unfit(f"Parameter {name} holds half a character. Leave it out.")
    if isinstance(value, str) and len(value) > limits.value_bytes:
        raise _unfit(f"Parameter {name} has {len(value)} characters; at most {limits.value_bytes} are allowed.")
    return value


def _is_text(value: str) -> bool:
    """False for halves of surrogate pairs, which JSON can spell and UTF-8 cannot."""
    return not any("\ud800" <= sign <= "\udfff" for sign in value)


def _unfit(message: str) -> Refusal:
    return Refusal("parameters", message)
