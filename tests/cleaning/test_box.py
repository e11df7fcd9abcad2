"""The box: what a file does to the process that opens it harms nobody."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

import pytest

from reporting.cleaning import Box, BrokeDown, Busy, CleaningError, TookTooLong, TooLarge
from reporting.cleaning.lockdown import Limits
from tests.cleaning.boxes import QUICK, Boxes
from tests.cleaning.made import ARTIST, picture, saved, secretive
from tests.ports import free_port


@pytest.mark.parametrize(
    ("cleaner", "reason", "said"),
    [
        ("crash", BrokeDown, "makes our program stop"),
        ("hang", TookTooLong, "takes too long"),
        ("spin", TookTooLong, "takes too long"),
        ("swell", TooLarge, "too much memory"),
        ("flood", TooLarge, "more than 64 MB"),
        ("pour", BrokeDown, "makes our program stop"),
        ("babble", BrokeDown, "confuses our program"),
        ("lie", BrokeDown, "confuses our program"),
        ("leave", BrokeDown, "confuses our program"),
        ("twist", BrokeDown, "confuses our program"),
        ("refuse_in_a_list", BrokeDown, "confuses our program"),
        ("nest", BrokeDown, "confuses our program"),
    ],
)
def test_what_a_file_does_to_its_box_is_told_in_one_sentence_and_ends_there(
    box_for: Boxes, cleaner: str, reason: type[CleaningError], said: str
) -> None:
    limits = QUICK if reason is TookTooLong else Limits()
    box = box_for(cleaner, limits=limits)
    with pytest.raises(reason, match=said) as told:
        box.clean(b"hostile")
    assert "Send a" in str(told.value)
    with pytest.raises(reason, match=said):  # the fork server lives on
        box.clean(b"hostile")


def test_a_file_that_works_for_too_long_is_stopped_before_its_time_is_over(box_for: Boxes) -> None:
    begun = time.process_time()
    with pytest.raises(TookTooLong):
        box_for("spin", limits=Limits(cpu=1, wall=60)).clean(b"hostile")
    assert time.process_time() - begun < 1  # none of it was ours


def test_a_file_that_will_not_be_stopped_is_killed(box_for: Boxes) -> None:
    with pytest.raises(BrokeDown):
        box_for("spin_on", limits=Limits(cpu=1, wall=60)).clean(b"hostile")


def test_a_fork_server_that_cannot_start_says_so_to_both(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with Box(cleaner="no.such.module:clean") as box, pytest.raises(CleaningError, match="go on without it"):
        box.clean(b"x")
    assert "does not start" in caplog.text
    assert "No module named" in capfd.readouterr().err


def test_two_files_are_opened_at_a_time_and_the_rest_wait(box_for: Boxes) -> None:
    box = box_for("rest")
    box.start()
    begun = time.monotonic()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(box.clean, [b"0.5"] * 4))
    assert 1.0 <= time.monotonic() - begun < 20


def test_whoever_waits_too_long_for_a_turn_is_told_so(box_for: Boxes) -> None:
    box = box_for("rest", patience=0.1)
    others = [threading.Thread(target=box.clean, args=(b"2",)) for _ in range(2)]
    for other in others:
        other.start()
    time.sleep(1.5)
    with pytest.raises(Busy, match="Try again in a minute"):
        box.clean(b"0")
    for other in others:
        other.join()
    assert box.clean(b"0").data == b"rested"


def test_a_hanging_file_holds_up_nobody_elses(box_for: Boxes) -> None:
    slow = box_for("rest", limits=QUICK)
    slow.start()
    ended: list[BaseException] = []

    def hang() -> None:
        try:
            slow.clean(b"60")
        except TookTooLong as error:
            ended.append(error)

    other = threading.Thread(target=hang)
    other.start()
    assert slow.clean(b"0").data == b"rested"
    assert ended == []
    other.join()
    assert len(ended) == 1


def test_a_fork_server_that_was_killed_is_replaced(box_for: Boxes) -> None:
    box = box_for("echo")
    assert box.clean(b"one").data == b"one"
    server = box._server
    assert server is not None
    os.kill(server._process.pid, signal.SIGKILL)
    server._process.wait()
    assert box.clean(b"two").data == b"two"


def test_a_file_is_opened_again_when_the_fork_server_is_killed_meanwhile(box_for: Boxes) -> None:
    box = box_for("rest")
    box.start()
    server = box._server
    assert server is not None
    killer = threading.Timer(0.5, os.kill, (server._process.pid, signal.SIGKILL))
    killer.start()
    assert box.clean(b"2").data == b"rested"
    assert box._server is not server


def test_a_fork_server_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    script = (
        "import os\nfrom reporting.cleaning import Box\n"
        "box = Box(cleaner='tests.cleaning.hostile:echo'); box.start()\n"
        "print(box._server._process.pid, flush=True); os._exit(9)"
    )
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, env=environ)
    server = Path(f"/proc/{int(told.stdout)}")
    for _ in range(50):
        if not server.exists() or "\nState:\tZ" in (server / "status").read_text():
            return
        time.sleep(0.1)
    pytest.fail("it is still there")


def test_files_of_any_length_go_in_and_come_out_whole(box_for: Boxes) -> None:
    box = box_for("echo")
    for length in (1, 65_536, 24 << 20):
        untrusted = os.urandom(length)
        assert box.clean(untrusted).data == untrusted
    with pytest.raises(TooLarge, match="25 MB"):
        box.clean(bytes((25 << 20) + 1))


def test_the_memory_of_who_asks_does_not_grow_with_the_number_of_files() -> None:
    photo = saved(picture(1200, 900), "JPEG", quality=95)
    with Box() as box:
        for _ in range(10):
            box.clean(photo)
        before = _resident()
        for _ in range(60):
            box.clean(photo)
        assert _resident() - before < 4 << 20


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_it_works_from_the_threads_of_a_served_app() -> None:
    port = free_port()
    options = ["--worker-class", "gthread", "--threads", "4", "--workers", "2", "--no-control-socket"]
    words = [*options, "--bind", f"127.0.0.1:{port}", "tests.cleaning.small_app:app"]
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", *words], env=environ, stderr=subprocess.DEVNULL)
    try:
        photo = secretive("JPEG")
        assert _posted(port, b"GIF89a", patience=60) == (400, b"MalformedFile")
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(lambda _: _posted(port, photo), range(24)))
        assert {status for status, _ in answers} == {200}
        assert all(body.startswith(b"\xff\xd8") and ARTIST.encode() not in body for _, body in answers)
    finally:
        server.terminate()
        assert server.wait(timeout=30) == 0


def _posted(port: int, untrusted: bytes, patience: float = 1) -> tuple[int, bytes]:
    until = time.monotonic() + patience
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("POST", "/", untrusted)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        finally:
            connection.close()
