"""The pages that are written for people who do not run the server, and how tests read them."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
REVIEWERS, LOG, PRIVACY, DPIA, RECORD = (
    DOCS / name
    for name in (
        "reviewers.md",
        "access-log.md",
        "privacy.md",
        "templates/dpia.md",
        "templates/record-of-processing.md",
    )
)


def text_of(file: Path, title: str = "") -> str:
    """A page, or what stands in it under a heading."""
    text = file.read_text(encoding="utf-8")
    return re.split(r"^#{2,3} ", text.split(f"# {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0] if title else text
