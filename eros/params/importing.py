"""Bounds of what an import takes in."""

from __future__ import annotations

from eros.params.base import Section, tunable

__all__ = ["ImportParams"]


class ImportParams(Section):
    """How large a file's parts may be, and which moments and numbers are believed."""

    batch_rows: int = tunable("rows written together", "rows", low=1, high=10_000)
    memory_bytes: int = tunable("checked rows held in memory before they go to a file", "bytes", low=1024, high=2**32)
    max_columns: int = tunable("columns of a file", "columns", low=1, high=10_000)
    max_line_chars: int = tunable("length of a line of a file", "characters", low=1000, high=100_000_000)
    max_sheet_rows: int = tunable("rows of a sheet, empty ones too", "rows", low=1, high=1_048_576)
    max_unpacked_bytes: int = tunable(
        "what the parts of a workbook unpack to together", "bytes", low=10_000, high=2**40
    )
    max_strings_bytes: int = tunable("what the shared texts of a workbook unpack to", "bytes", low=10_000, high=2**40)
    max_part_bytes: int = tunable("any other part of a workbook, and one of its rows", "bytes", low=1000, high=2**40)
    max_text_chars: int = tunable("length of a text", "characters", low=1, high=1_000_000)
    shown_problems: int = tunable("problems kept to be shown; all are counted", "", low=1, high=100_000)
    sample_rows: int = tunable("first rows shown as they were understood", "rows", low=0, high=100)
    max_number: int = tunable("largest count, and largest amount in cents", "", low=1, high=2**53)
    likeness_accept: float = tunable("likeness from which a text is linked to a caption", "", low=0.5, high=1.0)
    likeness_margin: float = tunable("lead over captions with other labels it then has", "", low=0.0, high=1.0)
    likeness_review: float = tunable("likeness from which a person is asked", "", low=0.5, high=1.0)
    likeness_min_chars: int = tunable("shortest text held against the bank by likeness", "characters", low=1, high=1000)
    plan_minutes: int = tunable(
        "between a planned send and the message it became, at most", "minutes", low=1, high=1440
    )
    first_year: int = tunable("year before which no message was sent", "year", low=1, high=9000)
