from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eros.cli.run import REFUSED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Result

CAPTIONS = """text,caption_type,content_type
I stayed up late to finish this one. Every second of it was worth it,dm_farm,duo_set
"""
MESSAGES = """message_id,sent_at,text,sent
1,2026-10-01T18:07:00+00:00,Hey Anna. I stayed up late to finish this one. Every second of it was worth it,100
2,2026-10-02T18:07:00+00:00,I stayed up late to finish this one. Every minute was worth it. Are you still awake,100
3,2026-10-03T18:07:00+00:00,Nobody has ever written this before in the whole wide world,100
4,2026-10-04T18:07:00+00:00,Nobody has ever written this before in the whole wide world,100
"""


@pytest.fixture
def lena(cli: Callable[..., Result], tmp_path: Path) -> Path:
    """A database of one page with a caption, messages that are it, may be it and are not."""
    db = tmp_path / "own.db"
    cli("db", "init", db)
    facts = ("--type", "paid", "--sub-type", "softcore", "--timezone", "UTC", "--fans", "10")
    cli("page", "add", "lena", *facts, db=db)
    for kind, text in (("captions", CAPTIONS), ("messages", MESSAGES)):
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, "utf-8")
        done = cli("import", path, "--kind", kind, "--page", "lena", db=db)
        assert done.code == 0
    assert done.out.splitlines()[1:] == [
        "1 message got the caption that is nearly their text; 1 text may be a caption (eros captions review)."
    ]
    return db


def test_texts_that_may_be_a_caption_are_reviewed(cli: Callable[..., Result], lena: Path) -> None:
    (candidate,) = cli("captions", "review", "lena", "--json", db=lena).json
    assert (candidate["status"], candidate["caption_id"], candidate["uses"]) == ("open", 1, 1)
    shown = cli("captions", "review", db=lena)
    assert "Are you still awake" in shown.out
    assert "eros captions review --accept ID" in shown.err
    done = cli("captions", "review", "--accept", candidate["match_id"], db=lena)
    assert done.out.strip() == "1 message got a caption, 0 messages lost one; 0 left to review."
    assert "Nothing to review." in cli("captions", "review", db=lena).err
    linked = cli("captions", "review", "--all", "--json", db=lena).json
    assert sorted(row["status"] for row in linked) == ["accepted", "linked"]
    unknown = cli("captions", "review", "--reject", 99, db=lena)
    assert (unknown.code, "No candidate 99" in unknown.err) == (REFUSED, True)


def test_matching_again_finds_nothing_new(cli: Callable[..., Result], lena: Path) -> None:
    assert cli("captions", "match", "--json", db=lena).json == {"messages": 0, "waiting": 1, "pages": []}
    assert "1 text wait" in cli("captions", "match", "lena", db=lena).out


def test_texts_are_adopted_once_their_content_type_is_named(cli: Callable[..., Result], lena: Path) -> None:
    asked = cli("captions", "adopt", "lena", db=lena)
    assert "content type unknown: Nobody has ever written" in asked.out
    assert "--content-type" in asked.err
    adopt = ("captions", "adopt", "lena", "--content-type", "duo_set")
    assert "Would add 1 caption to lena; 0 of 1 not." in cli(*adopt, "--dry-run", db=lena).out
    assert "Added 1 caption to lena; 0 of 1 not." in cli(*adopt, db=lena).out
    assert cli(*adopt, "--json", db=lena).json == []
