"""`reporting key …`: keys and the roster. What reviewers must agree to is shown in words before it is signed."""

from pathlib import Path

import click

from reporting import config
from reporting.cli.groups import Group
from reporting.cli.newkey import new
from reporting.cli.paper import paper
from reporting.cli.relock import relock
from reporting.cli.unlocking import CannotRead, key_option, passphrase_option, read_file, unlocked
from reporting.clock import SystemClock
from reporting.config import instance_path, keys_path
from reporting.review.change_people import try_recipient
from reporting.roster import Person, Role, RosterError
from reporting.roster.changes import ChangeRefused, Proposal
from reporting.roster.effect import propose, take_effect
from reporting.roster.files import alone_in
from reporting.roster.folder import Keys, holds_private_key, read_keys
from reporting.roster.people import MAX_PUBLIC_FILE, in_fours
from reporting.roster.proposing import Proposing


@click.group(cls=Group)
def key() -> None:
    """Keys of people, and the roster that says who reads and who audits."""


key.add_command(new)
key.add_command(paper)
key.add_command(relock)


def _keys_dir() -> Path:
    return keys_path(instance_path())


@key.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--role", type=click.Choice(list(Role), case_sensitive=False), help="Another role than the file says.")
@click.option("--community", help="Name of the community, for a first roster where there is no instance.")
def add(file: Path, role: Role | None, community: str | None) -> None:
    """Propose the person of a public FILE for the roster, or another key or role for somebody in it."""
    newcomer = _public_file(file, role)
    _proposing(community).add(newcomer)
    _tell(_keys_dir())


@key.command()
@click.argument("handle")
def retire(handle: str) -> None:
    """Propose that HANDLE leaves the roster, or withdraw a proposal to add them."""
    _proposing().retire(handle)
    _tell(_keys_dir())


@key.command()
@key_option
@passphrase_option
def sign(key_file: Path, passphrase_file: Path | None) -> None:
    """Show the proposed change in words and sign it; with enough signatures it is in force at once."""
    keys_dir = _keys_dir()
    keys = read_keys(keys_dir)
    shown = keys.proposal
    if shown is None:
        raise ChangeRefused(f"There is no change to sign in {keys_dir}.", "See: reporting key list")
    _show(shown.check(), keys)
    signer = unlocked(key_file, passphrase_file)
    with alone_in(keys_dir):
        keys = read_keys(keys_dir)
        if keys.proposal != shown:
            raise ChangeRefused("The proposal has changed meanwhile; nothing was signed.", "Look at it again.")
        proposal = shown.signed(signer)
        if proposal.is_signed:
            take_effect(keys_dir, keys, proposal)
        else:
            propose(keys_dir, keys, proposal)
    if proposal.is_signed:
        click.echo(f"Signed. Roster {proposal.listing.serial} is in force; restart form and desk.")
    else:
        click.echo(f"Signed. Still to sign: {proposal.still_needed()}.")


@key.command("list")
def list_() -> None:
    """Show who is in the roster, and what is proposed."""
    keys_dir = _keys_dir()
    keys = read_keys(keys_dir)
    roster = keys.roster
    keys.refuse_strays()
    if roster is None:
        click.echo(f"No roster is in force in {keys_dir}: the form is not open yet.")
        if keys.proposal is None:
            click.echo("Add each reader: reporting key add FILE. Or name another folder: REPORTING_KEYS")
    else:
        click.echo(f"Roster {roster.serial} of {roster.community}, {roster.date}")
        widths = [max(len(column) for column in columns) for columns in zip(*map(_row, roster.people), strict=True)]
        for person in roster.people:
            cells = (cell.ljust(width) for cell, width in zip(_row(person), widths, strict=True))
            click.echo(f"  {'  '.join(cells).rstrip()}")
    if keys.proposal:
        _tell(keys_dir)


def _row(person: Person) -> tuple[str, ...]:
    return (person.role, person.handle, person.short, person.name, person.about)


def _public_file(file: Path, role: Role | None) -> Person:
    """Somebody's public file; raises CannotRead or a RosterError."""
    untrusted_file = read_file(file, limit=MAX_PUBLIC_FILE)
    if holds_private_key(untrusted_file):
        raise CannotRead(f"{file} is a private half. Give it back unread, and take the .pub file beside it.")
    try:
        person = Person.parse(untrusted_file)
    except RosterError as error:
        raise type(error)(f"{file} is no public file of ours: {error.what}") from None
    try_recipient(person)
    return Person.of(person.name, person.about, role or person.role, person.verifier, person.recipient)


def _proposing(community: str | None = None) -> Proposing:
    return Proposing(_keys_dir(), SystemClock().today(), lambda: community or config.load().community().name)


def _show(proposal: Proposal, keys: Keys) -> None:
    """What signing means: each change, and the whole fingerprint of every key that is new."""
    click.echo(f"Roster {proposal.listing.serial} of {proposal.listing.community}")
    known = {seat.fingerprint for seat in proposal.before.seats} if proposal.before else set()
    for change in proposal.changes:
        click.echo(f"  {change}")
    for seat in proposal.listing.seats:
        if seat.fingerprint not in known:
            try_recipient(keys.person(seat))
            click.echo(f"  key of {seat.name}: {in_fours(seat.fingerprint)}")


def _tell(keys_dir: Path) -> None:
    """The pending change, and who signs it."""
    keys = read_keys(keys_dir)
    if keys.proposal is None:
        click.echo("Nothing is proposed any more.")
        return
    click.echo("Proposed, not in force:")
    _show(keys.proposal, keys)
    try:
        needed = keys.proposal.check().still_needed()
    except RosterError as unfinished:
        click.echo(f"Not ready to be signed: {unfinished}")
        return
    if keys.proposal.signers:
        click.echo(f"Signed by {' and '.join(seat.name for seat in keys.proposal.signers)}.")
    click.echo(f"Still to sign: {needed}. Each runs: reporting key sign --key KEYFILE")
