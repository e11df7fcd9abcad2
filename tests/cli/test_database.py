"""`reporting db copy`: an instance moves to PostgreSQL with all that is in it, or stays where it is."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image
from sqlalchemy import select, text

from reporting import migrations
from reporting.cli import main
from reporting.db import DeskBase, MailboxBase, Store, StoreRefused
from reporting.migrations import copying
from tests import postgres as pg
from tests.cut_line import CutAt, cut_line
from tests.house import FORM, House, Reader, Rosa, build, fields_of, words_of
from tests.migrations.test_every_step import fill, rows_of


@pytest.fixture
def house(tmp_path: Path) -> House:
    tmp_path.chmod(0o700)
    return build(tmp_path)


@pytest.fixture
def empty(postgres: pg.Server) -> Iterator[str]:
    url = postgres.database()
    with pg.connections_closed():
        yield url


@pytest.fixture
def run(house: House, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("REPORTING_INSTANCE", str(house.folder / "instance"))
    monkeypatch.setenv("REPORTING_KEYS", str(house.keys))
    return lambda *words: CliRunner().invoke(main, list(words))


def live(house: House) -> str:
    """Two days of an instance; gives the words of the first report."""
    rosa, picture = Rosa(house.form().test_client()), BytesIO()
    Image.new("RGB", (600, 600)).save(picture, "PNG")
    words = " ".join(words_of(rosa.send(what_happened="He followed me.", files=[picture.getvalue()]).text))
    for _ in range(3):
        Rosa(house.form().test_client()).send(what_happened="And he shouted.", readers="not-ben")
    back = rosa.client.post("/receipt", data={"words": words}, base_url=FORM, headers=dict(rosa.HEADERS)).text
    again = {"words": words, "text": "It was in the hall.", "token": fields_of(back)["token"][0]}
    assert (
        rosa.client.post("/receipt/message", data=again, base_url=FORM, headers=dict(rosa.HEADERS)).status_code == 200
    )
    ada = Reader(house.desk().test_client(), "ada")
    assert ada.sign_in().status_code == 200 and ada.get("/inbox").status_code == 200
    house.clock.advance(timedelta(days=1))
    house.work()
    return words


def contents(house: House) -> dict[str, list[str]]:
    found = {}
    for url, base in ((house.settings.desk().mailbox_url, MailboxBase), (house.settings.desk().desk_url, DeskBase)):
        store = Store.open(url, base)
        with store.read() as session:
            for name, table in base.metadata.tables.items():
                found[name] = sorted(repr(tuple(row)) for row in session.execute(select(table)))
        store.close()
    return found


def moved(house: House, url: str) -> House:
    """The same instance after the line that the command asks for; the files of before are gone."""
    for store in ("mailbox", "desk"):
        shutil.rmtree(house.folder / "instance" / store)
    settings = house.folder / "instance" / "reporting.toml"
    settings.write_text(settings.read_text() + f'[stores]\nmailbox = "{url}"\ndesk = "{url}"\n')
    return House(house.folder, house.clock, database=url)


def test_all_rows_move_and_everybody_goes_on_where_they_were(house: House, empty: str, run: Any) -> None:
    words, before = live(house), contents(house)
    assert len(before["deposit"]) == 4 and before["chunk"] and before["message"] and before["proof"]
    assert len(before["log_entry"]) >= 64 and before["log_checkpoint"] and before["log_day"]
    told = run("db", "copy", empty)
    assert told.exit_code == 0, told.output
    there = moved(house, empty)
    assert contents(there) == before
    assert f"{sum(map(len, before.values()))} rows" in told.stdout and "log verifies" in told.stdout

    back = there.form().test_client().post("/receipt", data={"words": words}, base_url=FORM, headers=dict(Rosa.HEADERS))
    assert "access log" in back.text
    ben = Reader(there.desk().test_client(), "ben")
    assert ben.sign_in().status_code == 200 and ben.get("/inbox").status_code == 200
    there.clock.advance(timedelta(days=1))
    there.work()
    exported = run("log", "export", str(house.folder / "out"))
    assert exported.exit_code == 0, exported.output
    verifying = ["--key", str(house.keys / "log.pub"), "--checkpoint", str(house.settings.worker().last_checkpoint)]
    checked = run("log", "verify", str(house.folder / "out"), *verifying)
    assert checked.exit_code == 0, checked.output


def test_a_row_of_every_table_arrives_as_it_was(house: House, empty: str, run: Any) -> None:
    for store, base in (("mailbox", MailboxBase), ("desk", DeskBase)):
        with rows_of(f"sqlite:///{house.folder}/instance/{store}/{store}.db", store) as rows:
            fill(rows, base)
    before = contents(house)
    counted = before.pop("clock_count")  # by the store itself, a row for each clock of the case
    assert counted and {len(rows) for rows in before.values()} == {1}
    before["clock_count"] = counted
    assert run("db", "copy", empty).exit_code == 0
    assert contents(moved(house, empty)) == before


def test_a_count_that_is_wrong_is_right_in_the_copy_and_after_a_recount(house: House, empty: str, run: Any) -> None:
    live(house)
    right = contents(house)["clock_count"]
    with house.rooms().desk.write() as session:
        session.execute(text("DELETE FROM clock_count"))
    assert run("db", "copy", empty).exit_code == 0
    for said in ("was another one", "was right"):
        told = run("db", "recount")
        assert told.exit_code == 0 and said in told.stdout, told.output
    assert contents(house)["clock_count"] == right != []
    assert contents(moved(house, empty))["clock_count"] == right


def refusal(told: Result) -> str:
    assert told.exit_code == 1, told.output
    assert told.stderr.startswith("reporting: ") and told.stderr.count("\n") == 1
    return told.stderr


@pytest.mark.parametrize(
    ("store", "there"),
    [
        ("mailbox", "INSERT INTO spent_token VALUES ('x', '2026-11-23')"),
        ("desk", "INSERT INTO mail_day VALUES (1, '2026-11-23')"),
    ],
)
def test_a_database_that_is_not_empty_is_refused_and_left_alone(
    house: House, empty: str, run: Any, store: migrations.StoreName, there: str
) -> None:
    live(house)
    for name in ("mailbox", "desk"):
        migrations.upgrade(empty, name)
    with rows_of(empty, store) as rows:
        rows.execute(text(there))
    assert "empty database" in refusal(run("db", "copy", empty))
    with rows_of(empty, "mailbox") as rows:
        assert rows.scalar(text("SELECT count(*) FROM deposit")) == 0


def test_a_second_copy_is_refused(house: House, empty: str, run: Any) -> None:
    live(house)
    assert run("db", "copy", empty).exit_code == 0
    assert "empty database" in refusal(run("db", "copy", empty))


def test_what_breaks_off_leaves_nothing(house: House, empty: str, run: Any) -> None:
    live(house)
    for name in ("mailbox", "desk"):
        migrations.upgrade(empty, name)
    with rows_of(empty, "desk") as rows:
        rows.execute(text("ALTER TABLE log_node ADD CHECK (level < 3)"))
    assert "nothing was copied" in refusal(run("db", "copy", empty))
    with rows_of(empty, "mailbox") as rows:
        assert rows.scalar(text("SELECT count(*) FROM deposit")) == 0


def test_a_row_that_arrives_as_another_is_noticed(house: House, empty: str, run: Any) -> None:
    live(house)
    for name in ("mailbox", "desk"):
        migrations.upgrade(empty, name)
    with rows_of(empty, "mailbox") as rows:
        rows.execute(
            text(
                "CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN NEW.received_on := NEW.received_on + 1; RETURN NEW; END $$"
            )
        )
        rows.execute(text("CREATE TRIGGER late BEFORE INSERT ON deposit FOR EACH ROW EXECUTE FUNCTION late()"))
    assert "deposit did not arrive as it was" in refusal(run("db", "copy", empty))


@pytest.mark.parametrize("address", ["sqlite:///elsewhere.db", "mysql://x/y", "reporting"])
def test_stores_are_copied_to_postgresql_alone(run: Any, address: str) -> None:
    assert "postgresql+psycopg" in refusal(run("db", "copy", address))


def test_a_database_that_does_not_answer_is_told_in_a_line(run: Any, tmp_path: Path) -> None:
    refusal(run("db", "copy", f"postgresql+psycopg:///reporting?host={tmp_path}"))


def test_nobody_is_served_by_a_log_that_does_not_verify_and_no_table_is_left(
    house: House, empty: str, run: Any, postgres: pg.Server
) -> None:
    live(house)
    with rows_of(f"sqlite:///{house.folder}/instance/desk/desk.db", "desk") as rows:
        rows.execute(text("DROP TRIGGER log_entry_no_update"))
        entry = rows.scalar(text("SELECT entry FROM log_entry WHERE leaf = 0"))
        rows.execute(text("UPDATE log_entry SET entry = :it WHERE leaf = 0"), {"it": entry.replace(b'"tag"', b'"tog"')})
    assert "does not verify" in refusal(run("db", "copy", empty))
    with postgres.admin(pg.name_in(empty)) as rows:
        assert rows.execute("SELECT count(*) FROM pg_namespace WHERE nspname IN ('desk', 'mailbox')").fetchone() == (0,)


def test_nobody_finds_a_store_before_all_is_in_it(house: House, empty: str, monkeypatch: pytest.MonkeyPatch) -> None:
    live(house)
    check, looked = copying._check_log, []

    def look(*given: Any) -> None:
        check(*given)
        for base in (MailboxBase, DeskBase):
            with pytest.raises(StoreRefused, match="is empty"):
                Store.open(empty, base)
            looked.append(base)

    monkeypatch.setattr(copying, "_check_log", look)
    rooms = house.rooms()
    copying.copy(rooms.mailbox, rooms.desk, empty)
    assert looked == [MailboxBase, DeskBase]
    Store.open(empty, MailboxBase).close()


def test_a_commit_that_was_done_and_not_answered_is_found_out(
    house: House, empty: str, run: Any, postgres: pg.Server
) -> None:
    live(house)
    before = contents(house)
    with cut_line(postgres, CutAt.ANSWER) as way:
        told = run("db", "copy", way.url(empty))
        assert way.was_cut and told.exit_code == 0, told.output
    assert contents(moved(house, empty)) == before


def test_a_commit_that_did_not_arrive_is_found_out_and_can_be_done_again(
    house: House, empty: str, run: Any, postgres: pg.Server
) -> None:
    live(house)
    with cut_line(postgres, CutAt.ASKING) as way:
        told = refusal(run("db", "copy", way.url(empty)))
        assert way.was_cut and "nothing was copied" in told
    assert run("db", "copy", empty).exit_code == 0


def test_where_nobody_answers_after_a_commit_it_is_said_not_to_be_known(
    house: House, empty: str, run: Any, postgres: pg.Server
) -> None:
    live(house)
    with cut_line(postgres, CutAt.ANSWER, mended=False) as way:
        told = refusal(run("db", "copy", way.url(empty)))
    assert "not known" in told and "nothing was copied" not in told
    # As the line says: the same command once more tells that they are there.
    assert "lies in" in refusal(run("db", "copy", empty))
