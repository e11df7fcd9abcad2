"""Which cleaner takes which file: told from the bytes alone, since a name is only what the sender says.

    cleaned = clean(untrusted_upload)                   # in the box only: see box.py
    cleaned = clean(untrusted_upload, flatten=True)     # pages become pictures, where a format has pages

A format is a module with two functions that share no parsing code:

    clean(untrusted: bytes) -> Cleaned                      makes the cleaned file anew, from what may stay
    check(cleaned: bytes, untrusted: bytes) -> None         the gate: parses the result on its own, NotProvenClean
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from reporting.cleaning import pdf, pictures
from reporting.cleaning.cleaned import Cleaned
from reporting.cleaning.media import flac, mp3, mp4, ogg, wav, webm
from reporting.cleaning.media.sample import sample as recorded
from reporting.cleaning.office import odf, ooxml, samples, text
from reporting.cleaning.pictures.sample import sample
from reporting.cleaning.sniff import FileType, sniff


@dataclass(frozen=True, slots=True)
class Format:
    """One row: who cleans and who checks such files, and a small one to try both on; `flatten`, where pages can become
    pictures.

    The sample is cleaned once before any box closes, so that what is loaded late is loaded: a box cannot open files.
    """

    clean: Callable[[bytes], Cleaned]
    check: Callable[[bytes, bytes], None]
    sample: Callable[[], bytes]
    flatten: Callable[[bytes], Cleaned] | None = None


def _office() -> Mapping[FileType, Format]:
    opendocument = {FileType.ODT: "text", FileType.ODS: "spreadsheet", FileType.ODP: "presentation"}
    return {
        FileType.DOCX: Format(ooxml.clean, ooxml.check, samples.word),
        FileType.XLSX: Format(ooxml.clean, ooxml.check, samples.excel),
        FileType.PPTX: Format(ooxml.clean, ooxml.check, samples.powerpoint),
        **{
            file_type: Format(odf.clean, odf.check, partial(samples.opendocument, kind))
            for file_type, kind in opendocument.items()
        },
        FileType.TEXT: Format(text.clean, text.check, samples.text),
    }


RECORDINGS = {
    FileType.MP3: mp3,
    FileType.WAV: wav,
    FileType.OGG: ogg,
    FileType.FLAC: flac,
    FileType.WEBM: webm,
    FileType.M4A: mp4,
    FileType.MP4: mp4,
    FileType.MOV: mp4,
}
FORMATS: Mapping[FileType, Format] = {
    **{kind: Format(pictures.clean, pictures.check, partial(sample, kind)) for kind in pictures.WRITERS},
    **_office(),
    FileType.PDF: Format(pdf.clean, pdf.check, pdf.sample, pdf.flatten),
    **{
        kind: Format(recording.clean, recording.check, partial(recorded, kind))
        for kind, recording in RECORDINGS.items()
    },
}


def clean(untrusted_upload: bytes, *, flatten: bool = False) -> Cleaned:
    """The cleaned file; raises a CleaningError, whose message says to the reporter what to do instead."""
    row = FORMATS[sniff(untrusted_upload)]
    cleaned = (row.flatten if flatten and row.flatten else row.clean)(untrusted_upload)
    row.check(cleaned.data, untrusted_upload)
    return cleaned


def warm_up() -> None:
    """Cleans a sample of every format, in every way that it has."""
    for row in FORMATS.values():
        clean(row.sample())
        if row.flatten:
            clean(row.sample(), flatten=True)
