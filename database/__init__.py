"""The store: tables, migrations, queries. All SQL of EROS stands here."""
