from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.importer import Importer

HEADER = "content_type,has_content,quantity,quality,notes"
COLUMNS = ("creator_id", "content_type", "has_content", "quantity", "quality", "notes")


def test_a_vault_is_taken_in_with_key_or_name(imports: Importer) -> None:
    report = imports.lines(
        HEADER, "beach_set,yes,12,4,by the lake", "Duo set,,3,,", "art_session,,,,", "pool_set,,0,,", kind="vault"
    )
    assert report.inserted == 4
    assert imports.vault(*COLUMNS) == [
        ("alma", "art_session", True, 0, None, None),
        ("alma", "beach_set", True, 12, 4, "by the lake"),
        ("alma", "duo_set", True, 3, None, None),
        ("alma", "pool_set", False, 0, None, None),
    ]


def test_importing_a_vault_again_changes_only_what_the_file_says(imports: Importer) -> None:
    imports.lines(HEADER, "beach_set,yes,12,4,by the lake", "duo_set,yes,3,,", kind="vault")
    before = imports.everything()
    assert imports.lines(HEADER, "beach_set,yes,12,,", "duo_set,yes,3,,", kind="vault").unchanged == 2
    assert imports.everything() == before
    report = imports.lines(HEADER, "beach_set,no,,,", "duo_set,,3,5,", kind="vault")
    assert (report.inserted, report.updated) == (0, 2)
    assert imports.vault(*COLUMNS) == [
        ("alma", "beach_set", False, 12, 4, "by the lake"),
        ("alma", "duo_set", True, 3, 5, None),
    ]


def test_one_file_may_hold_several_pages(imports: Importer) -> None:
    imports.lines("page,content_type", "alma,beach_set", "bella,beach_set", kind="vault", page=None)
    assert imports.vault("creator_id", "content_type") == [("alma", "beach_set"), ("bella", "beach_set")]


def test_a_purpose_is_skipped_for_no_vault_holds_it(imports: Importer) -> None:
    report = imports.lines(HEADER, "flash_sale,yes,1,,", "beach_set,yes,1,,", kind="vault")
    assert (report.rows_read, report.inserted, report.skipped) == (2, 1, 1)
    assert dict(report.skip_reasons) == {"a purpose, nothing a vault holds": 1}


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("beach_set,,-1,,", "3 quantity: '-1' is not a whole number of 0 or more"),
        ("beach_set,,,0,", "3 quality: is 0; it goes from 1 to 5"),
        ("beach_set,,,6,", "3 quality: '6' is larger than 5"),
        ("beach_set,sometimes,,,", "3 has_content: 'sometimes' is neither yes nor no"),
        ("beach,,,,", "3 content_type: no content type 'beach'; known: art_session"),
        (",yes,,,", "3 content_type: is empty"),
        ("duo_set,yes,,,", "3 content_type: stands in line 2 already"),
    ],
)
def test_a_row_that_makes_no_entry_is_refused(imports: Importer, row: str, problem: str) -> None:
    problems = imports.refused(HEADER, "duo_set,yes,,,", row, kind="vault")
    assert len(problems) == 1
    assert problems[0].startswith(problem)


def test_an_entry_without_page_needs_one_from_the_command(imports: Importer) -> None:
    assert imports.refused(HEADER, "duo_set,yes,,,", kind="vault", page=None) == [
        "2 page: is empty; name the page in the file or with --page"
    ]
