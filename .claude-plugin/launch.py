# noqa: INP001 - a file to run, no package
"""Starts the MCP server for an MCP client, on any machine with Python 3.11 or newer, or with uv.

launch.py [FOLDER]: the checkout's own .venv runs the server where there is one; else an environment in FOLDER, which the
first start makes. Nothing is written into the checkout. This file itself runs on older Pythons, too, to look for a newer one.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
OLDEST = (3, 11)
NEWEST = 20
WINDOWS = os.name == "nt"


def main(arguments: list[str]) -> NoReturn:
    """Become the server."""
    own = python_of(ROOT / ".venv")
    if own.exists():
        become([str(own), "-m", "mcp_server"])
    if sys.version_info < OLDEST:
        become([*newer_python(), "-I", str(Path(__file__).resolve()), *arguments])
    home = Path(arguments[0]) if arguments and arguments[0] else default_home()
    become([str(environment(home)), "-m", "mcp_server"], PYTHONPYCACHEPREFIX=str(home / "pycache"))


def default_home() -> Path:
    """Where a client that names no folder keeps the environment."""
    base = os.environ.get("LOCALAPPDATA") if WINDOWS else os.environ.get("XDG_DATA_HOME")
    return Path(base or Path.home() / ".local" / "share") / "eros-plugin"


def newer_python() -> list[str]:
    """The command of a Python that is new enough; ends with a message where there is none."""
    for minor in range(NEWEST, OLDEST[1] - 1, -1):
        if found := shutil.which(f"python3.{minor}"):
            return [found]
    if uv := shutil.which("uv"):
        return [uv, "run", "--no-project", "--python", f">={OLDEST[0]}.{OLDEST[1]}", "python"]
    return stop(
        f"needs Python {OLDEST[0]}.{OLDEST[1]} or newer, or uv; this is Python {sys.version.split()[0]} ({sys.executable}). "
        "Install either, then reconnect the server (/mcp)."
    )


def environment(home: Path) -> Path:
    """The Python of an environment in `home` with the dependencies this version names; made or renewed where it lacks."""
    wanted = requirements()
    python = python_of(home / f"env-{stamp(wanted)}")
    if not python.exists():
        install(home, python.parents[1], wanted)
    return python


def requirements() -> list[str]:
    """What the project depends on; with the driver where EROS_DATABASE_URL names a PostgreSQL server."""
    import tomllib  # noqa: PLC0415 - older Pythons run the rest of this file

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    on_server = os.environ.get("EROS_DATABASE_URL", "").startswith("postgres")
    return [*project["dependencies"], *(project["optional-dependencies"]["postgres"] if on_server else ())]


def stamp(wanted: list[str]) -> str:
    """Tells one set of versions, for one Python, from another."""
    facts = [*wanted, (ROOT / "requirements.lock").read_text("utf-8"), sys.version, str(ROOT)]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:12]


def install(home: Path, place: Path, wanted: list[str]) -> None:
    """Make the environment beside its place and move it there when it is whole; says on standard error what it does.

    A client that loses patience ends this process, not the installation, which runs in a session of its own.
    """
    say(f"first start: installing {len(wanted)} libraries into {place}; about half a minute, once.")
    say("If the client has given up by then, reconnect the server (/mcp). Weeks live in the data directory of eros.")
    home.mkdir(parents=True, exist_ok=True)
    making = place.with_name(f"{place.name}.{os.getpid()}")
    done = subprocess.run(  # noqa: S603 - this file again, as the one that installs
        [sys.executable, "-I", str(Path(__file__).resolve()), "--install", str(making), str(place), *wanted],
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        start_new_session=True,
        check=False,
    )
    if done.returncode or not python_of(place).exists():
        stop(f"the installation failed (exit code {done.returncode}); the lines above say why.")
    say("installed.")


def make(making: Path, place: Path, wanted: list[str]) -> None:
    """Fill an environment in `making` and rename it to `place`; leaves nothing half-made."""
    uv = shutil.which("uv")
    python = str(python_of(making))
    lock = str(ROOT / "requirements.lock")
    try:
        if uv:
            run([uv, "venv", "--quiet", "--relocatable", "--python", sys.executable, str(making)])
            run([uv, "pip", "install", "--quiet", "--python", python, "--constraint", lock, *wanted])
        else:
            run([sys.executable, "-m", "venv", str(making)])
            run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-c", lock, *wanted])
        with contextlib.suppress(OSError):  # another start was faster: its environment is as good
            making.rename(place)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def run(command: list[str]) -> None:
    """A step of the installation; raises CalledProcessError."""
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)  # noqa: S603 - pip or uv, with our own requirements


def python_of(environment: Path) -> Path:
    """The interpreter of an environment."""
    return environment / ("Scripts/python.exe" if WINDOWS else "bin/python")


def become(command: list[str], **settings: str) -> NoReturn:
    """Run the command in this process's place, with the checkout's packages in reach, not the working directory's."""
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1", **settings}
    if WINDOWS:  # there a process cannot be replaced
        sys.exit(subprocess.call(command, env=environ))  # noqa: S603 - our own server
    os.execvpe(command[0], command, environ)  # noqa: S606 - our own server


def say(sentence: str) -> None:
    """A line on standard error; standard output is the protocol's alone."""
    sys.stderr.write(f"eros-db: {sentence}\n")
    sys.stderr.flush()


def stop(sentence: str) -> NoReturn:
    """End with a message."""
    say(sentence)
    sys.exit(1)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--install"]:
        make(Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:])
    else:
        main(sys.argv[1:])
