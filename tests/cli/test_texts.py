from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest

from eros.cli.run import FOUND, REFUSED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Result


@pytest.fixture
def lena(cli: Callable[..., Result], tmp_path: Path) -> Path:
    """A database of one page that holds the beach set."""
    db = tmp_path / "own.db"
    cli("db", "init", db)
    facts = ("--type", "paid", "--sub-type", "softcore", "--timezone", "UTC", "--fans", "10")
    cli("page", "add", "lena", *facts, db=db)
    vault = tmp_path / "vault.csv"
    vault.write_text("content_type,quantity\nbeach_set,12\n", "utf-8")
    assert cli("import", vault, "--kind", "vault", "--page", "lena", db=db).code == 0
    return db


def test_a_text_the_page_may_use_passes(cli: Callable[..., Result], lena: Path) -> None:
    done = cli("validate-caption", "The beach set is here.", "--page", "lena", db=lena)
    assert done.code == 0
    assert "names beach_set" in done.out
    assert done.out.rstrip().endswith("Verdict: pass")


def test_a_text_a_hard_rule_blocks_ends_with_exit_code_1(cli: Callable[..., Result], lena: Path) -> None:
    done = cli("validate-caption", "The yoga flow is here.", "--page", "lena", "--json", db=lena)
    assert done.code == FOUND
    assert done.json["verdict"] == "block"
    assert {check["rule"]: check["verdict"] for check in done.json["checks"]}["content-match"] == "block"


def test_a_text_a_person_shall_look_at_is_no_failure(cli: Callable[..., Result], lena: Path) -> None:
    done = cli("validate-caption", "Open it.", "--page", "lena", "--type", "ppv_video", db=lena)
    assert done.code == 0
    assert "ppv-structure  review" in done.out
    assert "length factor 0.688" in done.out


def test_prices_are_given_in_dollars(cli: Callable[..., Result], lena: Path) -> None:
    text = "All of it for $29.99, singly $44.97."
    prices = ("--price", "29.99", "--single", "14.99", "--single", "14.99", "--single", "14.99")
    right = cli("validate-caption", text, "--type", "bundle", *prices, "--json", db=lena).json
    wrong = cli("validate-caption", text, "--type", "bundle", "--price", "19.69", "--json", db=lena).json
    assert (right["verdict"], wrong["verdict"]) == ("pass", "review")


def test_a_text_comes_from_a_file_or_from_standard_input(
    cli: Callable[..., Result], lena: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes("\ufeffGood morning 🌸\r\nHow are you?\r\n".encode())
    from_file = cli("validate-caption", "--file", path, "--json", db=lena)
    assert from_file.json["length"] == len("Good morning 🌸\r\nHow are you?")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(path.read_bytes())))
    assert cli("validate-caption", "--file", "-", "--json", db=lena).json == from_file.json


def test_what_cannot_be_read_is_refused(cli: Callable[..., Result], lena: Path, tmp_path: Path) -> None:
    latin = tmp_path / "latin.txt"
    latin.write_bytes("Schöne Grüße".encode("latin-1"))
    for arguments, said in (
        ((), "Give one text"),
        (("Hi", "--file", latin), "Give one text"),
        (("--file", latin), "is no UTF-8 text"),
        (("--file", tmp_path / "none.txt"), "cannot be read"),
        ((" ",), "The text is empty"),
        (("Hi", "--page", "nobody"), "No page 'nobody'"),
        (("Hi", "--type", "ppv"), "No send type 'ppv'"),
    ):
        refused = cli("validate-caption", *arguments, db=lena)
        assert (refused.code, said in refused.err) == (REFUSED, True), refused.err
