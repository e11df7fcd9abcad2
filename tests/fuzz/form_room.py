"""The form as strangers ask it."""

from random import Random

from flask import Flask

from tests.faults.reporters import Reporter
from tests.form.sealing import FRAME
from tests.fuzz import hostile
from tests.fuzz.hostile import MARK
from tests.fuzz.room import Room
from tests.house import fields_of
from tests.multipart import BOUNDARY, CONTENT_TYPE


class Form(Room):
    """Posts bear the fields of a fresh page."""

    def __init__(self, port: int, app: Flask, dice: Random, parts: dict[str, bytes], words: str) -> None:
        super().__init__(port, app, dice)
        self.parts, self.words = parts, words
        self.fields: dict[str, list[str]] = {}
        self.asked = 0

    def body(self, rule: str) -> tuple[bytes, bytes]:
        dice = self.dice
        if self.asked % 40 == 0:
            self.fields = fields_of((Reporter(self.port)._ask("GET") or (0, ""))[1])
        self.asked += 1
        if dice.random() < 0.08:
            return dice.choice(hostile.TYPES), dice.choice(hostile.RAW)
        fields = [(name, said.encode()) for name, said in self.of(rule)]
        fields = [
            (name, self.other() if dice.random() < 0.1 else said) for name, said in fields if dice.random() > 0.03
        ]
        if dice.random() < 0.15:
            fields.append((hostile.text(dice)[:200].encode("utf-8", "replace").decode(), self.other()))
        files = self.files(rule)
        if not files and rule != "/sealed" and dice.random() < 0.2:
            body = b"&".join(name.encode() + b"=" + hostile.quote_from_bytes(said).encode() for name, said in fields)
            return b"application/x-www-form-urlencoded", body
        kind = FRAME if rule == "/sealed" else CONTENT_TYPE
        body = (
            hostile.frame(fields, files, dice)
            if rule == "/sealed"
            else hostile.multipart(fields, files, dice, BOUNDARY)
        )
        return dice.choice(hostile.TYPES) if dice.random() < 0.04 else kind.encode(), body

    def other(self) -> bytes:
        return self.dice.choice((hostile.text(self.dice).encode("utf-8", "surrogatepass"), b"\xff\xfe" + MARK.encode()))

    def of(self, rule: str) -> list[tuple[str, str]]:
        page = [(name, said) for name, several in self.fields.items() for said in several]
        if rule == "/":
            return [
                *((name, said) for name, said in page if name != "what_happened"),
                ("what_happened", f"{MARK} saw it"),
            ]
        token = self.fields.get("token", [""])[0]
        if rule == "/sealed":
            ids = {
                name: self.dice.randbytes(size).hex()
                for name, size in (("report_id", 16), ("locator", 32), ("words_mac", 32))
            }
            return [
                *ids.items(),
                ("token", token),
                ("readers", "both"),
                ("recipients", str(self.known[0])),
                ("urgent", "yes"),
            ]
        return [
            ("words", self.words),
            ("token", token),
            ("text", f"{MARK} again"),
            ("sure", "yes" if self.dice.random() < 0.02 else ""),
        ]

    def files(self, rule: str) -> list[tuple[str, bytes]]:
        if rule == "/sealed":
            names = [name for name in ("report", "headline", "contact") if self.dice.random() > 0.04]
            return [(name, self.parts[name] if self.dice.random() < 0.9 else self.other()) for name in names]
        if rule == "/clean" or self.dice.random() < 0.05:
            return [
                (
                    "files",
                    self.dice.choice((b"GIF89a" + bytes(30), b"PK\3\4" + MARK.encode(), b"plain words", b"%PDF-1.7\n")),
                )
            ]
        return []
