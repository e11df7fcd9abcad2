"""Statements that are compiled once and then handed to the driver, for the few that run on every request.

    ADD = Prepared(insert(LogNode), "level", "position", "hash")
    ADD.run_each(session.connection(), [{"level": 0, "position": 7, "hash": hashed}])

SQLAlchemy's way through a statement costs ten times what SQLite needs for a row. This leaves out everything but the
statement and the types of its values and columns. What the driver raises is the driver's own, `errors(connection)`;
only what a constraint is against has a name of ours, since callers learn from it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, Select, bindparam

from reporting.errors import ReportingError

Convert = Callable[[Any], Any]


class RowRefused(ReportingError):
    """A constraint of the table is against this row: mostly there is one with its key already."""


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    order: Sequence[str] | None
    """Of the values, where they have no names."""
    constants: Mapping[str, Any]
    """The values that the statement brings itself."""
    given: Mapping[str, Convert]
    found: Sequence[tuple[int, Convert]]
    """What becomes of values and of columns whose type the driver does not know, such as dates on SQLite."""

    def values(self, values: Mapping[str, Any]) -> Any:
        every = {**self.constants, **values}
        for name, convert in self.given.items():
            every[name] = convert(every[name])
        return every if self.order is None else [every[name] for name in self.order]

    def row(self, row: Sequence[Any]) -> tuple[Any, ...]:
        every = list(row)
        for at, convert in self.found:
            every[at] = convert(every[at])
        return tuple(every)


class Prepared:
    """One statement with named values, for every dialect it meets."""

    def __init__(self, statement: Insert | Select[*tuple[Any, ...]], *names: str, at_once: int = 64) -> None:
        """`names` are the columns of an insert; a statement with bound parameters names them itself.

        `at_once` rows go into one statement at most: each one lets other threads in, and a store that is being written
        to waits until they let go again.
        """
        self._statement, self._names, self._at_once = statement, names, at_once
        self._compiled: dict[tuple[str, int], _Compiled] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
        """The rows that it gives, none when it gives none; raises the driver's own errors, and RowRefused."""
        compiled = self._for(connection, 1)
        with _cursor(connection) as cursor:
            cursor.execute(compiled.sql, compiled.values(values))
            rows: Sequence[tuple[Any, ...]] = cursor.fetchall() if cursor.description else ()
        return [compiled.row(row) for row in rows] if compiled.found else rows

    def run_each(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """An insert of all these rows, in as few statements as may be; raises the driver's own errors, and RowRefused.

        Of those before the one that is refused some may be there: the transaction has to go.
        """
        with _cursor(connection) as cursor:
            for start in range(0, len(rows), self._at_once):
                some = rows[start : start + self._at_once]
                compiled = self._for(connection, len(some))
                named = some[0] if len(some) == 1 else _numbered(some)
                cursor.execute(compiled.sql, compiled.values(named))

    def _for(self, connection: Connection, count: int) -> _Compiled:
        kind = connection.dialect.name, count
        if kind not in self._compiled:
            self._compiled[kind] = self._compile(connection.dialect, count)
        return self._compiled[kind]

    def _compile(self, dialect: Dialect, count: int) -> _Compiled:
        statement = self._statement
        if count > 1 and isinstance(statement, Insert):
            types = {name: statement.table.columns[name].type for name in self._names}
            rows = [{name: bindparam(f"{name}-{at}", type_=types[name]) for name in types} for at in range(count)]
            compiled: Any = statement.values(rows).compile(dialect=dialect)
        else:
            compiled = statement.compile(dialect=dialect, column_keys=list(self._names) or None)
        given = {
            name: convert
            for name in compiled.params
            if (convert := compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
        }
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        found = [
            (at, convert)
            for at, column in enumerate(columns)
            if (convert := column.type.dialect_impl(dialect).result_processor(dialect, None))
        ]
        constants = {name: bind.value for name, bind in compiled.binds.items() if bind.value is not None}
        return _Compiled(str(compiled), compiled.positiontup, constants, given, found)


def _numbered(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {f"{name}-{at}": value for at, row in enumerate(rows) for name, value in row.items()}


@contextmanager
def _cursor(connection: Connection) -> Iterator[Any]:
    """The driver's own."""
    cursor = connection.connection.cursor()
    try:
        yield cursor
    except connection.dialect.loaded_dbapi.IntegrityError:
        raise RowRefused from None
    finally:
        cursor.close()


Adds = Sequence[tuple[Prepared, Sequence[Mapping[str, Any]]]]
"""Rows to be added, by the statement that adds them."""


def add_all(connection: Connection, many: Iterable[Adds]) -> None:
    """All of it, each statement once for all who ask for it, in the order of the first; raises as `run_each` does."""
    together: dict[Prepared, list[Mapping[str, Any]]] = {}
    for adds in many:
        for statement, rows in adds:
            together.setdefault(statement, []).extend(rows)
    for statement, rows in together.items():
        statement.run_each(connection, rows)


def errors(connection: Connection) -> type[Exception]:
    """The root of what the driver raises (PEP 249)."""
    found: type[Exception] = connection.dialect.loaded_dbapi.Error
    return found
