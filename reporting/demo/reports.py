"""A handful of made-up reports, sealed and deposited by the same use case as real ones."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from reporting.abuse import SpentToken
from reporting.clock import Clock, FixedClock
from reporting.config import Clocks
from reporting.db import Store
from reporting.intake import Written, submit
from reporting.roster import Roster


@dataclass(frozen=True)
class MadeUp:
    """Who should read it, how many days ago it came, and what it says."""

    days_ago: int
    answers: Mapping[str, str | list[str]]
    readers: str = "both"
    contact: str = ""
    defaults: Mapping[str, str] = field(default_factory=lambda: {"act_without_me": "ask-first", "quote_me": "no"})


REPORTS = (
    MadeUp(
        0,
        {
            "what_happened": "He waited for me outside the hall again after the evening talk, and walked behind me to "
            "the station. I am speaking on Thursday and he knows that. I am afraid of that evening.",
            "risk": "danger",
            "tell_today": "yes",
            "kind": ["harassment", "law"],
            "where": "live-event",
            "where_named": "the November lectures",
            "when": "days",
            "who": "He signs as “Karl from the back row”. Grey coat, always with a large camera.",
            "involvement": "me",
            "exposure": "yes",
            "limits": "Please do not speak to him before Thursday.",
        },
        contact="You can ring me on 0700 555 0142 after six. Ask for Rosa.",
    ),
    MadeUp(
        2,
        {
            "what_happened": "Since I left a comment under a post of one of the moderators, I get private messages "
            "every night. They began politely. Now they are about my family.",
            "risk": "ongoing",
            "kind": ["harassment", "privacy"],
            "where": "private-message",
            "when": "week",
            "involvement": "me",
            "exposure": "maybe",
            "links": "https://forum.larkfield.example/t/welcome/311",
        },
        readers="not-ben",
    ),
    MadeUp(
        5,
        {
            "what_happened": "After my workshop one of the volunteers at the door kept coming back to my table. I said "
            "I was busy. He took a photo of my badge and wrote to me that evening, and the next two evenings.\n\n"
            "I did not answer. I left the dinner early because of it and I am not sure I will come to the spring "
            "meeting.",
            "risk": "ongoing",
            "kind": ["harassment", "privacy"],
            "where": "live-event",
            "where_named": "the autumn meeting",
            "when": "week",
            "who": "A volunteer at the door, tall, blue cap. Signs as “Teo”.",
            "involvement": "me",
            "exposure": "maybe",
            "limits": "Please do not name the workshop.",
            "others": "A friend who sat beside me.",
        },
    ),
    MadeUp(
        9,
        {
            "what_happened": "Somebody sells a course of his own in three threads at once and answers every question "
            "with a link to it.",
            "risk": "no",
            "kind": ["promotion"],
            "where": "forum",
            "when": "month",
            "involvement": "saw",
            "exposure": "no",
            "links": "https://forum.larkfield.example/t/tools/208\nhttps://forum.larkfield.example/t/starting/190",
        },
        defaults={"act_without_me": "yes", "quote_me": "yes"},
    ),
    MadeUp(
        6,
        {
            "what_happened": "I was told that at the mentors’ evening jokes were made about the accent of a new "
            "member, and that she laughed along and has not been seen since. I was not there.",
            "risk": "unsure",
            "kind": ["disrespect"],
            "where": "elsewhere",
            "when": "earlier",
            "involvement": "told",
        },
    ),
)


def deposit_reports(mailbox: Store, roster: Roster, clock: Clock, guidelines: str) -> None:
    """Deposit them all, each on its day."""
    for made_up in REPORTS:
        day = clock.today() - timedelta(days=made_up.days_ago)
        written = Written(
            readers=made_up.readers,
            answers=dict(made_up.answers) | dict(made_up.defaults),
            contact=made_up.contact,
            entropy=os.urandom(16),
            guidelines=guidelines,
        )
        submit(
            written,
            mailbox=mailbox,
            roster=roster,
            clock=FixedClock(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)),
            clocks=Clocks(),
            check_token=lambda: SpentToken(hashlib.sha256(os.urandom(16)).digest(), clock.today()),
        )
