"""Another key for the log: whoever knew the old one can follow, and a crash on the way is gone on from."""

import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reporting.accesslog import Tag
from reporting.cli import main, rotate
from reporting.signednote import Note, VerifierKey
from tests.cli.test_log import here, refusal, run
from tests.house import House
from tests.worker.reading import tagged

__all__ = ["here"]


def export(house: House) -> None:
    told = run("export", house.folder / "out")
    assert told.exit_code == 0, told.output


def verified(house: House, key: Path, kept: Path) -> Result:
    return run("verify", house.folder / "out", "--key", key, "--checkpoint", kept)


def test_an_auditor_follows_from_the_old_key_to_the_new_one(here: House) -> None:
    export(here)
    kept, old = here.folder / "kept", here.folder / "old.pub"
    (here.folder / "out" / "checkpoint").rename(kept)
    old.write_bytes((here.keys / "log.pub").read_bytes())
    assert run("rotate").exit_code == 0
    export(here)
    assert verified(here, old, kept).exit_code == 0
    assert "(KeyChanged)" in refusal(verified(here, here.keys / "log.pub", kept))
    (here.folder / "out" / "checkpoint").rename(kept)
    assert len(Note.parse(kept.read_bytes()).signatures) == 2
    assert run("rotate", "--end").exit_code == 0
    export(here)
    assert verified(here, here.keys / "log.pub", kept).exit_code == 0
    refusal(verified(here, old, kept))
    shutil.copytree(here.folder / "out", here.folder / "older")
    run("rotate")
    export(here)
    run("rotate", "--end")
    assert "new folder" in refusal(run("export", here.folder / "older"))


def test_the_change_is_an_entry(here: House) -> None:
    here.work()
    run("rotate")
    CliRunner().invoke(main, ["worker", "--once"], catch_exceptions=False)
    entered = [facts.hash for facts in tagged(here, Tag.SETTINGS_CHANGE)]
    assert len(set(entered)) == len(entered) == 3, "two keys of the log, and the limits of the clocks once"
    assert entered[-1] == sha256((here.keys / "log.pub").read_bytes()).hexdigest()


def test_the_old_key_stays_until_a_checkpoint_bears_both_signatures(here: House) -> None:
    here.work()
    run("rotate")
    old = here.folder / "instance" / "secrets" / "log-key.before"
    assert "reporting log export" in refusal(run("rotate", "--end")) and old.exists()
    export(here)
    assert run("rotate", "--end").exit_code == 0 and not old.exists()
    export(here)


def test_the_key_of_a_log_that_has_signed_nothing_yet_may_go_at_once(here: House) -> None:
    run("rotate")
    assert run("rotate", "--end").exit_code == 0
    export(here)


def test_one_change_at_a_time(here: House) -> None:
    assert "nothing to end" in refusal(run("rotate", "--end"))
    run("rotate")
    line = (here.keys / "log.pub").read_bytes()
    assert "--end" in refusal(run("rotate"))
    assert (here.keys / "log.pub").read_bytes() == line


@pytest.mark.parametrize("after", range(4))
def test_what_broke_off_is_gone_on_from(here: House, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    old = VerifierKey.parse((here.keys / "log.pub").read_text().strip())
    steps = iter(range(10))

    def breaking(step: object) -> object:
        def tried(*words: object, **named: object) -> object:
            if next(steps) >= after:
                raise KeyboardInterrupt
            return step(*words, **named)  # type: ignore[operator]

        return tried

    with monkeypatch.context() as broken:
        broken.setattr(Path, "rename", breaking(Path.rename))
        broken.setattr(rotate, "put", breaking(rotate.put))
        broken.setattr(rotate, "put_new", breaking(rotate.put_new))
        run("rotate")
    told = CliRunner().invoke(main, ["worker", "--once"])
    assert told.exit_code == 0 or "Go on with it: reporting log rotate" in told.stderr, told.output
    assert run("rotate").exit_code == 0
    assert not list((here.folder / "instance" / "secrets").glob("*.next"))
    export(here)
    new = VerifierKey.parse((here.keys / "log.pub").read_text().strip())
    note = Note.parse((here.folder / "out" / "checkpoint").read_bytes())
    assert new != old and note.verify([old, new]) == (old, new)
