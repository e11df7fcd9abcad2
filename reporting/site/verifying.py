"""Comparing a site with a release, byte for byte, and the keys it seals to with a roster that somebody kept.

What is said holds for whoever asked, now: a site can serve somebody else another page. So many should ask, often, and
not from one place. The words of a page are not compared, since each community has its own.
"""

import re
import zlib
from base64 import b64encode
from collections.abc import Generator, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from hashlib import sha256

from reporting.form.languages import LANGUAGES
from reporting.served import FORM
from reporting.site.asking import MOST, Answer, NoAnswer, Site
from reporting.site.manifest import Manifest
from reporting.site.page import Page
from reporting.site.people import Pinned, listed

PAGES: Mapping[str, str | None] = {
    "/": "form.js",
    "/receipt": "back.js",
    "/guidelines": None,
    "/safety": None,
    "/mirror": None,
}
"""Pages of the form that show themselves to anybody, and the one script of each."""
DESK_FILES = ("desk.js", "desk-worker.js", "desk.css", "icon.svg")
CODINGS = ("identity", "gzip", "br")
"""What a browser may ask for. Brotli is compared packed, as it was released: nothing here can unpack it."""
ELSEWHERE = ("Refresh", "Link")
"""Headers with which a page loads more, or leads away."""
HTML = "text/html; charset=utf-8"

ASK = "Ask the operator which release it runs, and tell both reviewers"
SEALED = "Write nothing there until both reviewers have told you, by voice, whose key it is"
Compared = Generator["Finding", None, Page | None]


@dataclass(frozen=True)
class Finding:
    """One thing that is not as released, and what to do."""

    what: str
    remedy: str = ASK

    def __str__(self) -> str:
        return f"{self.what}. {self.remedy}."


def verify_form(untrusted_url: str, manifest: Manifest, pinned: Pinned) -> Iterator[Finding]:
    """Everything that is not as it should be on the public form; raises AddressRefused."""
    site = Site.at(untrusted_url)
    for name in ("form.js", "back.js"):
        yield from _file(site, f"/{name}", name, manifest)
    names: set[str | None] = set()
    for language in LANGUAGES.values():
        for path, script in PAGES.items():
            wanted = {f"{language.prefix}/{script}": _integrity(manifest, script)} if script else {}
            page = yield from _page(site, language.prefix + path, manifest.form, wanted)
            if page is None:
                continue
            if page.styles != [manifest.style] or page.sheets:
                yield Finding(f"{site.origin}{language.prefix}{path} has another style sheet than the release")
            if path == "/":
                names.add(page.recipients)
                yield from _choices(f"{site.origin}{language.prefix}/", page, pinned)
    yield from _list(site, names, pinned)


def verify_desk(untrusted_url: str, form_url: str, manifest: Manifest) -> Iterator[Finding]:
    """Everything that is not as it should be on the desk's sign-in page and in its files; raises AddressRefused."""
    site, form = Site.at(untrusted_url), Site.at(form_url)
    for name in DESK_FILES:
        yield from _file(site, f"/static/{name}", name, manifest)
    page = yield from _page(site, "/", manifest.desk.replace(FORM, form.origin), {"/static/desk.js": ""})
    if page is not None and (page.styles or page.sheets != {"/static/desk.css"}):
        yield Finding(f"{site.origin}/ has another style sheet than the release")


def _integrity(manifest: Manifest, name: str) -> str:
    return f"sha256-{b64encode(bytes.fromhex(manifest.files.get(name, ''))).decode()}"


def _page(site: Site, path: str, policy: str, scripts: Mapping[str, str]) -> Compared:
    """Yields what is wrong with a page, returns what it holds: its policy, its script, and nothing else that runs."""
    where = f"{site.origin}{path}"
    try:
        answer = _asked(site, path, "gzip")
        html = _unpacked(answer).decode()
    except NoAnswer as error:
        yield Finding(f"{where} cannot be compared: {error}")
        return None
    except UnicodeDecodeError:
        yield Finding(f"{where} cannot be compared: it is not UTF-8")
        return None
    if answer.headers.get_all("Content-Type") != [HTML]:
        yield Finding(f"{where} is sent as something else than {HTML}")
    policies = answer.headers.get_all("Content-Security-Policy") or []
    if policies != [policy]:
        yield Finding(f"{where} has another Content-Security-Policy than the release: {_short(policies)}")
    for name in ELSEWHERE:
        if name in answer.headers:
            yield Finding(f"{where} is sent with a header {name}, which the release never sends")
    page = Page.read(html)
    for strange in page.strange:
        yield Finding(f"{where} holds {strange}")
    # A browser may read a page otherwise than we do; the letters of an opening tag it needs in any case.
    hidden = len(re.findall(r"<script", html, re.IGNORECASE)) != len(page.scripts)
    if page.scripts != scripts or (hidden and not page.strange):
        yield Finding(f"{where} runs other scripts than the release: {_short(page.scripts)}")
    return page


def _asked(site: Site, path: str, coding: str) -> Answer:
    """An answer that is one; raises NoAnswer, also for a redirect, which is not followed."""
    answer = site.get(path, coding)
    if answer.location:
        raise NoAnswer(f"it leads to {_short([answer.location])}, which the release never does")
    if answer.status != 200:
        raise NoAnswer(f"it answers with {answer.status}")
    return answer


def _unpacked(answer: Answer) -> bytes:
    """The bytes as a browser takes them, and no more of them than anything of ours has; raises NoAnswer."""
    coding = answer.headers.get("Content-Encoding", "identity")
    if coding == "identity":
        return answer.body
    if coding != "gzip":
        raise NoAnswer(f"it is packed as {_short([coding])}, which was not asked for")
    unpacker = zlib.decompressobj(wbits=31)
    try:
        whole = unpacker.decompress(answer.body, MOST)
    except zlib.error:
        raise NoAnswer("it cannot be unpacked") from None
    if not unpacker.eof or unpacker.unused_data:
        raise NoAnswer("it is packed as more than one whole")
    return whole


def _file(site: Site, path: str, name: str, manifest: Manifest) -> Iterator[Finding]:
    """Each way in which a browser may get a file: all of them are the released one, to the byte."""
    where = f"{site.origin}{path}"
    for coding in CODINGS:
        try:
            answer = _asked(site, path, coding)
            packed = coding == "br" and answer.headers.get("Content-Encoding") == "br"
            found, released = (answer.body, f"{name}.br") if packed else (_unpacked(answer), name)
        except NoAnswer as error:
            yield Finding(f"{where} cannot be compared: {error}")
            return
        if sha256(found).hexdigest() != manifest.files.get(released):
            way = "" if coding == "identity" else f", asked for as {coding},"
            yield Finding(f"{where}{way} is not the released {released}: {sha256(found).hexdigest()}")


def _choices(where: str, page: Page, pinned: Pinned) -> Iterator[Finding]:
    """Whom each choice of the page is sealed to in a browser."""
    offered = {one.value: " ".join(person.fingerprint for person in one.readers) for one in pinned.roster.choices}
    if page.choices != offered:
        wrong = sorted(name for name in page.choices.keys() | offered if page.choices.get(name) != offered.get(name))
        yield Finding(f"{where} offers other readers than the roster: {_short(wrong)}", SEALED)


def _list(site: Site, names: Set[str | None], pinned: Pinned) -> Iterator[Finding]:
    """The keys themselves: each is one of the roster's, none is missing, and every page means this list."""
    where = f"{site.origin}/recipients.txt"
    try:
        untrusted_list = _unpacked(_asked(site, "/recipients.txt", "gzip")).decode()
    except (NoAnswer, UnicodeDecodeError) as error:
        why = error if isinstance(error, NoAnswer) else "it is not UTF-8"
        yield Finding(f"{where} cannot be compared: {why}", SEALED)
        return
    entries = listed(untrusted_list)
    if entries is None:
        yield Finding(f"{where} is no list of keys with names", SEALED)
        return
    for one in entries:
        if not pinned.fits(one):
            serial = pinned.listing.serial
            yield Finding(f"{where} has a key that roster {serial} does not: {_short([one.words])}", SEALED)
    for seat in pinned.readers:
        if not any(pinned.fits(one) == seat for one in entries):
            yield Finding(f"{where} lacks the key of {seat.name}", SEALED)
    if names and names != {sha256(untrusted_list.encode()).hexdigest()}:
        yield Finding(f"{site.origin}/ names another list of keys than {where}", SEALED)


def _short(untrusted_texts: Iterable[str]) -> str:
    """What a site sent, shown without control characters and not without end."""
    whole = ", ".join(untrusted_texts) or "none"
    return "".join(letter if letter.isprintable() else "?" for letter in whole)[:300]
