"""The words of a free query on PostgreSQL: functions that compute from their arguments, and what else precedes a (."""

from __future__ import annotations

__all__ = ["FUNCTIONS", "GRAMMAR", "SCHEMA_VIEWS"]

_NUMBERS = """
abs acos acosh asin asinh atan atan2 atanh cbrt ceil ceiling cos cosh cot degrees div exp floor gcd lcm ln log log10 mod pi
pow power radians random round scale sign sin sinh sqrt tan tanh to_number trim_scale trunc width_bucket
"""
_TEXTS = """
ascii bit_length btrim char_length character_length chr concat concat_ws decode encode initcap left length lower lpad
ltrim md5 normalize octet_length overlay position quote_ident quote_literal quote_nullable regexp_count regexp_instr
regexp_like regexp_match regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table regexp_substr repeat
replace reverse right rpad rtrim sha256 split_part starts_with string_to_array string_to_table strpos substr substring to_hex
translate trim upper version
"""
_CHOICES = "coalesce greatest least nullif num_nonnulls num_nulls"
_DATES = """
age clock_timestamp current_time current_timestamp date date_bin date_part date_trunc extract isfinite justify_days
justify_hours justify_interval localtime localtimestamp make_date make_interval make_time make_timestamp make_timestamptz now
statement_timestamp timezone to_char to_date to_timestamp transaction_timestamp
"""
_GROUPS = """
any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop covar_samp every grouping json_agg
json_object_agg jsonb_agg jsonb_object_agg max min mode percentile_cont percentile_disc regr_count regr_intercept regr_r2
regr_slope stddev stddev_pop stddev_samp string_agg sum var_pop var_samp variance
cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number
"""
_JSON = """
json_array_elements json_array_elements_text json_array_length json_build_array json_build_object json_each json_each_text
json_extract_path json_extract_path_text json_object json_object_keys json_strip_nulls json_typeof jsonb_array_elements
jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text jsonb_exists
jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_keys jsonb_path_exists jsonb_path_match
jsonb_path_query jsonb_path_query_array jsonb_path_query_first jsonb_pretty jsonb_set jsonb_strip_nulls jsonb_typeof
row_to_json to_json to_jsonb
"""
_ARRAYS = """
array_append array_cat array_length array_lower array_ndims array_position array_positions array_prepend array_remove
array_replace array_to_json array_to_string array_upper cardinality generate_series generate_subscripts unnest
"""

FUNCTIONS = frozenset(f"{_NUMBERS} {_TEXTS} {_CHOICES} {_DATES} {_GROUPS} {_JSON} {_ARRAYS}".split())

_CLAUSES = """
all and any array as between both by case cast cube distinct else escape except exists filter for from group
having ilike in intersect interval is lateral leading like limit materialized not of offset on or order over
partition placing rollup row rows select sets similar some symmetric then to trailing union using values when where
with zone
"""
_TYPES = "char character decimal float numeric time timestamp timestamptz timetz varchar varying"

GRAMMAR = frozenset(f"{_CLAUSES} {_TYPES}".split())
"""Words an opening parenthesis may follow though they are no function."""

_VIEWS = """
check_constraints columns constraint_column_usage key_column_usage referential_constraints table_constraints tables views
"""

SCHEMA_VIEWS = frozenset(_VIEWS.split())
"""What of information_schema may be read: it describes tables the role can read, and nothing else of the server."""
