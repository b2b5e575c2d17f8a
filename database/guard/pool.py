"""Processes for free queries: started when needed, kept warm, killed when a statement does not end."""

from __future__ import annotations

import json
import os
import queue
import re
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from database.guard.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from eros.params.query import QueryParams

__all__ = ["Pool", "Worker"]

ROOT = str(Path(__file__).parents[2])
START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from database.guard.worker import main; main()"
KEPT = ("SYSTEMROOT", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""What of the environment a Python process may need to start and to know local time; nothing else goes along."""
KEPT_FOR = {"sqlite": re.compile(r"(?!)"), "postgresql": re.compile(r"PG[A-Z]+|HOME|APPDATA")}
"""What else a kind of database reads: libpq looks for passwords and certificates there."""


class Worker:
    """One process, one statement at a time. Made by starting it; raises Refusal when it does not come up in time."""

    def __init__(self, limits: QueryParams, kind: str = "sqlite") -> None:
        self._limits = limits
        self._process = _start(limits, kind)
        with self._killed_after(limits.start_ms):
            ready = self._hear()
        if ready is None:
            self.kill()
            raise Refusal(
                "worker", f"The query process did not start (exit code {self._process.returncode}). Try again."
            )

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """False once the process has ended or was killed."""
        return self._process.poll() is None

    def ask(self, request: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
        """The statement without literals, None where that is not known, and the answer or its refusal.

        The process is killed when it has not answered `grace_ms` after the deadline.
        """
        masked = None
        with self._killed_after(self._limits.deadline_ms + self._limits.grace_ms) as late:
            self._tell(request)
            checked = self._hear()
            masked = checked["masked"] if checked else None
            answer = self._hear() if checked else None
        if answer is None:
            self.kill()
            answer = (_stopped(self._limits) if late.is_set() else _ended(self._process.returncode)).as_dict()
        elif answer.get("refused") == "memory":
            self.kill()  # what is left of a process that ran out of memory is not worth keeping
        return masked, answer

    def kill(self) -> None:
        """End the process now and leave nothing of it."""
        self._process.kill()
        for pipe in (self._stdin, self._stdout):
            try:
                pipe.close()
            except OSError:  # what was still to be sent has no reader any more
                continue
        self._process.wait()

    @property
    def _stdin(self) -> IO[str]:
        return self._process.stdin  # type: ignore[return-value]

    @property
    def _stdout(self) -> IO[str]:
        return self._process.stdout  # type: ignore[return-value]

    @contextmanager
    def _killed_after(self, milliseconds: int) -> Iterator[threading.Event]:
        """A read that waits on a killed process sees the end of its pipe: no polling, the same on every system."""
        late = threading.Event()

        def end() -> None:
            late.set()
            self._process.kill()

        timer = threading.Timer(milliseconds / 1000, end)
        timer.daemon = True
        timer.start()
        try:
            yield late
        finally:
            timer.cancel()

    def _tell(self, request: dict[str, Any]) -> None:
        try:
            self._stdin.write(json.dumps(request) + "\n")
            self._stdin.flush()
        except OSError:  # it has ended; reading says so next
            return

    def _hear(self) -> Any:
        line = self._stdout.readline()
        return json.loads(line) if line.endswith("\n") else None


class Pool:
    """At most `workers` statements at once and `waiting` more in line; processes outlive a statement, not the pool.

    `kind` is the kind of database all of them ask: 'sqlite' or 'postgresql'.
    """

    def __init__(self, limits: QueryParams, kind: str = "sqlite") -> None:
        self.limits = limits
        self._kind = kind
        self._places = threading.BoundedSemaphore(limits.workers + limits.waiting)
        self._slots: queue.LifoQueue[Worker | None] = queue.LifoQueue()
        for _ in range(limits.workers):
            self._slots.put(None)

    def ask(self, request: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
        """As Worker.ask, by a process that is free. Raises Refusal when too many statements wait already."""
        if not self._places.acquire(blocking=False):
            raise Refusal(
                "busy",
                f"{self.limits.workers} queries run and {self.limits.waiting} wait already. Try again in a moment.",
            )
        try:
            worker = self._slots.get()
            try:
                if worker is None or not worker.alive:
                    _forget(worker)
                    worker = None
                    worker = Worker(self.limits, self._kind)
                return worker.ask(request)
            finally:
                self._slots.put(worker if worker is not None and worker.alive else None)
        finally:
            self._places.release()

    def close(self) -> None:
        """End every process once its statement is done; the pool can be used again, with new processes."""
        workers = [self._slots.get() for _ in range(self.limits.workers)]
        for worker in workers:
            _forget(worker)
            self._slots.put(None)


def _start(limits: QueryParams, kind: str) -> subprocess.Popen[str]:
    """Isolated: no site, no user's environment, no open file of ours; errors of a start show in its exit code."""
    path = [ROOT, *(entry for entry in sys.path if entry and Path(entry).is_absolute())]
    return subprocess.Popen(  # noqa: S603 - our own program; a statement goes to its stdin only
        [sys.executable, "-I", "-S", "-c", START, json.dumps(path), limits.model_dump_json(), kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if name in KEPT or KEPT_FOR[kind].fullmatch(name)},
        text=True,
        encoding="utf-8",
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _forget(worker: Worker | None) -> None:
    if worker is not None:
        worker.kill()


def _stopped(limits: QueryParams) -> Refusal:
    seconds = (limits.deadline_ms + limits.grace_ms) / 1000
    return Refusal(
        "killed",
        f"The statement did not end within {seconds:g} s and was stopped. Narrow it with WHERE on an indexed column, "
        "and keep patterns and texts short.",
    )


def _ended(code: int | None) -> Refusal:
    return Refusal(
        "worker", f"The query process ended by itself (exit code {code}). Try again with a simpler statement."
    )
