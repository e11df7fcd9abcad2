"""`reporting doctor`: what is wrong here, and what mends it. Exit status 1 when anything of it is serious."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from reporting import config
from reporting.doctor import Asked, Level, examine


@click.command()
@click.option("--url", "urls", multiple=True, help="Ask the form or the desk at this address, as a browser does.")
@click.option("--proxy-config", type=click.Path(path_type=Path), help="Look through a configuration of nginx.")
@click.option("--mail", "try_mail", is_flag=True, help="Connect to the mail server and sign in; sends nothing.")
@click.option("--json", "as_json", is_flag=True, help="A list of findings: group, level, what, remedy.")
def doctor(urls: tuple[str, ...], proxy_config: Path | None, try_mail: bool, as_json: bool) -> None:
    """Look at the instance and its machine: one line for each finding, and what mends it below."""
    instance = config.instance_path()
    asked = Asked(instance, config.keys_path(instance), proxy_config=proxy_config, urls=urls, try_mail=try_mail)
    found = list(examine(asked))
    if as_json:
        click.echo(json.dumps([{"group": group, **asdict(finding)} for group, finding in found], indent=1))
    else:
        for _group, finding in found:
            click.echo(f"{finding.level:<8} {finding.what}")
            if finding.remedy:
                click.echo(f"         {finding.remedy}")
    if any(finding.level is Level.SERIOUS for _group, finding in found):
        sys.exit(1)
