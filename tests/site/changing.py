"""A site of whose answers some are changed on their way, and what `verify-site` says of it."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Response

from reporting.cli import main
from reporting.site import Manifest, Pinned, verify_form
from tests.house import House, build
from tests.ports import free_port

Change = Callable[[Response], object]


@pytest.fixture
def a_site(tmp_path: Path) -> tuple[House, str, str]:
    """A house, and where its form and its desk are served."""
    form, desk = (f"http://localhost:{free_port()}" for _ in range(2))
    tmp_path.chmod(0o700)
    return build(tmp_path, form=form, desk=desk), form, desk


def told(house: House, url: str) -> list[str]:
    pinned = Pinned.of_keys(house.keys)
    found = [str(one) for one in verify_form(url, Manifest.of_package(), pinned)]
    assert all("\n" not in one and one.count(". ") >= 1 for one in found)
    return found


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["verify-site", *map(str, words)])


def text(old: str, new: str) -> Change:
    """The first of these words replaced, however the answer is packed."""

    def change(answer: Response) -> None:
        if answer.mimetype == "text/html":
            answer.set_data(plain(answer).replace(old.encode(), new.encode(), 1))

    return change


def plain(answer: Response) -> bytes:
    data = answer.get_data()
    return gzip.decompress(data) if answer.headers.pop("Content-Encoding", None) == "gzip" else data
