"""What the server says on standard error: one JSON object a line, written by a thread of its own.

A client that reads nothing must not stop the server: what finds the queue full is dropped and counted.
"""

from __future__ import annotations

import logging
import sys
from contextlib import suppress
from functools import cache
from queue import Full, Queue
from threading import Thread
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

__all__ = ["Level", "adopt_library_logs", "finish_log", "log"]

Level = Literal["debug", "info", "warning", "error"]

MOST_WAITING = 1_000
"""Lines that may wait for a client that does not read them."""
FAREWELL_SECONDS = 1.0


def log(level: Level, event: str, **facts: Any) -> None:
    """Say one thing that happened."""
    getattr(_logger(), level)(event, **facts)


def adopt_library_logs() -> None:
    """What libraries log becomes JSON, too; warnings and worse."""
    logging.basicConfig(handlers=[_Adopter()], level=logging.WARNING, force=True)


def finish_log() -> None:
    """Wait a moment for what is not written yet, before the process ends."""
    if _lines.cache_info().currsize:
        _lines().finish()


class _Adopter(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        level: Level = "error" if record.levelno >= logging.ERROR else "warning"
        log(level, record.getMessage(), logger=record.name, exc_info=record.exc_info or None)


class _Lines:
    """A file for a logger: takes lines at once, writes them when it can."""

    def __init__(self) -> None:
        self._waiting: Queue[str | None] = Queue(MOST_WAITING)
        self._dropped = 0
        self._thread = Thread(target=self._run, name="log", daemon=True)
        self._thread.start()

    def write(self, text: str) -> None:
        try:
            self._waiting.put_nowait(text)
        except Full:
            self._dropped += 1

    def flush(self) -> None:
        """Lines are flushed as they are written."""

    def finish(self) -> None:
        with suppress(Full):
            self._waiting.put_nowait(None)
            self._thread.join(FAREWELL_SECONDS)

    def _run(self) -> None:
        while (text := self._waiting.get()) is not None:
            dropped, self._dropped = self._dropped, 0
            note = f'{{"event": "{dropped} lines dropped", "level": "warning"}}\n' if dropped else ""
            try:
                sys.stderr.write(note + text)
                sys.stderr.flush()
            except (OSError, ValueError):  # nobody listens any more
                return


@cache
def _lines() -> _Lines:
    return _Lines()


@cache
def _logger() -> FilteringBoundLogger:
    """Imported on first use: structlog costs a tenth of the server's start."""
    import structlog

    return structlog.wrap_logger(  # type: ignore[no-any-return]
        structlog.WriteLogger(_lines()),  # type: ignore[arg-type]
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(default=str),
        ],
    )
