"""Empty stores as the migrations leave them, copied: running them for each of a thousand tests takes longer than the
tests.

url = laid(tmp_path / "desk" / "desk.db", "desk")
"""

import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from reporting import db, migrations


@cache
def _empty(store: migrations.StoreName) -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder, "made", f"{store}.db")
        migrations.upgrade(f"sqlite:///{file}", store)
        with closing(sqlite3.connect(file)) as rows:
            rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return file.read_bytes()


def laid(file: Path, store: migrations.StoreName) -> str:
    """Lay an empty store there; gives its address."""
    url = f"sqlite:///{file}"
    db.create(url)
    file.write_bytes(_empty(store))
    return url
