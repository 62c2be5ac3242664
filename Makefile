# Everything a newcomer needs is one target away; only Python 3.11 or newer and make must be there.
# All of it happens in this folder: packages go to .venv, the demo's store to demo-store.

# The first of these that is new enough; another one by `make test PYTHON=...`.
PYTHON ?= $(or $(shell for name in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done),python3)
INSTALL = @command -v $(PYTHON) >/dev/null || { echo "No $(PYTHON) found: install Python 3.11 or newer."; exit 1; }; \
	$(PYTHON) requirements/install.py

BIN := .venv/bin
PYTEST = $(BIN)/python -m pytest -q
LOCK = $(BIN)/uv pip compile --quiet --python $(BIN)/python --universal --generate-hashes --no-header --no-strip-extras \
	--no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)
MEASURED := licensing.engine licensing.calendars licensing.definitions

.DEFAULT_GOAL := help
.PHONY: help base dev demo test lint test-slow test-wheel coverage bench reference lock clean

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

base:
	$(INSTALL) base

dev:
	$(INSTALL) dev

demo: base  ## submit cases, walk them through Prefect and print where the days go (store: ./demo-store)
	@mkdir -p demo-store && cd demo-store && ../$(BIN)/licensing demo

test: dev  ## run the quick tests
	@$(PYTEST) -m "not slow"

lint: dev  ## ruff, mypy, layers, spelling
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy src $(wildcard flows migrations)
	@PYTHONPATH=. $(BIN)/lint-imports
	@$(BIN)/codespell

test-slow: dev  ## flows through a Prefect server, the store on PostgreSQL, the pages that need either
	@.ci/with-postgres $(PYTEST) tests/flows tests/postgres tests/docs/test_pages.py

test-wheel: dev  ## build the wheel, install it into an empty environment, run the demo from it
	@$(PYTEST) tests/wheel

coverage: dev  ## branch coverage of engine, calendars and definitions: at least 95 %
	@$(PYTEST) tests/unit tests/integration tests/golden $(MEASURED:%=--cov=%) --cov-branch --cov-fail-under=95

bench: dev  ## measure transitions, reports and snapshots (LARGE=1: up to a million cases)
	@$(BIN)/python -m benchmarks $(if $(LARGE),--large)

reference: dev  ## write the pages of docs/reference/processes anew
	@$(BIN)/python -m licensing.service.reference docs/reference/processes

lock: dev  ## make requirements/*.txt anew (UPGRADE=1: with the newest versions allowed)
	@$(BIN)/python -m pip install --quiet uv
	@$(LOCK) pyproject.toml requirements/build.in --output-file requirements/base.txt
	@$(LOCK) pyproject.toml --extra dev --constraint requirements/base.txt --output-file requirements/dev.txt

clean:  ## remove what these targets made, .venv included
	rm -rf .venv demo-store build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
