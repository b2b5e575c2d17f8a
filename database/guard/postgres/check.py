"""The first gate on PostgreSQL: the syntax tree as everywhere, and every word in it held against the lists.

What PostgreSQL runs is the text itself. So that both read the same in it, only plain quotes are let through ('...' and
"..."): outside of them no sign begins a text, a comment or an escape, and a word is a word for everybody.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from sqlglot import TokenType, exp
from sqlglot.dialects.postgres import Postgres

from database.guard.check import Grammar, Statement
from database.guard.check import check as check_shape
from database.guard.check import read as read_plain
from database.guard.postgres.words import FUNCTIONS, GRAMMAR, SCHEMA_VIEWS
from database.guard.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlglot import Token

    from database.guard.request import Parameters
    from eros.params.query import QueryParams

__all__ = ["POSTGRES", "SCHEMA", "check", "read"]


GROWING = ("repeat", "lpad", "rpad")
"""What makes a long text of a short one: in a single call on one, PostgreSQL does not look at the clock."""


class _Postgres(Postgres):
    """Without what is other dialects': ?::text is a placeholder and a type, and a call is a call whatever its arguments."""

    class Tokenizer(Postgres.Tokenizer):
        KEYWORDS: ClassVar = {word: kind for word, kind in Postgres.Tokenizer.KEYWORDS.items() if word != "?::"}

    class Parser(Postgres.Parser):  # type: ignore[misc,valid-type]
        FUNCTIONS: ClassVar = {name.upper(): Postgres.Parser.FUNCTIONS[name.upper()] for name in GROWING}


POSTGRES = Grammar(
    _Postgres,
    re.compile(r"\s*EXPLAIN(?=\s)", re.IGNORECASE),
    "One statement that reads is allowed: SELECT, WITH ... SELECT, VALUES, or EXPLAIN of one.",
)
SCHEMA = "The schema stands in information_schema.columns (table_name, column_name, data_type)."

QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*\"""")
STRANGE = re.compile(r"""['"$\\\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[^\x00-\x7f\w]""")
PREFIX = re.compile(r"[\w&]\Z")
NO_NAMES = {TokenType.STRING, TokenType.NUMBER}
LONGEST_SHOWN = 60


def read(sql: str) -> Statement:
    """Parse a statement. Raises Refusal when it cannot, and for a comment, an escape or a quote that is not plain."""
    *before, last = QUOTED.split(sql)
    for part in (*before, last):
        if "--" in part or "/*" in part:
            raise Refusal("comment", "The statement holds a comment. Leave comments out.")
        if STRANGE.search(part):
            raise Refusal("unreadable", f"Outside of quotes stands a sign that is not allowed. {_PLAIN}")
    if any(PREFIX.search(part) for part in before):
        raise Refusal("unreadable", f"A quote follows a letter or & at once. {_PLAIN}")
    return read_plain(sql, POSTGRES)


_PLAIN = (
    "Write texts as '...' with '' for a quote, names as \"...\", values as ? or :name; no $, backslash, E'' or U&''."
)


def check(statement: Statement, parameters: Parameters, limits: QueryParams) -> None:
    """Raise Refusal unless it is one reading statement within the limits that calls and reads what is listed, only."""
    check_shape(statement, parameters, limits)
    tree = statement.tree or exp.Null()
    if tree.find(exp.Lock):
        raise Refusal("writing", "The statement locks rows (FOR UPDATE, FOR SHARE). Leave that out.")
    if sum(1 for _ in tree.find_all(exp.SetOperation)) >= limits.compound_selects:
        raise Refusal("nesting", f"At most {limits.compound_selects} SELECTs can be joined by UNION and the like.")
    words = [_word(token) for token in statement.tokens]
    _check_relations(words)
    called = _calls(statement.tokens)
    _check_calls(called, _defined(tree))
    _check_lengths(tree, sum(called[name] for name in GROWING), limits)


def _word(token: Token) -> str:
    """As PostgreSQL folds a name, without its quotes; a text or a number is no word."""
    return "" if token.token_type in NO_NAMES else token.text.lower()


def _check_relations(words: Sequence[str]) -> None:
    for place, word in enumerate(words):
        if word.startswith("pg_"):
            raise Refusal(
                "denied", f"{word[:LONGEST_SHOWN]} belongs to the server and cannot be read or called. {SCHEMA}"
            )
        if word == "information_schema" and (words[place + 1 : place + 2] != ["."] or not _is_view(words, place + 2)):
            raise Refusal("denied", f"Of information_schema these can be read: {', '.join(sorted(SCHEMA_VIEWS))}.")


def _is_view(words: Sequence[str], place: int) -> bool:
    return words[place : place + 1] != [] and words[place] in SCHEMA_VIEWS


def _check_calls(called: Counter[str], defined: Counter[str]) -> None:
    """Every word before a parenthesis is a listed function, grammar, or names columns where it is defined."""
    for word in sorted(called):
        if word not in FUNCTIONS | GRAMMAR and called[word] > defined[word]:
            raise Refusal(
                "denied",
                f"The function {word[:LONGEST_SHOWN]} is not allowed. Compute with PostgreSQL's ordinary functions, "
                "without a schema before their names.",
            )


def _calls(tokens: Sequence[Token]) -> Counter[str]:
    """The words that stand before an opening parenthesis, each with what it is a part of: lower, but public.lower."""
    found = Counter[str]()
    for place, token in enumerate(tokens[:-1]):
        if tokens[place + 1].token_type == TokenType.L_PAREN and _is_word(token):
            word = _word(token) if token.token_type == TokenType.IDENTIFIER else _word(token).split()[-1]
            part = place > 1 and tokens[place - 1].token_type == TokenType.DOT
            found[f"{_word(tokens[place - 2])}.{word}" if part else word] += 1
    return found


def _is_word(token: Token) -> bool:
    return token.token_type == TokenType.IDENTIFIER or re.match(r"\w", _word(token)) is not None


def _check_lengths(tree: exp.Expr, calls: int, limits: QueryParams) -> None:
    found = list(tree.find_all(exp.Repeat, exp.Pad))
    lengths = [node.args.get("times" if isinstance(node, exp.Repeat) else "expression") for node in found]
    nested = any(node.find_ancestor(exp.Repeat, exp.Pad) for node in found)
    if len(found) < calls or nested or not all(_is_at_most(length, limits.value_bytes) for length in lengths):
        raise Refusal(
            "denied",
            f"{', '.join(GROWING)} need their length as a number that is written out, at most {limits.value_bytes}, "
            "and none stands inside another.",
        )


def _is_at_most(length: exp.Expr | None, most: int) -> bool:
    return isinstance(length, exp.Literal) and length.name.isdecimal() and int(length.name) <= most


def _defined(tree: exp.Expr) -> Counter[str]:
    """Names that are given columns: n in WITH n(a, b), t in FROM x AS t(a, b)."""
    return Counter(
        alias.name.lower()
        for alias in tree.find_all(exp.TableAlias)
        if alias.columns and all(map(_is_name, alias.columns))
    )


def _is_name(column: exp.Expr) -> bool:
    name = column.this if isinstance(column, exp.ColumnDef) else column
    return isinstance(name, exp.Identifier) and (name.quoted or not name.name[:1].isdigit())
