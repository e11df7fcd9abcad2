"""Why a file was not taken and what was taken out of others, in the language of the page.

The cleaner knows neither pages nor languages: it refuses in English, with why and what to do instead, and names kinds
of things. Each of its sentences stands here once more, so that translators find it; a test holds the list to its
source.

    in_words("This file is empty. Choose it again, or send a screenshot of it.")
"""

import re

from reporting.cleaning import Kind
from reporting.form.languages import ENGLISH, Sentence, spoken
from reporting.form.languages import Sentence as _

KINDS: dict[str, Sentence] = {
    Kind.PLACE: _("where it was taken"),
    Kind.DEVICE: _("the camera or device it was made with"),
    Kind.SERIAL: _("a serial number"),
    Kind.PERSON: _("names of people"),
    Kind.DATE: _("dates and times"),
    Kind.SOFTWARE: _("the programs it was made with"),
    Kind.PREVIEW: _("a small picture of an earlier state"),
    Kind.COMMENT: _("comments"),
    Kind.HISTORY: _("earlier versions and tracked changes"),
    Kind.CUT_OFF: _("what was cut off from pictures"),
    Kind.TITLE: _("title and description"),
    Kind.PATH: _("names of files and folders"),
    Kind.IDENTIFIER: _("hidden numbers that tell this file from others"),
    Kind.SCRIPT: _("programs inside the file"),
    Kind.EMBEDDED: _("files inside the file"),
    Kind.BLANK: _("pictures that could not be cleaned and are blank now"),
    Kind.COLOUR: _("the colour profile"),
    Kind.LETTERS: _("the text as text, since pages are pictures now"),
    Kind.OTHER: _("other hidden information"),
}
SENTENCES = (
    # why
    _("Files cannot be cleaned here just now."),
    _("Looking through this file takes too long."),
    _("Looking through this file takes too much memory."),
    _("Looking through your other files took too long."),
    _("Made anew, this file has more than 64 MB."),
    _("Made anew, your files are larger than we can take together."),
    _("Other files are being cleaned just now."),
    _("This file cannot be looked through: it confuses our program."),
    _("This file cannot be looked through: it makes our program stop."),
    _("Ten files fit with one report, and they are there."),
    _("This file has more than 25 MB."),
    _("This file holds more than 10,000 others."),
    _("This file is damaged or cut short."),
    _("This file is empty."),
    _("This file is locked with a password."),
    _("This file is nested too deeply to look through."),
    _("After cleaning something is left in this file that we cannot account for."),
    _("We do not know this kind of file."),
    _("We do not take AVIF pictures that move."),
    _("We do not take JPEG 2000 pictures."),
    _("We do not take JPEG XL pictures."),
    _("We do not take Photoshop files."),
    _("We do not take PostScript."),
    _("We do not take RTF documents."),
    _("We do not take SVG drawings."),
    _("We do not take TIFF files of the large kind."),
    _("We do not take Windows metafiles."),
    _("We do not take archives (zip and others)."),
    _("We do not take archives."),
    _("We do not take databases."),
    _("We do not take e-books."),
    _("We do not take films of this kind."),
    _("We do not take icons."),
    _("We do not take programs."),
    _("We do not take raw camera files."),
    _("We do not take sound of this kind."),
    _("We do not take the old Office formats (doc, xls, ppt, msg)."),
    _("We do not take this kind of Office document."),
    _("We do not take this kind of document."),
    _("We do not take web pages or XML."),
    _("The frames or pages of this picture are too many for their size."),
    _("This is not a picture that we can clean."),
    _("This picture has more than 1,000 frames or pages."),
    _("This picture has more than 50 million pixels."),
    _("This picture is damaged or cut short."),
    _("What came out is no picture that we can prove clean."),
    _("This document is damaged, or not what it claims to be."),
    _("This document is locked with a password."),
    _("This document is too large to look through."),
    _("This document unpacks to more than we can look through."),
    _("This is not a text file, or it is empty."),
    _("This text could not be proven clean."),
    _("This text is longer than 5 MB."),
    _("We cannot read the letters of this text."),
    _("A font in this PDF cannot be looked through."),
    _("A page of this PDF makes no sense."),
    _("A picture in this PDF holds more than a picture."),
    _("A picture in this PDF is too large to be looked through."),
    _("This PDF cannot be shown."),
    _("This PDF has more or larger pages than we can turn into pictures."),
    _("This PDF has more than 2000 pages."),
    _("This PDF has no pages."),
    _("This PDF is damaged or cut short."),
    _("This PDF is locked with a password."),
    _("This PDF is too complicated to be looked through."),
    _("This PDF nests things too deeply to be looked through."),
    _("This PDF packs its contents in a way we do not know."),
    _("This PDF unpacks to more than we can look through."),
    _("We cannot show that this PDF is clean."),
    _("This recording is damaged or cut short."),
    _("This recording is locked by copy protection."),
    _("This recording is longer than 4 hours or has more than 16 tracks."),
    _("We cannot clean this kind of recording."),
    _("We cannot show that this recording is clean."),
    # what to do instead
    _("Try again later, or go on without it."),
    _("Send a screenshot of it instead."),
    _("Send a screenshot or a part of it instead."),
    _("Send this one with a second report."),
    _("Send a part of it instead."),
    _("Try again in a minute."),
    _("Send a part of it, or a screenshot."),
    _("Send a PDF or screenshots of it instead."),
    _("Choose it again, or send a screenshot of it."),
    _("Save it without one, or send screenshots of it."),
    _("Send a screenshot or a PDF of it instead."),
    _("Save it as GIF, WebP or MP4 and send that."),
    _("Save it as PNG or JPEG and send that."),
    _("Save it as PDF and send that."),
    _("Save it as DOCX or PDF and send that."),
    _("Send the files in it one by one."),
    _("Send a screenshot of what it shows."),
    _("Send a screenshot of the page you mean."),
    _("Save it as MP4 and send that."),
    _("Save it as MP3 and send that."),
    _("Save it as DOCX, XLSX, PPTX or PDF and send that."),
    _("Save it as DOCX, XLSX, PPTX or PDF."),
    _("Save it as ODT, ODS, ODP or PDF and send that."),
    _("Send a PDF or a screenshot of it."),
    _("Send a part of it."),
    _("Make it smaller, or send a screenshot."),
    _("Open it yourself and send a screenshot of it instead."),
    _("Open it, save it again, or send a PDF of it instead."),
    _("Save it without one, or send a PDF of it."),
    _("Take the password off, or send a PDF of it."),
    _("Send a PDF, or the part of it that matters."),
    _("Send the part of it that matters."),
    _("Save it as UTF-8, or send a screenshot of it instead."),
    _("Print it to a new PDF, or send a screenshot instead."),
    _("Send a smaller one instead."),
    _("Send a screenshot instead."),
    _("Send the pages that matter instead."),
    _("Send the ones that matter."),
    _("Save it without the password, or send a screenshot instead."),
    _("Export it again, or send a screenshot or a note of what it says."),
    _("Send a screenshot or a note of what it says instead."),
    _("Cut out what matters."),
    _("Export it as MP4 (H.264 and AAC) or as MP3 and send that."),
    _("Send a note of what it says instead."),
)
OTHERWISE = _("This file cannot be cleaned.")
KNOWN = frozenset(sentence.english for sentence in SENTENCES)
BETWEEN = re.compile(r"(?<=\.) (?=[A-Z])")
BECAUSE = re.compile(r" \(.*\)(?=\. Send )")
"""What exactly a last look at a cleaned file has found. Only its English is worth having, for whoever looks into it."""


def in_words(refused: str) -> str:
    """The cleaner's sentences as the page says them."""
    if spoken() is ENGLISH:
        return refused
    return " ".join(map(str, known(refused) or [OTHERWISE]))


def known(refused: str) -> list[Sentence]:
    """The sentences of the list that these are, whatever was found in this one file; none when one is not there."""
    for english in (refused, BECAUSE.sub("", refused)):
        sentences = BETWEEN.split(english)
        if KNOWN.issuperset(sentences):
            return [Sentence(one) for one in sentences]
    return []
