# Everything installs into .venv from requirements.lock; nothing else is needed on the machine than Python and make.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run install test test-servers test-browser test-faults soak test-topology check bench fuzz lock clean

run: install  ## the bot where Slack tokens are set, the playground where not
	@$(BIN)/smtp550 run --or-try

install: .venv/.installed

.venv/.installed: pyproject.toml requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

test: install  ## all tests that need no other program; the targets below have the others
	$(BIN)/pytest -n 6 --ignore tests/browser --ignore tests/servers  # they wait more than they compute

test-servers: install  ## the checks against NSD, Unbound and rbldnsd, from Debian's packages where there is apt-get
	@PATH="$$PATH:/usr/sbin"; command -v nsd unbound rbldnsd >/dev/null && test "$$(command -v nsd unbound rbldnsd | wc -l)" = 3 \
		|| { apt-get -qq update && apt-get -qq install -y --no-install-recommends nsd unbound rbldnsd >/dev/null; } \
		|| echo "NSD, Unbound or rbldnsd is missing and cannot be installed here: their tests are skipped"
	$(BIN)/pytest tests/servers

test-browser: install  ## the playground in Chromium, from Debian's packages where there is apt-get
	@command -v chromium >/dev/null \
		|| { apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium fonts-noto-cjk fonts-lato >/dev/null; } \
		|| echo "Chromium is missing and cannot be installed here: its tests are skipped"
	$(BIN)/pytest -n 2 tests/browser

test-topology: install  ## two replicas, PostgreSQL and Debian's Caddy as compose.yaml puts them together, the alerts in Prometheus
	@command -v caddy >/dev/null && command -v promtool >/dev/null \
		|| { apt-get -qq update && apt-get -qq install -y --no-install-recommends caddy prometheus >/dev/null; } \
		|| echo "Caddy or Prometheus is missing and cannot be installed here: their tests are skipped"
	$(BIN)/pytest -s tests/topology tests/deploy

FAULTS := $(BIN)/pytest -o python_files='fault_*.py' tests/faults

test-faults: install  ## kills, frozen processes, outages, full disks: nothing lost, nothing twice; prints its figures
	$(FAULTS) -n 4 -m "not alone"  # they wait, too
	$(FAULTS) -m alone

soak: install  ## the same for longer, from another seed each time: SEED=… repeats one
	$(FAULTS) -n 2 -m "not alone" --soak --seed $(or $(SEED),$$(date +%s))
	$(FAULTS) -m alone --soak

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install
	$(BIN)/python -m tests.bench

fuzz: install  ## a million readings of mutated bounces: a quarter of a million inputs, each read four ways
	$(BIN)/python -m tests.fuzz.reader --inputs 250000

lock:  ## after a change of the dependencies in pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --group dev --group browser --extra postgres pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --extra postgres --constraints requirements.lock pyproject.toml -o deploy/requirements.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
