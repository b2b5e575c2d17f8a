"""Placeholders as PostgreSQL counts them: ? and :name become $1, $2 and so on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlglot import TokenType, exp

from database.guard.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from database.guard.check import Statement
    from database.guard.request import Parameters, Value

__all__ = ["bind"]


def bind(sql: str, statement: Statement, parameters: Parameters) -> tuple[str, list[Value]]:
    """The statement with numbered placeholders, and their values in that order.

    Raises Refusal where a ? or : may be an operator's: the tokens alone cannot tell.
    """
    places = list(_places(statement))
    meant = [] if statement.tree is None else [found.this for found in statement.tree.find_all(exp.Placeholder)]
    if sorted(name or "" for name in meant) != sorted(name for _, _, name in places):
        raise Refusal(
            "parameters",
            "? and : are read as placeholders. Ask for a key with jsonb_exists(value, key), slice arrays by numbers.",
        )
    parts: list[str] = []
    values: list[Value] = []
    numbers: dict[str, int] = {}
    end = 0
    for first, last, name in places:
        if not name or name not in numbers:
            values.append(parameters[name] if isinstance(parameters, Mapping) else parameters[len(values)])
            numbers[name] = len(values)
        parts += [sql[end:first], f"${numbers[name]}"]
        end = last
    return "".join([*parts, sql[end:]]), values


def _places(statement: Statement) -> Iterator[tuple[int, int, str]]:
    """Where each placeholder stands in the text, from and to, and its name ('' for ?)."""
    tokens, start = statement.tokens, statement.start
    for place, token in enumerate(tokens):
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        if token.token_type == TokenType.PLACEHOLDER:
            yield start + token.start, start + token.end + 1, ""
        elif (
            token.token_type == TokenType.COLON
            and following is not None
            and following.start == token.end + 1
            and following.text.isidentifier()
        ):
            yield start + token.start, start + following.end + 1, following.text
