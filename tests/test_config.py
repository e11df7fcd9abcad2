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
        (b"[stores\n", "line 7"),
        (b"\xff\n", "read"),
    ],
)
def test_what_is_unknown_or_wrong_is_named(tmp_path: Path, addition: bytes, named: str) -> None:
    (tmp_path / "reporting.toml").write_bytes(addition + GOOD if b"debug" in addition else GOOD + addition)
    with pytest.raises(SettingsRefused, match=named) as refused:
        load(tmp_path, {}).clocks()
    assert "\n" not in str(refused.value)


WRONG = """\
# Larkfield
[community]
name = "Larkfield"
other_ways = [
    "At an event.",  # name = "a comment in a list"
    '''
[clocks]
acknowledge_days = 0
''',
]

[form]
origin = "https://f.example"
[desk]
{here}
"""


@pytest.mark.parametrize(
    ("here", "line", "reason"),
    [
        ('origin = "https://f.example"', 15, "[desk] origin must be another than the form's"),
        ('origin = "http://d.example"', 15, "[desk] origin must be https (or an onion address)"),
        ('origin = "https://d.example/"', 15, "[desk] origin must read like https://desk.example, without a path"),
        ("origin = 8001", 15, "[desk] origin must be a text"),
        ('origin = "https://d.example', 15, "cannot be read: illegal character"),
        ('origin = "https://d.example"\n\n"pass word" = 1', 17, "unknown key 'pass word' in [desk]"),
        ('origin = "https://d.example"\n[ "colour" ]', 16, "unknown section or key 'colour'"),
        ('origin = "https://d.example"\n[desk]', 16, "cannot be read: cannot declare ('desk',) twice"),
        ('origin = "https://d.example"\n[clocks]\nacknowledge_days = 61', 17, "must lie between 1 and 60"),
        ('origin = "https://d.example"\n[clocks]\nfeedback_months = true', 17, "must be a whole number"),
        ('origin = "https://d.example"\n[mail]\nport = "smtp"', 17, "[mail] port must be a whole number"),
        ('origin = "https://d.example"\n[mail]\naddresses.ada = "a@b.c"\naddresses.ben = 7', 18, "a table of texts"),
        ('origin = "https://d.example"\n[mail.addresses]\nada = "a@b.c"\nben = 7', 18, "a table of texts"),
        ('origin = "https://d.example"\n[stores]\ndesk = "desk.db"', 17, "[stores] desk must read like sqlite:///"),
        (
            'origin = "https://d.example"\n[stores]\nmailbox = "sqlite:///a.db"\ndesk = "sqlite:///a.db"',
            18,
            "[stores] desk must be another than the mailbox",
        ),
        (
            'origin = "https://d.example"\n[stores]\nmailbox = "sqlite:///desk/desk.db"',
            17,
            "[stores] mailbox must be another than the desk",
        ),
        ('#origin = "https://d.example"', 14, "'origin' in [desk] is missing"),
        ('origin = "https://d.example"\n[mail]\naddresses = [\n', 17, "cannot be read: "),
        ('origin = "https://d.example"\n[stores]\nmailbox = """\n\n', 17, "cannot be read: "),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_what_is_wrong_is_refused_with_its_line_and_the_reason(
    tmp_path: Path, here: str, line: int, reason: str, line_end: str
) -> None:
    text = WRONG.replace("{here}", here).replace("\n", line_end)
    (tmp_path / "reporting.toml").write_bytes(text.encode())
    with pytest.raises(SettingsRefused) as refused:
        load(tmp_path, {})
    said = str(refused.value)
    assert said.startswith(f"reporting.toml, line {line}")
    assert reason in said
    assert said.endswith(("Mend it.", "Mend that line.", "Remove it.", "Add it."))
    assert "\n" not in said


SPACES = 'origin = "https://d.example"\n[community.small_spaces]\n"the choir" = 8\n'


@pytest.mark.parametrize(
    ("given", "line", "reason"),
    [
        (f"{SPACES}mentors = 0", 18, "must say how many people belong to 'mentors': 1 to 99"),
        (f"{SPACES}mentors = 100", 18, "must say how many people belong to 'mentors': 1 to 99"),
        (f"{SPACES}mentors = true", 18, "must say how many people belong to 'mentors'"),
        (f'{SPACES}mentors = "few"', 18, "must say how many people belong to 'mentors'"),
    ],
)
def test_a_small_space_without_its_size_is_refused_where_it_stands(
    tmp_path: Path, given: str, line: int, reason: str
) -> None:
    (tmp_path / "reporting.toml").write_text(WRONG.replace("{here}", given))
    with pytest.raises(SettingsRefused) as refused:
        load(tmp_path, {})
    assert str(refused.value).startswith(f"reporting.toml, line {line}: [community] small_spaces {reason}")


@pytest.mark.parametrize("given", ["7", "[7]", '"the choir"'])
def test_small_spaces_that_are_no_table_are_refused(tmp_path: Path, given: str) -> None:
    text = GOOD.replace(b"[form]", f"small_spaces = {given}\n[form]".encode())
    (tmp_path / "reporting.toml").write_bytes(text)
    with pytest.raises(SettingsRefused, match=r"line 3: \[community\] small_spaces must be a table of whole numbers"):
        load(tmp_path, {})


def test_small_spaces_say_how_small_they_are_and_names_alone_say_few(tmp_path: Path) -> None:
    told = {"a": 1, "b": 9, "c": 10, "d": 29, "e": 30, "f": 99}
    sizes = ["under-10", "under-10", "under-30", "under-30", "under-100", "under-100"]
    table = ", ".join(f"{name} = {people}" for name, people in told.items())
    for given, said in ((f"{{ {table} }}", sizes), ('["a", "b"]', ["few", "few"]), ("{}", [])):
        (tmp_path / "reporting.toml").write_bytes(GOOD.replace(b"[form]", f"small_spaces = {given}\n[form]".encode()))
        assert [size for _, size in load(tmp_path, {}).community().space_sizes] == said


def test_a_list_that_is_wrong_is_where_it_begins(tmp_path: Path) -> None:
    text = WRONG.replace("{here}", 'origin = "https://d.example"').replace('"At an event.",', "7,")
    (tmp_path / "reporting.toml").write_text(text)
    with pytest.raises(SettingsRefused, match=r"line 4: \[community\] other_ways must be a list of texts"):
        load(tmp_path, {})


def test_bytes_that_are_no_text_are_refused_with_their_line() -> None:
    with pytest.raises(SettingsRefused, match="line 3 cannot be read"):
        read(b"# one\n# two\nname = '\xff'\n", {})


def test_what_the_environment_gives_wrongly_is_said_by_its_name() -> None:
    with pytest.raises(SettingsRefused, match=r"^REPORTING_DESK_ORIGIN: \[desk\] origin must be another"):
        read(GOOD, {"REPORTING_DESK_ORIGIN": "https://f.example"})


def test_an_instance_that_is_not_there_is_told_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match="reporting init"):
        load(tmp_path, {})


@pytest.mark.parametrize("value", [b"[" * 2000, b"{a=" * 2000, b"9" * 5000, b"a." * 2000 + b"a = 1"])
def test_what_nests_or_counts_without_end_is_refused_in_one_line(value: bytes) -> None:
    for file in (GOOD + b"x = " + value, GOOD + b"[clocks]\nx." + value):
        with pytest.raises(SettingsRefused, match=r"^reporting\.toml") as refused:
            read(file, {})
        assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "origin",
    [
        "https://D.example",
        "https://d.example:443",
        "https://d.example:",
        "http://localhost:80",
        "https://dé.example",
        "https://d.ex\\nample",
        "https://d.example\\\\x",
        "https://d.example\\u0000",
        "https://[::1]",
        "https://d%2e.example",
    ],
)
def test_an_origin_is_one_that_a_browser_sends(origin: str) -> None:
    """Any other would be another than that of each post, and nobody could send anything."""
    with pytest.raises(SettingsRefused, match=r"\[desk\] origin must"):
        read(GOOD.replace(b"https://d.example", origin.encode()), {})
    for good in (b"https://d-1.example:8443", b"http://127.0.0.1:8001", b"http://" + b"a" * 56 + b".onion"):
        assert read(GOOD.replace(b"https://d.example", good), {})["desk"]["origin"] == good.decode()


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
