"""`reporting verify-site`: what it may be asked, with which keys, and what it refuses."""

import re
import shlex
import shutil
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from reporting.cli import main
from reporting.signednote import VerifierKey
from reporting.site import AddressRefused, Manifest, Pinned, PinRefused, verify_form
from tests.browser.at_home import listening
from tests.house import PASSPHRASE, House, build, key_of, locked
from tests.ports import free_port
from tests.served import served
from tests.site.changing import a_site, run

here = a_site


def test_an_onion_service_is_asked_without_tls_since_tor_has_done_what_that_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is looked up by Tor: here a name service of the test's own leads to the form."""
    port, lookup = free_port(), socket.getaddrinfo
    onion = f"{'a' * 56}.onion"
    tmp_path.chmod(0o700)
    house = build(tmp_path, form=f"http://{onion}:{port}")

    def by_tor(host: str, *rest: object, **more: object) -> object:
        return lookup("127.0.0.1" if host == onion else host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", by_tor)
    with served(house, port=port, host=f"{onion}:{port}"):
        told = run(f"http://{onion}:{port}", "--keys", house.keys)
    assert told.exit_code == 0 and "to the byte, and seals to the roster" in told.stdout, told.output


@pytest.mark.parametrize(
    "url",
    [
        "http://concerns.example",
        "http://concerns.onion.example",
        "http://onion",
        "ftp://localhost",
        "localhost",
        "https://",
        "http://localhost:99999",
        "https://a.example/x",
    ],
)
def test_an_address_that_can_be_changed_on_the_way_or_is_none_is_refused(
    url: str, here: tuple[House, str, str]
) -> None:
    house, _, _ = here
    with pytest.raises(AddressRefused):
        list(verify_form(url, Manifest.of_package(), Pinned.of_keys(house.keys)))


def test_keys_to_compare_with_are_needed_and_have_to_be_keys(here: tuple[House, str, str], tmp_path: Path) -> None:
    house, form, _ = here
    assert run(form).exit_code == 2
    assert run(form, "--keys", house.keys, "--roster", house.keys / "roster").exit_code == 2
    (tmp_path / "none").mkdir()
    with pytest.raises(PinRefused, match="no signed roster"):
        Pinned.of_keys(tmp_path / "none")
    with pytest.raises(PinRefused, match="cannot be read"):
        Pinned.of_roster(tmp_path / "nothing")
    with pytest.raises(PinRefused, match="is no roster"):
        Pinned.of_roster(house.keys / "ada.pub")
    (house.keys / "ada.pub").unlink()
    with pytest.raises(PinRefused, match=r"ada\.pub is missing"):
        Pinned.of_keys(house.keys)


def test_the_commands_of_its_page_run_as_written(
    here: tuple[House, str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """docs/verify-site.md, with the addresses of these servers in the place of its own."""
    house, form, desk = here
    page = (Path(__file__).resolve().parents[2] / "docs" / "verify-site.md").read_text(encoding="utf-8")
    lines = [line for block in re.findall(r"(?ms)^```sh\n(.*?)^```", page) for line in block.splitlines()]
    (tmp_path / "auditor").mkdir()
    monkeypatch.chdir(tmp_path / "auditor")
    shutil.copytree(house.keys, "kept-keys")
    Path("release.age").write_bytes(locked("noor"))
    Path("pass.txt").write_text(PASSPHRASE)
    Path("release.pub").write_text(f"{VerifierKey.of('release', key_of('noor').verify_key)}\n")
    ran = []
    with listening(house.form()), listening(house.desk()):
        for line in sorted(lines, key=lambda line: "reporting release" not in line):
            words = shlex.split(line.replace("https://concerns.example", form).replace("https://desk.example", desk))
            more = ["--passphrase-file", "pass.txt"] if words[1] == "release" else []
            told = CliRunner().invoke(main, [*words[1:], *more])
            assert told.exit_code == 0, (line, told.output)
            ran.append(words[1])
    assert ran == ["release", "verify-site", "verify-site", "verify-site"]
