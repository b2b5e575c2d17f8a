"""Bounds of a free query: what it may ask, how long and how large it may become."""

from __future__ import annotations

from eros.params.base import Section, tunable

__all__ = ["QueryParams"]


class QueryParams(Section):
    """What a statement may hold, what it may cost, and how much of its answer comes back."""

    default_rows: int = tunable("rows given where none are asked for", "rows", low=1, high=10_000)
    max_rows: int = tunable("most rows that can be asked for", "rows", low=1, high=100_000)
    page_bytes: int = tunable("size of an answer as JSON, per `default_rows` asked for", "bytes", low=1000, high=10**7)
    cell_chars: int = tunable("length at which a text or blob is cut", "characters", low=16, high=10**6)

    max_joins: int = tunable("joins of a statement, commas included", "joins", low=0, high=60)
    max_depth: int = tunable("subqueries inside one another", "levels", low=0, high=50)
    max_parameters: int = tunable("values bound to a statement", "values", low=0, high=10_000)
    sql_chars: int = tunable("length of a statement", "characters", low=10, high=10**6)
    expression_depth: int = tunable("depth of an expression's tree", "levels", low=10, high=1000)
    compound_selects: int = tunable("SELECTs joined by UNION and the like", "selects", low=1, high=500)
    pattern_bytes: int = tunable("length of a LIKE or GLOB pattern", "bytes", low=1, high=50_000)
    operations: int = tunable("instructions a statement compiles to", "instructions", low=1000, high=10**8)
    columns: int = tunable("columns of a table or an answer", "columns", low=50, high=2000)

    deadline_ms: int = tunable("how long a statement may run", "milliseconds", low=1, high=600_000)
    grace_ms: int = tunable("after the deadline, until its process is killed", "milliseconds", low=0, high=60_000)
    start_ms: int = tunable("how long a process may take to start", "milliseconds", low=100, high=600_000)
    value_bytes: int = tunable("size of one text or blob on the way", "bytes", low=10_000, high=10**9)
    memory_bytes: int = tunable("memory of the database engine", "bytes", low=2**20, high=2**36)
    process_bytes: int = tunable("address space of a process (not on Windows)", "bytes", low=2**28, high=2**40)
    workers: int = tunable("statements running at once", "processes", low=1, high=64)
    waiting: int = tunable("statements waiting for a process; more are refused", "statements", low=0, high=1000)
    logged_chars: int = tunable("length at which a statement is cut in the log", "characters", low=0, high=10_000)
