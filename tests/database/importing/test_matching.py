from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from database.engine import reading
from database.tables import text_matches

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tests.importer import Importer

BANK = (
    "Good morning! The new garden set is finally here. Unlock it and tell me what you think,ppv_message,garden_set",
    "I stayed up late to finish this one. Every second of it was worth it,dm_farm,duo_set",
)
HEADER = "message_id,sent_at,text,price,sent,viewed"
NEAR = "Hey Anna. I stayed up late to finish this one. Every second of it was worth it"
FAR = "I stayed up late to finish this one. Every minute was worth it. Are you still awake"
OTHER = "Nobody has ever written this before in the whole wide world"
NAMES = ("caption_id", "caption_source", "send_type", "type_source", "content_type")


@pytest.fixture
def bank(imports: Importer) -> Importer:
    imports.lines("text,caption_type,content_type", *BANK, kind="captions")
    return imports


def row(key: int, text: str, viewed: int = 60) -> str:
    return f"{key},2025-01-{key:02} 19:30,{text},,100,{viewed}"


def matches(engine: Engine, *names: str) -> list[tuple[Any, ...]]:
    columns = [text_matches.c[name] for name in names]
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(text_matches.c.match_id))]


def test_a_text_that_is_nearly_a_captions_gets_the_caption_and_says_so(bank: Importer, engine: Engine) -> None:
    report = bank.lines(HEADER, row(1, NEAR), row(2, OTHER))
    assert (report.inserted, report.similar, report.waiting) == (2, 1, 0)
    assert bank.messages(*NAMES) == [
        (2, "similar", "dm_farm", "caption", "duo_set"),
        (None, None, "bump_normal", "rules", None),
    ]
    assert matches(engine, "creator_id", "caption_id", "status", "decided_by") == [("alma", 2, "linked", None)]


def test_a_text_that_is_somewhat_alike_waits_for_a_person(bank: Importer, engine: Engine) -> None:
    report = bank.lines(HEADER, row(1, FAR))
    assert (report.similar, report.waiting) == (0, 1)
    assert bank.messages(*NAMES) == [(None, None, "bump_normal", "rules", None)]
    ((caption_id, status, likeness),) = matches(engine, "caption_id", "status", "likeness")
    assert (caption_id, status) == (2, "open")
    assert 0.8 <= likeness < 0.95


def test_importing_again_changes_nothing_and_later_counts_keep_the_match(bank: Importer) -> None:
    rows = (row(1, NEAR), row(2, FAR), row(3, OTHER))
    bank.lines(HEADER, *rows)
    before = bank.everything()
    assert bank.lines(HEADER, *rows).unchanged == 3
    assert bank.everything() == before
    assert bank.lines(HEADER, row(1, NEAR, viewed=70)).updated == 1
    assert bank.messages(*NAMES, "viewed")[0] == (2, "similar", "dm_farm", "caption", "duo_set", 70)


def test_the_same_text_sent_later_takes_the_match_that_stands(bank: Importer) -> None:
    bank.lines(HEADER, row(1, NEAR))
    assert bank.lines(HEADER, row(2, NEAR)).similar == 1
    assert bank.messages("caption_id", "caption_source") == [(2, "similar")] * 2


def test_captions_that_come_later_find_the_messages_that_are_nearly_theirs(imports: Importer) -> None:
    imports.lines(HEADER, row(1, NEAR), row(2, FAR))
    report = imports.lines("text,caption_type,content_type", *BANK, kind="captions")
    assert (report.similar, report.waiting) == (1, 1)
    assert imports.messages("caption_source") == [("similar",), (None,)]


def test_another_pages_own_caption_is_no_match(imports: Importer, engine: Engine) -> None:
    imports.lines("text,caption_type,content_type", *BANK, kind="captions", page="bella")
    assert imports.lines(HEADER, row(1, NEAR)).similar == 0
    assert matches(engine, "caption_id") == []


def test_between_captions_with_other_labels_that_are_as_near_a_person_decides(bank: Importer, engine: Engine) -> None:
    twin = "I stayed up late to finish this one! Every second of it was worth it,like_farm,beach_set"
    bank.lines("text,caption_type,content_type", twin, kind="captions")
    report = bank.lines(HEADER, row(1, NEAR.replace(" one.", " one")))
    assert (report.similar, report.waiting) == (0, 1)
    assert matches(engine, "status") == [("open",)]


def test_a_send_type_the_file_names_stands_beside_the_found_caption(bank: Importer) -> None:
    bank.lines("message_id,sent_at,text,sent,send_type", f"1,2025-01-03 19:30,{NEAR},100,bump_flyer")
    assert bank.messages(*NAMES) == [(2, "similar", "bump_flyer", "source", "duo_set")]


def test_an_older_export_imported_later_turns_no_counts_back(imports: Importer) -> None:
    header = "message_id,sent_at,text,price,sent,viewed,purchased,earnings"
    later, older = "1,2025-01-03 19:30,Hi,5.00,100,60,4,20.00", "1,2025-01-03 19:30,Hi,5.00,99,30,4,20.00"
    results = ("sent", "viewed", "purchased", "earnings_cents")
    imports.lines(header, later)
    assert imports.lines(header, older).unchanged == 1
    assert imports.messages(*results) == [(100, 60, 4, 2000)]
    refunded = "1,2025-01-03 19:30,Hi,5.00,100,61,3,15.00"
    assert imports.lines(header, refunded).updated == 1
    assert imports.messages(*results) == [(100, 61, 3, 1500)]
