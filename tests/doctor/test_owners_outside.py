"""A folder for backups or for the log that the worker's user may not write is told, with the line that mends it."""

import os
import pwd
import subprocess

import pytest

from reporting.accesslog.signing import KeptCheckpointUnreadable
from tests.doctor.sound import Sound
from tests.worker.test_log_folder import named

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0, reason="LEFT OUT: files of other users, which only root can give away"
)


def test_a_log_folder_of_roots_is_told_and_its_line_mends_it(well: Sound) -> None:
    folder = well.house.folder / "log"
    folder.mkdir(mode=0o700)
    named(well.house, folder)
    os.chown(well.instance / "secrets/form-token", pwd.getpwnam("nobody").pw_uid, -1)
    os.chown(well.instance / "secrets/log-key", pwd.getpwnam("bin").pw_uid, -1)

    def told() -> list[str]:
        return [found.remedy for _, found in well.serious() if found.what.startswith(f"{folder} cannot be used")]

    (remedy,) = told()
    subprocess.run(remedy.split(), check=True)
    assert told() == []


def test_a_last_checkpoint_that_cannot_be_read_is_told_as_that_and_no_other_is_put_in_its_place(well: Sound) -> None:
    kept = well.house.signing().kept
    kept.unlink()
    kept.mkdir()
    with pytest.raises(KeptCheckpointUnreadable, match=r"cannot be read \(Is a directory\)\. Check its owner and mode"):
        well.house.signing().last()
