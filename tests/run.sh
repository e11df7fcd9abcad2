#!/usr/bin/env bash
# Every check, in the order in which a failure is cheapest to find. Words after the command go to pytest.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin

PATH=$PATH:/usr/sbin:/sbin
for folder in /usr/lib/postgresql/*/bin; do PATH=$PATH:$folder; done  # Debian keeps a server's programs apart

# What is installed for tests is started by tests, and not by its package.
hold=/usr/sbin/policy-rc.d
hold() { [ -e $hold ] || { printf '#!/bin/sh\nexit 101\n' >$hold && chmod +x $hold && held=1; }; }
release() { [ -z "${held:-}" ] || rm -f $hold; held=; }

install_debian() {  # PACKAGE COMMAND WHAT_IS_LEFT_OUT
    command -v "$2" >/dev/null && return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing $1, which tests need"
        hold
        { [ -n "${updated:-}" ] || apt-get -qq update; updated=1; DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$1"; } >/dev/null 2>&1 || true
        release
    fi
    command -v "$2" >/dev/null || echo "LEFT OUT: $3, since $1 is not installed and may not be installed here"
}

# The same browser without windows: each of its pages is there sooner.
install_debian chromium-headless-shell chromium-headless-shell "the quicker of two browsers for tests"
command -v chromium-headless-shell >/dev/null || install_debian chromium chromium "the tests in a real browser"
install_debian firefox-esr firefox-esr "the tests in a browser set as Tor Browser is"
install_debian strace strace "the tests that watch system calls"
install_debian nginx nginx "the server in front, as deploy/ has it"
install_debian tor tor "the onion service, as deploy/ has it"
install_debian systemd systemd-analyze "how closed the units are, as deploy/ has them"
install_debian postgresql initdb "both stores on PostgreSQL"
install_debian libimage-exiftool-perl exiftool "a second look at cleaned pictures"
[ -d ../shared/corpus ] || echo "LEFT OUT: cleaning a set of real files, since ../shared/corpus is not there"

$bin/ruff check .
$bin/ruff format --check .
$bin/mypy
$bin/lint-imports
if [ $# -gt 0 ]; then
    exec $bin/python -m pytest "$@"
fi
$bin/python -m tests.node test

# Two halves at once, since a test in a browser mostly waits.
told=$(mktemp)
$bin/python -m pytest tests/browser tests/promises >"$told" 2>&1 &
trap 'kill $! 2>/dev/null || true; rm -f "$told"' EXIT
status=0
$bin/python -m pytest --ignore=tests/browser --ignore=tests/promises || status=$?
wait $! || status=$?
cat "$told"
exit "$status"
