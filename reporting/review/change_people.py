"""Who reads and who audits is changed at the desk: a reviewer proposes, a reviewer whom it is not about signs.

The rules and the files are those of `reporting.roster`, the same as for `reporting key`. What is signed here was signed
in the reviewer's browser, over the text that it showed; only the signature comes.
"""

from dataclasses import dataclass
from pathlib import Path

from reporting.accesslog import Tag
from reporting.review.house import House
from reporting.roster import Person, Role
from reporting.roster.changes import ChangeRefused, Proposal
from reporting.roster.effect import propose, take_effect
from reporting.roster.errors import ForgedSignature, MalformedPublicFile
from reporting.roster.files import alone_in
from reporting.roster.folder import read_keys
from reporting.sealing import Recipient, SealingError


class ChangedMeanwhile(ChangeRefused):
    """What waits for signatures is another text than the one that was shown."""

    reason = "changed-meanwhile"


def take_away(proposal: Proposal, reader: str, house: House) -> None:
    """Enter that this reviewer takes a waiting change away, or a part of it, before they do. Raises LogUnavailable,
    StoreUnavailable.

    Whoever it is about may do so too: of two who disagree neither may be stuck. But not unseen.
    """
    text = proposal.note.text.encode()
    house.desk.together(lambda session: house.log(session).append(Tag.ROSTER_CHANGE, person=reader, hash_of=text))


def newcomer(untrusted_file: bytes, role: Role | None) -> Person:
    """The person of a public file, in another role if one is named; raises MalformedPublicFile."""
    person = Person.parse(untrusted_file)
    try_recipient(person)
    return Person.of(person.name, person.about, role or person.role, person.verifier, person.recipient)


def try_recipient(person: Person) -> None:
    """Raises MalformedPublicFile unless one can seal to this person; `roster` itself knows no cryptography of age."""
    try:
        Recipient.parse(person.recipient)
    except SealingError as error:
        raise MalformedPublicFile(f"The public file of {person.name} holds no usable recipient: {error}.") from None


def sign_change(keys_dir: Path, who: Person, untrusted_text: str, untrusted_signature: bytes) -> Proposal:
    """Take a reviewer's signature under the change that waits; with enough of them it is in force.

    Raises ChangedMeanwhile, ForgedSignature, and what `Proposal.signed` and `take_effect` raise: then nothing happened.
    """
    with alone_in(keys_dir):
        keys = read_keys(keys_dir)
        if keys.proposal is None or keys.proposal.note.text != untrusted_text:
            raise ChangedMeanwhile("The proposal has changed meanwhile; nothing was signed.", "Look at it again.")
        for seat in keys.proposal.listing.seats:
            try_recipient(keys.person(seat))
        proposal = keys.proposal.signed(_ByHand(who, untrusted_signature))
        if proposal.is_signed:
            take_effect(keys_dir, keys, proposal)
        else:
            propose(keys_dir, keys, proposal)
    return proposal


@dataclass(frozen=True)
class _ByHand:
    """A signer whose one signature was made elsewhere."""

    who: Person
    untrusted_signature: bytes

    @property
    def verify_key(self) -> bytes:
        return self.who.verifier.raw

    def sign(self, message: bytes) -> bytes:
        if not self.who.verify(message, self.untrusted_signature):
            raise ForgedSignature(f"The signature of {self.who.name} does not fit the text.")
        return self.untrusted_signature
