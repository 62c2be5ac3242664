"""Attributes of cases, so that precedents and standing authorizations can be looked up.

House rules: import nothing of the package, so that this does in ten years what it does today; name every constraint;
alter a table of SQLite with `op.batch_alter_table`, which drops the triggers of that table, and make them anew; say
how to go back; derive nothing here that `licensing db rebuild` derives.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table; the next rebuild fills it."""
    op.create_table(
        "attributes",
        sa.Column("ref", WORD, nullable=False),
        sa.Column("name", WORD, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ref"], ["cases.ref"], name="fk_attributes_ref_cases"),
        sa.PrimaryKeyConstraint("ref", "name", name="pk_attributes"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Remove the table; everything in it can be derived again."""
    op.drop_table("attributes")
