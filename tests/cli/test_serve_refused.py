"""`reporting serve`: a place where nobody can listen, and a number that serves nobody, are refused at once."""

from pathlib import Path

import pytest

from reporting.cli.listening import CannotListen, refuse_taken
from tests.cli.table import Table


@pytest.mark.parametrize("bind", ["foo", "127.0.0.1", "127.0.0.1:http", ":", "no.such.host.invalid:8000"])
def test_what_is_no_address_is_told_in_one_line_with_its_remedy(bind: str) -> None:
    with pytest.raises(CannotListen, match=r"cannot be listened on \(.+\)\. Name another: --bind HOST:PORT$"):
        refuse_taken(bind)


def test_a_socket_in_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    refuse_taken(f"unix:{tmp_path}/form.sock")
    with pytest.raises(CannotListen, match=r"gone is no folder\. Make it, or name another: --bind unix:PATH$"):
        refuse_taken(f"unix:{tmp_path}/gone/form.sock")


@pytest.mark.parametrize("option", ["--workers", "--threads"])
def test_no_process_or_thread_at_all_is_refused(table: Table, option: str) -> None:
    told = table.run("serve", "form", option, "0")
    assert told.exit_code == 2 and "x>=1" in told.stderr
