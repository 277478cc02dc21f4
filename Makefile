# Every target sets up what it needs; the set-up runs again only when pyproject.toml or constraints.txt change.
.DEFAULT_GOAL := help
SHELL := /bin/bash

# The lock is made on 3.11, so that one first; any newer Python does.
PYTHON ?= $(shell for python in python3.11 python3 python3.13 python3.12 python3.14; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v "$$python"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
OUT ?= out
ARTICLES ?= corpus/articles
SHARED ?= ../shared

.PHONY: help
help:  ## show this list
	@sed -n 's/^\([a-z-]*\):.*##  *\(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

$(READY): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Shuwen needs Python 3.11 or newer; set PYTHON=/path/to/python" >&2; exit 1; }
	@echo "Setting up $(VENV) with $(PYTHON); this takes a minute or two the first time."
	@# Debian puts ensurepip in a package of its own (python3-venv); its pip can fill a bare environment without it.
	@test -x $(BIN)/pip || "$(PYTHON)" -m venv $(VENV) >/dev/null 2>&1 || { \
		"$(PYTHON)" -m venv --clear --without-pip $(VENV) && \
		"$(PYTHON)" -m pip --python $(BIN)/python install --quiet pip; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

.PHONY: setup
setup: $(READY)  ## make .venv with everything in it

.PHONY: run
run: $(READY)  ## draw records from ARTICLES (our corpus) into OUT and show the first ones
	$(BIN)/shuwen run $(ARTICLES) -o $(OUT)
	@$(BIN)/python scripts/show.py $(OUT)

.PHONY: test
test: lint  ## lint, types, layers, and every test
	$(BIN)/pytest

.PHONY: lint
lint: $(READY)  ## ruff, mypy --strict, import-linter
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

.PHONY: eval
eval: $(READY)  ## score against gold; fails below the floors in tests/floors.toml
	$(BIN)/python scripts/score.py

.PHONY: peers
peers: $(READY)  ## pass rates on other projects' test cases and on fresh ones like them (needs SHARED); writes docs/peers.md
	$(BIN)/python scripts/peers.py $(SHARED) --write

BENCH := build/bench
.PHONY: bench
bench:  ## measure speed, recognition beside other projects' too, on SHARED's articles or else ours; writes docs/performance.md
	@test -x $(BENCH)/bin/python || "$(PYTHON)" -m venv $(BENCH)
	@# emoji: what Recognizers-Text imports from it is gone since 2.0.
	@$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check . jionlp recognizers-text-suite chinese2digits 'emoji<2'
	$(BENCH)/bin/python scripts/bench.py $(if $(wildcard $(SHARED)/data/docs),$(SHARED)/data/docs,corpus/articles) --write
	$(BENCH)/bin/python scripts/throughput.py $(if $(wildcard $(SHARED)/data/docs),$(SHARED)/data/docs,corpus/articles) --write

.PHONY: docs
docs: $(READY)  ## write the generated pages and what the README's examples print, from real runs
	$(BIN)/python scripts/docs.py
	$(BIN)/python scripts/readme.py --scores

.PHONY: wheel
wheel: $(READY)  ## build the wheel and the sdist into dist/
	rm -rf dist
	$(BIN)/python -m build --outdir dist

.PHONY: installed
installed: wheel  ## test the wheel in an environment of its own, away from the sources
	scripts/test-installed.sh $(BIN)/python dist/*.whl

.PHONY: lock
lock:  ## write constraints.txt anew from the newest versions that pyproject.toml allows
	rm -rf build/lock
	"$(PYTHON)" -m venv build/lock
	build/lock/bin/python -m pip install --quiet -e '.[dev]'
	{ grep '^#' constraints.txt; build/lock/bin/python -m pip freeze --exclude-editable; } > build/constraints.txt
	mv build/constraints.txt constraints.txt

.PHONY: clean
clean:  ## remove what was built; the environment stays
	rm -rf build dist $(OUT) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find pipeline tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
