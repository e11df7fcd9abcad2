"""The pages that ask nothing."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, session

from reporting.clock import FixedClock
from reporting.config import FormSettings
from reporting.form import create_app
from reporting.guidelines import GuidelinesRefused
from tests.form.browser import Browser
from tests.roster.cast import person

RULES = ("/guidelines", "/guidelines/2026-03-03")
PATHS = ("/", "/receipt", *RULES, "/safety", "/mirror", "/healthz", "/recipients.txt", "/x")


def test_the_mirror_shows_what_came_and_only_that(rosa: Browser) -> None:
    page = rosa.get("/mirror?q=1", User_Agent="Mosaic", Referer="http://a.example/", X_Odd='"><script>', Cookie="a=b")
    for said in ("Mosaic", "http://a.example/", "X-Odd", "127.0.0.1", "GET /mirror?q=1", "a=b", "We keep none of it"):
        assert said in page.text, said
    assert not page.all("script")
    assert "Mosaic" not in rosa.get("/mirror", User_Agent="Lynx").text
    assert "Content-Encoding" not in rosa.get("/mirror", Accept_Encoding="gzip").headers


def test_the_keys_that_we_seal_to(rosa: Browser) -> None:
    page = rosa.get("/recipients.txt")
    assert page.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert page.headers["Access-Control-Allow-Origin"] == "http://desk.localhost"
    for handle in ("ada", "ben", "ines", "kofi"):
        assert person(handle).recipient in page.html
        assert person(handle).fingerprint in page.html
    assert person("olu").recipient not in page.html


def test_only_that_page_may_be_read_by_another_origin(rosa: Browser) -> None:
    for path in set(PATHS) - {"/recipients.txt"}:
        headers = rosa.get(path).headers
        assert "Access-Control-Allow-Origin" not in headers
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_health_says_one_word(rosa: Browser) -> None:
    page = rosa.get("/healthz")
    assert (page.status, page.html) == (200, "ok\n")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_guarded_and_sets_no_cookie(rosa: Browser, path: str) -> None:
    headers = rosa.get(path).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in headers


def test_there_is_no_key_for_cookies(app: Flask) -> None:
    assert app.secret_key is None
    with app.test_request_context(), pytest.raises(RuntimeError, match="secret key"):
        session["a"] = 1


def test_the_newest_guidelines_in_force_and_each_at_its_day(
    settings: FormSettings, clock: FixedClock, tmp_path: Path
) -> None:
    folder = tmp_path / "guidelines"
    folder.mkdir()
    texts = {
        "2025-01-01": "# Old\n\n**1.1** Be kind.",
        "2026-11-01": "# New\n\n**2.1** Be kinder. <b onclick=x>raw</b> ![p](http://x.example/p.png) [l](javascript:x)",
        "2027-01-01": "# Next",
    }
    for day, text in texts.items():
        (folder / f"{day}.md").write_text(text)
    rosa = Browser(create_app(replace(settings, guidelines=folder), clock))
    assert "Our guidelines of 1 November 2026" in rosa.get().text
    newest = rosa.get("/guidelines")
    assert "New" in newest.text
    assert "2.1" in newest.ids
    assert "<b onclick" not in newest.html
    assert not newest.all("img")
    assert not any(str(a["href"]).startswith("javascript") for a in newest.all("a"))
    old = rosa.get("/guidelines/2025-01-01")
    assert "Old" in old.text
    assert "There is a newer version" in old.text
    assert "Next" in rosa.get("/guidelines/2027-01-01").text
    for missing in ("2024-01-01", "new", "..%2f..%2fetc%2fpasswd"):
        assert rosa.get(f"/guidelines/{missing}").status == 404


def test_guidelines_are_read_in_the_language_of_the_page_where_they_lie_there_in_it(
    settings: FormSettings, clock: FixedClock, tmp_path: Path
) -> None:
    (tmp_path / "2026-11-01.md").write_text("# Vänlighet")
    (tmp_path / "2026-11-01.fr.md").write_text("# Bienveillance")
    (tmp_path / "2027-01-01.md").write_text("# Nästa")
    community = replace(settings.community, language="sv")
    rosa = Browser(create_app(replace(settings, guidelines=tmp_path, community=community), clock))
    french = rosa.get("/fr/guidelines")
    assert "Bienveillance" in french.text
    assert not [div for div in french.all("div") if "lang" in div]
    for path in ("/guidelines", "/ar/guidelines", "/fr/guidelines/2027-01-01"):
        (text,) = [div for div in rosa.get(path).all("div") if "lang" in div]
        assert (text["lang"], text["dir"]) == ("sv", "ltr")


def test_a_translation_without_its_text_stops_the_start(
    settings: FormSettings, clock: FixedClock, tmp_path: Path
) -> None:
    (tmp_path / "2026-11-01.fr.md").write_text("# Bienveillance")
    with pytest.raises(GuidelinesRefused, match=r"Put 2026-11-01\.md beside them"):
        create_app(replace(settings, guidelines=tmp_path), clock)


def test_without_guidelines_the_form_works(settings: FormSettings, clock: FixedClock, tmp_path: Path) -> None:
    rosa = Browser(create_app(replace(settings, guidelines=tmp_path / "none"), clock))
    assert "Our guidelines of" not in rosa.get().text
    assert rosa.get("/guidelines").status == 200
    assert rosa.write(what_happened="He wrote again.").status == 200


def test_a_file_that_is_no_version_stops_the_start(settings: FormSettings, clock: FixedClock, tmp_path: Path) -> None:
    (tmp_path / "draft.md").write_text("# Draft")
    with pytest.raises(GuidelinesRefused, match=r"draft\.md is not named after a day"):
        create_app(replace(settings, guidelines=tmp_path), clock)


def test_what_is_missing_or_refused_is_a_plain_page_that_repeats_nothing(rosa: Browser) -> None:
    page = rosa.get("/secret-words")
    assert page.status == 404
    assert "secret-words" not in page.html
    assert rosa.post({"a": "b"}, "/safety").status == 405


def test_closed_pages_say_how_else_to_tell(with_people: Callable[..., Flask]) -> None:
    shut = Browser(with_people())
    assert shut.get("/recipients.txt").status == 404
    assert shut.get("/healthz").status == 200
    assert "weather.example" in shut.get().html
