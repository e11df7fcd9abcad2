"""docs/keys.md names every algorithm that the code asks for, and none that it does not."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1]
PAGE = (HOME / "docs" / "keys.md").read_text(encoding="utf-8")
PYTHON = sorted((HOME / "reporting").rglob("*.py"))
SCRIPTS = [file for room in ("shared", "desk", "form") for file in sorted((HOME / "browser" / room).glob("*.js"))]
HOLDERS = {"AEAD", "KDF", "KEM", "hashlib", "hmac"}
NO_ALGORITHM = {"AEAD", "KDF", "KEM", "Suite", "Encoding", "PublicFormat", "compare_digest"}
"""Ways to name one, to write a key down, to compare."""


def asked_for(code: str) -> Iterator[str]:
    """What a module of Python takes from `cryptography`, `hashlib` and `hmac`; both halves of a key are one."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cryptography.hazmat"):
            yield from (re.sub(r"(Private|Public)Key$", "", name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module in ("hashlib", "hmac"):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in HOLDERS:
            yield node.attr


def in_python() -> set[str]:
    found = {name for file in PYTHON for name in asked_for(file.read_text(encoding="utf-8"))}
    return found - NO_ALGORITHM


def in_the_browser() -> set[str]:
    """Modules of @noble, and what WebCrypto is asked for by name."""
    code = "\n".join(file.read_text(encoding="utf-8") for file in SCRIPTS)
    asked = (
        r'(?:importKey\([^"]*"(?:raw|pkcs8|jwk)",[^"]*|generateKey\(|digest\(|verify\(|sign\(|name: )"([A-Z][\w-]+)"'
    )
    return set(re.findall(r'from "(@noble/[^"]+)"', code)) | set(re.findall(asked, code))


def named() -> set[str]:
    """The third column of the table of algorithms."""
    table = PAGE.split("## Algorithms", 1)[1].split("\n## ", 1)[0]
    rows = [line.split(" | ") for line in table.splitlines() if line.startswith("| ")][1:]
    assert all(len(row) == 5 for row in rows)
    return {name for row in rows for name in re.findall("`([^`]+)`", row[2])}


def test_every_algorithm_that_python_asks_for_is_on_the_page() -> None:
    asked = in_python()
    assert {"Ed25519", "MLKEM768", "X25519", "ChaCha20Poly1305", "HKDF", "Scrypt", "SHA256", "HMAC"} <= asked
    assert {"sha256", "shake_256", "MLKEM768_X25519", "HKDF_SHA256", "CHACHA20_POLY1305"} <= asked
    assert asked - named() == set()


def test_every_algorithm_that_the_browser_asks_for_is_on_the_page() -> None:
    asked = in_the_browser()
    assert {"@noble/post-quantum/ml-kem.js", "Ed25519", "X25519", "HKDF", "SHA-256"} <= asked
    assert asked - named() == set()


@pytest.mark.parametrize("name", sorted(named()))
def test_each_name_on_the_page_is_asked_for_somewhere(name: str) -> None:
    if name not in in_python() | in_the_browser():
        everything = [file.read_text(encoding="utf-8") for file in (*PYTHON, *SCRIPTS)]
        assert any(re.search(rf"(?<![\w/]){re.escape(name)}(?!\w)", code) for code in everything)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey", {"RSA"}),
        ("from cryptography.hazmat.primitives.ciphers.aead import AESGCM", {"AESGCM"}),
        ("import hashlib\nhashlib.md5(b'')", {"md5"}),
        ("SUITE = Suite(KEM.X25519, KDF.HKDF_SHA512, AEAD.AES_128_GCM)", {"X25519", "HKDF_SHA512", "AES_128_GCM"}),
    ],
)
def test_what_is_new_is_noticed(code: str, found: set[str]) -> None:
    assert set(asked_for(code)) == found


def test_each_secret_of_an_instance_has_its_row() -> None:
    """The names of files in `instance/secrets/`, wherever the code says them."""
    code = "\n".join(file.read_text(encoding="utf-8") for file in PYTHON)
    files = set(re.findall(r'"secrets" / "([\w-]+)"', code)) | {"log-key", "mail-password"}
    assert {"form-token"} < files
    for file in files:
        assert f"`secrets/{file}`" in PAGE, file


def test_every_key_has_both_its_rows() -> None:
    """What it is and where it lies; how long it lives and what its loss means."""
    for part in ("Keys of people", "Keys of the server"):
        first, second = re.findall(r"^\| key \|.*?(?=\n\n|\Z)", PAGE.split(f"## {part}\n", 1)[1], re.M | re.S)[:2]
        keys = [line.split(" | ")[0].strip("| ") for line in first.splitlines()[2:]]
        told = ", ".join(line.split(" | ")[0].strip("| ") for line in second.splitlines()[2:])
        bold = [match[1] for key in keys if (match := re.search(r"\*\*(.+?)\*\*", key))]
        assert len(bold) == len(keys)
        for key in bold:
            if key not in ("public half", "key that is thrown away"):  # nothing of these can be lost or stolen
                assert re.sub(r"^desk's |s$", "", key) in told, key
