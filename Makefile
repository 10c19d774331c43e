# From a bare clone: `make demo` shows the site, `make test` proves it. Needs Python 3.11+ with venv, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
SCANNERS := .scanners
ROUNDS ?= 20
WRITES ?= 2000
REQUESTS ?= 20000
SECONDS ?= 300
MINUTES ?= 10

.PHONY: help demo test bench soak hosts deadline deployed fuzz scan lint format types hooks clean

help: ## this list; what plain make says
	@sed -n 's/^\([a-z]*\):.*## /make \1: /p' Makefile

$(VENV)/.runtime: requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; say make PYTHON=python3.x")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

demo: $(VENV)/.runtime ## an invented city, served on port 8000
	$(BIN)/python manage.py demo

test: $(VENV)/.dev ## ruff, import-linter, mypy and the suite on SQLite
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/lint-imports
	GC_ENVIRONMENT=test $(BIN)/mypy
	GC_ENVIRONMENT=test $(BIN)/pytest -n $(WORKERS) --dist worksteal -m "not trial"

# Ratios beside floors taken in the same run (docs/benchmarks.md); DATABASE_URL chooses the database of the first.
bench: $(VENV)/.dev ## ratios beside floors
	GC_ENVIRONMENT=test $(BIN)/python -m bench.bring_back
	for database in sqlite postgres; do $(BIN)/python -u -m bench.pages --database $$database || exit 1; done

# Kills, crashes, two hundred people at once and a full disk (needs root), on SQLite and on a PostgreSQL server of its own (Debian: postgresql).
soak: $(VENV)/.dev ## kills, crashes, a crowd, a full disk
	for database in sqlite postgres; do \
	    $(BIN)/python -u -m trials.soak --database $$database --rounds $(ROUNDS) --writes $(WRITES) && \
	    $(BIN)/python -u -m trials.crowd --database $$database && \
	    $(BIN)/python -u -m trials.disk --database $$database || exit 1; \
	done

# On a PostgreSQL server of its own; takes MINUTES and half as long again.
deadline: $(VENV)/.dev ## the last day: two hundred people and ten hand-ins
	$(BIN)/python -u -m trials.deadline --minutes $(MINUTES)

# Debian: postgresql nginx-light.
hosts: $(VENV)/.dev ## two hosts behind nginx, one killed in the middle of saves
	$(BIN)/python -u -m trials.hosts

# Needs root, for namespaces; Debian: nginx-light postgresql logrotate systemd iproute2 curl.
deployed: $(VENV)/.dev ## docs/operations.md and deploy/, done on a bare machine inside this one
	$(BIN)/python -u -m trials.deployed

fuzz: $(VENV)/.dev ## random requests as every role
	FUZZ_REQUESTS=$(REQUESTS) GC_ENVIRONMENT=test $(BIN)/pytest -n $(WORKERS) tests/walls/test_fuzz.py

# wapiti and sqlmap have an environment of their own: their pins are not the site's.
$(SCANNERS)/.there: trials/scanners.lock
	test -x $(SCANNERS)/bin/python || $(PYTHON) -m venv $(SCANNERS)
	$(SCANNERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r trials/scanners.lock
	touch $@

scan: $(VENV)/.dev $(SCANNERS)/.there ## wapiti and sqlmap against a running site
	$(BIN)/python -u -m trials.scan --tools $(SCANNERS)/bin --seconds $(SECONDS) $(if $(ROLES),--roles $(ROLES))

lint: $(VENV)/.dev ## ruff, and which app may import which
	$(BIN)/ruff check .
	$(BIN)/lint-imports

format: $(VENV)/.dev ## ruff mends and formats
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.dev ## mypy
	GC_ENVIRONMENT=test $(BIN)/mypy

hooks: $(VENV)/.dev ## format, lint and types before each commit
	$(BIN)/pre-commit install

clean: ## removes environment, data and static files
	rm -rf $(VENV) $(SCANNERS) var staticfiles
