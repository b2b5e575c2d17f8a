"""Writing a file whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from eros.errors import ConfigurationError

__all__ = ["write_atomically"]


def write_atomically(path: Path, content: bytes) -> bool:
    """Write a file under a temporary name and rename it; False when it held exactly this content already.

    Raises ConfigurationError when the path cannot be written; then whatever was there is untouched.
    """
    try:
        if path.is_file() and path.read_bytes() == content:
            return False
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            try:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                _share(Path(file.name), path)
                Path(file.name).replace(path)
            except OSError:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be written ({error.strerror}). Name another file with --output."
        ) from error
    return True


def _share(temporary: Path, path: Path) -> None:
    """The rights of the file it replaces, else those a new file would have."""
    if path.exists():
        temporary.chmod(path.stat().st_mode)
        return
    mask = os.umask(0)
    os.umask(mask)
    temporary.chmod(0o666 & ~mask)
