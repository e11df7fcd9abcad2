"""What readers do: open, answer, note, decide, move, step back. Their browsers seal; the desk sees shapes."""

import hmac
import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from reporting.intake.parts import canonical
from reporting.sealing import Recipient, pad_json, seal
from reporting.sealing.format import read_header, write_header
from tests.answers import SAID
from tests.house import Reader, key_of
from tests.year.told import Told
from tests.year.town import Town
from tests.year.writing import comes_back


class Case:
    """One case before one reader."""

    def __init__(self, town: Town, handle: str, told: Told) -> None:
        self.town, self.handle, self.told = town, handle, told
        self.reader: Reader = town.comes(handle)
        self.case_id = ""
        if not told.aside:
            inbox = self.reader.get("/inbox").text
            self.case_id = town.case_of(told)
            assert self.case_id in inbox, (town.today, handle, told.name)

    def post(self, path: str, body: object = None) -> Any:
        answer = self.reader.post(f"/cases/{self.case_id}/{path}", body)
        assert answer.status_code in (200, 201, 204), (self.town.today, self.told.name, path, answer.text)
        self.town.remember()
        return answer.get_json(silent=True)

    def opened(self, sealed: str) -> Any:
        return json.loads(self.reader.key.identity.open(b64decode(sealed)))

    def opens(self) -> Mapping[str, Any]:
        """All that there is, in this reader's own browser."""
        given = self.post("report")
        report: Mapping[str, Any] = self.opened(given["sealed"]["report"])
        assert report["answers"]["what_happened"] == self.told.said
        for said in (*given["messages"], *given["notes"]):
            self.opened(said["sealed"])
        self.told.opened_by.add(self.town.house.person(self.handle).fingerprint)
        return report

    def _signed(self, said: dict[str, Any]) -> dict[str, Any]:
        person = self.town.house.person(self.handle)
        said |= {"author": person.fingerprint, "from": person.name, "on": self.town.today.isoformat()}
        return said | {"signature": b64encode(self.reader.key.sign(SAID + canonical(said))).decode()}

    def _keys(self) -> list[Recipient]:
        return [key_of(name).identity.recipient for name in sorted(self.told.openers)]

    def replies(self) -> None:
        report, number = self.opens(), len(self.told.replies) + 1
        text = self.town.canary(f"canary-of-{self.told.name}-reply-{number}")
        message = {"v": 1, "part": "message", "report_id": self.told.report_id, "direction": "to-reporter"}
        message = self._signed(message | {"number": number, "text": text})
        mac = hmac.digest(b64decode(report["reporter"]["thread_key"]), canonical(message), "sha256")
        keys = [Recipient.parse(report["reporter"]["recipient"]), *self._keys()]
        sealed = seal(pad_json(message | {"mac": b64encode(mac).decode()}, 16384), keys)
        self.post("replies", {"number": number, "sealed": b64encode(sealed).decode()})
        self.told.replies.append(text)
        self.told.acknowledged_on = self.told.acknowledged_on or self.town.today
        assert text in comes_back(self.town, self.told).text

    def _note(self, kind: str) -> tuple[int, str]:
        number = self.told.notes = self.told.notes + 1
        text = self.town.canary(f"canary-of-{self.told.name}-{kind}-{number}")
        about = {"report_id": self.told.report_id, "case_id": self.case_id, "number": number, "kind": kind}
        note = self._signed({"v": 1, "part": "note", "text": text} | about)
        return number, b64encode(seal(pad_json(note, 4096), self._keys())).decode()

    def notes(self, kind: str = "note", **more: object) -> int:
        number, sealed = self._note(kind)
        self.post("notes", {"kind": kind, "number": number, "sealed": sealed, "from": self._stands()} | more)
        return number

    def moves(self, to: str, until: date | None = None) -> None:
        self.post("move", {"to": to, "from": self._stands(), "until": until.isoformat() if until else None})

    def _stands(self) -> str:
        """Where the page shows the case."""
        found = re.search(r'id="facts" data-status="(\w+)"', self.reader.get(f"/cases/{self.case_id}").text)
        assert found, self.told.name
        return found[1]

    def assesses(self) -> None:
        if self.told.acknowledged_on is None:
            self.moves("acknowledged")
            self.told.acknowledged_on = self.town.today
        self.moves("assessing")

    def concludes(self, keep: timedelta) -> None:
        """Tells the reporter, and says when all of it will be gone."""
        self.replies()
        self.told.rests_from, self.told.erased_on = self.town.today, self.town.today + keep
        self.moves("concluded", self.told.erased_on)

    def erases(self) -> None:
        self.post("erase", {"sure": True})
        self.told.rests_from = self.told.erased_on = self.town.today
        self.town.left_over += [f"{self.told.name}: {one}" for one in self.town.left_in_files(self.told)]

    def steps_back(self) -> None:
        self.post("step-back", {"sure": True})
        first, _ = self.told.seats[self.handle]
        self.told.seats[self.handle] = (first, self.town.today)

    def lets_in(self, leaves: str, joins: str) -> None:
        """Writes a head for the other reader before everything that is sealed; its words stay as they are."""
        given, joiner = self.post("headers"), self.town.house.person(joins)
        assert given["successor"] == joiner.fingerprint
        self.told.openers = self.told.openers - {self.town.key(leaves)} | {self.town.key(joins)}
        headers = {name: self._resealed(b64decode(one), name) for name, one in _named(given["sealed"])}
        number, sealed = self._note("recusal")
        joined = {"joins": joiner.fingerprint, "number": number, "sealed": sealed, "headers": headers}
        self.post("let-in", joined)
        self.told.seats[joins] = (self.town.today, None)

    def _resealed(self, header: bytes, name: str) -> str:
        stanzas = read_header(BytesIO(header)).stanzas
        (file_key,) = [key for one in stanzas if (key := self.reader.key.identity.unwrap(one)) is not None]
        keys = self._keys()
        if name.startswith("reply/"):
            keys.insert(0, Recipient.parse(self.opens()["reporter"]["recipient"]))
        return b64encode(write_header(file_key, [one.wrap(file_key) for one in keys])).decode()


def _named(sealed: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Everything of a case, by the name under which its new head is handed in."""
    yield from ((f"part/{name}", one) for name, one in sealed["parts"].items())
    yield from ((f"file/{name}", head) for name, head in sealed["files"].items())
    yield from ((f"note/{one['number']}", one["sealed"]) for one in sealed["notes"])
    for one in sealed["messages"]:
        yield f"{'reply' if one['direction'] == 'to-reporter' else 'message'}/{one['number']}", one["sealed"]


def both_decide(town: Town, told: Told, first: str, second: str, keep: timedelta) -> None:
    """One proposes, the other agrees, and it ends with a word to the reporter."""
    case, other = Case(town, first, told), Case(town, second, told)
    case.opens(), other.opens()
    case.assesses()
    other.notes("agreement", to=case.notes("proposal"))
    case.concludes(keep)


def finds_nothing(town: Town, handle: str, told: Told) -> None:
    """Somebody who was left out: no case, no part, and the same answer as for a case that never was."""
    reader, case_id = town.comes(handle), town.case_of(told)
    assert case_id not in reader.get("/inbox").text
    assert reader.get(f"/cases/{case_id}").data == reader.get("/cases/0000-0000").data
    for path in ("report", "contact", "files/file-1", "headers"):
        assert reader.post(f"/cases/{case_id}/{path}").status_code == 404


def brings_in(town: Town, handle: str, told: Told) -> None:
    """What was taken for a machine's is a person's after all."""
    reader = town.comes(handle)
    assert re.search(told.report_id, reader.get("/inbox").text)
    assert reader.post("/inbox/bring", {"report": told.report_id}).status_code == 204
    told.aside = False
    told.seats = dict.fromkeys(told.seats, (town.today, None))
