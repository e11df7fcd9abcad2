"""The manifest of a release, signed or not, and the list of keys of a form."""

from reporting.served import NOT_SERVED  # noqa: F401  (loads what the manifest is made of)
from reporting.signednote import VerifierKey
from reporting.site.manifest import Manifest, ManifestRefused
from reporting.site.people import listed
from tests.fuzz.target import Target, text_of, unless
from tests.fuzz.targets.roster import PEOPLE, person
from tests.house import key_of

ADA = key_of("ada")
KEYS = [VerifierKey.of("release.example", ADA.verify_key)]
MANIFEST = Manifest(
    "0.1.0", "default-src 'none'", "default-src FORM", "a" * 64, {"back.js": "b" * 64, "form.js": "c" * 64}
)


def seeds() -> list[bytes]:
    people = [person(handle, role) for handle, role in PEOPLE[:2]]
    keys = "".join(f"# {one.described()}, {one.fingerprint}\n{one.recipient}\n" for one in people)
    return [MANIFEST.text.encode(), MANIFEST.signed("release.example", ADA), keys.encode()]


def check(untrusted: bytes) -> bool:
    text = text_of(untrusted)
    found = unless(ManifestRefused, lambda: Manifest.parse(text))
    if found is not None:
        assert found.text == text
    opened = unless(ManifestRefused, lambda: Manifest.opened(untrusted, KEYS))
    assert opened is None or opened == MANIFEST
    free = unless(ManifestRefused, lambda: Manifest.unsigned(untrusted))
    assert free is None or Manifest.parse(free.text) == free
    entries = listed(text)
    if entries is not None:
        assert "".join(f"# {one.words}, {one.fingerprint}\n{one.key}\n" for one in entries) == text
    return bool(found or opened or free or entries)


WORDS = (
    b"reporting release v1\n",
    b"version ",
    b"form-policy ",
    b"desk-policy ",
    b"form-style ",
    b"file ",
    b"\n\n",
    b"# ",
    b"age1pq1",
)
TARGET = Target("manifests of releases, lists of keys", seeds, check, WORDS)
