"""What no page of ours sends: values, bodies, paths, headers. Pieces of text bear a mark that no log may show."""

import json
from collections.abc import Sequence
from random import Random
from urllib.parse import quote_from_bytes

from tests.fuzz.blind import neighbour
from tests.multipart import part

MARK = "PIROLENNEST"
TEXTS = (
    MARK,
    MARK * 500,
    f"{MARK}\0",
    f"{MARK}\ud800",
    f"\udfff{MARK}",
    f"{MARK}\r\nX-Injected: yes",
    f"../../{MARK}",
    f"{{{{{MARK}}}}}%s%n",
    f"<script>{MARK}</script>",
    f"' OR 1=1 -- {MARK}",
    f"{MARK}\u202e\u200b\ufeff",
    "",
    " ",
    "0",
    "-1",
    "9" * 400,
    "NaN",
    "٣",
    "2026-02-30",
    "AAAA",
    "=",
    "A" * 70_000,
)
VALUES: Sequence[object] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2**63,
    -(2**63) - 1,
    10**400,
    1.5,
    float("nan"),
    float("inf"),
    [],
    {},
    [[]],
    [None],
    {"a": {}},
    {MARK: MARK},
)
RAW = (
    b"",
    b"{",
    b"[" * 100_000,
    b'{"a":' * 5_000,
    b"null",
    b"1e999999",
    b"-" + b"9" * 5_000,
    b'"\\ud800"',
    b"\xff\xfe" + MARK.encode("utf-16-le"),
    b"\xef\xbb\xbf{}",
    b'{"number":1,"number":2,"sealed":"","sealed":[]}',
    MARK.encode() + b"\0",
    b"\xed\xa0\x80",
)
TYPES = (
    b"application/json",
    b"application/json; charset=utf-16",
    b"application/json; charset=" + MARK.encode(),
    b"text/plain",
    b"application/x-www-form-urlencoded",
    b"multipart/form-data",
    b"multipart/form-data; boundary=",
    b"multipart/form-data; boundary=" + b"b" * 3000,
    b"multipart/form-data; boundary=\xff",
    b"application/vnd.api+json",
    b"*/*",
    b"",
    b";;;=",
)
HEADERS = (
    (b"Cookie", b"session=" + MARK.encode()),
    (b"Cookie", b"=;;=\xff; __Host-desk=" + b"A" * 4000),
    (b"Accept-Language", b"fr;q=nan, " + MARK.encode() + b";q=9, *"),
    (b"Accept-Encoding", b"gzip;q=x, br;q=-1, \xff"),
    (b"Accept", b";q=,,,/"),
    (b"Range", b"bytes=99-1,-5,abc"),
    (b"If-Range", b'W/"' + MARK.encode() + b'"'),
    (b"If-None-Match", b'W/"a", b, *'),
    (b"If-Modified-Since", b"Thu, 99 Foo 99999 99:99:99"),
    (b"X-Forwarded-For", MARK.encode()),
    (b"X-Forwarded-Host", b"elsewhere.example"),
    (b"X-Forwarded-Proto", b"javascript"),
    (b"Forwarded", b"for=" + MARK.encode()),
    (b"X-HTTP-Method-Override", b"DELETE"),
    (b"Referer", b"http://" + MARK.encode()),
    (b"User-Agent", MARK.encode() + b"\xf0\x9f\x98\x80"),
    (b"Authorization", b"Digest username=" + MARK.encode()),
    (b"Authorization", b"Basic ===="),
    (b"Content-Encoding", b"gzip"),
    (b"Content-MD5", b"x"),
    (b"Date", b"yesterday"),
    (b"Cache-Control", b"max-age=x"),
    (b"Sec-Fetch-Mode", b"navigate"),
    (b"Sec-Fetch-Dest", b"\xff"),
    (b"Upgrade", b"websocket"),
    (b"X-" + b"A" * 200, b"B" * 3000),
)
METHODS = (
    b"PUT",
    b"DELETE",
    b"PATCH",
    b"HEAD",
    b"OPTIONS",
    b"TRACE",
    b"CONNECT",
    b"PROPFIND",
    b"QUERY",
    b"GET",
    b"POST",
)


def text(dice: Random) -> str:
    return dice.choice(TEXTS)


def value(dice: Random, known: Sequence[object] = (), depth: int = 0) -> object:
    """Anything that JSON can say, often something that means something elsewhere."""
    match dice.randrange(7):
        case 0:
            return dice.choice(VALUES)
        case 1 if depth < 3:
            return [
                value(dice, known, depth + 1)
                for _ in range(dice.choice((0, 1, 3, 200)) if depth == 0 else dice.randrange(4))
            ]
        case 2 if depth < 3:
            return {text(dice): value(dice, known, depth + 1) for _ in range(dice.randrange(4))}
        case 3 | 4 if known:
            return dice.choice(known)
        case _:
            return text(dice)


def object_like(skeleton: dict[str, object], dice: Random, known: Sequence[object]) -> dict[str, object]:
    """What the page would send, with some of it exchanged, left out or put beside."""
    made = dict(skeleton)
    for name in list(made):
        if dice.random() < 0.12:
            made[name] = value(dice, known)
        elif dice.random() < 0.08:
            del made[name]
    if dice.random() < 0.1:
        made[text(dice)] = value(dice, known)
    return made


def in_json(given: object, dice: Random) -> bytes:
    """Mostly JSON."""
    written = json.dumps(given, ensure_ascii=dice.random() < 0.8).encode("utf-8", "surrogatepass")
    return neighbour(written, dice) if dice.random() < 0.1 else written


def segment(dice: Random) -> bytes:
    """A piece of a path."""
    raw = dice.choice(
        (
            *(one.encode("utf-8", "surrogatepass")[:600] for one in TEXTS),
            b"\xff\xfe",
            b"..",
            b".",
            b"//",
            b"%",
            b"%2e%2e",
            b"%00",
        )
    )
    return raw if dice.random() < 0.3 and not set(raw) & set(b" \r\n\0?#") else quote_from_bytes(raw, safe=b"").encode()


def query(names: Sequence[str], dice: Random) -> bytes:
    pairs = [(dice.choice((*names, text(dice)[:50])), text(dice)[:600]) for _ in range(dice.choice((1, 2, 6)))]
    return b"&".join(
        quote_from_bytes(name.encode("utf-8", "surrogatepass")).encode()
        + b"="
        + quote_from_bytes(said.encode("utf-8", "surrogatepass")).encode()
        for name, said in pairs
    )


def frame(fields: Sequence[tuple[str, bytes]], parts: Sequence[tuple[str, bytes]], dice: Random) -> bytes:
    """A frame whose values may be no texts, or come twice, and whose sizes may lie."""
    said = [(json.dumps(name), json.dumps(value.decode("utf-8", "surrogateescape"))) for name, value in fields]
    sizes: list[object] = [[name, len(data)] for name, data in parts]
    if dice.random() < 0.1 and sizes:
        sizes[dice.randrange(len(sizes))] = [dice.choice(parts)[0], dice.choice((0, -1, 2**40, 1.5, None, "1"))]
    said.append(('"parts"', json.dumps(sizes)))
    if dice.random() < 0.1:
        said.append((dice.choice(said)[0], dice.choice(("[]", "{}", "1e999", "NaN", "null", "true", '"\\ud800"'))))
    head = "{" + ", ".join(f"{name}: {value}" for name, value in said) + "}"
    whole = len(head).to_bytes(4, "big") + head.encode() + b"".join(data for _, data in parts)
    match dice.randrange(12):
        case 0:
            return whole[: dice.randrange(len(whole) + 1)]
        case 1:
            return neighbour(whole, dice, (b'"parts":', b"[[", b"\0\0"))
        case _:
            return whole


def multipart(
    fields: Sequence[tuple[str, bytes]], files: Sequence[tuple[str, bytes]], dice: Random, boundary: str
) -> bytes:
    """A body whose parts may be cut, doubled or said twice."""
    parts = [part(name, said) for name, said in fields]
    parts += [part(name, said, f'; filename="{MARK}.jpg"\r\nContent-Type: image/{MARK}') for name, said in files]
    if dice.random() < 0.1:
        dice.shuffle(parts)
    if dice.random() < 0.1 and parts:
        parts.append(dice.choice(parts))
    whole = b"".join(parts) + f"--{boundary}--\r\n".encode()
    match dice.randrange(12):
        case 0:
            return whole[: dice.randrange(len(whole) + 1)]
        case 1:
            return neighbour(whole, dice, (b"\r\n--" + boundary.encode(), b"\r\n\r\n", b'name="'))
        case _:
            return whole
