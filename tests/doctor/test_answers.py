"""What the form and the desk answer through the server in front, and each thing that a wrong one does to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask, Response

from tests.browser.at_home import listening
from tests.doctor.sound import Sound, sound
from tests.house import build
from tests.ports import free_port


@pytest.fixture
def at(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sound, str, str]:
    """A sound house, and the addresses that its form and its desk are served at."""
    form, desk = (f"http://localhost:{free_port()}" for _ in range(2))
    folder = tmp_path_factory.mktemp("house")
    return sound(build(folder, form=form, desk=desk)), form, desk


@contextmanager
def served(app: Flask, change: Callable[[Response], object] | None = None) -> Iterator[None]:
    """This app, with what a server in front does to its answers."""
    if change:
        app.after_request_funcs.setdefault(None, []).insert(0, lambda response: (change(response), response)[1])
    with listening(app):
        yield


def told(well: Sound, origin: str) -> list[str]:
    well.asked["urls"] = (f"{origin}/",)
    assert {group for group, _ in well.serious()} <= {"answers"}
    return [finding.what for _, finding in well.serious()]


def test_form_and_desk_as_they_are_have_every_guard_in_its_place(at: tuple[Sound, str, str]) -> None:
    well, form, desk = at
    with served(well.house.form()), served(well.house.desk()):
        assert told(well, form) == []
        assert told(well, desk) == []
        assert any("every guard" in finding.what for _, finding in well.found())


CHANGES: list[tuple[Callable[[Response], object], str]] = [
    (lambda answer: answer.headers.remove("Content-Security-Policy"), "sends no Content-Security-Policy"),
    (lambda answer: answer.headers.set("Content-Security-Policy", "default-src 'self'"), "sends no Content-Security"),
    (lambda answer: answer.headers.add("Content-Security-Policy", "script-src 'unsafe-inline'"), "sends no Content"),
    (lambda answer: answer.set_cookie("balancer", "7"), "sets a cookie"),
    (lambda answer: answer.headers.remove("X-Content-Type-Options"), "X-Content-Type-Options"),
    (lambda answer: answer.headers.add("X-Frame-Options", "SAMEORIGIN"), "X-Frame-Options"),
    (lambda answer: answer.headers.remove("Cross-Origin-Opener-Policy"), "Cross-Origin-Opener-Policy"),
    (lambda answer: answer.headers.set("Cross-Origin-Resource-Policy", "cross-origin"), "Cross-Origin-Resource-Policy"),
    (lambda answer: answer.headers.set("Access-Control-Allow-Origin", "*"), "lets other sites read"),
    (lambda answer: setattr(answer, "status_code", 502), "answers with 502"),
]


@pytest.mark.parametrize(("change", "said"), CHANGES, ids=[said for _, said in CHANGES])
def test_what_a_wrong_server_in_front_does_is_told(
    at: tuple[Sound, str, str], change: Callable[[Response], object], said: str
) -> None:
    well, form, _ = at
    with served(well.house.form(), change):
        found = told(well, form)
    assert len(found) == 1
    assert said in found[0]


def test_a_server_that_hides_where_a_request_came_from_is_told(at: tuple[Sound, str, str]) -> None:
    well, form, _ = at
    app = well.house.form()
    whole = app.wsgi_app

    def hiding(environ: dict[str, object], start: object) -> object:
        for name in ("HTTP_ORIGIN", "HTTP_SEC_FETCH_SITE"):
            environ.pop(name, None)
        return whole(environ, start)

    app.wsgi_app = hiding  # type: ignore[method-assign]
    with served(app):
        found = told(well, form)
    assert found == [f"{form} takes what another site sends."]


def test_a_version_and_an_address_of_nobody_are_advice(at: tuple[Sound, str, str]) -> None:
    well, form, _ = at
    with served(well.house.form(), lambda answer: answer.headers.set("X-Powered-By", "thing/7.2")):
        told(well, form)
        assert any("tells the version" in what for what in well.advice())
        well.asked["urls"] = (form.replace("localhost", "127.0.0.1"),)
        assert any("neither the form's address nor the desk's" in what for what in well.advice())
