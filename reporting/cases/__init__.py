"""Cases: what only the desk touches of a report. No word of the report is here: statuses, dates, and who may read."""

from reporting.cases.case import Case
from reporting.cases.cases import Arrived, Cases, NoSuchCase
from reporting.cases.statuses import MovedOn, MoveForbidden, Stage, Status, Turn
from reporting.cases.turns import Whose, Why

__all__ = [
    "Arrived",
    "Case",
    "Cases",
    "MoveForbidden",
    "MovedOn",
    "NoSuchCase",
    "Stage",
    "Status",
    "Turn",
    "Whose",
    "Why",
]
