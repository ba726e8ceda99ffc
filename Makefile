# Two commands for a newcomer: `make run` and `make test`.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: help run test check format lint types layers evals bench retrieval mutate cpu-torch clean
.DEFAULT_GOAL := help

help:       ## Say what there is to do
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

run: $(VENV)/run  ## Install what is missing, build the index, serve on 127.0.0.1:8000
	@$(BIN)/python -m api

test: $(VENV)/dev lint types layers  ## Form, types, import contracts and all tests
	@$(BIN)/python -m corpus check
	@$(BIN)/python -m rules check
	@$(BIN)/python -m corpus build
	@$(BIN)/python -m pytest

check: test  ## The same as `make test`

format: $(VENV)/dev  ## Put the code in house form
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lint: $(VENV)/dev  ## Form and likely mistakes
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .

types: $(VENV)/dev  ## Types, strictly
	@$(BIN)/mypy

layers: $(VENV)/dev  ## Who may import whom
	@$(BIN)/lint-imports

evals: $(VENV)/dev  ## Every suite, cheats, planted bugs and changed sources; ends with 0 to ship
	@$(BIN)/python -m corpus build
	@$(BIN)/python -m evals run

bench: $(VENV)/dev  ## Latency, cold start and memory
	@$(BIN)/python -m evals bench

retrieval: $(VENV)/dev  ## Recall of dense, BM25 and fused search on both halves of the queries
	@$(BIN)/python -m evals retrieval

mutate: $(VENV)/dev  ## Errors put into the rules: how many do examples and cases notice
	@$(BIN)/python -m evals mutate

cpu-torch: $(VENV)/python  ## Linux without a GPU: fetch the small CPU build of torch first
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt uv
	@$(BIN)/uv pip install --python $(BIN)/python --torch-backend cpu --constraint constraints.txt torch

clean:      ## Remove the environment and the built index
	rm -rf $(VENV) var

$(VENV)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found. Install it, or say: make run PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else f"Found Python {v.major}.{v.minor}; 3.11 or newer is needed. Say: make run PYTHON=python3.11")'
	@echo "Making the environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run: pyproject.toml constraints.txt | $(VENV)/python
	@echo "Installing pinned dependencies (about two minutes the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/dev: pyproject.toml constraints.txt | $(VENV)/python
	@echo "Installing pinned dependencies and tools (about two minutes the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@ $(VENV)/run
