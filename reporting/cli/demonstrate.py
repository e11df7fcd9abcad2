"""`reporting demo`: a made-up community to try everything on, bound to this machine only."""

from pathlib import Path

import click

from reporting import demo as demonstration


@click.command()
@click.option("--dir", "folder", type=click.Path(path_type=Path), default=Path(".demo"), show_default=True)
@click.option("--form-port", default=8000, show_default=True)
@click.option("--desk-port", default=8001, show_default=True)
def demo(folder: Path, form_port: int, desk_port: int) -> None:
    """Make a demonstration with made-up people and reports, and run it until Ctrl-C."""
    demonstration.refuse_taken(form_port, desk_port)
    if not demonstration.made(folder):
        click.echo("Making keys, people and a few reports. This takes up to a minute, once.", err=True)
    there = demonstration.prepare(folder.resolve(), form_port, desk_port)
    with demonstration.running(there):
        click.echo(there.told())
        demonstration.wait()
