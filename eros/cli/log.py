"""Where a bug leaves its details: one JSON line in eros.log of the data directory."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

import structlog

from eros.digest import short_code

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from eros.cli.session import Session

__all__ = ["record_crash"]


def record_crash(session: Session, error: BaseException, arguments: Sequence[str]) -> tuple[str, str]:
    """The reference of a crash (equal for equal crashes) and where its details stand."""
    reference = short_code(*traceback.format_exception(error))
    path = session.data_dir / "eros.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            _write(file, error, reference, arguments)
    except OSError as failure:
        return reference, f"nowhere, because {path} cannot be written ({failure.strerror})"
    return reference, str(path)


def _write(file: TextIO, error: BaseException, reference: str, arguments: Sequence[str]) -> None:
    logger = structlog.wrap_logger(
        structlog.WriteLogger(file),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
    )
    logger.critical("crash", reference=reference, arguments=list(arguments), exc_info=error)
