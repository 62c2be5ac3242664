"""${message}.

House rules: import nothing of the package, so that this does in ten years what it does today; name every constraint;
alter a table of SQLite with `op.batch_alter_table`, which drops the triggers of that table, and make them anew; say
how to go back; derive nothing here that `licensing db rebuild` derives.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """${message}."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Go back."""
    ${downgrades if downgrades else "pass"}
