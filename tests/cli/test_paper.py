"""The recovery sheet: what a camera or a patient typist reads from it opens everything again, with the passphrase."""

import html
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import segno
import zxingcpp
from PIL import Image

from reporting.cli import paper
from reporting.sealing import seal
from reporting.sealing.keyfiles import lock
from tests.cli.table import PASSPHRASE, Table
from tests.roster.cast import key


@pytest.fixture
def sheet(table: Table) -> str:
    table.opened_by("ada", "ben")
    told = table.done("key", "paper", table.private("ada"), "--out", str(table.folder / "sheet.html"))
    assert str(table.folder / "sheet.html") in told
    return (table.folder / "sheet.html").read_text(encoding="utf-8")


def modules(sheet: str) -> Image.Image:
    """The drawing of the sheet itself as pixels: segno draws each row as a path of horizontal runs."""
    svg = re.search(r"<svg.*?</svg>", sheet, re.DOTALL)
    assert svg
    size = re.search(r'viewBox="0 0 (\d+) \1"', svg[0])
    path = re.search(r'stroke="#000"[^>]* d="([^"]*)"|d="([^"]*)"[^>]* stroke="#000"', svg[0])
    assert size and path
    image = Image.new("L", (int(size[1]), int(size[1])), 255)
    x, y = 0.0, 0.0
    for command, first, second in re.findall(r"([MmHh])\s*(-?[\d.]+)(?:[ ,]*(-?[\d.]+))?", path[1] or path[2]):
        if command == "M":
            x, y = float(first), float(second)
        elif command == "m":
            x, y = x + float(first), y + float(second)
        else:
            for step in range(int(first)):
                image.putpixel((int(x) + step, int(y)), 0)
            x += float(first)
    return image.resize((image.width * 4, image.height * 4), Image.Resampling.NEAREST)


def typed(sheet: str) -> list[str]:
    """The groups as a person would copy them, line by line."""
    block = sheet.partition('<ol class="type">')[2].partition("</ol>")[0]
    return [html.unescape(" ".join(re.findall(r"<span>(.*?)</span>", line))) for line in block.split("</li>")[:-1]]


def opens(table: Table, key_text: str) -> bool:
    (table.folder / "back.txt").write_text(key_text, encoding="utf-8")
    (table.folder / "words").write_text(PASSPHRASE + "\n")
    (table.folder / "sealed").write_bytes(seal(b"still here", [key("ada").identity.recipient]))
    words = ["--key", str(table.folder / "back.txt"), "--passphrase-file", str(table.folder / "words")]
    result = table.run("open", str(table.folder / "sealed"), *words)
    assert result.exit_code in (0, 1), result.output
    return result.exit_code == 0 and result.stdout == "still here"


def test_the_code_reads_back_as_the_key_file(table: Table, sheet: str) -> None:
    [code] = zxingcpp.read_barcodes(modules(sheet))
    assert code.text == Path(table.private("ada")).read_text()
    assert opens(table, code.text)


def test_the_code_survives_a_stain(table: Table, sheet: str) -> None:
    image = modules(sheet)
    image.paste(255, (image.width // 2, image.height // 2, image.width // 2 + 60, image.height // 2 + 60))
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [Path(table.private("ada")).read_text()]


def test_the_text_reads_back_however_it_is_typed(table: Table, sheet: str) -> None:
    lines = typed(sheet)
    assert all(re.fullmatch(r"([A-Za-z0-9+/=]{1,4} ?)+", line) for line in lines)
    armored = "-----BEGIN AGE ENCRYPTED FILE-----\n{}\n-----END AGE ENCRYPTED FILE-----\n"
    for text in (
        "\n".join(lines),
        "\r\n".join(lines),
        "".join(lines).replace(" ", ""),
        "\n\n  ".join(line.replace(" ", "  ") for line in lines),
        "\n".join(" ".join(lines).split(" ")),
        armored.format("\n".join(lines)),
        " \n" + "\u00a0".join(lines) + "\n\n",
    ):
        assert opens(table, text)


def test_a_wrong_letter_is_refused_and_not_guessed(table: Table, sheet: str) -> None:
    text = "\n".join(typed(sheet))
    swapped = text[:-4].rpartition("\n")[0] + text[:-4].rpartition("\n")[2].swapcase()
    letter = next(one for one in text[-40:] if one.isalpha())  # one that is there, whatever the key
    other = text.swapcase()[text.rindex(letter)]
    changed = other.join(text.rsplit(letter, 1))
    for wrong in (text[:-9], changed, text.lower(), swapped, "", "hello"):
        assert not opens(table, wrong)


def test_the_sheet_says_whose_it_is_and_never_the_passphrase(sheet: str) -> None:
    assert "Ada Lindqvist, ethics board" in sheet
    assert "passphrase is kept" in sheet
    assert "age -d -i ada.age" in sheet and "reporting open" in sheet
    assert PASSPHRASE not in sheet
    assert "AGE-SECRET-KEY" not in sheet


def test_the_sheet_asks_nobody_for_anything(sheet: str) -> None:
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(f"{tag} {name}" for name, _ in attrs if name in ("src", "href", "srcset", "action", "data"))
            found.extend(tag for _ in [0] if tag in ("script", "link", "iframe", "img", "object", "form"))

    Reader().feed(sheet)
    assert found == []
    assert "url(" not in sheet and "@import" not in sheet
    assert "default-src 'none'" in sheet


def test_a_sheet_can_be_made_without_knowing_whose_it_is(table: Table) -> None:
    (table.folder / "box.age").write_bytes(lock(key("ada"), PASSPHRASE, log_n=4))
    told = table.done("key", "paper", str(table.folder / "box.age"))
    assert str(table.folder / "box.recovery.html") in told
    text = (table.folder / "box.recovery.html").read_text()
    assert "Whose key" not in text
    assert (table.folder / "box.recovery.html").stat().st_mode & 0o777 == 0o600
    assert "exists already" in table.refused("key", "paper", str(table.folder / "box.age"))


def test_words_from_a_public_file_stay_words(table: Table) -> None:
    from reporting.roster import Person
    from tests.roster.cast import person

    ada = person("ada")
    hostile = Person.of("<script>1</script>", "<b>", ada.role, ada.verifier, ada.recipient)
    page = paper.sheet(Path(table.private("ada")).read_text(), "<i>.age", hostile)
    assert "<script" not in page and "<b>" not in page and "<i>" not in page


def test_what_is_not_locked_by_a_passphrase_gets_no_sheet(table: Table) -> None:
    file = table.folder / "some.age"
    for content, said in (
        (key("ada").identity.secret_text().encode(), "no passphrase"),
        (b"# a comment\n" + key("ada").identity.secret_text().encode(), "no passphrase"),
        (seal(b"a report", [key("ada").identity.recipient]), "not locked with a passphrase"),
        (b"", "no locked key file"),
        (Path(table.private("ada")).read_bytes()[:-40], "no locked key file"),
    ):
        file.write_bytes(content)
        assert said in table.refused("key", "paper", str(file))
        assert not (table.folder / "some.recovery.html").exists()
    assert "cannot be read" in table.refused("key", "paper", str(table.folder / "missing.age"))


def test_the_drawing_in_the_sheet_is_what_segno_draws() -> None:
    """`modules` above must not be kinder than a camera: it is compared with a bitmap made another way."""
    page = paper.sheet("-----BEGIN-----\nYQ==\n-----END-----\n", "a.age", None)
    png = io.BytesIO()
    segno.make("-----BEGIN-----\nYQ==\n-----END-----\n", error="q", micro=False, mode="byte").save(
        png, kind="png", border=4, scale=4
    )
    assert modules(page).tobytes() == Image.open(png).convert("L").tobytes()
