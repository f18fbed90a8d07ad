# make        sets up what is missing and builds issue 116 and the index
# make test   sets up what is missing and runs every check

BULLETIN := .venv/bin/bulletin
PYTHON := .venv/bin/python
SETUP := .venv/.set-up

.PHONY: all build setup test lint types unit test-browser bench clean

all: build

# The stamp is newer than what it was made from only after a set-up that went through.
$(SETUP): .ci/setup .ci/requirements.txt .ci/package.json pyproject.toml
	@bash .ci/setup
	@touch $@

setup: $(SETUP)

build: $(SETUP)
	@$(BULLETIN) build

test: $(SETUP) lint types unit test-browser

lint: $(SETUP)
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types: $(SETUP)
	$(PYTHON) -m mypy

unit: $(SETUP)
	$(PYTHON) -m pytest -n 2

test-browser: $(SETUP)
	$(PYTHON) -m pytest -n 2 -m browser

# Prints figures; nothing fails for being slow.
bench: $(SETUP)
	PYTHONPATH=. $(PYTHON) tests/bench/press.py
	PYTHONPATH=. $(PYTHON) tests/bench/check.py
	PYTHONPATH=. $(PYTHON) tests/bench/search.py

clean:
	rm -rf build build-internal .bulletin .venv .mypy_cache .pytest_cache .ruff_cache
