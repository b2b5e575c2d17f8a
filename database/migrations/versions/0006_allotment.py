"""A week says which shared PPV captions were dealt to its page."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("schedules", sa.Column("ppv_allotment", sa.Text()))


def downgrade() -> None:
    op.drop_column("schedules", "ppv_allotment")
