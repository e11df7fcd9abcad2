"""Check an exported access log from access-log.md alone: python3 verify_log.py DIR LOG.PUB [KEPT-CHECKPOINT]."""

import sys
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def expect(holds, what):
    if not holds:
        raise ValueError(what)


def checkpoint(note, line):
    """Size and root of a checkpoint that the log's key has signed."""
    name, key_id, key = line.strip().split("+", 2)
    raw = b64decode(key, validate=True)
    expect(key_id == sha256(f"{name}\n".encode() + raw).hexdigest()[:8] and raw[:1] == b"\1", "not a key of a log")
    text, _, lines = note.decode().rpartition("\n\n")
    own = [b64decode(each.split(" ")[2], validate=True) for each in lines.split("\n") if each.startswith(f"— {name} ")]
    signed = [each[4:] for each in own if each[:4].hex() == key_id]
    expect(signed, "the checkpoint is not signed by the log")
    for signature in signed:
        Ed25519PublicKey.from_public_bytes(raw[1:]).verify(signature, f"{text}\n".encode())
    origin, size, root = text.split("\n")
    expect(origin == name and str(int(size)) == size and int(size) > 0, "not a checkpoint of this log")
    expect(len(b64decode(root)) == 32 and b64encode(b64decode(root)).decode() == root, "no root of 32 bytes")
    return int(size), b64decode(root)


def above(row):
    """The root above neighbouring hashes; the odd one at the end rises unpaired."""
    while len(row) > 1:
        row = [sha256(b"\1" + a + b).digest() for a, b in zip(row[::2], row[1::2])] + row[len(row) // 2 * 2 :]
    return row[0]


def file(level, position, width):
    *thousands, last = (three.zfill(3) for three in f"{position:,}".split(","))
    return f"tile/{level}/{''.join(f'x{three}/' for three in thousands)}{last}" + (f".p/{width}" if width < 256 else "")


def verify(folder, key, kept):
    size, root = checkpoint((folder / "checkpoint").read_bytes(), key)
    old, old_root = checkpoint(kept, key) if kept is not None else (size, root)
    expect(old <= size, f"the log has {size} entries, the kept checkpoint {old}: cut or rolled back")
    row, found = [], {}
    for position in range((size + 255) // 256):
        width, at, leaves = min(256, size - position * 256), 0, []
        bundle = (folder / file("entries", position, width)).read_bytes()
        for _ in range(width):
            start, at = at + 2, at + 2 + int.from_bytes(bundle[at : at + 2], "big")
            leaves.append(sha256(b"\0" + bundle[start:at]).digest())
        expect(at == len(bundle), f"{file('entries', position, width)} is cut short or too long")
        path, ends = file(0, position, width), [n for n in (old, size) if (n - 1) // 256 == position]
        expect((folder / path).read_bytes() == b"".join(leaves), f"{path} holds other hashes than the entries have")
        found |= {n: above([*row, above(leaves[: n - position * 256])]) for n in ends}
        row.append(above(leaves))
    expect(found[old] == old_root, f"the first {old} entries are not those of the kept checkpoint: rewritten or forked")
    expect(found[size] == root, "the entries are not those that the checkpoint was signed for")
    row = row[: size // 256]
    for level in range(1, 8):
        tiles = [row[start : start + 256] for start in range(0, len(row), 256)]
        for path, tile in [(file(level, position, len(tile)), tile) for position, tile in enumerate(tiles)]:
            expect((folder / path).read_bytes() == b"".join(tile), f"{path} holds other hashes than the tiles below")
        row = [above(tile) for tile in tiles if len(tile) == 256]
    return size, old


if __name__ == "__main__":
    try:
        folder, key, *kept = map(Path, sys.argv[1:])
        size, old = verify(folder, key.read_text(), kept[0].read_bytes() if kept else None)
        print(f"holds: {size} entries", *([f"the first {old} as kept"] if kept else []), sep=", ")
    except (ValueError, OSError, IndexError, InvalidSignature) as error:
        sys.exit(f"refused: {error or 'a signature does not fit'}")
