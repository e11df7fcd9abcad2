"""Changes of who reads: a new key, somebody in another's place; proposed and signed at the desk."""

from base64 import b64encode
from time import monotonic

from reporting.roster import Role
from reporting.roster.folder import read_keys
from tests.house import FORM, key_of, newcomer
from tests.year.town import Town


def signs(town: Town, handle: str) -> None:
    """In the browser of a reviewer who is not the one it is about."""
    proposal = read_keys(town.house.keys).proposal
    assert proposal
    text = proposal.note.text
    signature = b64encode(key_of(town.key(handle)).sign(text.encode())).decode()
    answer = town.comes(handle).post("/people/sign", {"text": text, "signature": signature})
    assert answer.get_json()["in_force"], answer.text


def changes_key(town: Town, handle: str, signer: str) -> None:
    """The old one stays good for what was sealed to it, and for nothing else."""
    person = town.house.person(handle)
    anew = newcomer(handle, person.name, person.role, key=f"{handle}, anew")
    asked = {"what": "add", "file": anew.public_file().decode()}
    assert town.comes(handle).post("/people/propose", asked).status_code == 204
    signs(town, signer)
    old = town.comes(signer)
    old.key = key_of(handle)
    assert old.sign_in().status_code == 403
    town.keys[handle] = f"{handle}, anew"
    _the_form_has_seen_it(town)


def takes_the_place(town: Town, joins: str, name: str, leaves: str, signer: str) -> None:
    comes = newcomer(joins, name, Role.REVIEWER)
    asked = {"what": "add", "file": comes.public_file().decode(), "role": "reviewer", "instead_of": leaves}
    before = town.comes(leaves)
    assert town.comes(signer).post("/people/propose", asked).status_code == 204
    signs(town, signer)
    _the_form_has_seen_it(town)
    assert before.get("/inbox").status_code == 303, "who leaves is out at once"
    town.readers = town.readers - {leaves} | {joins}


def _the_form_has_seen_it(town: Town) -> None:
    """It looks at `keys/` once in a while only, and goes by seconds that no test can move."""
    wanted, until = town.house.roster.recipients_hash(), monotonic() + 60
    while wanted not in town.window().get("/", base_url=FORM).text:
        assert monotonic() < until, "the form goes on with a roster that is not in force any more"
