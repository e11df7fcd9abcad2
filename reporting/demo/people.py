"""The made-up people and their keys. Their private halves lie in `private/`, as they never would on a real server."""

from datetime import date
from pathlib import Path

from reporting.roster import Person, Role
from reporting.roster.changes import Proposal
from reporting.roster.files import put_new
from reporting.sealing.keyfiles import PrivateKey, generate_passphrase, lock, new_private_key, unlock
from reporting.signednote import VerifierKey

CAST = (
    ("ada", "Ada Lindqvist", "ethics board", Role.REVIEWER),
    ("ben", "Ben Okafor", "member of the council", Role.REVIEWER),
    ("ines", "Ines Duarte", "from outside the community", Role.ALTERNATE),
    ("noor", "Noor Haddad", "retired ombudswoman", Role.ALTERNATE),
    ("olu", "Olu Adeyemi", "auditor of the association", Role.AUDITOR),
)
WORDS_FILE = "passphrase.txt"


def make_people(private: Path, keys: Path, community: str, today: date) -> None:
    """Key files and one passphrase in `private`, public files and a roster signed by both reviewers in `keys`."""
    passphrase = generate_passphrase()
    put_new(private / WORDS_FILE, passphrase.encode() + b"\n")
    proposal = Proposal.opening(community, today)
    signers: list[PrivateKey] = []
    for handle, name, about, role in CAST:
        key = new_private_key()
        person = Person.of(name, about, role, VerifierKey.of(handle, key.verify_key), key.recipient_text)
        put_new(private / f"{handle}.age", lock(key, passphrase))
        put_new(keys / f"{handle}.pub", person.public_file(), 0o644)
        proposal = proposal.seating(person.seat, today)
        if role is Role.REVIEWER:
            signers.append(key)
    for signer in signers:
        proposal = proposal.signed(signer)
    put_new(keys / "roster", bytes(proposal.note), 0o644)


def passphrase_of(private: Path) -> str:
    return (private / WORDS_FILE).read_text().strip()


def key_of(private: Path, handle: str) -> PrivateKey:
    """A made-up person's opened key."""
    return unlock((private / f"{handle}.age").read_bytes(), passphrase_of(private))
