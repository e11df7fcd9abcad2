"""How old the server's own keys are."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from reporting.config import LOG_KEY
from reporting.doctor.findings import Asked, Finding, advice, fine

OLD = timedelta(days=2 * 365)
REMEDIES = {
    LOG_KEY: "reporting log rotate",
    "form-token": "Write 32 other random bytes into it, in hex, and restart the form. Whoever has it open sends twice.",
}


def look(asked: Asked) -> Iterator[Finding]:
    """By the time at which each file was written."""
    for name, remedy in REMEDIES.items():
        file = asked.instance / "secrets" / name
        if file.exists():
            made = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            if asked.clock.now() - made > OLD:
                yield advice(f"secrets/{name} is of {made.date()}.", remedy)
            else:
                yield fine(f"secrets/{name} is less than two years old.")
