"""Answering a reporter: the entry first, then the reply goes into the mailbox, sealed as the browser made it.

Two stores cannot commit together. Who dies in between has an entry without a reply, and sends it again: the same bytes
under the same number are one reply, with a second entry at most.
"""

import hmac
from dataclasses import replace

from reporting.accesslog import Tag
from reporting.cases import Case, Cases, Status
from reporting.errors import ReportingError
from reporting.mailbox.desk_thread import DeskThread, NumberTaken
from reporting.review.house import House
from reporting.review.move import tell_now
from reporting.sealing import check_shape

LEAST, MOST = 16384, 2**19
FOR_THREE = 3
"""Stanzas: the reporter's, and two of readers, one of which may be a key that nobody holds."""


class AnotherCame(ReportingError):
    """Another was written meanwhile, and has this number."""


def send_reply(case_id: str, number: int, untrusted_sealed: bytes, reader: str, house: House) -> Status:
    """Where the case stands then: a first answer acknowledges it too.

    Raises NoSuchCase, WrongShape, Closed, AnotherCame, LogUnavailable, StoreUnavailable; then nothing was sent.
    """
    check_shape(untrusted_sealed, stanzas=FOR_THREE, least=LEAST, most=MOST)
    with house.desk.read() as session:
        case = house.cases(session).of(reader, case_id)
    with house.mailbox.read() as session:
        thread = DeskThread(session)
        thread.refuse_closed(case.report_id)
        there = thread.reply(case.report_id, number)
        if there is not None and hmac.compare_digest(there, untrusted_sealed):
            return case.status
        if number != thread.next_number(case.report_id):
            raise AnotherCame
    with house.desk.write() as session:
        cases = house.cases(session)
        case = cases.of(reader, case_id)
        log = house.log(session)
        log.append(Tag.REPLY_SEND, person=reader, case=case.case_id, commits_to=untrusted_sealed)
        case = _answered(cases.attended(case, reader), cases, house)
        if case.status is Status.RECEIVED:
            case = cases.move(case, Status.ACKNOWLEDGED, house.clock.today())
            log.append(Tag.CASE_MOVE, person=reader, case=case.case_id, commits_to=case.status.encode())
    try:
        with house.mailbox.write() as session:
            DeskThread(session).add_reply(case.report_id, number, untrusted_sealed, house.clock.today())
    except NumberTaken:
        raise AnotherCame from None
    tell_now(reader, house)
    return case.status


def _answered(case: Case, cases: Cases, house: House) -> Case:
    """The weekly clock starts anew; once something was agreed, this is what tells the reporter of it."""
    today = house.clock.today()
    case = replace(case, replied_on=today, told_on=today if case.agreed_on else None)
    cases.keep(case)
    return case
