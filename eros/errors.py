"""Every error a caller can act on.

ErosError
├── CreatorNotFoundError      no page of that id or name
├── CaptionNotFoundError      no caption of that id
├── KeyNotFoundError          no send type, channel or target of that key
├── ScheduleNotFoundError     no saved week of that id
├── ValidationError           a plan or a wish breaks HARD rules (carries all violations)
├── ConflictError             a version, a lock or a protected week stands in the way
├── DatabaseError             the database is missing, old, broken or not writable
├── QueryError                a free query was refused, failed, or was stopped for its time or memory
├── ConfigurationError        a setting is unknown, of the wrong type or out of range
├── ImportFileError           a file could not be read (carries every bad row)
└── SolverError               the optimiser failed; never taken for "infeasible"

A message names the thing, the value and the way out. Edges catch ErosError and nothing wider.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eros.model.schedule import Violation

__all__ = [
    "CaptionNotFoundError",
    "ConfigurationError",
    "ConflictError",
    "CreatorNotFoundError",
    "DatabaseError",
    "ErosError",
    "ImportFileError",
    "KeyNotFoundError",
    "QueryError",
    "ScheduleNotFoundError",
    "SolverError",
    "ValidationError",
]


class ErosError(Exception):
    """Root of the tree; the only class an edge catches."""


class CreatorNotFoundError(ErosError):
    """No page has this id or name; the message lists the closest names, as do `page` and `closest` where one was sought."""

    def __init__(self, message: str, *, page: str = "", closest: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.page, self.closest = page, tuple(closest)


class CaptionNotFoundError(ErosError):
    """No caption has this id."""


class KeyNotFoundError(ErosError):
    """Nothing of this kind (`noun`: send type, channel, target ...) has this key; the message lists the closest keys."""

    def __init__(self, message: str, *, noun: str = "") -> None:
        super().__init__(message)
        self.noun = noun


class ScheduleNotFoundError(ErosError):
    """No saved week has this id, or the page has none for that week."""


class ValidationError(ErosError):
    """HARD rules are broken; `violations` holds every one of them."""

    def __init__(self, message: str, violations: Sequence[Violation] = ()) -> None:
        super().__init__(message)
        self.violations = tuple(violations)


class ConflictError(ErosError):
    """A version, a lock or a protected week stands in the way."""


class DatabaseError(ErosError):
    """The database is missing, of another schema version, broken or not writable."""


class QueryError(ErosError):
    """A free query was refused, failed, or was stopped for its time or memory; nothing was read or written."""


class ConfigurationError(ErosError):
    """A setting is unknown, of the wrong type or out of its range."""


class ImportFileError(ErosError):
    """A file could not be imported; `problems` holds one line per bad row. Nothing was written."""

    def __init__(self, message: str, problems: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class SolverError(ErosError):
    """The optimiser reported a failure that is neither optimal nor infeasible."""
