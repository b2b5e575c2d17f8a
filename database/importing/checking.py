"""Every row of a file read and held against everything known, the good ones laid aside, before anything is written."""

from __future__ import annotations

import pickle
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from itertools import count
from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, Any, Self

import numpy as np

from database.importing.known import Known
from database.importing.table import Row, RowProblem, in_batches
from eros.errors import ImportFileError

if TYPE_CHECKING:
    from types import TracebackType

    from database.importing.table import Table
    from eros.params.importing import ImportParams

__all__ = ["Checked", "Identity", "Progress", "Read", "Refuse"]

Read = Callable[[Row, Known], Any]
"""A row into a record, the reason it is skipped, or None with its problems noted in the row."""

Identity = Callable[[Any], object]
"""What two records of one file have in common when the later one takes the earlier one's place; None for none."""

Progress = Callable[[str, float], None]
"""Told what is being done, and how much of it is done, 0-1."""

Refuse = Callable[[Row], None]
"""Told each row with problems."""

REPEATED = "said again further down"
SUMMARY = "a summary of other rows"
_SHOWN = (str, int, float, date)
_NOBODY = 0
"""The hash laid down for a record without identity."""


@dataclass(slots=True)
class Checked:
    """The rows of a file: how many there are, are skipped by reason, and are bad, and the records of the others.

    `errors` are the first problems, `sample` the first records as they were understood. The records stand in a file of
    their own beyond `memory_bytes`; as a context manager it is thrown away at the end.
    """

    limits: ImportParams
    rows: int = 0
    bad: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    errors: list[RowProblem] = field(default_factory=list)
    sample: list[dict[str, str]] = field(default_factory=list)
    _spool: IO[bytes] = field(init=False)
    _hashes: array[int] = field(default_factory=lambda: array("q"))
    _replaced: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._spool = SpooledTemporaryFile(self.limits.memory_bytes)  # noqa: SIM115 - closed by __exit__

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._spool.close()

    def __len__(self) -> int:
        """How many records there are to write."""
        return len(self._hashes) - len(self._replaced)

    def take(
        self, table: Table, read: Read, identity: Identity, known: Known, *, refuse: Refuse, progress: Progress
    ) -> None:
        """Read every row once; of records with the same identity the last one counts."""
        for batch in in_batches(table.rows(), self.limits.batch_rows):
            records = [record for row in batch if (record := self._record(row, read, known, refuse)) is not None]
            for record in records:
                shared = identity(record)
                self._hashes.append(_NOBODY if shared is None else hash(shared))
            pickle.dump(records, self._spool, pickle.HIGHEST_PROTOCOL)
            progress("reading", table.share())
        self._find_replaced(identity)

    def records(self) -> Iterator[Any]:
        """The records, in order, without those that a later one replaces."""
        places = count()
        yield from (record for record in self._all() if next(places) not in self._replaced)

    def refusal(self, name: str) -> ImportFileError:
        """The error that refuses the whole file for its bad rows."""
        return ImportFileError(
            f"{name}: {self.bad} of {self.rows} rows cannot be imported, so nothing was written. First: {self.errors[0]}",
            [str(problem) for problem in self.errors],
        )

    def _record(self, row: Row, read: Read, known: Known, refuse: Refuse) -> Any:
        self.rows += 1
        if row.sums_up:
            self.skipped[SUMMARY] += 1
            return None
        record = None if row.problems else read(row, known)
        if row.problems:
            self.bad += 1
            self.errors += row.problems[: max(self.limits.shown_problems - len(self.errors), 0)]
            refuse(row)
            return None
        if isinstance(record, str):
            self.skipped[record] += 1
            return None
        if record is not None and len(self.sample) < self.limits.sample_rows:
            self.sample.append(_understood(record))
        return record

    def _find_replaced(self, identity: Identity) -> None:
        """Equal hashes are only a suspicion: what stands behind them is compared, and nothing else is kept in memory."""
        hashes = np.frombuffer(self._hashes, dtype=np.int64)
        values, times = np.unique(hashes, return_counts=True)
        suspects = set(values[(times > 1) & (values != _NOBODY)].tolist())
        if not suspects:
            return
        latest: dict[object, int] = {}
        for place, record in enumerate(self._all()):
            if self._hashes[place] in suspects:
                shared = identity(record)
                if (before := latest.get(shared)) is not None:
                    self._replaced.add(before)
                    self.skipped[REPEATED] += 1
                latest[shared] = place

    def _all(self) -> Iterator[Any]:
        self._spool.seek(0)
        with suppress(EOFError):
            while True:
                yield from pickle.load(self._spool)  # noqa: S301 - our own records, in a file nobody else can open


def _understood(record: Any) -> dict[str, str]:
    """What was made of a row, without what it does not say."""
    if is_dataclass(record):
        parts = {part.name: getattr(record, part.name) for part in fields(record)}
    else:
        parts = dict(record if isinstance(record, dict) else record._asdict())
    for inner in [value for value in parts.values() if isinstance(value, dict)]:
        parts |= inner
    return {name: str(value) for name, value in parts.items() if isinstance(value, _SHOWN)}
