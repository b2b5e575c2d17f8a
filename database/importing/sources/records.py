"""JSON: an array of objects, an object with such an array inside, or one object after the other."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import ijson

from database.importing.sources.base import File, Raw
from database.importing.sources.text import open_text, wrong_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from io import TextIOWrapper

    from database.importing.sources.base import Knows
    from eros.errors import ImportFileError

    Events = Iterator[tuple[str, Any]]

__all__ = ["RecordSource"]

ITEM = "[]"
"""The place of an element in a path."""

DEEPEST = 32
"""Nesting beyond which no statistics go."""

Path = tuple[str, ...]


class RecordSource:
    """Objects as rows. The list is the one whose objects have most keys that are known; a nested value is its JSON text.

    The scalars of a nested object are columns of their own too: `{"stats": {"sent": 3}}` gives `stats` and `stats.sent`.
    """

    def __init__(self, file: File, knows: Knows) -> None:
        self._file = file
        self._reader: _Reader | None = None
        self._size = max(file.path.stat().st_size, 1)
        self._place = self._most_known(knows)
        titles: dict[str, None] = {}
        self._nests = False
        for record in self._records():
            nests = dict in map(type, record.values())
            self._nests |= nests
            if not nests and record.keys() <= titles.keys():
                continue
            titles.update(dict.fromkeys(_flat(record)))
            if len(titles) > file.limits.max_columns:
                raise file.unreadable(f"its objects have more than {file.limits.max_columns} different keys")
        self._keys = tuple(titles)
        self.header: Sequence[str] = file.checked_header([title.strip() for title in titles])

    def rows(self) -> Iterator[Raw]:
        """Every object; raises ImportFileError where the file is no JSON."""
        for number, record in enumerate(self._records(), 2):
            cells = _flat(record) if self._nests else record
            yield Raw(number, [_cell(cells.get(key)).strip() for key in self._keys])

    def share(self) -> float:
        """How much of the file the latest `rows` has read, 0-1."""
        if self._reader is None or self._reader.ended:
            return 1.0
        return min(self._reader.taken / self._size, 1.0)

    def _most_known(self, knows: Knows) -> Path:
        """Where the objects stand, judged by the first ones."""
        keys: dict[Path, set[str]] = {}
        with self._sound() as events:
            for path, event, value in self._placed(events):
                if event == "start_map" and (not path or path[-1] == ITEM):
                    keys.setdefault(path, set())
                elif event == "map_key" and path[:-1] in keys:
                    keys[path[:-1]].add(value)
                if self._reader is not None and self._reader.taken > self._file.limits.max_line_chars:
                    break
        if not keys:
            raise self._file.unreadable("it holds no object")
        return max(keys, key=lambda path: (sum(map(knows, keys[path])), -len(path)))

    def _records(self) -> Iterator[dict[str, Any]]:
        path: Path = ()
        with self._sound() as events:
            for event, value in events:
                if path != self._place or event in ("end_map", "end_array"):
                    path = self._moved(path, event, value)
                    continue
                if event != "start_map":
                    raise self._file.unreadable("among its objects stands something else")
                yield self._built(events)
                if self._reader is not None:
                    self._reader.since_record = 0

    def _built(self, events: Events) -> dict[str, Any]:
        """The object whose start has just been read; takes its events, its end too."""
        record: dict[str, Any] = {}
        for _, key in events:
            if key is None:  # the end; every other event here is a key
                break
            event, value = next(events)
            record[key] = self._nested(event, value, events) if event in _STEP else value
        return record

    def _nested(self, event: str, value: Any, events: Events) -> Any:
        """The list or object that this event starts."""
        builder: Any = ijson.ObjectBuilder()
        builder.event(event, value)
        inside = 1
        while inside:
            event, value = next(events)
            inside += _STEP.get(event, 0)
            if inside + len(self._place) > DEEPEST:
                raise self._too_deep()
            builder.event(event, value)
        return builder.value

    def _placed(self, events: Events) -> Iterator[tuple[Path, str, Any]]:
        """Events with the path they happen at."""
        path: Path = ()
        for event, value in events:
            moved = self._moved(path, event, value)
            yield path if event in ("start_map", "start_array") else moved, event, value
            path = moved

    def _moved(self, path: Path, event: str, value: Any) -> Path:
        """The path after an event."""
        if event == "map_key":
            return (*path[:-1], value)
        if event in ("start_map", "start_array"):
            if len(path) >= DEEPEST:
                raise self._too_deep()
            return (*path, ITEM if event == "start_array" else "")
        return path[:-1] if event in ("end_map", "end_array") else path

    def _too_deep(self) -> ImportFileError:
        return self._file.unreadable(f"it is nested more than {DEEPEST} levels deep")

    @contextmanager
    def _sound(self) -> Iterator[Events]:
        """The parser's events; what it finds wrong is one refusal. Its ValueError for a number nobody can hold comes late."""
        try:
            with open_text(self._file) as handle:
                self._reader = _Reader(self._file, handle)
                yield ijson.basic_parse(self._reader, multiple_values=True)
        except UnicodeError as error:
            raise self._file.unreadable(wrong_bytes(error)) from error
        except (ijson.JSONError, ValueError) as error:
            raise self._file.unreadable(f"it is no JSON ({str(error).splitlines()[0]})") from error


_STEP = {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}


class _Reader:
    """The file for the parser, with a bound on what may stand between the end of one object and of the next."""

    def __init__(self, file: File, handle: TextIOWrapper) -> None:
        self._file = file
        self._handle = handle
        self.taken = 0
        self.since_record = 0
        self.ended = False

    def read(self, size: int) -> bytes:
        if self.since_record > self._file.limits.max_line_chars + size:
            raise self._file.unreadable(
                f"one of its objects is longer than {self._file.limits.max_line_chars} characters"
            )
        piece = self._handle.read(size).encode("utf-8", "surrogatepass")
        self.taken += len(piece)
        self.ended = not piece
        self.since_record += len(piece)
        return piece


def _flat(record: Mapping[str, Any]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for key, value in record.items():
        cells[key] = _cell(value)
        if isinstance(value, dict):
            inner = {f"{key}.{name}": _cell(part) for name, part in value.items() if not isinstance(part, (dict, list))}
            cells |= {name: part for name, part in inner.items() if name not in record}
    return cells


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, (dict, list, bool)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
