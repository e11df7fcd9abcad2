"""The commands of docs/operations.md, and which of them only a whole machine can run.

for line in lines("Upgrades"):
    if not is_for_a_machine(line):
        ...
"""

import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
FOR_A_MACHINE: Mapping[str, str] = {
    "apt-get": "it installs packages",
    "make": "it fetches and installs what the program needs",
    "pip": "it fetches and installs what the program needs",
    "groupadd": "it makes groups of the machine",
    "useradd": "it makes users of the machine",
    "usermod": "it changes users of the machine",
    "chown": "it gives files to users of the machine",
    "owners": "it gives files to users of the machine; tests/doctor/test_owners.py runs it with other users",
    "systemctl": "it starts and stops units",
    "nginx": "it looks at the machine's own nginx; tests/deploy/test_nginx.py runs the sample",
    "ln": "it puts the program on the machine's PATH",
    "cat": "it belongs to the machine's own tor; tests/deploy/test_onion.py has tor read the sample",
    "certbot": "it asks a certificate authority; tests/deploy/test_nginx_guards.py answers as it expects",
    "cd": "it leads a shell to the source",
}
"""By their first word, and why a test does not run them in a folder of its own."""
OF_SYSTEMD = "/etc/systemd/", "/etc/nginx/", "/etc/ssl/", "mkdir -p /var/lib/reporting"
"""What is put where only systemd and nginx look, and the folder of it all."""


def sections() -> Iterator[tuple[str, list[str]]]:
    """Each section that has commands, with these."""
    for part in PAGE.split("\n## ")[1:]:
        title, _, rest = part.partition("\n")
        if found := [line for block in BLOCK.findall(rest) for line in block.splitlines()]:
            yield title, found


def lines(title: str) -> list[str]:
    return dict(sections())[title]


def is_for_a_machine(line: str) -> bool:
    words = [word for word in shlex.split(line) if "=" not in word or word.startswith("-")]
    first = words[0].rpartition("/")[2] if words else ""
    return first in FOR_A_MACHINE or (first in ("mkdir", "cp") and any(place in line for place in OF_SYSTEMD))
