"""The reference page of the rules, written from the rules themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.rules import HARD
from eros.rules.soft import SOFT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eros.params import Params
    from eros.rules.base import Rule
    from eros.rules.soft.base import SoftRule

__all__ = ["render_reference"]

HARD_HEAD = """# Rules

## HARD

A saved schedule never breaks one of these rules; where a demand cannot be met under them, sends are left out and reported as
shortfalls. `gap` is the number the business uses for a rule. Limits are those shipped in `eros/scheduling.yaml`; numbers
per send type stand in `database/seed/send_types.csv`.

| id | gap | rule | limit |
|---|---|---|---|
"""
SOFT_HEAD = """
## SOFT

A broken one of these has a price: it is taken off the week's objective and stands as a warning in the week. A *send value*
is what the page's median priced send brings, so a price means the same on every page.

| id | gap | rule | preferred, and the price of less |
|---|---|---|---|
"""


def render_reference(params: Params) -> str:
    """The page in Markdown, one line per rule in the order of `HARD` and `SOFT`, with the limits of `params`."""
    hard, soft = (_lines(rules, params) for rules in (HARD, SOFT))
    return f"{HARD_HEAD}{hard}{SOFT_HEAD}{soft}"


def _lines(rules: Sequence[Rule | SoftRule], params: Params) -> str:
    return "".join(_line(rule, params) for rule in rules)


def _line(rule: Rule | SoftRule, params: Params) -> str:
    return f"| `{rule.id}` | {rule.gap or ''} | {rule.title} | {rule.limit(params)} |\n"
