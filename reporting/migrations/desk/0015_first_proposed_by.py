"""Who proposed what is looked at again is remembered apart from who proposes now, until it is decided anew.

Until now one column held both: the second proposal to a case took the place of the first reader's name.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

READS = "SELECT min(o.fingerprint) FROM case_reader AS o WHERE o.case_id = desk_case.case_id"
WROTE = "SELECT min(n.author) FROM case_note AS n WHERE n.case_id = desk_case.case_id AND n.kind = 'proposal'"
FIRST = f"""coalesce(
  ({READS} AND o.fingerprint <> desk_case.proposed_by),
  ({WROTE} AND n.author <> desk_case.proposed_by),
  proposed_by)"""
"""Of two, who has not proposed: a note would still name a key that was renewed. With one reader, who else proposed."""
AGAIN = "(concluded_on IS NOT NULL OR status = 'reconsidering' OR held_from = 'reconsidering')"
"""The day of an early conclusion is not known. A case that had left the status again by then looks like any other."""


def upgrade() -> None:
    op.add_column("desk_case", sa.Column("first_proposed_by", sa.String(52)))
    second = (
        f"proposal IS NOT NULL AND proposed_by IS NOT NULL AND agreed_on IS NULL AND status <> 'addressing' AND {AGAIN}"
    )
    op.execute(f"UPDATE desk_case SET first_proposed_by = {FIRST} WHERE {second}")  # noqa: S608
    nobody_yet = "proposal IS NULL AND proposed_by IS NOT NULL AND confirm_by IS NULL"
    op.execute(f"UPDATE desk_case SET first_proposed_by = proposed_by, proposed_by = NULL WHERE {nobody_yet}")  # noqa: S608
