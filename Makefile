# Each target does all its own set-up on a fresh machine with Python 3.11 or newer and make.
PYTHON ?= python3
BIN := .venv/bin
LOCK := requirements.txt
DEMO ?= .demo

.PHONY: help run test bench soak corpus fresh observatory pictures attacks drawing sentences weaknesses lock clean

help:  ## what can be made
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/run  ## a demonstration with made-up people, until Ctrl-C
	@$(BIN)/reporting demo --dir $(DEMO) --form-port 8000 --desk-port 8001

test: .venv/test .venv/weaknesses  ## every check
	@tests/run.sh

bench: .venv/test  ## the figures of the design, each beside its reference; docs/performance.md anew
	@$(BIN)/python -m tests.bench

soak: .venv/fuzz  ## every fault in full and every fuzzer for an hour, into docs/reliability.md; long forms of a few tests
	@$(BIN)/python -m tests.faults
	@$(BIN)/python -m tests.fuzz $(FUZZ)
	@REPORTING_SOAK=1 tests/run.sh tests/promises tests/sealing tests/accesslog tests/cleaning
	@tests/run.sh --engine postgresql tests/desk tests/form tests/promises tests/review tests/worker/test_many.py

fresh: .venv/test  ## every command of docs/operations.md in a machine of its own, timed; as root, with systemd-nspawn
	@$(BIN)/python -m tests.deploy.fresh_machine

observatory: .venv/test  ## the grade that MDN's HTTP Observatory gives form and desk behind nginx; installs its scanner into build/
	@$(BIN)/python -m tests.deploy.observatory

corpus: .venv/corpus  ## real files through the cleaner, and an independent checker over what comes out, where both lie beside us
	@$(BIN)/python -m tests.corpus

pictures: .venv/test  ## every page and both ways through the form, into build/pictures (or FOLDER=…); the README's into docs/
	@$(BIN)/python -m tests.pictures $(FOLDER)

attacks: .venv/test  ## the table of docs/access-log.md: what is tried against the log
	@$(BIN)/python -m tests.attacks

drawing: .venv/test  ## the rooms of docs/architecture.md, from the contract that holds them apart
	@$(BIN)/python -m tests.drawing

sentences: .venv/test  ## bring the translations up to date with the sentences of the source
	@$(BIN)/python -m tests.sentences

weaknesses: .venv/weaknesses  ## look the locks up for known weaknesses; tells api.osv.dev and npm's registry what they name
	@$(BIN)/python -m tests.weaknesses

lock:  ## pin every requirement by hash, a week after it appeared
	@$(PYTHON) -m pip install --quiet uv
	@$(PYTHON) -m uv pip compile setup.cfg --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --exclude-newer "$$(date -u -d '7 days ago' +%FT00:00:00Z)" --custom-compile-command "make lock" \
	  --quiet --extra build -o requirements.txt
	@$(PYTHON) -m uv pip compile setup.cfg --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --exclude-newer "$$(date -u -d '7 days ago' +%FT00:00:00Z)" --custom-compile-command "make lock" \
	  --quiet --extra build --extra dev -o requirements-dev.txt
	@sed -n '/^postgresql =/{n;p}' setup.cfg | $(PYTHON) -m uv pip compile - --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --constraint requirements-dev.txt --exclude-newer "$$(date -u -d '7 days ago' +%FT00:00:00Z)" \
	  --custom-compile-command "make lock" --quiet --no-annotate -o requirements-postgresql.txt

	@sed -n '/^corpus =/{n;N;s/^ *//;s/\n */\n/;p}' setup.cfg | $(PYTHON) -m uv pip compile - --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --constraint requirements-dev.txt \
	  --exclude-newer "$$(date -u -d '7 days ago' +%FT00:00:00Z)" --custom-compile-command "make lock" --quiet --no-annotate \
	  -o requirements-corpus.txt

	@sed -n '/^fuzz =/{n;p}' setup.cfg | $(PYTHON) -m uv pip compile - --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --exclude-newer "$$(date -u -d '7 days ago' +%FT00:00:00Z)" --custom-compile-command "make lock" \
	  --quiet --no-annotate -o requirements-fuzz.txt

	@sed -n '/^weaknesses =/{n;p}' setup.cfg | $(PYTHON) -m uv pip compile - --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --constraint requirements-dev.txt --exclude-newer "$$(date -u -d '7 days ago' +%FT00:00:00Z)" \
	  --custom-compile-command "make lock" --quiet --no-annotate -o requirements-weaknesses.txt

clean:  ## remove what was made here
	rm -rf .venv .demo browser/node_modules reporting/static/built build *.egg-info

# The package is installed editable and without build isolation, so that building uses the same hash-locked tools.
SOURCES := setup.cfg pyproject.toml reporting/served.py reporting/templates/form/style.css $(shell find browser -type f -not -path '*/node_modules/*' -not -name '*.pyc')

.venv/run: requirements.txt $(SOURCES)
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

# On a fresh machine both at once: the one lock holds what the other has.
.venv/test: LOCK := requirements-dev.txt
.venv/test: requirements-dev.txt .venv/run
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

# Beside the environment and not in it: nothing of ours may come to lean on what only a checker needs.
.venv/corpus: requirements-corpus.txt .venv/test
	@if [ -d ../shared/corpus ]; then $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
	  --require-hashes --upgrade --target $@ -r requirements-corpus.txt; else mkdir -p $@; fi
	@touch $@

# The same: it brings a pip and two dozen packages of its own.
.venv/weaknesses: requirements-weaknesses.txt .venv/test
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --upgrade --target $@ \
	  -r requirements-weaknesses.txt && touch $@ || echo "LEFT OUT: the tool that looks locks up, since it could not be fetched"

# Not every Python has a wheel of it. Without one the fuzzers run all the same, and find less in an hour.
.venv/fuzz: requirements-fuzz.txt .venv/test
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements-fuzz.txt \
	  || echo "LEFT OUT: fuzzers that are guided by coverage, since atheris has no wheel for this Python"
	@touch $@
