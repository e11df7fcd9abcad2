"""The tree above the access log: a row for each complete subtree, also above the entries that are there already."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from alembic import op

from reporting.accesslog.merkle import Node, growth

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ONLY_GROWS = "the access log only grows"
AT_ONCE = 10_000


def upgrade() -> None:
    node = op.create_table(
        "log_node",
        sa.Column("level", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sqlite_with_rowid=False,
    )
    _fill(op.get_bind(), node)
    _keep()


def _fill(connection: sa.Connection, node: sa.Table) -> None:
    """Hash the entries as they are stored. Of the tree so far only its right edge is kept in memory."""
    entry = sa.table("log_entry", sa.column("leaf"), sa.column("entry"))
    size, edge = 0, dict[Node, bytes]()

    def read(nodes: Collection[Node]) -> Mapping[Node, bytes]:
        return {node: edge[node] for node in nodes}

    while True:
        page = connection.execute(
            sa.select(entry.c.entry).where(entry.c.leaf >= size).order_by(entry.c.leaf).limit(AT_ONCE)
        )
        rows = []
        for stored in page.scalars():
            grown = growth(size, stored, read)
            size += 1
            rows += [{"level": level, "position": at, "hash": hashed} for (level, at), hashed in grown.items()]
            # What was completed covers every node below it: only the newest of each level can be asked for again.
            edge = {known: hashed for known, hashed in edge.items() if known[0] > max(grown)[0]} | dict(
                [max(grown.items())]
            )
        if not rows:
            return
        connection.execute(sa.insert(node), rows)


def _keep() -> None:
    """As for entries: not a protection against whoever owns the store, but against our own mistakes."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER log_node_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON log_node "
            "EXECUTE FUNCTION log_only_grows()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER log_node_no_{change.lower()} BEFORE {change} ON log_node "
            f"BEGIN SELECT RAISE(ABORT, '{ONLY_GROWS}'); END"
        )
    op.execute(
        "CREATE TRIGGER log_node_once BEFORE INSERT ON log_node "
        "WHEN EXISTS (SELECT 1 FROM log_node WHERE level = NEW.level AND position = NEW.position) "
        "BEGIN SELECT RAISE(ABORT, 'the access log only grows'); END"
    )
