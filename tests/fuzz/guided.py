"""The engine that sees which lines an input reaches, and goes on from those that reach new ones: atheris, on libFuzzer.

python -m tests.fuzz.guided NAME SECONDS FOLDER SEED

A process of its own, since libFuzzer never returns. It tells what it did in FOLDER/tally.json.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["reporting", "tomllib", "html", "tarfile", "werkzeug.sansio"]):
    from tests.fuzz.blind import Tally
    from tests.fuzz.finding import Findings
    from tests.fuzz.target import load

    TARGET = load(sys.argv[1])

PATIENCE = 60
"""Seconds for one input."""
MEMORY = 3 * 2**30
"""Bytes of address space beyond what the process has before: whoever asks for more gets a MemoryError."""


def spelled(word: bytes) -> str:
    """As a dictionary of libFuzzer has it."""
    return "".join(rf"\x{byte:02x}" for byte in word)


def main(name: str, seconds: float, folder: Path, seed: int) -> None:
    findings, tally = Findings(folder / "findings"), Tally()
    corpus, seeds = folder / "corpus", folder / "seeds"
    for place in (corpus, seeds, folder / "findings"):
        place.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(TARGET.seeds()):
        (seeds / str(number)).write_bytes(data)
    words = folder / "words"
    words.write_text("".join(f'"{spelled(word)}"\n' for word in TARGET.words))
    began = time.monotonic()

    def tell() -> None:
        told = {"inputs": tally.inputs, "taken": tally.taken, "seconds": time.monotonic() - began}
        (folder / "tally.json").write_text(json.dumps({**told, "places": findings.places}))

    def look(data: bytes) -> None:
        tally.inputs += 1
        try:
            tally.taken += TARGET.check(data)
        except Exception as error:  # noqa: BLE001  (this is what is looked for)
            findings.note(error, data)
        over = time.monotonic() - began > seconds
        if over or tally.inputs % 200 == 0:
            tell()
        if over:
            os._exit(0)

    def neighbour(data: bytes, most: int, number: int) -> bytes:
        dice = Random(number)
        if TARGET.mutate and dice.random() < 0.6:
            return TARGET.mutate(data, dice)[:most]
        return atheris.Mutate(data, most)

    options = [
        f"-max_len={TARGET.largest}",
        f"-timeout={PATIENCE}",
        f"-artifact_prefix={folder}/findings/",
        f"-dict={words}",
        f"-seed={seed}",
        "-rss_limit_mb=0",
        "-malloc_limit_mb=0",
        "-verbosity=0",
        "-detect_leaks=0",
        str(corpus),
        str(seeds),
    ]
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, size + MEMORY))
    more = {"custom_mutator": neighbour} if TARGET.mutate else {}
    atheris.Setup([sys.argv[0], *options], look, **more)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
