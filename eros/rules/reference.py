"""The reference page of the HARD rules, written from the rules themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.rules import HARD

if TYPE_CHECKING:
    from eros.params import Params
    from eros.rules.base import Rule

__all__ = ["render_reference"]

HEAD = """# HARD rules

A saved schedule never breaks one of these rules; where a demand cannot be met under them, sends are left out and reported as
shortfalls. `gap` is the number the business uses for a rule. Limits are those shipped in `eros/scheduling.yaml`; numbers
per send type stand in `database/seed/send_types.csv`.

| id | gap | rule | limit |
|---|---|---|---|
"""


def render_reference(params: Params) -> str:
    """The page in Markdown, one line per rule in the order of `HARD`, with the limits of `params`."""
    return HEAD + "".join(_line(rule, params) for rule in HARD)


def _line(rule: Rule, params: Params) -> str:
    return f"| `{rule.id}` | {rule.gap or ''} | {rule.title} | {rule.limit(params)} |\n"
