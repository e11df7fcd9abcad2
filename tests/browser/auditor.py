"""Three weeks of a log, signed and cosigned, as an auditor finds them."""

from datetime import timedelta

from sqlalchemy import insert

from reporting.accesslog import AccessLog, Tag
from reporting.accesslog.cosignatures import cosign
from reporting.accesslog.cosigners import witness_key
from reporting.accesslog.models import LogCheckpoint
from reporting.accesslog.tree import StoredTree
from reporting.cases.models import CaseRow
from reporting.clock import FixedClock
from reporting.db import DeskBase, Store
from reporting.signednote import Note
from tests.house import House, key_of, log_key

CASES = ("7QK4-M2XR", "M9XC-2HWE")


def live(house: House, days: int = 21) -> None:
    """Each day people's acts and what reporters did the day before; a late case; a checkpoint at the end."""
    store = Store.open(house.settings.desk().desk_url, DeskBase)
    with store.write() as session:
        for ago in range(days, 0, -1):
            clock = FixedClock(house.clock.now() - timedelta(days=ago))
            log, person = AccessLog(session, clock), house.person(("ada", "ben")[ago % 2]).fingerprint
            for _ in range(2):
                log.append(Tag.FILLER, at=clock.now() - timedelta(days=1))
            log.append(Tag.SIGN_IN_ACCEPT, person=person)
            for tag in (Tag.REPORT_OPEN, Tag.CONTACT_OPEN, Tag.CASE_MOVE)[: ago % 4]:
                log.append(tag, person=person, case=CASES[ago % 3 % 2])
        log.append(Tag.ROSTER_CHANGE, person=person)
        log.append(Tag.SIGN_IN_REFUSE, count=7)
        tree = StoredTree(session)
        note = log_key().checkpoint(tree.size(), tree.root(tree.size()))
        name = witness_key(log_key().verifier.name, house.person("olu")).name
        note = Note(note.text, (*note.signatures, cosign(note.text, name, key_of("olu"), house.clock.now())))
        day = house.clock.today()
        session.execute(insert(LogCheckpoint).values(size=tree.size(), made_on=day, note=bytes(note)))
        late = {"received_on": day - timedelta(days=days), "status_on": day - timedelta(days=days), "urgent": False}
        session.execute(insert(CaseRow).values(case_id=CASES[0], report_id="0" * 32, status="received", **late))
    store.close()
