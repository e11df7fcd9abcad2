"""Dates as a letter writes them, whatever the machine's locale.

>>> long_date(date(2026, 11, 30))
'Monday 30 November 2026'
"""

from datetime import date

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def plain_date(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def long_date(day: date) -> str:
    return f"{DAYS[day.weekday()]} {plain_date(day)}"
