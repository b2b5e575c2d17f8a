"""`eros import --template`: example files to fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eros.cli.files import write_atomically
from eros.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

    from eros.cli.session import Session

__all__ = ["write_templates"]


def write_templates(session: Session, name: str, output: Path | None) -> None:
    """The example file of a kind, on standard output or as CSV or XLSX; `all` writes one CSV per kind into a directory.

    Raises ConfigurationError, also for a file that exists already: a person may have filled it in.
    """
    from database.importing.templates import KINDS, as_csv, as_xlsx, template

    if name == "all":
        if output is None:
            raise ConfigurationError("--template all writes one file per kind; name their directory with --output.")
        for kind in KINDS:
            _write(session, output / f"{kind}.csv", as_csv(template(kind, session.now)))
        return
    if name not in KINDS:
        raise ConfigurationError(f"There is no kind {name!r}. --template takes {', '.join(KINDS)} or all.")
    rows = template(name, session.now)
    if output is None:
        session.write(as_csv(rows))
        return
    if output.suffix.lower() not in (".csv", ".xlsx"):
        raise ConfigurationError(f"A template is written as .csv or .xlsx, not as {output.name!r}.")
    _write(session, output, as_xlsx(rows) if output.suffix.lower() == ".xlsx" else as_csv(rows))


def _write(session: Session, path: Path, content: bytes) -> None:
    if path.exists():
        raise ConfigurationError(f"{path} exists already; what is in it may be yours. Name another with --output.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"{path.parent} cannot be made ({error.strerror}). Name another with --output."
        ) from error
    write_atomically(path, content)
    session.tell(f"Wrote {path}.")
