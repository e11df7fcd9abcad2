"""What `--help` says of the commands: each in a whole sentence, and options in the order in which one is asked."""

import pytest
from click.testing import CliRunner

from reporting.cli import main


@pytest.mark.parametrize("room", [[], ["db"], ["key"], ["log"], ["serve"]])
def test_each_command_is_told_in_a_whole_sentence(room: list[str]) -> None:
    told = CliRunner().invoke(main, [*room, "--help"], terminal_width=80).stdout
    commands = told.partition("Commands:")[2]
    assert len(commands.splitlines()) > 2
    assert "..." not in commands and "…" not in commands


def test_init_names_its_options_in_the_order_of_its_questions() -> None:
    told = CliRunner().invoke(main, ["init", "--help"]).stdout
    places = [told.index(option) for option in ("--name", "--form-origin", "--desk-origin", "--mail-host")]
    assert places == sorted(places)
