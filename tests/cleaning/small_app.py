"""The least app that cleans what is posted to it, to be served as the form is."""

from flask import Flask, Response, request

from reporting.cleaning import Box, CleaningError

app = Flask(__name__)
box = Box()


@app.post("/")
def clean() -> Response:
    try:
        cleaned = box.clean(request.get_data())
    except CleaningError as refusal:
        return Response(type(refusal).__name__, 400)
    return Response(cleaned.data, mimetype=cleaned.media_type)
