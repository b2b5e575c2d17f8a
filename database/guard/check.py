"""The first gate: what a statement is, read from its syntax tree before any database sees it.

The database is the authority on what is read (SQLite's authorizer, a PostgreSQL role); this gate is what can say early and
clearly why a statement is refused, and what keeps its shape small.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import Token, TokenType, exp
from sqlglot.dialects.sqlite import SQLite
from sqlglot.errors import SqlglotError

from database.guard.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlglot import Dialect

    from database.guard.request import Parameters
    from eros.params.query import QueryParams

__all__ = ["SQLITE", "Grammar", "Statement", "check", "read"]

READING = (exp.Select, exp.SetOperation, exp.Values, exp.Subquery)
LITERALS = {
    TokenType.STRING, TokenType.NUMBER, TokenType.HEX_STRING, TokenType.BIT_STRING, TokenType.BYTE_STRING,
    TokenType.NATIONAL_STRING, TokenType.UNICODE_STRING, TokenType.HEREDOC_STRING, TokenType.IDENTIFIER,
}  # fmt: skip
"""Quoted identifiers count: SQLite takes an unknown one for a text."""
LONGEST_WORD = 40
STUMBLES = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What the parser raises beside its own errors for statements nobody would write."""

logging.getLogger("sqlglot").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a kind of database is asked: sqlglot's dialect, how EXPLAIN begins, and what is allowed, as a sentence."""

    dialect: type[Dialect]
    explain: re.Pattern[str]
    allowed: str


SQLITE = Grammar(
    SQLite,
    re.compile(r"[ \t\r\n\f]*EXPLAIN(?:[ \t\r\n\f]+QUERY[ \t\r\n\f]+PLAN)?(?=[ \t\r\n\f(])", re.IGNORECASE),
    "One statement that reads is allowed: SELECT, WITH ... SELECT, VALUES, or EXPLAIN [QUERY PLAN] of one.",
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that could be read: its tree, None where the text is empty, and itself without any literal.

    `tokens` are the words after EXPLAIN; their places count from `start`.
    """

    grammar: Grammar
    tree: exp.Expr | None
    tokens: tuple[Token, ...]
    start: int
    masked: str
    has_comment: bool
    count: int

    @property
    def tables(self) -> tuple[str, ...]:
        """Names it reads from, in order; those it defines itself included."""
        found = [] if self.tree is None else [table.name for table in self.tree.find_all(exp.Table) if table.name]
        return tuple(dict.fromkeys(found))


def read(sql: str, grammar: Grammar = SQLITE) -> Statement:
    """Parse a statement; `masked` holds `?` for every text, number and quoted name. Raises Refusal when it cannot."""
    explain = grammar.explain.match(sql)
    start = explain.end() if explain else 0
    text = sql[start:]
    try:
        tokens = grammar.dialect().tokenize(text)
        trees = [tree for tree in sqlglot.parse(text, dialect=grammar.dialect) if tree is not None]
    except (SqlglotError, *STUMBLES) as error:
        reason = f"The statement cannot be parsed ({_first_line(error)}). {grammar.allowed}"
        raise Refusal("unreadable", reason) from error
    except RecursionError as error:
        raise Refusal("nesting", "The statement is nested too deeply. Use WITH to name its parts.") from error
    words = [*(explain[0].upper().split() if explain else ()), *_masked(tokens)]
    comment = any(token.comments for token in tokens) or (bool(text.strip()) and not tokens)
    tree = trees[0] if trees else None
    return Statement(grammar, tree, tuple(tokens), start, " ".join(words), comment, len(trees))


def check(statement: Statement, parameters: Parameters, limits: QueryParams) -> None:
    """Raise Refusal unless it is one reading statement within the limits, with a value for each placeholder and no more."""
    if statement.has_comment:
        raise Refusal("comment", "The statement holds a comment. Leave comments out.")
    if statement.tree is None:
        raise Refusal("empty", f"The statement is empty. {statement.grammar.allowed}")
    if statement.count > 1:
        raise Refusal("several", f"The statement holds {statement.count} statements. Send them one by one.")
    if not isinstance(statement.tree, READING):
        raise Refusal("writing", f"{_verb(statement)} is refused. {statement.grammar.allowed}")
    changing = statement.tree.find(exp.DML, exp.DDL, exp.Command, exp.Into)
    if changing and not isinstance(changing, READING):
        raise Refusal("writing", f"The statement holds {changing.key.upper()}. {statement.grammar.allowed}")
    _check_shape(statement.tree, limits)
    _check_parameters(statement.tree, parameters)


def _check_shape(tree: exp.Expr, limits: QueryParams) -> None:
    joins = sum(1 for _ in tree.find_all(exp.Join))
    if joins > limits.max_joins:
        raise Refusal(
            "joins",
            f"The statement has {joins} joins (commas between tables count); at most {limits.max_joins} are allowed. "
            "Split it into several queries.",
        )
    depth = max((_depth(query) for query in tree.find_all(exp.Query)), default=0)
    if depth > limits.max_depth:
        raise Refusal(
            "nesting",
            f"The subqueries are {depth} deep; at most {limits.max_depth} are allowed. Use WITH to name its parts.",
        )


def _depth(query: exp.Expr) -> int:
    """SELECTs around a SELECT; the sides of a UNION and the parts of a WITH stand beside, not inside, one another."""
    found, inner, node = 0, query, query.parent
    while node is not None:
        if isinstance(node, exp.Select) and not isinstance(inner, exp.With):
            found += 1
        inner, node = node, node.parent
    return found if isinstance(query, exp.Select) else 0


def _check_parameters(tree: exp.Expr, parameters: Parameters) -> None:
    if tree.find(exp.Parameter) or any(word.name.startswith("$") for word in tree.find_all(exp.Identifier)):
        raise _unbound("Placeholders are written ? or :name.")
    names = [placeholder.this for placeholder in tree.find_all(exp.Placeholder)]
    named, plain = {name for name in names if name}, names.count(None)
    if named and plain:
        raise _unbound("The statement mixes ? and :name. Use one of them.")
    if isinstance(parameters, Mapping):
        _check_names(named, plain, set(parameters))
    elif named:
        raise _unbound(f"The statement uses names ({_list(named)}); give params as an object with these keys.")
    elif len(parameters) != plain:
        raise _unbound(f"The statement has {plain} placeholders, params holds {len(parameters)} values.")


def _check_names(wanted: set[str], plain: int, given: set[str]) -> None:
    if plain:
        raise _unbound(f"The statement has {plain} placeholders ?; give params as a list of {plain} values.")
    if missing := wanted - given:
        raise _unbound(f"params lacks a value for {_list(missing)}.")
    if extra := given - wanted:
        raise _unbound(f"params names {_list(extra)}, which the statement does not use.")


def _unbound(message: str) -> Refusal:
    return Refusal("parameters", message)


def _masked(tokens: Sequence[Token]) -> Iterator[str]:
    """A literal, what touches one (a number SQLite would read on) and a word no name is as long as, all become `?`."""
    end, hidden = -1, False
    for token in tokens:
        touches = hidden and token.start == end + 1 and token.token_type == TokenType.VAR
        hidden = touches or token.token_type in LITERALS or len(token.text) > LONGEST_WORD
        end = token.end
        yield "?" if hidden else token.text


def _verb(statement: Statement) -> str:
    first = statement.masked.split(maxsplit=1)[0]
    return first.upper() if first.isalpha() else "This"


def _list(names: set[str]) -> str:
    return ", ".join(f":{name}" for name in sorted(names))


def _first_line(error: Exception) -> str:
    line = (str(error) or type(error).__name__).splitlines()[0]
    return re.sub(r"\x1b\[\d*m", "", line).split("   ")[0].rstrip(". ")
