"""How an instance comes to be: what has to be asked, and what is made of the answers.

make(Path("instance"), Path("keys"), settings(answers), log_name(answers))
"""

from reporting.instance.making import SAMPLES, STORES, InstanceThere, OtherLogKey, make, refuse_what_is_there
from reporting.instance.questions import QUESTIONS, AnswerRefused, Question, log_name, settings

__all__ = [
    "QUESTIONS",
    "SAMPLES",
    "STORES",
    "AnswerRefused",
    "InstanceThere",
    "OtherLogKey",
    "Question",
    "log_name",
    "make",
    "refuse_what_is_there",
    "settings",
]
