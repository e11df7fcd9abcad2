"""Three users, one for each program: what the form's could open or change is told. Only root can give files away."""

import grp
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from reporting.db import DeskBase, Store, StoreRefused
from tests.backup.reading import backup
from tests.doctor.sound import Sound
from tests.house import Rosa
from tests.restore.disaster import run

OWNERS = Path(__file__).parents[2] / "deploy" / "owners"
FORM, WORKER, ALL = "nobody", "bin", "nogroup"
pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason="LEFT OUT: files of other users, which only root can give away"
)


@pytest.fixture
def shared(well: Sound) -> Sound:
    """As `deploy/owners` leaves it, with users that every machine has in the place of ours."""
    environ = {
        "PATH": os.environ["PATH"],
        "FORM_USER": FORM,
        "WORKER_USER": WORKER,
        "ALL_GROUP": ALL,
        "DESK_GROUP": "games",
    }
    subprocess.run(["sh", str(OWNERS), str(well.instance), str(well.keys)], env=environ, check=True)
    return well


def let_others_pass(well: Sound) -> None:
    """Folders of tests are closed to other users; here one of them has to come as far as the instance."""
    for above in (well.house.folder, *well.house.folder.parents):
        if not above.stat().st_mode & 0o001:
            above.chmod(above.stat().st_mode | 0o001)


def as_form(script: str, *words: object) -> str:
    """What a shell says when the form's user, with the group that all three have, runs this."""
    return subprocess.run(
        ["sh", "-c", script, "sh", *map(str, words)],
        user=FORM,
        group=ALL,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
    ).stdout


def test_the_desk_changes_the_roster_where_it_may_and_never_the_logs_key(shared: Sound) -> None:
    let_others_pass(shared)
    desk, group = pwd.getpwnam("games"), grp.getgrnam("games").gr_gid
    tried = """cd "$1"; for f in roster ada.pub log.pub; do
        cp "$f" .new; mv -f .new "$f" 2>/dev/null && echo "$f"; rm -f .new
    done"""

    def replaced() -> list[str]:
        ran = subprocess.run(
            ["sh", "-c", tried, "sh", str(shared.keys)],
            user=desk.pw_uid, group=group, extra_groups=[], capture_output=True, text=True, check=False,
        )  # fmt: skip
        return ran.stdout.split()

    assert replaced() == []
    environ = {"PATH": os.environ["PATH"], "FORM_USER": FORM, "WORKER_USER": WORKER, "ALL_GROUP": ALL}
    environ |= {"DESK_GROUP": "games", "DESK_USER": "games", "PEOPLE_AT_DESK": "yes"}
    subprocess.run(["sh", str(OWNERS), str(shared.instance), str(shared.keys)], env=environ, check=True)
    assert replaced() == ["roster", "ada.pub"]
    assert shared.serious() == [], "the form's user still changes nothing"
    shared.keys.chmod(0o775)
    assert "could put back a former roster" in " ".join(finding.what for _, finding in shared.found())
    subprocess.run(
        ["sh", str(OWNERS), str(shared.instance), str(shared.keys)],
        env=environ | {"PEOPLE_AT_DESK": "no"}, check=True,
    )  # fmt: skip
    assert replaced() == []


def test_what_the_script_leaves_is_sound(shared: Sound) -> None:
    assert shared.serious() == []
    assert f"The form's user, {FORM}, can open neither" in " ".join(finding.what for _, finding in shared.found())
    assert not any("run as one user" in what for what in shared.advice())


def test_after_a_restore_on_a_new_machine_the_line_that_it_says_makes_it_sound(
    well: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reporting.cli.restore.SystemClock", lambda: well.house.clock)
    archive = backup(well.house)
    log_key = (well.instance / "secrets/log-key").read_bytes()
    for folder in (well.instance, well.keys):
        shutil.rmtree(folder)
    (well.instance / "secrets").mkdir(parents=True, mode=0o700)
    (well.instance / "secrets/log-key").write_bytes(log_key)
    told = run(well.house, "restore", archive)
    assert told.exit_code == 0, told.output
    (words,) = re.findall(r"deploy/owners (.+)$", told.stdout, re.MULTILINE)
    environ = {"PATH": os.environ["PATH"], "FORM_USER": FORM, "WORKER_USER": WORKER, "ALL_GROUP": ALL}
    subprocess.run(["sh", str(OWNERS), *words.split()], env=environ | {"DESK_GROUP": "games"}, check=True)
    assert well.serious() == []
    assert f"The form's user, {FORM}, can open neither" in " ".join(finding.what for _, finding in well.found())
    assert {path.owner() for path in (well.keys, well.keys / "roster", well.instance)} == {"root"}


def test_the_forms_user_may_do_what_it_needs_and_no_more(shared: Sound) -> None:
    let_others_pass(shared)
    try_all = 'cd "$1"; for f in reporting.toml secrets/form-token secrets/log-key desk/desk.db mailbox/mailbox.db; do '
    assert as_form(try_all + 'cat "$f" >/dev/null 2>&1 && echo "$f"; done', shared.instance).split() == [
        "reporting.toml", "secrets/form-token", "mailbox/mailbox.db",
    ]  # fmt: skip
    written = as_form(
        'for f in "$@"; do [ -w "$f" ] && echo "${f##*/}"; done',
        *(shared.instance / name for name in ("reporting.toml", "secrets", "desk", "worker", "guidelines")),
        *(shared.instance / "mailbox" / name for name in ("mailbox.db", "mailbox.turn")),
        shared.keys,
        shared.keys / "roster",
    )
    assert written.split() == ["mailbox.db", "mailbox.turn"]


def test_the_desks_user_cannot_read_the_logs_key_nor_the_forms(shared: Sound) -> None:
    """Whoever takes the desk over signs no checkpoint: only the worker's user reads that key, and root."""
    let_others_pass(shared)
    environ = {"PATH": os.environ["PATH"], "FORM_USER": FORM, "WORKER_USER": WORKER, "ALL_GROUP": ALL}
    environ |= {"DESK_GROUP": "games", "DESK_USER": "games"}
    subprocess.run(["sh", str(OWNERS), str(shared.instance), str(shared.keys)], env=environ, check=True)
    tried = 'cd "$1"; for f in reporting.toml desk/desk.db mailbox/mailbox.db secrets/form-token secrets/log-key; do '
    desk = pwd.getpwnam("games")
    ran = subprocess.run(
        ["sh", "-c", tried + 'cat "$f" >/dev/null 2>&1 && echo "$f"; done', "sh", str(shared.instance)],
        user=desk.pw_uid, group=grp.getgrnam(ALL).gr_gid, extra_groups=[desk.pw_gid],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.stdout.split() == ["reporting.toml", "desk/desk.db", "mailbox/mailbox.db"]


def test_the_form_takes_a_report_as_its_own_user(shared: Sound) -> None:
    """In a child of this process, which has loaded all it needs and then gives up being root for good."""
    let_others_pass(shared)
    Rosa(shared.house.form().test_client()).send(what_happened="As root, so that all is loaded.")
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(grp.getgrnam(ALL).gr_gid)
            os.setuid(pwd.getpwnam(FORM).pw_uid)
            answer = Rosa(shared.house.form().test_client()).send(what_happened="As the form's user.")
            os._exit(0 if answer.status_code == 200 and desk_is_closed(shared) else 3)
        finally:
            os._exit(4)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert len(shared.house.report_ids()) == 2
    assert {path.stat().st_mode & 0o007 for path in (shared.instance / "mailbox").iterdir()} == {0}


@pytest.mark.parametrize("may", ["nothing", "what the form may"])
def test_what_its_user_may_not_look_into_the_doctor_does_not_vouch_for(shared: Sound, may: str) -> None:
    let_others_pass(shared)
    if may == "nothing":
        shared.instance.chmod(0o700)
    lines = told_to(shared, FORM)
    assert any("is closed to this user" in line for line in lines)
    assert not any(line.startswith(("private keys: fine", "files: fine")) for line in lines)
    assert any(line.startswith("debug: fine") for line in lines)


def test_the_forms_secret_is_no_fault_of_the_workers_user(shared: Sound) -> None:
    """As whom the doctor is run where stores lie on PostgreSQL."""
    let_others_pass(shared)
    lines = told_to(shared, WORKER)
    assert not any(line.startswith("settings: serious") for line in lines), lines
    assert any(line.startswith("settings: advice") and "form-token is closed to this user" in line for line in lines)
    (shared.instance / "secrets/form-token").unlink()
    assert any(line.startswith("settings: serious") for line in told_to(shared, WORKER))


def told_to(shared: Sound, user: str) -> list[str]:
    """What the doctor says to this user of the machine."""
    shared.found()  # so that all is loaded
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(grp.getgrnam(ALL).gr_gid)
            os.setuid(pwd.getpwnam(user).pw_uid)
            os.write(
                tell,
                "\n".join(f"{group}: {finding.level}: {finding.what}" for group, finding in shared.found()).encode(),
            )
        finally:
            os._exit(4)
    os.close(tell)
    with os.fdopen(told) as said:
        lines = said.read().splitlines()
    os.waitpid(child, 0)
    return lines


def desk_is_closed(well: Sound) -> bool:
    try:
        Store.open(well.house.settings.desk().desk_url, DeskBase)
    except StoreRefused:
        return True
    return False


def give(path: Path, user: str, mode: int) -> None:
    os.chown(path, pwd.getpwnam(user).pw_uid, -1)
    path.chmod(mode)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (lambda w: give(w.instance / "desk/desk.db", FORM, 0o600) or give(w.instance / "desk", FORM, 0o700), "desk.db"),
        (lambda w: give(w.instance / "desk", FORM, 0o700), "desk can be opened by the form's user"),
        (lambda w: give(w.keys / "roster", FORM, 0o644), "roster can be changed by the form's user"),
        (lambda w: give(w.keys, FORM, 0o755), "keys can be changed by the form's user"),
        (lambda w: private(w.instance / "secrets/mail-password", FORM), "mail-password can be opened"),
    ],
)
def test_what_the_forms_user_could_open_or_change_is_told(
    shared: Sound, fault: Callable[[Sound], object], said: str
) -> None:
    fault(shared)
    found = shared.serious()
    assert {group for group, _ in found} == {"owners"}
    assert any(said in finding.what for _, finding in found)


def private(file: Path, user: str) -> None:
    file.write_text("x\n")
    give(file, user, 0o600)


@pytest.mark.parametrize("name", ["mailbox", "mailbox/mailbox.turn", "desk/desk.db", "worker/last-checkpoint"])
def test_what_root_kept_of_a_programs_files_is_told_with_the_line_that_mends_it(shared: Sound, name: str) -> None:
    """As after a restore, or an upgrade, whose last line was left out."""
    path = shared.instance / name
    os.chown(path, 0, 0)
    path.chmod(0o700 if path.is_dir() else 0o600)
    _, finding = shared.serious()[0]
    assert f"{path} cannot be used by the" in finding.what
    words = finding.remedy.replace("/opt/reporting/deploy/owners", str(OWNERS)).split()
    environ = {"PATH": os.environ["PATH"], "FORM_USER": FORM, "WORKER_USER": WORKER, "ALL_GROUP": ALL}
    subprocess.run(["sh", *words], env=environ | {"DESK_GROUP": "games"}, check=True)
    assert shared.serious() == []
