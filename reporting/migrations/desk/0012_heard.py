"""A reporter who writes again is heard; whose turn it is stands in each reader's row, and dates have their own index.

The turns are those of `cases.turns` as it was at this step, in the store's own words.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

AT_REST = "'concluded', 'erased', 'withdrawn', 'held'"
PENDING = f"""(
  (c.confirm_by IS NOT NULL AND c.status NOT IN ('withdrawn', 'erased'))
  OR (c.status NOT IN ('waiting', {AT_REST}) AND (
    (c.proposal IS NOT NULL AND c.agreed_on IS NULL) OR (c.status = 'reconsidering' AND c.proposal IS NULL))))"""
READS = "EXISTS (SELECT 1 FROM case_reader AS o WHERE o.case_id = c.case_id AND o.fingerprint"
ALONE = f"NOT {READS} <> case_reader.fingerprint)"
TURN = f"""CASE
  WHEN c.status = 'erased' THEN 'nobody'
  WHEN c.successor IS NOT NULL THEN 'me'
  WHEN {PENDING} THEN CASE
    WHEN {ALONE} THEN 'me'
    WHEN NOT {READS} = c.proposed_by) THEN 'either'
    WHEN c.proposed_by = case_reader.fingerprint THEN 'other'
    ELSE 'me' END
  WHEN c.status = 'waiting' THEN 'reporter'
  WHEN c.status IN ({AT_REST}) THEN 'nobody'
  WHEN {ALONE} THEN 'me'
  ELSE 'either' END"""
WAITS = f"c.status <> 'erased' AND (c.successor IS NOT NULL OR (case_reader.turn <> 'other' AND {PENDING}))"


def upgrade() -> None:
    op.add_column("desk_case", sa.Column("heard_on", sa.Date))
    op.add_column("desk_case", sa.Column("heard", sa.SmallInteger, nullable=False, server_default="0"))
    for column in (
        sa.Column("turn", sa.String(16), nullable=False, server_default="either"),
        sa.Column("waits", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("handed", sa.SmallInteger, nullable=False, server_default="0"),
    ):
        op.add_column("case_reader", column)
    for name, value in (("turn", TURN), ("waits", WAITS)):
        found = f"SELECT {value} FROM desk_case AS c WHERE c.case_id = case_reader.case_id"  # noqa: S608
        op.execute(f"UPDATE case_reader SET {name} = ({found})")  # noqa: S608
    op.execute(f"UPDATE case_reader SET due_on = NULL WHERE status IN ({AT_REST}) AND turn = 'nobody'")  # noqa: S608
    for name, day in (("case_reader_by_due", "due_on"), ("case_reader_by_received", "received_on")):
        op.drop_index(name, "case_reader")
        op.create_index(name, "case_reader", ["fingerprint", "status", "turn", day, "case_id"])
    op.drop_index("case_reader_to_call", "case_reader")
    for day_or_mark, only in (("due_on", "due_on IS NOT NULL"), ("waits", "waits"), ("to_call", "to_call")):
        names, where = ["fingerprint", day_or_mark, "case_id"], sa.text(only)
        name = f"case_reader_{day_or_mark.removesuffix('_on')}"
        op.create_index(name, "case_reader", names, sqlite_where=where, postgresql_where=where)
