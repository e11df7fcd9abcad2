"""Names in the environment that show or write down what must stay inside."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from reporting.doctor.findings import Asked, Finding, advice, fine, serious

OFF = ("", "0", "false", "no")
UNSAFE: Mapping[str, str] = {
    "FLASK_DEBUG": "shows a stranger whatever a request carried",
    "SSLKEYLOGFILE": "writes the keys of every TLS connection to a file",
    "PYTHONINSPECT": "keeps a program at a prompt with all it holds",
    "PYTHONDEVMODE": "prints what a program works with",
}


def look(asked: Asked) -> Iterator[Finding]:
    """This environment's, and that of each program of ours that runs and may be looked into."""
    found = False
    for whose, environ in (("this environment", asked.environ), *_running(asked.proc)):
        for name, does in UNSAFE.items():
            if environ.get(name, "").lower() not in OFF:
                found = True
                yield serious(f"{name} is set in {whose}: it {does}.", f"Unset {name} and start the programs again.")
    if asked.environ.get("PYTHONPATH"):
        yield advice("PYTHONPATH is set: other code may take the place of ours.", "Unset PYTHONPATH.")
    if not found:
        yield fine("No debug mode is on.")


def _running(proc: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    for folder in sorted(proc.glob("[0-9]*")):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            ours = any(word.rpartition(b"/")[2] == b"reporting" for word in words[:4])
            if ours and {b"serve", b"worker"} & set(words):
                pairs = (item.partition("=") for item in (folder / "environ").read_text(errors="replace").split("\0"))
                yield f"process {folder.name}", {name: value for name, _, value in pairs}
        except OSError:
            continue  # it has ended, or belongs to another user
