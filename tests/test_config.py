"""Settings: what is unknown, mistyped or unsafe is refused in one line that names it."""

from pathlib import Path

import pytest

from reporting.config import Clocks, SettingsRefused, load, read, secret
from tests.house import House

GOOD = b'[community]\nname = "Larkfield"\n[form]\norigin = "https://f.example"\n[desk]\norigin = "https://d.example"\n'


def test_the_least_that_is_needed_is_enough(tmp_path: Path) -> None:
    (tmp_path / "reporting.toml").write_bytes(GOOD)
    loaded = load(tmp_path, {})
    assert loaded.community().short_name == "Larkfield"
    assert loaded.clocks() == Clocks(7, 3)
    assert loaded.keys == tmp_path.parent / "keys"
    assert loaded.desk().desk_url == f"sqlite:///{tmp_path}/desk/desk.db"


@pytest.mark.parametrize(
    ("addition", "named"),
    [
        (b"[colour]\n", "colour"),
        (b"[stores]\nmailbocks = 'x'\n", "mailbocks"),
        (b"[clocks]\nacknowledge_days = 'seven'\n", "acknowledge_days"),
        (b"[clocks]\nacknowledge_days = true\n", "acknowledge_days"),
        (b"[clocks]\nfeedback_months = 0\n", "clocks"),
        (b"debug = true\n", "debug"),
        (b"[stores\n", "line"),
        (b"\xff\n", "read"),
    ],
)
def test_what_is_unknown_or_wrong_is_named(tmp_path: Path, addition: bytes, named: str) -> None:
    (tmp_path / "reporting.toml").write_bytes(addition + GOOD if b"debug" in addition else GOOD + addition)
    with pytest.raises(SettingsRefused, match=named) as refused:
        load(tmp_path, {}).clocks()
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("missing", [b"name", b"[form]\norigin", b"[desk]\norigin"])
def test_what_is_missing_is_named(missing: bytes) -> None:
    with pytest.raises(SettingsRefused, match="missing"):
        read(GOOD.replace(missing, missing.replace(b"name", b"short_name").replace(b"\norigin", b"\n#")), {})


def test_the_environment_overrides_and_may_name_nothing_unknown() -> None:
    assert read(GOOD, {"REPORTING_FORM_ORIGIN": "https://g.example"})["form"]["origin"] == "https://g.example"
    for name in ("REPORTING_DEBUG", "REPORTING_FORM_DEBUG", "REPORTING_COMMUNITY_OTHER_WAYS"):
        with pytest.raises(SettingsRefused, match=name):
            read(GOOD, {name: "1"})


@pytest.mark.parametrize(
    "origin",
    ["http://f.example", "ftp://f.example", "https://f.example/", "https://u@f.example", "f.example", "https://"],
)
def test_an_origin_is_https_and_has_no_path(tmp_path: Path, origin: str) -> None:
    (tmp_path / "reporting.toml").write_bytes(GOOD.replace(b"https://d.example", origin.encode()))
    with pytest.raises(SettingsRefused, match="desk"):
        load(tmp_path, {}).desk()


@pytest.mark.parametrize("mode", [0o604, 0o602, 0o620, 0o666])
def test_a_secret_that_others_may_read_or_change_is_refused(house: House, mode: int) -> None:
    file = house.folder / "instance" / "secrets" / "form-token"
    file.chmod(mode)
    with pytest.raises(SettingsRefused, match="chmod 0600"):
        house.settings.form()


@pytest.mark.parametrize("text", ["", "zz" * 32, "ab" * 31, "ab" * 33])
def test_a_secret_is_32_bytes(tmp_path: Path, text: str) -> None:
    file = tmp_path / "secret"
    file.write_text(text)
    file.chmod(0o600)
    with pytest.raises(SettingsRefused):
        secret(file)
    with pytest.raises(SettingsRefused):
        secret(tmp_path / "none")


def test_a_secret_or_an_address_of_a_store_is_never_part_of_a_repr(house: House) -> None:
    loaded = house.settings
    form = loaded.form()
    shown = repr((loaded, form, loaded.desk(), loaded.worker()))
    assert repr(form.token_key) not in shown
    assert form.mailbox_url not in shown
    assert "desk.db" not in shown
