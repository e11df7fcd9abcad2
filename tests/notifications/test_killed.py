"""A worker that is killed at any point loses no mail, and sends one twice only where SMTP leaves no choice."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house import House
from tests.notifications.mailing import MONDAY, PEOPLE, mailing, with_mail
from tests.notifications.server import Got, MailServer, address_of

ROOT = Path(__file__).resolve().parents[2]


class Killer:
    """A worker's round in a process of its own, which the server kills where the test says."""

    def __init__(self, house: House, server: MailServer) -> None:
        self.house = with_mail(house, server.port)
        self.process: subprocess.Popen[bytes] | None = None

    def round(self) -> int:
        words = [sys.executable, "-m", "tests.notifications.killed", str(self.house.folder)]
        self.process = subprocess.Popen(words, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
        return self.process.wait(timeout=60)

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def rounds_after(self) -> None:
        """The worker is started again, and lives."""
        with mailing(self.house) as mail:
            mail.at(MONDAY, 6, 1)
            mail.at(MONDAY, 6, 2)
            assert mail.said == []
            assert mail.outbox() == []


@pytest.fixture
def killer(house: House, server: MailServer) -> Killer:
    return Killer(house, server)


def by_id(got: list[Got]) -> Counter[str]:
    return Counter(str(mail.message["Message-ID"]) for mail in got)


def nth(number: int, then: Callable[[], None]) -> Callable[[], None]:
    """Does something at its `number`-th call, from 1."""
    calls = iter(range(1, 1000))

    def call() -> None:
        if next(calls) == number:
            then()

    return call


@pytest.mark.parametrize("at", [1, 4])
def test_killed_before_the_server_has_a_mail_it_goes_out_once(killer: Killer, server: MailServer, at: int) -> None:
    kill = nth(at, killer.kill)

    def answer(to: str) -> str:
        kill()
        return "250 OK"

    server.answer = answer
    assert killer.round() == -signal.SIGKILL
    assert len(server.got) == at - 1
    killer.rounds_after()
    assert sorted(got.to for got in server.got) == sorted(map(address_of, PEOPLE))


@pytest.mark.parametrize("at", [1, 4])
def test_killed_between_the_servers_answer_and_our_mark_one_goes_out_twice_under_the_same_id(
    killer: Killer, server: MailServer, at: int
) -> None:
    server.taken = nth(at, killer.kill)
    assert killer.round() == -signal.SIGKILL
    assert len(server.got) == at
    killer.rounds_after()
    assert {got.to for got in server.got} == set(map(address_of, PEOPLE))
    assert sorted(by_id(server.got).values()) == [1, 1, 1, 1, 2]
    twice = [got.content for got in server.got if by_id(server.got)[str(got.message["Message-ID"])] == 2]
    assert twice[0] == twice[1], "mail programs would show both"
