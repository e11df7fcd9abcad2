"""A concern comes in: clean, pad, seal, deposit, receipt.

accepted = submit(written, mailbox=store, roster=roster, clock=clock, clocks=settings.clocks, check_token=check)
accepted.words
"""

from reporting.intake.attachments import CleanerBroken, CleanerBusy, CleanFile, Files, Told, Upload, Way, looked_through
from reporting.intake.deposit import Accepted, submit
from reporting.intake.inspection import NotSealed
from reporting.intake.parts import Written
from reporting.intake.recipients import UnusableRecipient, check_recipients, people_of
from reporting.intake.refusals import Gone, OtherFiles, OtherWords, StaleRecipients, TakenReportId
from reporting.intake.sealed import OtherNumber, Sealed, is_known, next_place, submit_sealed
from reporting.intake.standing import Standing, look_up
from reporting.intake.thread import Reply, read_replies
from reporting.intake.withdraw import withdraw
from reporting.intake.write_again import NobodyReads, write_again

__all__ = [
    "Accepted",
    "CleanFile",
    "CleanerBroken",
    "CleanerBusy",
    "Files",
    "Gone",
    "NobodyReads",
    "NotSealed",
    "OtherFiles",
    "OtherNumber",
    "OtherWords",
    "Reply",
    "Sealed",
    "StaleRecipients",
    "Standing",
    "TakenReportId",
    "Told",
    "UnusableRecipient",
    "Upload",
    "Way",
    "Written",
    "check_recipients",
    "is_known",
    "look_up",
    "looked_through",
    "next_place",
    "people_of",
    "read_replies",
    "submit",
    "submit_sealed",
    "withdraw",
    "write_again",
]
