"""`reporting restore FILE`: a backup put back, checked and declared."""

import os
from pathlib import Path

import click

from reporting import config
from reporting.clock import SystemClock
from reporting.restore import Restored, Wanted
from reporting.restore import restore as put_back

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", metavar="FILE", type=_FILE)
@click.option("--desk-only", is_flag=True, help="Put back the desk's store alone; the mailbox that is here stays.")
@click.option("--checkpoint", "kept", type=_FILE, help="One that an auditor keeps, so that what is lost can be told.")
@click.option("--log-key", type=_FILE, help="keys/log.pub of the backup's time, if the log's key was changed since.")
def restore(file: Path, desk_only: bool, kept: Path | None, log_key: Path | None) -> None:
    """Put the backup in FILE back where there are no stores; nothing is overwritten, and auditors see the entry."""
    if kept is not None and not kept.exists():
        raise click.UsageError(f"{kept} is not there.")
    if log_key is not None and not log_key.exists():
        raise click.UsageError(f"{log_key} is not there.")
    instance = config.instance_path()
    wanted = Wanted(file, instance, config.keys_path(instance), os.environ, desk_only, kept, log_key)
    for line in _told(put_back(wanted, SystemClock()), wanted):
        click.echo(line)


def _told(done: Restored, wanted: Wanted) -> list[str]:
    """What was put back, what is lost with what came since, and what is left to do."""
    lines = [f"Put back as it was on {done.made_on}, and declared in the access log. {_signed(done)}"]
    if wanted.desk_only:
        lines.append("What readers did since then is lost: statuses, notes, decisions. Reports and answers are not.")
    else:
        lines.append("What came since then is lost: reports, messages, answers, statuses; and what was erased is back.")
        lines.append("Whose report came since then finds nothing under their words: ask in other ways to write again.")
    if done.left:
        lines.append(f"Left as they are, since they were there: {', '.join(done.left)}.")
    if done.roster:
        names = ", ".join(person.name for person in done.roster.people)
        lines.append(f"The roster in use is the backup's, number {done.roster.serial} of {done.roster.date}: {names}.")
        lines.append("Was it changed since? Whoever left is back: put the newest copy of keys/ in its place first.")
    if not (wanted.instance / "secrets" / config.LOG_KEY).exists():
        lines.append("Put the log's key into instance/secrets/log-key: the worker does not start without it.")
    lines.append(f"Give the files to their users: /opt/reporting/deploy/owners {wanted.instance} {wanted.keys}")
    lines.append(
        "Then ask reporting doctor, start the programs, and tell the auditors why, before they ask: who keeps a"
    )
    lines.append("checkpoint of what is lost is refused and reads of this.")
    return lines


def _signed(done: Restored) -> str:
    until = (
        f"The log is as it was signed up to {done.as_signed:,} entries" if done.as_signed else "Nothing was signed yet"
    )
    if done.lost is None:
        return f"{until}; no later checkpoint is known here."
    return f"{until}; the checkpoint of {done.lost.size:,} entries is lost."
