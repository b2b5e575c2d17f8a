"""What an import did, or would do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from database.importing.table import RowProblem

__all__ = ["ImportReport", "Kind", "Tally"]

Kind = Literal["messages", "captions", "vault", "pages", "personas", "plan"]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`rows_read` = inserted + updated + unchanged + skipped + archived (rows no page or moment can be found for) + bad.

    `similar` messages got a caption that is nearly their text, `waiting` texts are like one and wait for a person
    (`eros captions review`), `matched` planned sends found their message.
    `errors` are the first problems of bad rows, `sample` the first rows as they were understood, `problems` are rows
    that were taken in although something about them wants a look (conflicting labels).
    `mapping` says for each column of the file which field it fills ('' for none), `skip_reasons` counts skipped
    rows and `archive_reasons` archived ones.
    """

    kind: Kind
    rows_read: int
    inserted: int
    updated: int
    unchanged: int
    skipped: int
    archived: int
    similar: int
    waiting: int
    matched: int
    bad: int
    problems: tuple[RowProblem, ...]
    errors: tuple[RowProblem, ...]
    mapping: Mapping[str, str]
    layout: str
    skip_reasons: Mapping[str, int]
    archive_reasons: Mapping[str, int]
    sample: tuple[Mapping[str, str], ...]
    dry_run: bool


@dataclass(slots=True)
class Tally:
    """Counts of what was written so far, and the pages whose messages changed."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    similar: int = 0
    waiting: int = 0
    matched: int = 0
    archived: Counter[str] = field(default_factory=Counter)
    problems: list[RowProblem] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
