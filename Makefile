# make        sets up what is missing and builds issue 116 and the index
# make test   sets up what is missing and runs every check

BULLETIN := .venv/bin/bulletin
PYTHON := .venv/bin/python
SETUP := .venv/.set-up

.PHONY: all build setup test lint types unit bench fuzz clean

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

# Any bytes to HTML, for SECONDS; what it finds is kept in tests/fuzz/found/.
SECONDS := 300
fuzz: $(SETUP)
	$(PYTHON) -m tests.fuzz.load_to_html $(SECONDS)

clean:
	rm -rf build .venv .mypy_cache .pytest_cache .ruff_cache
