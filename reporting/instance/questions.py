"""The four questions whose answers have no safe default, and the settings written from the answers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from reporting.config import wrong_with
from reporting.errors import Refused
from reporting.notifications.settings import HOST

SAMPLE = Path(__file__).parent.parent / "templates" / "instance" / "reporting.toml"


class AnswerRefused(Refused):
    """An answer cannot be used."""


@dataclass(frozen=True)
class Question:
    """What is asked, the flag that answers it unasked, and what says what is wrong with an answer."""

    flag: str
    asks: str
    wrong: Callable[[str], str | None]
    unlike: str = ""
    """The flag of an earlier question that has to have another answer."""

    @property
    def name(self) -> str:
        return self.flag.removeprefix("--").replace("-", "_")

    def checked(self, untrusted_answer: str, before: Mapping[str, str]) -> str:
        """The answer without spaces around it, beside those `before` it by flag; raises AnswerRefused."""
        answer = untrusted_answer.strip()
        if wrong := self.wrong(answer):
            raise AnswerRefused(f"{self.flag} {wrong}. Give another.")
        if self.unlike and answer == before[self.unlike]:
            raise AnswerRefused(f"{self.flag} must be another than {self.unlike}. Give another.")
        return answer


def _name(answer: str) -> str | None:
    return wrong_with("community", "name", answer) or (None if answer.isprintable() else "must be one line of text")


def _mail_host(answer: str) -> str | None:
    return None if not answer or HOST.fullmatch(answer) else "must be the mail server's name, or empty"


QUESTIONS = (
    Question("--name", "The community's name", _name),
    Question(
        "--form-origin",
        "The form's address, such as https://concerns.example",
        lambda answer: wrong_with("form", "origin", answer),
    ),
    Question(
        "--desk-origin",
        "The desk's address, another than the form's",
        lambda answer: wrong_with("desk", "origin", answer),
        unlike="--form-origin",
    ),
    Question("--mail-host", "The mail server's name; empty for no mail", _mail_host),
)


def settings(answers: Mapping[str, str]) -> bytes:
    """A `reporting.toml` that names every setting: the answers, and all else at its default behind a #."""
    host, sender = answers["mail_host"], f"reports@{urlsplit(answers['form_origin']).hostname}"
    unset = "" if host else "# "
    text = Template(SAMPLE.read_text(encoding="utf-8")).substitute(
        name=_quoted(answers["name"]),
        form_origin=_quoted(answers["form_origin"]),
        desk_origin=_quoted(answers["desk_origin"]),
        mail_host=f"{unset}host = {_quoted(host or 'smtp.larkfield.example')}",
        mail_sender=f"{unset}sender = {_quoted(sender)}",
    )
    return text.encode()


def log_name(answers: Mapping[str, str]) -> str:
    """The access log's name for those who check it: the desk's host, since that is where it is read."""
    return f"{urlsplit(answers['desk_origin']).hostname}/log"


def _quoted(text: str) -> str:
    """A TOML basic string. JSON's are the same for printable text (toml.io/en/v1.0.0#string)."""
    return json.dumps(text, ensure_ascii=False)
