"""Thirty-six hours of the worker by its clock: killed on the way again and again, its mail server away for hours.

Reports come all the while. Each has to be in the access log once, each reader to get the mails of a day once.
"""

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select

from reporting.accesslog import Tag
from reporting.mailbox.models import Deposit
from tests.faults.outcome import Outcome, looked_at
from tests.faults.reporters import MARK, Told
from tests.house import House, Rosa, build
from tests.notifications.mailing import READERS, Mailing, mailing, with_mail
from tests.notifications.server import MailServer, certificate
from tests.worker.reading import tagged

HOURS = 36
"""From a Sunday night over the Monday to the next morning, when what came on the Monday is in the log."""
STEPS = (
    "reporting.accesslog.log.AccessLog.append_facts",
    "reporting.accesslog.signing.Signing.keep",
    "reporting.accesslog.signing.Signing.sign",
    "reporting.accesslog.stored.StoredCheckpoints.add",
    "reporting.mailbox.desk_side.DeskMailbox.forget_tokens",
    "reporting.mailbox.desk_side.DeskMailbox.mark_taken",
    "reporting.db.store.Store.touch",
)
AWAY = range(5, 12)
"""The hours of the Monday in which the mail server refuses everybody for now."""


@contextmanager
def trusting(file: Path) -> Iterator[None]:
    """Only the authority of the tests."""
    before = {name: os.environ.get(name) for name in ("SSL_CERT_FILE", "SSL_CERT_DIR")}
    os.environ.update({"SSL_CERT_FILE": str(file), "SSL_CERT_DIR": str(file.parent / "none")})
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def killed(house: House, step: str) -> None:
    """One round in a process of its own, which dies when it has done this step, if it comes to it."""
    words = [sys.executable, "-m", "tests.worker.killed", str(house.folder), step, house.clock.now().isoformat()]
    subprocess.run(words, check=False, capture_output=True)


def run(folder: Path, every: int) -> Outcome:
    """A round each `every` minutes; each twentieth of them is killed on its way."""
    chance, told = random.Random(every), list[Told]()
    house = build(folder / "house")
    made = certificate(folder / "authority")
    rounds = HOURS * 60 // every
    with trusting(made.trusted), MailServer(made) as server, mailing(with_mail(house, server.port)) as mail:
        rosa = Rosa(house.form().test_client())

        def write() -> None:
            told.append(Told(len(told) + 1))
            sent = rosa.send(what_happened=f"{MARK} saw report number {told[-1].number}")
            told[-1].kept = sent.status_code == 200

        write(), write()  # on the Sunday: two days are entered after that, and these belong to the first alone
        for number in range(rounds):
            house.clock.advance(timedelta(minutes=every))
            if chance.random() < min(1.0, every / 40):
                write()
            server.answer = lambda to: "451 later" if house.clock.now().hour in AWAY else "250 OK"
            if number % 20 == 10:
                killed(house, chance.choice(STEPS))
            mail.round()
        mails = Counter((got.to, got.content) for got in server.got)
        return _with_log_and_mail(
            looked_at(f"{HOURS} hours of the worker, killed on the way", rounds, house, told), mail, mails
        )


def _with_log_and_mail(found: Outcome, mail: Mailing, mails: Counter[tuple[str, bytes]]) -> Outcome:
    """Also lost is a report that the log lacks the day after, also doubled an entry or a mail that came twice."""
    house = mail.house
    with mail.rooms.desk.read() as session:
        cases = {handle: mail.case_ids(session, house.person(handle).fingerprint) for handle in READERS}
    logged = Counter(facts.hash for facts in tagged(house, Tag.REPORT_DEPOSIT))
    day = house.clock.today() - timedelta(days=1)
    with house.mailbox().read() as session:
        older = session.scalars(select(Deposit.report_id).where(Deposit.received_on <= day)).all()
    hashes = [sha256(house.sealed("report", report_id)).hexdigest() for report_id in older]
    silent = [handle for handle in READERS if cases[handle] and not any(to.startswith(handle) for to, _ in mails)]
    return replace(
        found,
        lost=found.lost + sum(logged[one] != 1 for one in hashes),
        doubled=found.doubled
        + sum(count > 1 for count in logged.values())
        + sum(count > 1 for count in mails.values()),
        wrong=found.wrong + len(silent),
    )
