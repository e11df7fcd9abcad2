"""`POST /clean`: one file is cleaned while its sender still writes, its pages made pictures with `files_as=flatten`.

Nothing of it is kept.

The answer is the file, made anew, behind what is to be said of it: four bytes, the length of the JSON that follows,
big-endian; the JSON (`media_type`, `ending`, `told`); the file. A refusal is JSON alone, the reason in `text`. When the
page's token is refused, a new one comes in `token`: a page that lay open for days cleans files all the same.
"""

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge

from reporting import abuse, intake
from reporting.form import dead_ends, frame, problems
from reporting.form.arrival import drain, read
from reporting.form.languages import Sentence
from reporting.form.refusals import in_words
from reporting.form.report import meaning
from reporting.form.room import here
from reporting.form.sealed import page_said
from reporting.form.told import lines
from reporting.form.uploads import MB

PATIENCE = 1.0
"""Seconds to wait for a turn, and as many more as the file has MB. Pages come again by themselves, and who waits here
holds a thread that words may need; but a large file then comes anew, and of large ones few fit on the shelves."""
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
            asked = intake.Way.FLATTEN if arrived.fields.get("files_as") == intake.Way.FLATTEN else intake.Way.CLEAN
            [untrusted] = arrived.files.data
            with room.uploads.turn(PATIENCE + len(untrusted) / MB) as turn:
                [(outcome, attachment)] = intake.looked_through([intake.Upload(untrusted, asked)], turn)
        except abuse.TokenRefused:
            problem = problems.OLD_PAGE
            return told(problem.text, problem.status, token=room.tokens.issue(page_said()))
        except (intake.CleanerBusy, intake.CleanerBroken) as error:
            problem = meaning(error)
            return told(problem.text, problem.status)
    if attachment is None:
        return told(in_words(outcome.refused), 422)
    (line,) = lines(intake.Files([outcome]))
    said = {"media_type": attachment.media_type, "ending": f".{outcome.name.rpartition('.')[2]}", "told": line.text}
    return Response(frame.pack(said, attachment.data), mimetype=frame.MIMETYPE)


@cleaning.errorhandler(HTTPException)
def not_taken(error: HTTPException) -> Response:
    """A page asked, not a person: what comes here broken, or from elsewhere, is answered in JSON too."""
    status = error.code or 500
    if isinstance(error, RequestEntityTooLarge) or status == 403:
        drain(request)
    _title, text = dead_ends.BY_STATUS.get(status, dead_ends.FAILED)
    return told(text, status)


def told(text: str | Sentence, status: int, **more: str) -> Response:
    answer = jsonify(text=str(text), **more)
    answer.status_code = status
    return answer
