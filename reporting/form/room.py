"""The form's room: what it holds for as long as the process lives, and how it shows people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import cast

from flask import current_app, g
from werkzeug.datastructures import MultiDict

from reporting.abuse import Door, FormTokens
from reporting.clock import Clock
from reporting.config import FormSettings
from reporting.db import Store
from reporting.form.dates import names
from reporting.form.forms import ReportForm
from reporting.form.languages import Language, gettext, spoken
from reporting.form.module import Script
from reporting.form.questions import Option
from reporting.form.uploads import Uploads
from reporting.guidelines import Guidelines, Version
from reporting.roster import Choice, Person, Role, Roster, RosterError
from reporting.roster.watch import Known, Rosters


@dataclass(frozen=True)
class Room:
    """Settings, clock, the mailbox as far as the form may touch it, and the public papers. It holds no key."""

    settings: FormSettings
    clock: Clock
    mailbox: Store
    rosters: Rosters
    tokens: FormTokens
    door: Door
    guidelines: Guidelines
    scripts: Mapping[str, Script]
    uploads: Uploads

    @property
    def roster(self) -> Roster | None:
        """Who reads now. None while nothing can be sealed: none is signed yet, or it does not verify."""
        return self._known.roster

    @property
    def readers_changed_on(self) -> date | None:
        """The day of the last change of readers or of their keys, as long as the form has to say so."""
        day = self._known.readers_changed_on
        if day is None or self.clock.today() > day + timedelta(days=self.settings.announce_days):
            return None
        return day

    @property
    def _known(self) -> Known:
        if "known" not in g:  # one request sees one roster, from its first question to its last
            try:
                g.known = self.rosters.current()
            except RosterError:
                g.known = Known(None, ())
        return cast(Known, g.known)

    @property
    def rules(self) -> Version | None:
        """The guidelines that hold today."""
        return self.guidelines.in_force(self.clock.today())

    def rules_of_page(self, untrusted_day: str) -> Version | None:
        """The guidelines that a page named, which may have been followed by others since; else those of today."""
        in_force = (one for one in self.guidelines.versions if one.day <= self.clock.today())
        return next((one for one in in_force if one.day.isoformat() == untrusted_day), self.rules)

    def report_form(self, untrusted: MultiDict[str, str] | None = None) -> ReportForm:
        """A form for today's readers. Its token holds only for a page that named the same people."""
        roster = self.roster
        if roster is None:
            return ReportForm(untrusted, self.tokens, "", ())
        return ReportForm(untrusted, self.tokens, roster.recipients_hash(), offers(roster, spoken()))


def here() -> Room:
    """The room that the current request is in."""
    return cast(Room, current_app.extensions["reporting"])


@lru_cache(16)
def offers(roster: Roster, _language: Language) -> tuple[Option, ...]:
    """All choices of readers, in the language of this request: worded once, and shown with every form."""
    return tuple(map(offer, roster.choices))


def offer(choice: Choice) -> Option:
    """A choice of readers as the page words it: who is left out, who reads, who takes the place."""
    keys = " ".join(person.fingerprint for person in choice.readers)
    if choice.value == "both":
        return Option(choice.value, together(choice.readers), readers=keys)
    if choice.value == "neither":
        note = gettext("%(names)s read it instead.", names=together(choice.readers, about=True))
        return Option(choice.value, gettext("Neither of them"), note, readers=keys)
    (left_out,) = choice.excluded
    (stays,) = (person for person in choice.readers if person.role is Role.REVIEWER)
    places = [person for person in choice.readers if person is not stays]
    label = gettext("Not %(name)s", name=together([left_out]))
    if not places:
        note = gettext("%(name)s reads it. Nobody else does.", name=together([stays]))
    else:
        note = gettext(
            "%(name)s reads it. %(other)s takes the place of %(left_out)s.",
            name=together([stays]),
            other=together(places, about=True),
            left_out=together([left_out]),
        )
    return Option(choice.value, label, note, readers=keys)


def together(people: Sequence[Person], *, about: bool = False, style: str = "standard") -> str:
    """Names in a row: 'Ada Lindqvist and Ben Okafor'."""
    return names(
        [f"{person.name} ({person.about})" if about and person.about else person.name for person in people], style=style
    )
