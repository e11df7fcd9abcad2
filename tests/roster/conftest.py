"""A folder of keys as it is after the first roster."""

from pathlib import Path

import pytest

from tests.roster.cast import chain_of_four, lay


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """Four rosters one after the other; Ada, Noor and Ines are left."""
    return lay(tmp_path / "keys", chain_of_four())
