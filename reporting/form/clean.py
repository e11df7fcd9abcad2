"""`POST /clean`: one file is cleaned while its sender still writes. Nothing of it is kept.

The answer is the file, made anew, behind what is to be said of it: four bytes, the length of the JSON that follows,
big-endian; the JSON (`media_type`, `ending`, `told`); the file. A refusal is JSON alone, with the reason in `text`.
"""

import json
import struct

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import BadRequest

from reporting import abuse, intake
from reporting.form.arrival import read
from reporting.form.problems import Problem
from reporting.form.refusals import in_words
from reporting.form.report import meaning
from reporting.form.room import here
from reporting.form.sealed import page_said
from reporting.form.told import lines

PATIENCE = 1.0
"""Seconds to wait for a turn. Pages come again by themselves, and who waits here holds a thread that words may need."""
cleaning = Blueprint("clean", __name__)


@cleaning.post("/clean")
def clean() -> Response:
    room = here()
    with room.uploads.shelf() as shelf:
        try:
            arrived = read(request, shelf)
            room.tokens.check(arrived.fields.get("token", ""), page_said())  # not spent: the report needs it
            if arrived.files.crowded:
                raise intake.CleanerBusy
            if arrived.files.fault:
                return told(arrived.files.fault, 422)
            if len(arrived.files.data) != 1:
                raise BadRequest
            with room.uploads.turn(PATIENCE) as turn:
                [(outcome, attachment)] = intake.looked_through([intake.Upload(arrived.files.data[0])], turn)
        except (abuse.TokenRefused, intake.CleanerBusy, intake.CleanerBroken) as error:
            return refused(meaning(error))
    if attachment is None:
        return told(in_words(outcome.refused), 422)
    (line,) = lines(intake.Files([outcome]))
    said = {"media_type": attachment.media_type, "ending": f".{outcome.name.rpartition('.')[2]}", "told": line.text}
    header = json.dumps(said).encode()
    framed = struct.pack(">I", len(header)) + header + attachment.data
    return Response(framed, mimetype="application/octet-stream")


def refused(problem: Problem) -> Response:
    return told(problem.text, problem.status)


def told(text: str, status: int) -> Response:
    answer = jsonify(text=text)
    answer.status_code = status
    return answer
