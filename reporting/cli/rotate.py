"""`reporting log rotate`: another key for the log, so that everybody can follow from the one to the other.

Until `--end`, checkpoints bear both signatures: whoever knows only the old key checks and keeps one of them, and from
then on the new key continues what they keep.
"""

from pathlib import Path

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from reporting import config
from reporting.accesslog.checkpoints import LogKey
from reporting.cli.logfiles import log_verifier
from reporting.cli.logkey import signing
from reporting.errors import Refused
from reporting.roster.files import put, put_new, writing_to

NEXT = ".next"


class RotationUnderWay(Refused):
    """The log's key is being changed already."""


class NotFollowedYet(Refused):
    """No checkpoint leads from the old key to the new one yet."""


class NoRotation(Refused):
    """The log's key is not being changed."""


@click.command()
@click.option("--end", is_flag=True, help="The old key signs no longer and is erased.")
def rotate(end: bool) -> None:
    """Give the log another key; the old one signs beside it until --end."""
    loaded = config.load()
    current = loaded.instance / "secrets" / config.LOG_KEY
    if end:
        _end(current, loaded)
        return
    _begin(current, loaded.keys / "log.pub")
    click.echo(f"The log has another key: {loaded.keys / 'log.pub'}. Restart the worker; it signs with both.")
    click.echo("Hand the new log.pub to the auditors by another way than the log. When each of them has kept a")
    click.echo("checkpoint with both signatures, end it: reporting log rotate --end")


def _begin(current: Path, public: Path) -> None:
    """Each step leaves files from which doing it again goes on."""
    before, coming = current.with_suffix(config.BEFORE), current.with_suffix(NEXT)
    name = log_verifier(public).name
    if before.exists() and current.exists() and _line(name, current) == public.read_bytes():
        raise RotationUnderWay("The log's key is being changed already. End that first: reporting log rotate --end")
    with writing_to(current):
        if not before.exists():
            if not coming.exists():
                put_new(coming, Ed25519PrivateKey.generate().private_bytes_raw().hex().encode() + b"\n")
            current.rename(before)
        if not current.exists():
            coming.rename(current)
    put(public, _line(name, current))


def _line(name: str, secret: Path) -> bytes:
    return f"{LogKey(name, config.secret(secret)).verifier}\n".encode()


def _end(current: Path, loaded: config.Loaded) -> None:
    before = current.with_suffix(config.BEFORE)
    if not before.exists():
        raise NoRotation("The log's key is not being changed. There is nothing to end.")
    # Without it neither an auditor nor the worker could follow any more, and the old key would be gone.
    if not signing(loaded.worker()).is_followed():
        raise NotFollowedYet(
            "No checkpoint bears both signatures yet, so nobody could follow to the new key. Restart the worker, and "
            "wait for the day's checkpoint or make one: reporting log export DIR"
        )
    with writing_to(before):
        before.unlink()
    click.echo("The old key is erased. Restart the worker; it signs with the new one alone.")
