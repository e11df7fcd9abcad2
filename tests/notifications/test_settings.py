"""The mail's settings: none is no mail; what is there has to be right before the worker starts."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from reporting.cli import main
from reporting.config import SettingsRefused, load
from reporting.notifications.settings import DigestMode, MailSettings, Tls
from tests.house import House, build
from tests.notifications.mailing import with_mail
from tests.notifications.server import PASSWORD, address_of


def settings_of(house: House) -> MailSettings:
    found = MailSettings.of(house.settings.worker())
    assert found is not None
    return found


def changed(house: House, old: str, new: str) -> House:
    file = house.folder / "instance" / "reporting.toml"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    return house


def test_without_mail_settings_there_is_no_mail_and_the_worker_works(house: House) -> None:
    assert MailSettings.of(house.settings.worker()) is None
    assert work_once(house).exit_code == 0


def test_what_is_left_out_has_a_safe_default(house: House) -> None:
    with_mail(house, 2525)
    for line in ("port = 2525\n", 'tls = "starttls"\n', 'digest = "when-waiting"\n', 'username = "reports"\n'):
        changed(house, line, "")
    found = settings_of(house)
    assert (found.port, found.tls, found.hour, found.digest) == (587, Tls.STARTTLS, 6, DigestMode.WHEN_WAITING)
    assert found.password == ""
    assert settings_of(changed(house, "[mail]\n", '[mail]\ntls = "tls"\n')).port == 465


def lines_of(house: House) -> list[str]:
    return (house.folder / "instance" / "reporting.toml").read_text().splitlines()


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('host = "localhost"\n', "", "host"),
        ('host = "localhost"', 'host = "local host"', "host"),
        ("port = 2525", "port = 0", "port"),
        ("port = 2525", "port = 65536", "port"),
        ("port = 2525", 'port = "smtp"', "port"),
        ('tls = "starttls"', 'tls = "ssl"', "tls"),
        ('digest = "when-waiting"', 'digest = "daily"', "digest"),
        ("[mail.addresses]", "hour = 24\n[mail.addresses]", "hour"),
        ("[mail.addresses]", "hour = -1\n[mail.addresses]", "hour"),
        ("[mail.addresses]", 'password = "x"\n[mail.addresses]', "password"),
        ('sender = "reports@larkfield.example"', 'sender = "reports"', "sender"),
        ('sender = "reports@larkfield.example"', 'sender = "a@b.example\\nBcc: c@d.example"', "sender"),
        ('username = "reports"', 'username = "re\\nports"', "username"),
        ('"ada@board.example"', '"Ada <ada@board.example>"', "ada"),
        ('"ada@board.example"', '"ada@board.example, ben@board.example"', "ada"),
        ('"ada@board.example"', '"adá@board.example"', "ada"),
        ('"ada@board.example"', "7", "addresses"),
    ],
)
def test_what_is_wrong_is_named_in_one_line(house: House, old: str, new: str, named: str) -> None:
    changed(with_mail(house, 2525), old, new)
    with pytest.raises(SettingsRefused, match=named) as refused:
        settings_of(house)
    assert "\n" not in str(refused.value)
    line = next((at for at, text in enumerate(lines_of(house), 1) if new and text == new.split("\n")[0]), None)
    assert f"reporting.toml, line {line}: " in str(refused.value) if line else "reporting.toml" in str(refused.value)


@pytest.mark.parametrize("host", ["smtp.larkfield.example", "10.0.0.1", "127.0.0.1.evil.example", "localhost.example"])
def test_an_open_way_is_refused_to_another_machine(house: House, host: str) -> None:
    changed(with_mail(house, 2525, tls="none"), '"localhost"', f'"{host}"')
    with pytest.raises(SettingsRefused, match="this machine only"):
        settings_of(house)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "::1"])
def test_an_open_way_is_allowed_to_this_machine(house: House, host: str) -> None:
    assert settings_of(changed(with_mail(house, 2525, tls="none"), '"localhost"', f'"{host}"')).host == host


def test_a_password_that_others_may_read_is_refused(house: House) -> None:
    with_mail(house, 2525)
    secret = house.folder / "instance" / "secrets" / "mail-password"
    secret.chmod(0o644)
    with pytest.raises(SettingsRefused, match="chmod 0600"):
        settings_of(house)
    secret.unlink()
    with pytest.raises(SettingsRefused, match="mail-password"):
        settings_of(house)


def test_password_and_addresses_are_never_part_of_a_repr(house: House) -> None:
    with_mail(house, 2525)
    shown = repr((house.settings, house.settings.worker(), settings_of(house)))
    assert PASSWORD not in shown
    assert address_of("ada") not in shown


def test_the_environment_may_name_the_server_and_never_the_password(house: House) -> None:
    with_mail(house, 2525)
    folder, keys = house.folder / "instance", {"REPORTING_KEYS": str(house.keys)}
    found = MailSettings.of(load(folder, keys | {"REPORTING_MAIL_HOST": "smtp.larkfield.example"}).worker())
    assert found is not None
    assert found.host == "smtp.larkfield.example"
    for name in ("REPORTING_MAIL_PASSWORD", "REPORTING_MAIL_ADDRESSES"):
        with pytest.raises(SettingsRefused, match=name):
            load(folder, keys | {name: "x"})


def work_once(house: House) -> Any:
    environ = {"REPORTING_INSTANCE": str(house.folder / "instance"), "REPORTING_KEYS": str(house.keys)}
    return CliRunner().invoke(main, ["worker", "--once"], env=environ)


def test_the_worker_does_not_start_with_an_address_of_nobody_in_the_roster(house: House) -> None:
    changed(with_mail(house, 2525), "ben = ", "mallory = ")
    told = work_once(house)
    assert told.exit_code == 1
    assert told.stderr.count("\n") == 1
    assert "'mallory'" in told.stderr
    assert "@" not in told.stderr


def test_before_the_first_roster_addresses_may_stand_ready(tmp_path: Path) -> None:
    early = with_mail(build(tmp_path / "early"), 2525)
    for file in early.keys.iterdir():
        if file.name != "log.pub":
            file.unlink()
    assert work_once(early).exit_code == 0
