"""Who reads and who audits: the roster is the whole access list, and only reviewers can change it (design.md, D3).

roster = load(Path("keys"))         # None until the first roster is signed by both reviewers
roster.choice("not-ben").readers    # Ada, and the first alternate
"""

from reporting.roster.errors import RosterError, UnknownReaders
from reporting.roster.folder import chain, load
from reporting.roster.people import Person, Role, fingerprint
from reporting.roster.readers import Choice, Roster
from reporting.roster.succession import verify_chain

__all__ = [
    "Choice",
    "Person",
    "Role",
    "Roster",
    "RosterError",
    "UnknownReaders",
    "chain",
    "fingerprint",
    "load",
    "verify_chain",
]
