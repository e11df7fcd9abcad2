"""A concern comes in: clean, pad, seal, deposit, receipt.

accepted = submit(written, mailbox=store, roster=roster, clock=clock, clocks=settings.clocks, check_token=check)
accepted.words
"""

from reporting.intake.deposit import Accepted, OtherWords, TakenReportId, UnusableRecipient, check_recipients, submit
from reporting.intake.parts import Written
from reporting.intake.standing import Standing, look_up

__all__ = [
    "Accepted",
    "OtherWords",
    "Standing",
    "TakenReportId",
    "UnusableRecipient",
    "Written",
    "check_recipients",
    "look_up",
    "submit",
]
