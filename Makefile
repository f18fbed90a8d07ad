# make        sets up what is missing and builds issue 116 and the index
# make test   sets up what is missing and runs every check
# make bench  measures how fast the press is

BULLETIN := .venv/bin/bulletin
PYTHON := .venv/bin/python
SETUP := .venv/.set-up

.PHONY: all build setup test lint types unit bench clean

all: build

# The stamp is newer than what it was made from only after a set-up that went through.
$(SETUP): .ci/setup .ci/requirements.txt pyproject.toml
	@bash .ci/setup
	@touch $@

setup: $(SETUP)

build: $(SETUP)
	@$(BULLETIN) build

test: $(SETUP) lint types unit

lint: $(SETUP)
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types: $(SETUP)
	$(PYTHON) -m mypy

unit: $(SETUP)
	$(PYTHON) -m pytest -n 2

bench: $(SETUP)
	$(PYTHON) tests/bench/press.py

clean:
	rm -rf build .venv .mypy_cache .pytest_cache .ruff_cache
