# Turns a fresh clone into a report, and proves that it works. `make help` lists the targets.

PYTHON ?= python3
ARGS ?=
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)

# One line for each big file: an installation of some minutes that says nothing looks like a stuck one.
PIP_LINES := grep --line-buffered -E '^ *(Downloading|Using cached) .*[0-9]{2}(\.[0-9]+)? MB|^ERROR|^error' || true
ifdef UV
INSTALL = uv pip install --python $(BIN)/python --constraint requirements.lock
else
INSTALL = set -o pipefail; $(BIN)/python -m pip install --disable-pip-version-check --no-input --constraint requirements.lock
QUIETLY = | { $(PIP_LINES); }
endif

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help build check test format lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  PYTHON=python3.12 names the interpreter of $(VENV); ARGS='…' goes to the program or to pytest."

build: $(VENV)/installed ## make the report: site, PDF and workbook in every language, in build/
	@$(BIN)/python -m generator doctor --only build --quiet
	@$(BIN)/python -m generator build $(ARGS)

check: $(VENV)/installed ## check everything that authors wrote; writes nothing
	@$(BIN)/python -m generator check $(ARGS)

test: $(VENV)/installed-test node_modules/installed ## all checks of the program: style, types, tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest $(ARGS)

format: $(VENV)/installed-test ## put imports and layout of the Python files in order
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: $(VENV)/installed-test ## choose the newest allowed version of every library anew (needs uv)
	@uv pip compile pyproject.toml --extra test --universal --upgrade --quiet \
	  --no-header --no-annotate --no-emit-index-url --output-file requirements.lock
	@npm update

clean: ## remove the output and what the tools left; keeps .venv, .cache and node_modules
	@rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find generator tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "error: \`$(PYTHON)\` is not installed; Python 3.11 or newer is needed" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "error: Python 3.11 or newer is needed, and \`$(PYTHON)\` is $$($(PYTHON) --version 2>&1)" >&2; \
	  echo "  hint: name another, for example: make build PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/installed: requirements.lock pyproject.toml | $(BIN)/python
	@echo "installing the libraries of requirements.lock into $(VENV) (the first time: minutes, and 6 GB on Linux)" >&2
	@$(INSTALL) --editable . $(QUIETLY)
	@touch $@

$(VENV)/installed-test: $(VENV)/installed
	@echo "installing the test tools of requirements.lock into $(VENV)" >&2
	@$(INSTALL) --editable '.[test]' $(QUIETLY)
	@touch $@

# Without npm the tests that need it are reported as not run; nothing else needs it.
node_modules/installed: package.json package-lock.json
	@mkdir -p node_modules
	@if command -v npm >/dev/null; then npm ci --silent && touch $@; else \
	  echo "npm is missing: the tests that need it will be reported as not run" >&2; fi
