"""What every use case of the desk is handed: the two stores and the clocks."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from reporting.accesslog import AccessLog
from reporting.cases import Cases
from reporting.clock import Clock
from reporting.config import Clocks
from reporting.db import Store


@dataclass(frozen=True)
class House:
    """The rooms that the desk works with."""

    desk: Store
    mailbox: Store
    clock: Clock
    clocks: Clocks

    def cases(self, session: Session) -> Cases:
        return Cases(session, self.clocks)

    def log(self, session: Session) -> AccessLog:
        return AccessLog(session, self.clock)
