"""A folder with everybody's locked key files and public files, and the commands run in it."""

from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result

from reporting.cli import main
from reporting.roster.files import put_new
from reporting.sealing.keyfiles import lock
from tests.roster.cast import COMMUNITY, key, person

PASSPHRASE = "maple-river-orbit-candle-salt-winter-lamp"


@dataclass(frozen=True)
class Table:
    """`folder/private` holds key files, `folder/keys` is what REPORTING_KEYS names."""

    folder: Path

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    def run(self, *words: str, typed: str | None = None) -> Result:
        """A command as a person runs it, with what they type when they are asked."""
        environ = {"REPORTING_INSTANCE": str(self.folder / "instance"), "REPORTING_KEYS": str(self.keys)}
        return CliRunner(env=environ).invoke(main, words, input=typed)

    def done(self, *words: str, typed: str | None = None) -> str:
        """Its output, when it did what it was told."""
        result = self.run(*words, typed=typed)
        assert result.exit_code == 0, result.output
        assert result.stderr in ("", f"Passphrase of {Path(words[-1]).name}: \n")
        return result.stdout

    def refused(self, *words: str, typed: str | None = None) -> str:
        """The one line it was refused with; nothing in keys/ may have changed by it."""
        before = self.files()
        result = self.run(*words, typed=typed)
        assert result.exit_code == 1, result.output
        line = result.stderr.rpartition(": \n")[2] if typed else result.stderr
        assert line.startswith("reporting: ") and line.count("\n") == 1, result.stderr
        assert self.files() == before
        return line

    def files(self) -> dict[str, bytes]:
        return {str(file.relative_to(self.keys)): file.read_bytes() for file in self.keys.rglob("*") if file.is_file()}

    def private(self, handle: str) -> str:
        """The path of somebody's locked key file."""
        file = self.folder / "private" / f"{handle}.age"
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            put_new(file, lock(key(handle), PASSPHRASE, log_n=4))
        return str(file)

    def public(self, handle: str) -> str:
        """The path of somebody's public file, outside keys/."""
        file = self.folder / "handed-over" / f"{handle}.pub"
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            put_new(file, person(handle).public_file())
        return str(file)

    def sign(self, handle: str) -> str:
        return self.done("key", "sign", "--key", self.private(handle), typed=f"{PASSPHRASE}\n")

    def opened_by(self, *handles: str) -> "Table":
        """With a first roster in force."""
        for handle in handles:
            self.done("key", "add", self.public(handle), "--community", COMMUNITY)
        for handle in handles[:2]:
            self.sign(handle)
        return self
