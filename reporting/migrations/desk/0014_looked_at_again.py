"""A case that is looked at again is for whoever has not proposed, also once it was waited or held meanwhile.

The turns are those of `cases.turns` as it was at this step, in the store's own words, of the cases that it is about.
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

OPEN = "c.proposal IS NULL AND c.confirm_by IS NULL AND c.successor IS NULL"
LOOKED_AT_AGAIN = f"""{OPEN} AND c.proposed_by IS NOT NULL
  AND c.status NOT IN ('reconsidering', 'waiting', 'concluded', 'erased', 'withdrawn', 'held')"""
BY_NOBODY = f"{OPEN} AND c.proposed_by IS NULL AND c.status = 'reconsidering'"
"""Nothing waits for anybody in particular but what the reporter wrote."""
READS = "EXISTS (SELECT 1 FROM case_reader AS o WHERE o.case_id = c.case_id AND o.fingerprint"
TURN = f"""CASE
  WHEN NOT {READS} <> case_reader.fingerprint) THEN 'me'
  WHEN NOT {READS} = c.proposed_by) THEN 'either'
  WHEN c.proposed_by <> case_reader.fingerprint THEN 'me'
  WHEN c.heard_on IS NOT NULL THEN 'either'
  ELSE 'other' END"""


def upgrade() -> None:
    found = f"SELECT {TURN} FROM desk_case AS c WHERE c.case_id = case_reader.case_id"  # noqa: S608
    these = f"SELECT c.case_id FROM desk_case AS c WHERE {LOOKED_AT_AGAIN}"  # noqa: S608
    op.execute(f"UPDATE case_reader SET turn = ({found}) WHERE case_id IN ({these})")  # noqa: S608
    waits = "CASE turn WHEN 'other' THEN false ELSE true END"
    op.execute(f"UPDATE case_reader SET waits = {waits} WHERE case_id IN ({these})")  # noqa: S608
    these = f"SELECT c.case_id FROM desk_case AS c WHERE {BY_NOBODY} AND c.heard_on IS NULL"  # noqa: S608
    op.execute(f"UPDATE case_reader SET waits = false WHERE case_id IN ({these})")  # noqa: S608
