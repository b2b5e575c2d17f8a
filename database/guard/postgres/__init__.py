"""Free queries on a PostgreSQL server: the same gates, with a role that may only read in SQLite's authorizer's place."""
