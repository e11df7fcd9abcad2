"""Plain text: the words stay, what cannot be seen goes, and a file that only claims to be text is refused."""

import pytest

from reporting.cleaning.cleaned import CleaningError, Kind, MalformedFile, NotProvenClean, TooLarge, Unsupported
from reporting.cleaning.formats import clean as clean_as_any_file
from reporting.cleaning.office import text


def cleaned(untrusted: bytes) -> str:
    result = text.clean(untrusted)
    text.check(result.data, untrusted)
    return result.data.decode()


@pytest.mark.parametrize("form", ["utf-8", "utf-8-sig", "utf-16"])
def test_words_of_every_script_stay(form: str) -> None:
    words = "Grüße, 漢字, مرحبا\n\tindented\n"
    assert cleaned(words.encode(form)) == words


def test_line_ends_become_one_kind_and_spaces_at_their_ends_go() -> None:
    assert cleaned(b"one  \r\ntwo\t\rthree \n\n") == "one\ntwo\nthree\n"


@pytest.mark.parametrize("mark", ["\u200b", "\u2060", "\ufeff", "\u00ad", "\u202e", "\u2066", "\U000e0041", "\u180e"])
def test_a_mark_that_cannot_be_seen_goes_and_the_reporter_is_told(mark: str) -> None:
    untrusted = f"let{mark}ter".encode()
    assert cleaned(untrusted) == "letter\n"
    assert text.clean(untrusted).removed == {Kind.IDENTIFIER}


def test_nothing_is_claimed_to_be_removed_when_nothing_was() -> None:
    assert text.clean(b"\xef\xbb\xbfDear all,\r\nhello\r\n").removed == frozenset()


@pytest.mark.parametrize("words", ["می\u200cخواهم", "क्\u200dष", "👩\u200d💻", "❤\ufe0f"])
def test_a_joiner_stays_where_a_script_needs_it(words: str) -> None:
    assert cleaned(words.encode()) == words + "\n"


def test_a_row_of_joiners_is_a_hidden_number_and_goes() -> None:
    assert cleaned("a\u200c\u200d\u200c\u200cb".encode()) == "ab\n"


@pytest.mark.parametrize(
    ("untrusted", "reason"),
    [
        (b"MZ\x90\x00\x03\x00\x00\x00", CleaningError),
        (b"one\x00two", MalformedFile),
        (b"", MalformedFile),
        ("Grüße".encode("latin-1"), Unsupported),
        (b"\xff\xfea", Unsupported),
        (b"a" * 5_000_001, TooLarge),
    ],
)
def test_what_is_no_text_is_refused_with_advice(untrusted: bytes, reason: type[CleaningError]) -> None:
    with pytest.raises(reason, match=r"Send|screenshot"):
        text.clean(untrusted)


@pytest.mark.parametrize("left", [b"a\xe2\x80\x8bb\n", b"a \n", b"a\r\n", b"a\x00\n", b"\xff\n"])
def test_the_gate_refuses_what_the_cleaner_would_have_taken_out(left: bytes) -> None:
    with pytest.raises(NotProvenClean):
        text.check(left, b"")


@pytest.mark.parametrize("hidden", ["<html>", "<svg/>", "{\\rtf1", "ID3 of a song", "%PDF-1.7", "GIF89a", "MZ"])
def test_what_would_be_something_else_without_its_unseen_marks_is_refused(hidden: str) -> None:
    """A text that is sent once more, as it was handed out, has to be a text again."""
    for untrusted in (f"\u200f{hidden}".encode(), f"\n{hidden}".encode(), hidden.encode("utf-16")):
        with pytest.raises((Unsupported, MalformedFile)):
            clean_as_any_file(untrusted)
