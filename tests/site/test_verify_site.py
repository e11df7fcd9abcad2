"""`reporting verify-site`: silent on an honest site, and one line for each thing that Mallory changes on hers."""

import gzip
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask, Response, redirect, request

from reporting.form.module import Script
from reporting.roster.people import Person, Role
from reporting.signednote import VerifierKey
from reporting.site import Manifest, Pinned, verify_form
from reporting.site.page import Page
from tests.browser.at_home import listening
from tests.browser.mallory import hers
from tests.house import House, build
from tests.served import served
from tests.site.changing import Change, a_site, plain, run, text, told

here = a_site


@contextmanager
def changed(app: Flask, change: Change | None = None) -> Iterator[None]:
    """This app as Mallory serves it."""
    if change:
        app.after_request_funcs.setdefault(None, []).insert(0, lambda response: (change(response), response)[1])
    with listening(app):
        yield


def test_an_honest_form_and_desk_on_their_real_server_are_as_released(here: tuple[House, str, str]) -> None:
    house, form, desk = here
    with served(house, port=int(form.rpartition(":")[2])), served(house, "desk", port=int(desk.rpartition(":")[2])):
        of_form = run(form, "--keys", house.keys)
        assert of_form.exit_code == 0 and "to the byte, and seals to the roster" in of_form.stdout, of_form.output
        of_roster = run(form, "--roster", house.keys / "roster")
        assert of_roster.exit_code == 0, of_roster.output
        of_desk = run(desk, "--desk-of", form)
        assert of_desk.exit_code == 0 and "to the byte." in of_desk.stdout, of_desk.output
        wrong_way = run(form, "--desk-of", desk)
        assert wrong_way.exit_code == 1 and wrong_way.stdout.count("\n") >= 3


def on(path: str, change: Change) -> Change:
    return lambda answer: change(answer) if request.script_root + request.path == path else None


def added(html: str) -> Change:
    return text("</body>", f"{html}</body>")


def header(name: str, value: str) -> Change:
    return lambda answer: answer.headers.set(name, value)


FORM_CHANGES: list[tuple[str, Change, str]] = [
    ("a policy that is looser", on("/", lambda a: loosened(a, "default-src 'none'", "default-src 'self'")),
     "/ has another Content-Security-Policy than the release: default-src 'self'"),
    ("an inline script let in", lambda a: loosened(a, "script-src 'self'", "script-src 'self' 'unsafe-inline'"),
     "unsafe-inline"),
    ("a second policy", on("/receipt", lambda a: a.headers.add("Content-Security-Policy", "script-src *")),
     "/receipt has another Content-Security-Policy"),
    ("no policy", on("/safety", lambda a: a.headers.remove("Content-Security-Policy")), "than the release: none"),
    ("an inline script", on("/", added("<script>steal()</script>")), "holds a script inside the page"),
    ("another script", on("/", added('<script src="/also.js"></script>')),
     "/ runs other scripts than the release: /form.js, /also.js"),
    ("another script on a page without one", on("/mirror", added('<script src="/also.js"></script>')),
     "/mirror runs other scripts than the release: /also.js"),
    ("a script that a parser may miss", on("/safety", added('<!--><SCRIPT src="/also.js"></script>-->')),
     "/safety holds a comment, or what is read as one"),
    ("no integrity", on("/receipt", text("integrity=", "data-integrity=")), "/receipt runs other scripts"),
    ("an event", on("/guidelines", text("<main", '<main onclick="steal()"')), "holds an attribute onclick on <main>"),
    ("a link that runs", on("/", text('href="/safety"', 'href="&#106;avascript:steal()"')), "a script in the href"),
    ("a frame", on("/", added('<iframe src="/x"></iframe>')), "holds an element <iframe>"),
    ("another base", on("/", text("</head>", '<base href="https://m.example/"></head>')), "holds an element <base>"),
    ("a way elsewhere", on("/", text("</head>", '<meta http-equiv="refresh" content="0;url=//m.example"></head>')),
     "holds an element <meta>"),
    ("a header that leads elsewhere", on("/", header("Refresh", "0;url=//m.example")), "with a header Refresh"),
    ("another letter set", on("/", header("Content-Type", "text/html; charset=utf-7")), "is sent as something else"),
    ("another sheet", on("/mirror", text("</style>", "a{color:red}</style>")), "/mirror has another style sheet"),
    ("other readers for a choice", on("/", lambda a: swapped(a)), "/ offers other readers than the roster: both"),
    ("a choice twice", on("/", added('<input type="radio" name="readers" value="both" data-readers="">')),
     "holds the choice of readers both twice"),
    ("a choice of another kind", on("/", added('<select name="readers"></select>')), "to be chosen by a <select>"),
    ("another list named", on("/", text('data-recipients="', 'data-recipients="0')), "names another list of keys"),
    ("only in another language", on("/ar/", added("<script>steal()</script>")), "/ar/ holds a script"),
]  # fmt: skip


def loosened(answer: Response, old: str, new: str) -> None:
    policy = answer.headers["Content-Security-Policy"]
    assert old in policy
    answer.headers["Content-Security-Policy"] = policy.replace(old, new)


def swapped(answer: Response) -> None:
    """The choice "both" sealed to one of them and to an alternate."""
    html = plain(answer).decode()
    readers = dict(re.findall(r'value="([\w-]+)" data-readers="([^"]+)"', html))
    answer.set_data(html.replace(f'"{readers["both"]}"', f'"{readers["not-ada"]}"', 1).encode())


@pytest.mark.parametrize(("change", "said"), [one[1:] for one in FORM_CHANGES], ids=[one[0] for one in FORM_CHANGES])
def test_each_thing_that_is_changed_on_the_form_is_told(
    change: Change, said: str, here: tuple[House, str, str]
) -> None:
    house, form, _ = here
    with changed(house.form(), change):
        found = told(house, form)
    assert any(said in one for one in found), found


def test_one_byte_of_a_script_is_told_however_it_is_asked_for(here: tuple[House, str, str]) -> None:
    house, form, _ = here
    for name in ("form", "back"):
        app = house.form()
        real = app.extensions["reporting"].scripts[name]
        bytewise = bytes([real.plain[0] ^ 1])
        for hostile in (
            Script(bytewise + real.plain[1:], real.packed, real.integrity),
            Script(real.plain, {**real.packed, "br": real.packed["br"][:-1] + b"!"}, real.integrity),
            Script(real.plain, {**real.packed, "gzip": gzip.compress(bytewise + real.plain[1:])}, real.integrity),
        ):
            app.extensions["reporting"].scripts[name] = hostile
            with listening(app):
                (one,) = told(house, form)
            assert f"/{name}.js" in one and "is not the released" in one


def extra(answer: Response, key: bytes) -> None:
    answer.set_data(plain(answer) + key)


def test_a_key_more_or_less_or_another_in_the_list_is_told(here: tuple[House, str, str]) -> None:
    house, form, _ = here
    mallory = hers("a reader")
    her_key = Person.of(
        "Ada Lindqvist", "", Role.REVIEWER, VerifierKey.of("ada", mallory.verify_key), mallory.recipient_text
    )
    entry = f"# {her_key.described()}, {her_key.fingerprint}\n{her_key.recipient}\n".encode()
    with changed(house.form(), on("/recipients.txt", lambda answer: extra(answer, entry))):
        found = told(house, form)
    assert any("has a key that roster 1 does not: Ada Lindqvist, reviewer" in one for one in found), found
    ada = house.person("ada")

    def as_ada(answer: Response) -> None:
        """Under Ada's own name and fingerprint, another key."""
        answer.set_data(plain(answer).replace(ada.recipient.encode(), mallory.recipient_text.encode()))

    with changed(house.form(), on("/recipients.txt", as_ada)):
        found = told(house, form)
    assert any("has a key that roster 1 does not: Ada" in one for one in found), found
    assert any("lacks the key of Ada Lindqvist" in one for one in found)
    with changed(
        house.form(), on("/recipients.txt", lambda answer: answer.set_data(plain(answer)[:0] + b"age1pq1x\n"))
    ):
        found = told(house, form)
    assert any("is no list of keys with names" in one for one in found), found


def test_a_site_whose_every_answer_names_mallory_is_held_against_what_was_kept(
    here: tuple[House, str, str], tmp_path: Path
) -> None:
    """She signs a roster of her own and runs the honest program on it: only what somebody kept tells."""
    house, form, _ = here
    kept = tmp_path / "kept"
    shutil.copytree(house.keys, kept)
    other = build(tmp_path / "hers", form=form, handles=("ada", "ben", "noor"))
    with listening(other.form()):
        assert told(other, form) == []
        found = [str(one) for one in verify_form(form, Manifest.of_package(), Pinned.of_keys(kept))]
    assert any("lacks the key of Ines Duarte" in one for one in found)


def test_a_redirect_is_told_and_not_followed(here: tuple[House, str, str]) -> None:
    house, form, desk = here
    app, elsewhere = house.form(), house.desk()
    asked: list[str] = []
    elsewhere.before_request_funcs.setdefault(None, []).insert(0, lambda: asked.append(request.path))
    app.before_request_funcs.setdefault(None, []).insert(0, lambda: redirect(f"{desk}{request.path}"))
    with listening(app), listening(elsewhere):
        found = told(house, form)
    assert asked == []
    assert any(f"it leads to {desk}/form.js" in one for one in found)


def test_a_site_that_is_gone_or_answers_without_end_is_told(here: tuple[House, str, str]) -> None:
    house, form, _ = here
    found = told(house, form)
    assert found and all("it does not answer" in one for one in found)
    with changed(house.form(), on("/", lambda answer: answer.set_data(gzip.compress(bytes(2**23))))):
        assert any("cannot be compared" in one for one in told(house, form))


DESK_CHANGES: list[tuple[str, Change, str]] = [
    ("a byte of a script", on("/static/desk.js", lambda a: rewritten(a)), "desk.js is not the released desk.js"),
    ("a byte of the worker", on("/static/desk-worker.js", lambda a: rewritten(a)), "worker.js is not the released"),
    ("a byte of the sheet", on("/static/desk.css", lambda a: rewritten(a)), "desk.css is not the released"),
    ("an inline script", on("/", added("<script>steal()</script>")), "holds a script inside the page"),
    ("a sheet of its own", on("/", text("</head>", "<style>a{}</style></head>")), "has another style sheet"),
    ("one more place to talk to", on("/", lambda a: loosened(a, "connect-src", "connect-src https://m.example")),
     "https://m.example"),
]  # fmt: skip


def rewritten(answer: Response) -> None:
    answer.direct_passthrough = False
    data = answer.get_data()
    answer.set_data(bytes([data[0] ^ 1]) + data[1:])


@pytest.mark.parametrize(("change", "said"), [one[1:] for one in DESK_CHANGES], ids=[one[0] for one in DESK_CHANGES])
def test_each_thing_that_is_changed_on_the_desk_is_told(
    change: Change, said: str, here: tuple[House, str, str]
) -> None:
    house, form, desk = here
    with changed(house.desk(), change):
        result = run(desk, "--desk-of", form)
    assert result.exit_code == 1 and said in result.stdout, result.output


RUNS = (
    "<svg onload=x()>",
    "<p ONCLICK='x()'>",
    "<script>x()",
    "<style>a{}",
    "<object data=x></object>",
    "<script\n>x</script>",
    '<a href=" java\tscript:x()">',
    '<form action="x"><button formaction="javascript:x()">',
    "<link rel=modulepreload href=x>",
    '<script src="/form.js"></script><script src="/form.js"></script>',
    "<input name=readers value=both value=neither>",
    # What a browser takes for a comment ends sooner than Python's reader of pages believes.
    "<!--><svg onload=x()>-->",
    "<!-- --!><svg onload=x()>-->",
    "<![CDATA[><svg onload=x()>]]>",
    "<![if x><svg onload=x()>]>",
    "<?x><svg onload=x()>",
    "<!element [><svg onload=x()>",
    "<![><svg onload=x()>",
    "<![unheard-of[x]]>",
)


@pytest.mark.parametrize("html", RUNS)
def test_whatever_could_run_is_seen(html: str) -> None:
    assert Page.read(f"<!doctype html><title>x</title>{html}").strange
