PYTHON := .venv/bin/python
.PHONY: all test
all:
	@echo not yet
