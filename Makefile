# make        sets up what is missing and builds issue 116 and the index
# make test   sets up what is missing and runs every check
# make bench  measures how fast the press is, and its pages beside those of other programs

BULLETIN := .venv/bin/bulletin
PYTHON := .venv/bin/python
SETUP := .venv/.set-up
TESTS := .venv/.set-up-tests

# What the tests start, they start often: let it be compiled once.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: all build setup test lint types unit test-slow test-browser bench fuzz clean

all: build

# The stamp is newer than what it was made from only after a set-up that went through.
$(SETUP): .ci/setup .ci/requirements.txt .ci/package.json pyproject.toml
	@bash .ci/setup
	@touch $@

$(TESTS): $(SETUP) .ci/package.json
	@bash .ci/setup tests
	@touch $@

setup: $(SETUP)

build: $(SETUP)
	@$(BULLETIN) build

# Quick and slow ones in one run: what is collected is collected once.
test: lint types
	$(PYTHON) -m pytest -n 2 --dist worksteal -m "not browser"
	$(MAKE) test-browser

lint: $(TESTS)
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types: $(TESTS)
	$(PYTHON) -m mypy

unit: $(TESTS)
	$(PYTHON) -m pytest -n 2 --dist worksteal -m "not slow and not browser"

test-slow: $(TESTS)
	$(PYTHON) -m pytest -n 2 --dist worksteal -m "slow and not browser"

test-browser: $(TESTS)
	$(PYTHON) -m pytest -n 2 --dist worksteal -m browser tests/browser

# Prints figures; nothing fails for being slow.
bench: $(TESTS)
	PYTHONPATH=. $(PYTHON) tests/bench/press.py
	$(PYTHON) -m tests.bench.rivals
	$(PYTHON) -m tests.bench.both_engines
	PYTHONPATH=. $(PYTHON) tests/bench/check.py
	$(PYTHON) -m tests.bench.search
	$(PYTHON) -m tests.bench.build
	$(PYTHON) -m tests.bench.commands
	$(PYTHON) -m tests.bench.serve
	$(PYTHON) -m tests.bench.intake

# Any bytes to HTML, for SECONDS; what it finds is kept in tests/fuzz/found/. Then the whole way from
# copy that a grammar makes to page and PDF. Then the laws of the copy that is written and read, with
# examples that nobody has tried.
SECONDS := 300
WHOLE_WAY := 1800
fuzz: $(TESTS)
	$(PYTHON) -m tests.fuzz.load_to_html $(SECONDS)
	$(PYTHON) -m tests.fuzz.whole_way $(WHOLE_WAY)
	$(PYTHON) -m pytest --hypothesis-profile=search -m "not browser" tests/test_writing.py

clean:
	rm -rf build build-internal .bulletin .venv .mypy_cache .pytest_cache .ruff_cache
