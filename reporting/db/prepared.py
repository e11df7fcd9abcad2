"""Statements that are compiled once and then handed to the driver, for the few that run on every request.

    ADD = Prepared(insert(LogNode))
    ADD.run(session.connection(), {"level": 0, "position": 7, "hash": hashed})

SQLAlchemy's way through a statement costs ten times what SQLite needs for a row. This leaves out everything but the
statement: no types are converted, so use it for numbers, texts and bytes; what the driver raises is the driver's own
error, `errors(connection)`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.sql import ClauseElement

Compiled = tuple[str, Sequence[str] | None, Mapping[str, Any]]
"""The text, the order of its values where they have no names, and the values that the statement brings itself."""


class Prepared:
    """One statement with named values, for every dialect it meets."""

    def __init__(self, statement: ClauseElement, *names: str) -> None:
        """`names` are the columns of an insert; a statement with bound parameters names them itself."""
        self._statement, self._names = statement, names or None
        self._compiled: dict[str, Compiled] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
        """The rows that it gives, none when it gives none; raises the driver's own errors."""
        sql, order, constants = self._compiled.get(connection.dialect.name) or self._compile(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(sql, _in_order({**constants, **values}, order))
            return cursor.fetchall() if cursor.description else ()
        finally:
            cursor.close()

    def run_each(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Once for each of these, in one go, for what gives no rows; raises the driver's own errors."""
        sql, order, constants = self._compiled.get(connection.dialect.name) or self._compile(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(sql, [_in_order({**constants, **values}, order) for values in rows])
        finally:
            cursor.close()

    def _compile(self, connection: Connection) -> Compiled:
        columns = list(self._names) if self._names else None
        compiled: Any = self._statement.compile(dialect=connection.dialect, column_keys=columns)
        constants = {name: value for name, value in compiled.params.items() if value is not None}
        made = str(compiled), compiled.positiontup, constants
        self._compiled[connection.dialect.name] = made
        return made


def _in_order(given: Mapping[str, Any], order: Sequence[str] | None) -> Any:
    return given if order is None else [given[name] for name in order]


def errors(connection: Connection) -> type[Exception]:
    """The root of what the driver raises (PEP 249)."""
    found: type[Exception] = connection.dialect.loaded_dbapi.Error
    return found
