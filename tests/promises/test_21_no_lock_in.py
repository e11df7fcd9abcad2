"""Promise 21: no lock-in. What we sealed opens with an implementation of age that is not ours: the one of age's author
for JavaScript, with a key file that we made, and nothing of `reporting` in the process."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.house import PASSPHRASE, House, Rosa, key_of, locked
from tests.node import node, node_modules

SCRIPT = """
import { readFileSync } from "node:fs";
const { Decrypter, armor } = await import(process.argv[2] + "/age-encryption/dist/index.js");
const [, , , keyFile, passphrase, sealed] = process.argv;
const locked = new Decrypter();
locked.addPassphrase(passphrase);
const identity = (await locked.decrypt(armor.decode(readFileSync(keyFile, "utf8")), "text")).trim();
const opener = new Decrypter();
opener.addIdentity(identity);
process.stdout.write(await opener.decrypt(readFileSync(sealed)));
"""


@pytest.mark.parametrize("handle", ["ada", "ben"])
def test_every_part_opens_with_an_age_that_is_not_ours(house: House, tmp_path: Path, handle: str) -> None:
    Rosa(house.form().test_client()).send(what_happened="He followed me. 漢", contact="0700 555 0142")
    key_file, script = tmp_path / "key.age", tmp_path / "open.mjs"
    key_file.write_bytes(locked(handle))
    script.write_text(SCRIPT)
    for part in ("report", "headline", "contact"):
        sealed = tmp_path / f"{part}.age"
        sealed.write_bytes(house.sealed(part))
        told = subprocess.run(
            [node(), script, node_modules(), key_file, PASSPHRASE, sealed],
            capture_output=True,
            check=True,
            cwd=tmp_path,
        )
        assert json.loads(told.stdout) == house.open_as(handle, part)
        assert told.stdout == key_of(handle).identity.open(house.sealed(part)), "the padding is part of the file"


def test_what_opens_for_a_reader_does_not_open_for_the_one_left_out(house: House, tmp_path: Path) -> None:
    Rosa(house.form().test_client()).send(what_happened="It was Ben.", readers="not-ben")
    script, sealed = tmp_path / "open.mjs", tmp_path / "report.age"
    script.write_text(SCRIPT)
    sealed.write_bytes(house.sealed("report"))
    opened = {}
    for handle in ("ada", "ben"):
        key_file = tmp_path / f"{handle}.age"
        key_file.write_bytes(locked(handle))
        words = [node(), script, node_modules(), key_file, PASSPHRASE, sealed]
        opened[handle] = subprocess.run(words, capture_output=True, check=False, cwd=tmp_path).returncode == 0
    assert opened == {"ada": True, "ben": False}
