"""The box is closed: nothing is in reach from within it, by its own limits and by the kernel's."""

import os
import re
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from reporting.cleaning import Box, TookTooLong, TooLarge
from tests.cleaning.boxes import QUICK, Boxes
from tests.cleaning.made import picture, secretive


def test_what_a_decoder_says_of_a_file_reaches_no_log(box_for: Boxes, capfd: pytest.CaptureFixture[str]) -> None:
    box_for("complain").clean(b"x")
    assert capfd.readouterr() == ("", "")


def test_nothing_is_in_reach_from_within(box_for: Boxes, tmp_path: Path) -> None:
    (tmp_path / "kept").touch()
    box = box_for("reach_out")
    ends = dict(line.split(": ") for line in box.clean(str(tmp_path).encode()).data.decode().splitlines())
    assert len(ends) > 15
    assert "done" not in ends.values(), ends
    assert [file.name for file in tmp_path.iterdir()] == ["kept"]


def test_the_process_that_opens_files_was_never_a_copy_of_ours(box_for: Boxes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTING_SECRET", "s3cret")
    told = box_for("look_around").clean(b"x").data.decode()
    assert "REPORTING_SECRET" not in told
    assert told.endswith("[]")


def status_of(pid: int) -> dict[str, str]:
    """What the kernel says of a process (proc_pid_status(5))."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def fork_server_of(box: Box) -> int:
    """The process that is forked from for each file: of a box that is started here, the newest child that runs it."""
    box.start()
    children = Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()
    return [int(pid) for pid in children if b"fork_server" in Path(f"/proc/{pid}/cmdline").read_bytes()][-1]


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel in the way of Linux")
def test_the_fork_server_has_one_thread_once_all_decoders_are_loaded_and_have_worked() -> None:
    """A fork of a process with threads may find a lock held for ever (fork(2))."""
    with Box() as box:
        server = fork_server_of(box)
        assert status_of(server)["Threads"] == "1"
        box.clean(secretive("HEIF"))
        assert status_of(server)["Threads"] == "1"


@pytest.mark.skipif(sys.platform != "linux", reason="asks the kernel in the way of Linux")
def test_a_child_can_gain_no_privileges_and_its_calls_are_filtered(box_for: Boxes) -> None:
    """Asked from outside: as root the filter installs without the first, and nothing inside would notice."""
    box = box_for("hang", limits=QUICK)
    server = fork_server_of(box)
    with ThreadPoolExecutor() as pool:
        asked = pool.submit(box.clean, b"x")
        children, seen = Path(f"/proc/{server}/task/{server}/children"), list[dict[str, str]]()
        while not asked.done():
            for child in children.read_text().split():
                with suppress(FileNotFoundError, ProcessLookupError):
                    seen.append(status_of(int(child)))
            time.sleep(0.01)
        assert isinstance(asked.exception(), TookTooLong)
    locked = {(one["NoNewPrivs"], one["Seccomp"]) for one in seen if one["State"].startswith("S")}
    assert ("1", "2") in locked, locked


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace to see what the kernel refused")
def test_the_kernel_refuses_to_open_connect_and_execute(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    script = (
        "from reporting.cleaning import Box\n"
        f"with Box(cleaner='tests.cleaning.hostile:reach_out') as box: box.clean({str(tmp_path).encode()!r})"
    )
    calls = "trace=open,openat,openat2,socket,execve,execveat,fork,vfork,clone,clone3,prctl,unlink,kill"
    command = ["strace", "-f", "-e", calls, "-o", str(trace), sys.executable, "-c", script]
    subprocess.run(command, check=True, timeout=120, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})
    lines = trace.read_text(errors="replace").splitlines()
    locked = [line.split()[0] for line in lines if "PR_SET_SECCOMP" in line and line.endswith("= 0")]
    (child,) = locked[1:]  # the first was the fork server's own try
    after = [line for line in lines if line.startswith(f"{child} ")]
    after = after[next(at for at, line in enumerate(after) if "PR_SET_SECCOMP" in line) + 1 :]
    tried = {match[1]: line for line in after if (match := re.match(r"\d+ +(\w+)\(", line))}
    assert {"openat", "socket", "execve", "kill"} <= set(tried)
    succeeded = [line for line in after if "(" in line and not re.search(r"= -1 E(PERM|NOSYS)", line)]
    assert succeeded == []


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace to see what is opened")
def test_no_file_is_ever_opened_to_be_written(tmp_path: Path) -> None:
    trace, photo = tmp_path / "trace", tmp_path / "photo.jpg"
    photo.write_bytes(secretive("JPEG", picture(1600, 1200)))
    script = (
        "import sys\nfrom pathlib import Path\nfrom reporting.cleaning import Box\n"
        f"photo = Path({str(photo)!r}).read_bytes()\n"
        "with Box() as box: sys.exit(box.clean(photo).media_type != 'image/jpeg')"
    )
    calls = "trace=open,openat,openat2,creat,memfd_create,mkdir,mknod,rename,link,symlink,truncate"
    command = ["strace", "-f", "-e", calls, "-o", str(trace), sys.executable, "-B", "-c"]
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([*command, script], check=True, timeout=120, env=environ)
    lines = [line for line in trace.read_text(errors="replace").splitlines() if not re.search(r"= -1 E\w+", line)]
    assert any(str(photo) in line for line in lines), "the trace saw nothing, so it proves nothing"
    writing = [line for line in lines if re.search(r"O_WRONLY|O_RDWR|O_CREAT|creat\(|memfd|mkdir|rename|link\(", line)]
    assert [line for line in writing if '"/dev/null"' not in line] == []


def test_a_machine_without_a_filter_for_calls_warns_and_still_limits(
    box_for: Boxes, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent / "unknown_machine"))
    with pytest.raises(TooLarge, match="too much memory"):
        box_for("swell").clean(b"x")
    assert "no filter for system calls" in caplog.text
