"""A send may carry notes for whoever sends it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("schedule_items", sa.Column("notes", sa.Text()))


def downgrade() -> None:
    op.drop_column("schedule_items", "notes")
