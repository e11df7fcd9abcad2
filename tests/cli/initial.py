"""What `reporting init` is asked and answered, for tests of it."""

from pathlib import Path

from click.testing import CliRunner, Result

from reporting.cli import main

FLAGS = {
    "--name": 'The "Larks" \\ Fëld',
    "--form-origin": "https://concerns.larkfield.example",
    "--desk-origin": "https://desk.larkfield.example",
    "--mail-host": "",
}


def words(**other: str | None) -> list[str]:
    """The command with every flag, but for these."""
    given = FLAGS | {f"--{name.replace('_', '-')}": value for name, value in other.items()}
    return ["init", *(word for flag, value in given.items() if value is not None for word in (flag, value))]


def init(folder: Path, *said: str) -> Result:
    return CliRunner(env={"REPORTING_INSTANCE": str(folder / "instance")}).invoke(main, said or words())


def listing(folder: Path) -> dict[str, str]:
    """Every path below, with its mode."""
    return {str(path.relative_to(folder)): f"{path.stat().st_mode & 0o777:o}" for path in folder.rglob("*")}
