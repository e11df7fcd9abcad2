"""`reporting init`: an empty instance that is safe as it stands, from the four answers that have no safe default."""

import sys
from collections.abc import Mapping

import click

from reporting import config, instance
from reporting.instance import QUESTIONS, AnswerRefused, Question

NEXT = """\
Made {instance}, and {keys} for the readers' public halves. Nobody can report before a roster is signed. Next:

1. Each reader makes a key on their own machine and hands over the public half:
       reporting key new "Ada Lindqvist" --role reviewer --out private
2. Add each of them to the roster, which both reviewers then sign:
       reporting key add ada.pub
       reporting key sign --key ada.age
3. Put your guidelines in the place of the sample, see that all is well, and start the three programs:
       reporting doctor
       reporting serve form | reporting serve desk | reporting worker
"""


@click.command()
def init(**given: str | None) -> None:
    """Make an empty instance: settings, secrets, both stores, keys/. Asks for what no flag gives."""
    place = config.instance_path()
    keys = config.keys_path(place)
    instance.refuse_what_is_there(place)  # before the first question, not after the last
    said: dict[str, str] = {}
    for question in QUESTIONS:
        said[question.flag] = _answer(question, given[question.name], said)
    answers = {question.name: said[question.flag] for question in QUESTIONS}
    instance.make(place, keys, instance.settings(answers), instance.log_name(answers))
    click.echo(NEXT.format(instance=place, keys=keys), nl=False)


for _question in QUESTIONS:
    init = click.option(_question.flag, _question.name, help=f"{_question.asks}.")(init)


def _answer(question: Question, given: str | None, before: Mapping[str, str]) -> str:
    if given is not None:
        return question.checked(given, before)
    if not sys.stdin.isatty():
        raise click.UsageError(f"{question.flag} is missing, and there is nobody here to ask.")
    while True:
        try:
            return question.checked(click.prompt(question.asks, default="", show_default=False, err=True), before)
        except AnswerRefused as refused:
            click.echo(str(refused), err=True)
