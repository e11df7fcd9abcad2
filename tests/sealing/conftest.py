"""The cast of sealing: Ada and Ben review, Ines is the alternate, Mallory interferes."""

import pytest

from reporting.sealing import HybridIdentity


@pytest.fixture(scope="session")
def ada() -> HybridIdentity:
    return HybridIdentity.generate()


@pytest.fixture(scope="session")
def ben() -> HybridIdentity:
    return HybridIdentity.generate()


@pytest.fixture(scope="session")
def ines() -> HybridIdentity:
    return HybridIdentity.generate()
