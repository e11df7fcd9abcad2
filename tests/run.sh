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
install_debian libimage-exiftool-perl exiftool "a second look at cleaned files"
install_debian libarchive-zip-perl crc32 "that look into documents"
[ -d ../shared/corpus ] || echo "LEFT OUT: cleaning a set of real files, since ../shared/corpus is not there"

$bin/ruff check .
$bin/ruff format --check .
$bin/lint-imports
$bin/mypy &
types=$!
[ $# -gt 0 ] || $bin/python -m tests.node test
wait $types
if [ $# -gt 0 ]; then
    exec $bin/python -m pytest "$@"
fi

# Stores wait for the disk with every report. Where there is room for it, tests keep theirs in memory: what a power cut
# leaves is tested by what was synced (tests/faults), not by the disk of this machine.
free() { df --output=avail -k /dev/shm 2>/dev/null | tail -1; }
room=
if [ -w /dev/shm ] && [ "$(free)" -gt 6000000 ] && [ "$(awk '/MemAvailable/ {print $2}' /proc/meminfo)" -gt 8000000 ]; then
    room=$(mktemp -d /dev/shm/reporting-tests.XXXXXX)
    chmod 711 "$room"  # some tests look at a file as somebody else
    export TMPDIR=$room
fi

# In a browser, and beside servers of their own, tests mostly wait: so several parts at once, however many cores there are.
# There are more parts than that, the longest first, so that at the end no part is alone for long.
at_once=4
told=$(mktemp -d)
parts=() names=()
declare -A given
trap 'kill "${parts[@]}" 2>/dev/null || true; rm -rf "$told" ${room:+"$room"}' EXIT
part() {  # NAME WORDS_FOR_PYTEST
    local name=$1
    shift
    given[$name]=$*
    while [ "$(jobs -rp | wc -l)" -ge $at_once ]; do sleep 0.2; done
    {
        $bin/python -m pytest -o tmp_path_retention_policy=failed -o cache_dir="$told/cache-$name" "$@" >"$told/$name" 2>&1 &
        trap "kill $!" TERM
        wait $! && touch "$told/passed-$name"  # bash forgets how a process ended once another one has its number
    } &
    parts+=($!)
    names+=("$name")
}
commands=(tests/cli tests/test_a_year.py)
running=(tests/deploy tests/notifications tests/worker)
stores=(tests/accesslog tests/backup tests/doctor tests/migrations tests/restore)
reports=(tests/cleaning tests/form tests/review)
# Rooms that do not try both engines by themselves; the desk's, and great numbers, are tried by `make soak`.
again=(tests/audit tests/cases tests/signin tests/worker)
elsewhere=(tests/browser tests/promises "${commands[@]}" "${running[@]}" "${stores[@]}" "${reports[@]}")
part desk tests/browser/test_[a-d]*
part everyone tests/promises/test_20*
part on-postgresql --engine postgresql --ignore=tests/worker/test_many.py "${again[@]}"
part browser-last tests/browser/test_[s-z]*
part rooms "${elsewhere[@]/#/--ignore=}"
part stores "${stores[@]}"
part running "${running[@]}"
part browser-too tests/browser/test_[l-r]*
part commands "${commands[@]}"
part reports "${reports[@]}"
part browser tests/browser/test_[e-k]*
part words tests/promises/test_2[1-9]*
part nothing-lost tests/promises/test_1[0-5]*
part at-rest tests/promises/test_0*
part mail-and-files tests/promises/test_1[6-9]*
failed=()
wait
for name in "${names[@]}"; do
    if [ -e "$told/passed-$name" ]; then cat "$told/$name"; else failed+=("$name"); fi
done
for name in "${failed[@]}"; do cat "$told/$name"; done

# A machine that does four things at once may be too slow for what a browser or a server is waited for. What failed so is
# tried once more, alone, and said either way: what is broken fails again.
for name in "${failed[@]}"; do
    echo "FAILED BESIDE OTHERS, tried again alone: $name"
    $bin/python -m pytest -o cache_dir="$told/cache-$name" --last-failed --last-failed-no-failures=none --maxfail=5 ${given[$name]}
done
