"""`reporting init` killed at any of its steps, and run a second time."""

import json
import re
import subprocess
import sys
from pathlib import Path

from reporting import config
from reporting.desk import create_app as desk
from reporting.form import create_app as form
from tests.cli.initial import listing, words

KILLED = """
import gc, json, os, sys
from pathlib import Path
import reporting.cli.init
from reporting import db, migrations
from tests.cli import killed
from reporting.cli import main
folder, words = Path(sys.argv[1]), sys.argv[2:]
os.dup2(os.open(os.devnull, os.O_WRONLY), 2)

ready, upgrade = {}, migrations.upgrade
for store in ("mailbox", "desk"):
    upgrade(f"sqlite:///{folder}/ready/{store}.db", store)
    ready[store] = (folder / "ready" / f"{store}.db").read_bytes()

def made_in_two_steps(url, store):
    # Stores as the migrations leave them: making each anew at every step takes minutes.
    db.create(url)
    file = Path(url.removeprefix("sqlite:///"))
    for size in (5000, len(ready[store])):
        file.write_bytes(ready[store][:size])
        killed.at(bool)()

def run(place, lives):
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1]
    killed.left = lives
    os.environ["REPORTING_INSTANCE"] = str(place)
    os.dup2(2, 1)
    migrations.upgrade = made_in_two_steps
    for name in ("fsync", "mkdir", "rename", "replace", "chmod", "unlink"):
        setattr(os, name, killed.at(getattr(os, name)))
    try:
        main(words)
    except SystemExit as ended:
        os._exit(ended.code or 0)  # tearing down what is loaded takes longer than the run


gc.freeze()  # nor does each process copy what it only looks through
found, steps = [], 0
while True:
    place = folder / str(steps) / "instance"
    first = run(place, steps)
    was_there = (place / "reporting.toml").exists()
    found.append([first, was_there, run(place, 10_000)])
    if first == 0:
        break
    steps += 1
print(json.dumps(found))
"""


def test_killed_at_any_step_it_leaves_nothing_or_what_a_second_run_completes(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), *words()], capture_output=True, text=True, timeout=500, check=True
    )
    *killed, (whole, _, refused) = json.loads(ran.stdout)
    assert len(killed) > 20
    assert {first for first, _, _ in killed} == {9}
    assert whole == 0 and refused != 0
    wanted = listing(tmp_path / str(len(killed)))
    for step, (_, was_there, second) in enumerate(killed):
        # Once the settings are in their place the instance is whole, and a second run says that it is there.
        assert second == (256 if was_there else 0), step
        left = listing(tmp_path / str(step))
        assert {name: left[name] for name in wanted} == wanted, step
        assert all(re.match(r"keys/\.(log\.pub|README\.md)\.", name) for name in left if name not in wanted), step
        loaded = config.load(tmp_path / str(step) / "instance", {})
        form(loaded.form())
        desk(loaded.desk())
        assert config.secret(loaded.instance / "secrets" / "log-key") == loaded.worker().log_secret
