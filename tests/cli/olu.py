"""Olu the auditor on a machine of their own: a key file, the log's public key, and what was kept."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from click.testing import CliRunner, Result

from reporting.accesslog import Facts, Tag
from reporting.accesslog.cosignatures import WitnessKey, cosign
from reporting.cli import main
from reporting.signednote import Note
from tests.accesslog.exported import Exported
from tests.house import PASSPHRASE, key_of, locked, log_key

NAME = "larkfield.example/olu"
WITNESS = WitnessKey.of(NAME, key_of("olu").verify_key)


@dataclass(frozen=True)
class Olu:
    """`folder` is a machine that the operator cannot reach."""

    folder: Path

    @classmethod
    def at(cls, folder: Path) -> "Olu":
        folder.mkdir()
        (folder / "olu.age").write_bytes(locked("olu"))
        (folder / "pass.txt").write_text(f"{PASSPHRASE}\n")
        (folder / "log.pub").write_text(f"{log_key().verifier}\n")
        return cls(folder)

    @property
    def kept(self) -> Path:
        return self.folder / "kept"

    @property
    def words(self) -> list[str]:
        return ["--key", f"{self.folder}/log.pub", "--as", f"{self.folder}/olu.age", "--kept", str(self.kept)]

    def cosigns(self, log: Path, *more: object) -> Result:
        """Whatever comes of it; a later option takes the place of an earlier one."""
        words = [*self.words, "--passphrase-file", f"{self.folder}/pass.txt", *map(str, more)]
        return CliRunner().invoke(main, ["log", "cosign", str(log), *words])

    def cosigned(self, log: Path, *more: object) -> str:
        """What was told, when it was done."""
        told = self.cosigns(log, *more)
        assert told.exit_code == 0, told.output
        assert told.stderr == ""
        return told.stdout

    def refused(self, log: Path, *more: object) -> str:
        """The one line; nothing in the log or of what was kept has changed by it."""
        before = files(log), files(self.folder)
        told = self.cosigns(log, *more)
        assert told.exit_code == 1, told.output
        assert told.stderr.startswith("reporting: ") and told.stderr.count("\n") == 1, told.stderr
        assert (files(log), files(self.folder)) == before
        return told.stderr


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def written(log: Exported, folder: Path) -> Path:
    """An exported log on disk."""
    for name, content in log.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def entries(count: int) -> list[bytes]:
    """Entries as the desk writes them, none like another."""
    return [Facts(Tag.REPORT_OPEN, "2026-11-23T14:05Z", person=f"ada{n}").to_bytes() for n in range(count)]


def with_line(note: bytes, at: datetime, handle: str = "olu", name: str = NAME) -> bytes:
    """A checkpoint with somebody's cosignature of that time."""
    parsed = Note.parse(note)
    return bytes(Note(parsed.text, (*parsed.signatures, cosign(parsed.text, name, key_of(handle), at))))
