"""A PostgreSQL of the tests' own: made in a new directory, reached by a socket there, gone at the end.

Its roles and grants are those of docs/how-to/share-on-postgresql.md, taken from the page.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Cluster", "running_cluster", "why_not"]

ADMIN = "admin"
PAGE = Path(__file__).parents[1] / "docs/how-to/share-on-postgresql.md"
SERVER = """
-c listen_addresses= -c fsync=off -c full_page_writes=off -c autovacuum=off -c shared_buffers=16MB -c max_connections=20
"""


@dataclass(frozen=True)
class Cluster:
    """A running server; anybody who can open its directory is let in under any name."""

    directory: Path

    def url(self, role: str, database: str) -> str:
        """As a person would write it."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.directory), safe='')}"

    def execute(self, *statements: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run statements as administrator, each committed at once; the rows of the last one, if it has any."""
        rows: list[tuple[Any, ...]] = []
        host = str(self.directory)
        with psycopg.connect(host=host, user=ADMIN, dbname=database, autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement.encode())
                rows = cursor.fetchall() if cursor.description else []
        return rows

    def grant(self, database: str) -> None:
        """What the page says of grants, for this database."""
        self.execute(*_statements()[1], database=database)


def why_not() -> str:
    """Why no server can be started here; '' where one can."""
    if not hasattr(os, "geteuid"):
        return "a throw-away PostgreSQL is reached by a socket of Unix"
    if _programs() is None:
        return "no PostgreSQL here: initdb, pg_ctl and postgres are neither on the PATH nor in /usr/lib/postgresql"
    if os.geteuid() == 0 and _servant() is None:
        return "PostgreSQL does not run as root, and there is no user postgres or nobody"
    return ""


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """A new server; where `why_not` has nothing to say."""
    programs = _programs()
    assert programs is not None
    servant = _servant() if os.geteuid() == 0 else None
    directory = Path(tempfile.mkdtemp(prefix="eros-pg-"))
    try:
        if servant:
            shutil.chown(directory, servant)
        data, log = directory / "data", directory / "log"
        _run(servant, programs / "initdb", "-D", data, "-U", ADMIN, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = f"{SERVER.strip()} -c unix_socket_directories={directory}"
        with _ends_with_us(servant, programs / "pg_ctl", directory):
            _run(servant, programs / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
            cluster = Cluster(directory)
            cluster.execute(*_statements()[0])
            yield cluster
    finally:
        shutil.rmtree(directory, ignore_errors=True)


@contextmanager
def _ends_with_us(servant: str | None, control: Path, directory: Path) -> Iterator[None]:
    """Stop the server at the end of the block, also when this process is killed: its end of the pipe is then closed."""
    watch = 'read -r _; "$1" -D "$2/data" -m immediate -w stop; rm -rf "$2"'
    command = ["sh", "-c", watch, "sh", str(control), str(directory)]
    with subprocess.Popen(  # noqa: S603 - waits for our end, then stops our server
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **_as(servant)
    ) as watcher:
        try:
            yield
        finally:
            watcher.communicate()


def _statements() -> list[list[str]]:
    """The statements of the page's two blocks: for the server, for the database."""
    blocks = re.findall(r"```sql\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert len(blocks) == 2, blocks
    return [[statement for part in block.split(";") if (statement := part.strip())] for block in blocks]


def _programs() -> Path | None:
    """The directory of the server's programs, the newest where there are several."""
    on_path = shutil.which("initdb")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: _number(path.parent.name))
    found = [*installed, *([Path(on_path).parent] if on_path else [])]
    complete = [path for path in found if all((path / name).exists() for name in ("initdb", "pg_ctl", "postgres"))]
    return complete[-1] if complete else None


def _number(version: str) -> float:
    return float(version) if version.replace(".", "", 1).isdigit() else 0.0


def _servant() -> str | None:
    """Somebody to run the server for root."""
    import pwd  # noqa: PLC0415 - Unix only

    names = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)


def _run(servant: str | None, *command: Path | str) -> None:
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs
        [str(part) for part in command],
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        **_as(servant),
    )
    assert done.returncode == 0, done.stderr


def _as(servant: str | None) -> dict[str, Any]:
    return {"user": servant, "group": _group(servant), "extra_groups": []} if servant else {}


def _group(user: str) -> int:
    import pwd  # noqa: PLC0415 - Unix only

    return pwd.getpwnam(user).pw_gid
