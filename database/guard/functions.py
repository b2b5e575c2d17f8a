"""The SQL functions a free query may call: they compute from their arguments and touch nothing else."""

from __future__ import annotations

__all__ = ["FUNCTIONS", "TABLE_FUNCTIONS"]

_NUMBERS = """
abs acos acosh asin asinh atan atan2 atanh ceil ceiling cos cosh degrees exp floor ln log log10 log2 mod pi pow power radians
random round sign sin sinh sqrt tan tanh trunc
"""
_TEXTS = """
char concat concat_ws format glob hex instr length like lower ltrim octet_length printf quote replace rtrim soundex substr
substring trim typeof unhex unicode upper sqlite_version
"""
_CHOICES = "coalesce if ifnull iif likely likelihood max min nullif unlikely"
_DATES = "current_date current_time current_timestamp date datetime julianday strftime time timediff unixepoch"
_GROUPS = """
avg count group_concat median percentile percentile_cont percentile_disc string_agg sum total
cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number
"""
_JSON = """
-> ->> json json_array json_array_length json_error_position json_extract json_group_array json_group_object json_insert
json_object json_patch json_pretty json_quote json_remove json_replace json_set json_type json_valid
"""

FUNCTIONS = frozenset(f"{_NUMBERS} {_TEXTS} {_CHOICES} {_DATES} {_GROUPS} {_JSON}".split())

TABLE_FUNCTIONS = frozenset(("json_each", "json_tree"))
"""The only virtual tables that may be read: they unfold the JSON text they are given."""
