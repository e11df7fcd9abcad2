"""Run inside `unshare --net`: serves form and desk behind the sample on ports 80 and 443, and prints what is found."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.alone import loopback_up
from tests.deploy.front import Front, proxying, serving
from tests.deploy.observatory import HERE, SITES
from tests.house import build
from tests.node import node
from tests.notifications.server import certificate


def main(package: str, *faults: str) -> None:
    loopback_up()
    with TemporaryDirectory(prefix="front-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        form, desk = SITES
        house = build(folder / "house", form=f"https://{form}", desk=f"https://{desk}")
        authorities = b""
        for site in SITES:
            made = certificate(folder / site, site)
            authorities += made.trusted.read_bytes()
            for ending in ("pem", "key"):
                (folder / f"{site}.{ending}").write_bytes(made.shown.read_bytes())
        trusted = folder / "authorities"
        trusted.write_bytes(authorities)
        front = Front(house, folder, 443, 80, 8080, trusted)
        changes = {"localhost": form, "unix:/run/reporting-desk/": f"unix:{folder}/"}
        changes |= dict(zip(faults[::2], faults[1::2], strict=True))
        with (
            serving(front, f"{folder}/form.sock"),
            serving(front, f"{folder}/desk.sock", program="desk"),
            proxying(front, changes),
        ):
            environ = os.environ | {"NODE_EXTRA_CA_CERTS": str(trusted)}
            command = [str(node()), str(HERE / "scan.mjs"), package, *SITES]
            subprocess.run(command, env=environ, check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
