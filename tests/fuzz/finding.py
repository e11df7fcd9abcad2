"""What was found: by kind and place, with the first input that led there."""

import traceback
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path


def _where(frame: traceback.FrameSummary) -> str:
    return f"{Path(frame.filename).name}:{frame.lineno} ({frame.name})"


@dataclass
class Findings:
    """Errors that no parser documents. One place is one finding, however many inputs lead there."""

    folder: Path | None = None
    places: dict[str, str] = field(default_factory=dict)

    def note(self, error: BaseException, untrusted: bytes) -> None:
        """Keep the input, if this place is a new one."""
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if "/reporting/" in frame.filename] or frames
        place = f"{type(error).__name__} at {_where(ours[-1])}"
        if frames[-1] is not ours[-1]:
            place += f", in {_where(frames[-1])}"
        if place in self.places:
            return
        name = sha256(place.encode()).hexdigest()[:12]
        self.places[place] = name
        if self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(untrusted)
            said = "".join(traceback.format_exception(error))
            (self.folder / f"{name}.txt").write_text(f"{place}\n\n{said}", encoding="utf-8", errors="replace")
