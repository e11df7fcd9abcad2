"""The manifest of what a release serves: written by the build, signed, compared with what is served."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from browser.bundle import manifest as built_manifest
from reporting.cli import main
from reporting.signednote import VerifierKey
from reporting.site import Manifest, ManifestRefused
from tests.browser.at_home import listening
from tests.house import PASSPHRASE, House, key_of, locked
from tests.site.changing import a_site, run

here = a_site


def test_the_build_writes_the_manifest_of_what_the_package_serves() -> None:
    assert built_manifest() == Manifest.of_package().text
    assert Manifest.unsigned(built_manifest().encode()) == Manifest.of_package()


def released(folder: Path) -> tuple[Path, Path]:
    """A signed manifest, and the public half of its key."""
    (folder / "release.age").write_bytes(locked("noor"))
    (folder / "pass.txt").write_text(PASSPHRASE)
    file, key = folder / "manifest", folder / "release.pub"
    words = ["release", str(file), "--key", str(folder / "release.age"), "--passphrase-file", str(folder / "pass.txt")]
    told = CliRunner().invoke(main, words)
    assert told.exit_code == 0, told.output
    key.write_text(told.stdout.splitlines()[-1] + "\n")
    again = CliRunner().invoke(main, words)
    assert again.exit_code == 1 and "exists already" in again.stderr
    return file, key


def test_a_signed_manifest_counts_with_its_key_and_no_other(here: tuple[House, str, str], tmp_path: Path) -> None:
    house, form, _ = here
    file, key = released(tmp_path)
    with listening(house.form()):
        fine = run(form, "--keys", house.keys, "--manifest", file, "--release-key", key)
        assert fine.exit_code == 0, fine.output
        unsaid = run(form, "--keys", house.keys, "--manifest", file)
        assert unsaid.exit_code == 1 and "Name the key: --release-key" in unsaid.stderr
        key.write_text(f"{VerifierKey.of('release', key_of('ben').verify_key)}\n")
        stranger = run(form, "--keys", house.keys, "--manifest", file, "--release-key", key)
        assert stranger.exit_code == 1 and "not signed by the release's key" in stranger.stderr
        nobody = run(form, "--keys", house.keys, "--manifest", file, "--unsigned")
        assert nobody.exit_code == 0 and "nobody vouches" in nobody.stdout


def test_a_manifest_of_another_release_tells_each_difference(here: tuple[House, str, str], tmp_path: Path) -> None:
    house, form, _ = here
    text = Manifest.of_package().text
    file = tmp_path / "manifest.txt"
    file.write_text(re.sub(r"(?m)^file form\.js .*$", f"file form.js {'0' * 64}", text))
    with listening(house.form()):
        result = run(form, "--keys", house.keys, "--manifest", file, "--unsigned")
    assert result.exit_code == 1
    assert "/form.js is not the released form.js" in result.stdout and "runs other scripts" in result.stdout


@pytest.mark.parametrize("wrong", ["", "hello\n", "twice", "unsorted", "more"])
def test_what_is_no_manifest_is_refused(wrong: str) -> None:
    text = Manifest.of_package().text
    line = text.splitlines()[-1]
    made = {
        "twice": f"{text}{line}\n",
        "unsorted": text.replace(f"{line}\n", "").replace("file ", f"{line}\nfile ", 1),
        "more": f"{text}evil yes\n",
    }
    with pytest.raises(ManifestRefused):
        Manifest.parse(made.get(wrong, wrong))
