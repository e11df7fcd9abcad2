"""The community's guidelines: there, readable, in force, and its own."""

from collections.abc import Iterator

from reporting.doctor.findings import Asked, Finding, advice, fine, refused
from reporting.guidelines import Guidelines, GuidelinesRefused
from reporting.instance import SAMPLES


def look(asked: Asked) -> Iterator[Finding]:
    """Reports and decisions cite them by their day."""
    folder = asked.instance / "guidelines"
    try:
        current = Guidelines.load(folder).in_force(asked.clock.today())
    except GuidelinesRefused as error:
        yield refused(error)
        return
    if current is None:
        yield advice("No guidelines are in force.", f"Write them into {folder}, into a file named like 2026-03-03.md.")
        return
    samples = {file.read_bytes() for file in (SAMPLES / "guidelines").glob("*.md")}
    if (folder / f"{current.day}.md").read_bytes() in samples:
        yield advice("The guidelines in force are the sample.", f"Put your own into {folder}, with their own day.")
    else:
        yield fine(f"The guidelines of {current.day} are in force.")
