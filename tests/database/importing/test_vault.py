from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from database.catalogue import shipped_catalogue
from database.pages import add_page
from database.settings import shipped_params
from tests.database_builders import an_engine
from tests.importer import STEP, Importer

if TYPE_CHECKING:
    from collections.abc import Mapping

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


WIDE = ("Model,Beach Set,duo_set,Poool set,Flash sale,Pool set", "Alma,1,x,3,1,", "bella,0,12,,,no", "TOTAL,2,13,,,")
HELD = [
    ("alma", "beach_set", True, 0),
    ("alma", "duo_set", True, 0),
    ("bella", "beach_set", False, 0),
    ("bella", "duo_set", True, 12),
    ("bella", "pool_set", False, 0),
]


def test_a_wide_sheet_of_ones_and_zeros_is_read_with_a_column_per_content_type(imports: Importer) -> None:
    report = imports.lines(*WIDE, kind="vault", page=None)
    assert (report.layout, report.rows_read, report.inserted, report.skipped) == ("wide sheet", 3, 2, 1)
    assert imports.vault("creator_id", "content_type", "has_content", "quantity") == HELD
    assert [str(problem) for problem in report.problems] == [
        "own.csv:1 Poool set: is no content type; closest: Pool set (pool_set); not used",
        "own.csv:1 Flash sale: is a purpose, nothing a vault holds; not used",
    ]


def test_a_wide_sheet_may_stand_on_its_side_with_a_column_per_page(imports: Importer) -> None:
    lines = (
        "Content type,ALMA,Bella,Zoe",
        "Beach set,1,0,1",
        "duo_set,✓,12,",
        "Pool set,,no,",
        "Flash sale,1,1,",
    )
    report = imports.lines(*lines, kind="vault", page=None)
    assert (report.rows_read, report.inserted, report.skipped) == (4, 3, 1)
    assert imports.vault("creator_id", "content_type", "has_content", "quantity") == HELD
    assert [str(problem) for problem in report.problems] == ["own.csv:1 Zoe: is no page of the database; not used"]


def test_a_wide_sheet_imported_again_changes_nothing_and_a_changed_cell_changes_its_row(imports: Importer) -> None:
    imports.lines(*WIDE, kind="vault", page=None)
    before = imports.everything()
    assert imports.lines(*WIDE, kind="vault", page=None).unchanged == 2
    assert imports.everything() == before
    report = imports.lines(WIDE[0], "alma,0,,,,", "bella,0,12,,,no", kind="vault", page=None)
    assert (report.inserted, report.updated, report.unchanged) == (0, 1, 1)
    assert imports.vault("creator_id", "content_type", "has_content")[:2] == [
        ("alma", "beach_set", False),
        ("alma", "duo_set", True),
    ]


def test_a_sheet_of_one_page_needs_no_page_column(imports: Importer) -> None:
    assert imports.lines("Beach set,Duo set", "yes,no", kind="vault").inserted == 1
    assert imports.vault("creator_id", "content_type", "has_content") == [
        ("alma", "beach_set", True),
        ("alma", "duo_set", False),
    ]


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (("page,Beach set", "alma,some"), "2 Beach set: 'some' is neither 0, 1, x, yes, no nor a number of pieces"),
        (("page,Beach set", "zoe,1"), "2 page: No page 'zoe'."),
        (("page,Beach set", ",1"), "2 page: is empty; name the page in the file or with --page"),
        (("page,Beach set", "alma,1", "alma,1"), "3 content_type: stands in line 2 already"),
        (("page,Sunsets", "alma,1"), "2 row: no column is a content type"),
        (("content type,alma", "Beech set,1"), "2 content type: no content type 'Beech set'; closest: Beach set"),
    ],
)
def test_a_wide_row_that_makes_no_entry_is_refused(imports: Importer, lines: tuple[str, ...], problem: str) -> None:
    problems = imports.refused(*lines, kind="vault", page=None)
    assert len(problems) == 1
    assert problems[0].startswith(problem)


KEYS = [key for key, content in shipped_catalogue().content_types.items() if content.is_inventory]
CELLS: Mapping[str, tuple[bool, int]] = {
    **dict.fromkeys(("1", "x", "Yes", "✓"), (True, 0)),
    **dict.fromkeys(("0", "no", "N"), (False, 0)),
    **{str(pieces): (True, pieces) for pieces in (2, 17, 1490)},
}
SHEETS = st.dictionaries(st.sampled_from(KEYS), st.tuples(*2 * [st.sampled_from(["", *CELLS])]), min_size=1, max_size=8)


@settings(max_examples=10)
@given(sheet=SHEETS, by_name=st.booleans(), on_its_side=st.booleans(), mark=st.sampled_from(",;\t"))
def test_a_wide_sheet_says_the_same_whichever_way_it_stands(
    sheet: dict[str, tuple[str, ...]],
    *,
    by_name: bool,
    on_its_side: bool,
    mark: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    directory = tmp_path_factory.mktemp("vault")
    engine = an_engine(directory)
    pages = ("alma", "bella")
    for page in pages:
        add_page(engine, name=page, page_type="paid", timezone="UTC", fans=10, sub_type="softcore", now=STEP.now)
    contents = shipped_catalogue().content_types
    titles = [contents[key].name if by_name else key for key in sheet]
    rows = [["content type", *pages], *([title, *cells] for title, cells in zip(titles, sheet.values(), strict=True))]
    if not on_its_side:
        rows = [["page", *titles], *([page, *(cells[at] for cells in sheet.values())] for at, page in enumerate(pages))]
    imports = Importer(engine, directory, shipped_params())
    assert imports.lines(*(mark.join(row) for row in rows), kind="vault", page=None).bad == 0
    said = {(pages[at], key): CELLS[cell] for key, cells in sheet.items() for at, cell in enumerate(cells) if cell}
    held = imports.vault("creator_id", "content_type", "has_content", "quantity")
    assert {(page, key): (holds, pieces) for page, key, holds, pieces in held} == said
    engine.dispose()
