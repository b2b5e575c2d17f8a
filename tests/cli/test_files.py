from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eros.cli.files import write_atomically
from eros.errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_written_once_and_left_alone_when_nothing_changed(tmp_path: Path) -> None:
    path = tmp_path / "week.csv"
    assert write_atomically(path, b"a,b\r\n")
    assert path.read_bytes() == b"a,b\r\n"
    before = path.stat()
    assert not write_atomically(path, b"a,b\r\n")
    assert path.stat() == before


def test_a_file_that_is_replaced_keeps_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "week.csv"
    path.write_text("old")
    path.chmod(0o640)
    assert write_atomically(path, b"new")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("new", 0o640)


def test_a_new_file_has_the_rights_any_new_file_has(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("")
    write_atomically(tmp_path / "week.csv", b"new")
    assert (tmp_path / "week.csv").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "folder"
    path.mkdir()
    with pytest.raises(ConfigurationError, match="cannot be written"):
        write_atomically(path, b"text")
    assert list(tmp_path.iterdir()) == [path]
    assert list(path.iterdir()) == []
