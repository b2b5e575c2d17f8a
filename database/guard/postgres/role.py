"""Who asks: free queries run as a role that may only read, and find the schema this program knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from database.guard.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import psycopg

__all__ = ["check_role"]

WAY_OUT = (
    "Free queries need a role with SELECT only: docs/how-to/share-on-postgresql.md has the statements that make one; "
    "name it in EROS_QUERY_URL."
)
MOST_NAMES = 3

_POWERS = """
SELECT current_user,
       current_setting('is_superuser') = 'on' OR mine.rolsuper,
       mine.rolcreaterole OR mine.rolreplication OR EXISTS (
           SELECT FROM pg_roles AS other
           WHERE other.rolname IN ('pg_execute_server_program', 'pg_read_server_files', 'pg_signal_backend',
                                   'pg_write_all_data', 'pg_write_server_files')
             AND pg_has_role(session_user, other.oid, 'MEMBER')),
       ARRAY (
           SELECT kept.relname::text FROM pg_class AS kept JOIN pg_namespace AS place ON place.oid = kept.relnamespace
           WHERE kept.relkind IN ('r', 'p', 'v', 'm', 'f')
             AND place.nspname <> 'information_schema' AND place.nspname !~ '^pg_'
             AND (pg_has_role(session_user, kept.relowner, 'MEMBER')
                  OR has_table_privilege(kept.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
                  OR has_any_column_privilege(kept.oid, 'INSERT, UPDATE'))
           ORDER BY 1),
       to_regclass('alembic_version') IS NOT NULL,
       has_table_privilege(to_regclass('alembic_version'), 'SELECT')
FROM pg_roles AS mine WHERE mine.rolname = session_user
"""


def check_role(connection: psycopg.Connection, source: Mapping[str, Any]) -> None:
    """Raise Refusal 'role' for one that may do more than read or may not read; 'unavailable' for another schema version.

    `source` holds the schema version wanted and the name the database is called in messages.
    """
    row = connection.execute(_POWERS).fetchone()
    if row is None:
        raise Refusal("role", f"The role on {source['name']} cannot be looked up. {WAY_OUT}")
    role, is_superuser, is_powerful, writable, has_version, may_read = row
    if is_superuser:
        raise Refusal("role", f"{role} is a superuser. {WAY_OUT}")
    if is_powerful:
        raise Refusal("role", f"{role} may do more on the server than read. {WAY_OUT}")
    if writable:
        raise Refusal("role", f"{role} owns or may write to {_some(writable)}. {WAY_OUT}")
    if has_version and not may_read:
        raise Refusal("role", f"{role} may not read alembic_version. Grant it SELECT on every table. {WAY_OUT}")
    _check_version(connection, source, known=has_version)


def _check_version(connection: psycopg.Connection, source: Mapping[str, Any], *, known: bool) -> None:
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
    found = row[0] if row else None
    if found != source["schema"]:
        has = f"schema version {found}" if found else "no tables of EROS this role can see"
        raise Refusal(
            "unavailable",
            f"{source['name']} has {has}, this EROS works with schema version {source['schema']}. "
            "Run `eros db upgrade` on it, or name another database.",
        )


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return f"{', '.join(names[:MOST_NAMES])}{more}"
