# Two commands matter: `make demo` and `make test`. Both create the environment first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CONSTRAINTS := .ci/constraints.txt
OUT ?= out/demo

.PHONY: help demo test test-slow check bench bench-plan schema catalogue screenshots docs clean

help:            ## Show the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.installed  ## Plan a whole synthetic département and show where the files are
	$(BIN)/itinerance demo $(OUT)

test: $(VENV)/.installed-dev  ## Run every test but the slowest
	$(BIN)/pytest -n auto -m "not slow"

test-slow: $(VENV)/.installed-dev  ## Run the slowest tests (5 minutes)
	$(BIN)/pytest -n auto -m slow

check: $(VENV)/.installed-dev  ## Lint, formatting and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.installed-dev  ## Measure speed (minutes; not part of the tests)
	$(BIN)/python scripts/bench.py
	$(BIN)/python scripts/bench_travel.py

bench-plan: $(VENV)/.installed-dev  ## Measure plannings beside their peers (2 hours)
	$(BIN)/python -m pip install --quiet --constraint $(CONSTRAINTS) --editable '.[bench]'
	$(BIN)/python -m scripts.bench_plan

schema: $(VENV)/.installed-dev  ## Write docs/plan.schema.json and docs/tables.md anew from the code
	$(BIN)/python scripts/write_plan_schema.py
	$(BIN)/python scripts/write_table_page.py

catalogue: $(VENV)/.installed-dev  ## Gather the messages of pages and sheets for translation, and compile
	$(BIN)/python scripts/update_catalogue.py

screenshots: $(VENV)/.installed-dev  ## Make the pictures of the documentation anew, docs/img (minutes)
	rm -rf out/screenshots
	$(BIN)/python -m scripts.screenshots out/screenshots

$(VENV)/.installed: pyproject.toml $(CONSTRAINTS)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint $(CONSTRAINTS) --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --constraint $(CONSTRAINTS) --editable '.[dev]'
	@touch $@

docs: $(VENV)/.installed-dev  ## Build the documentation as a site in out/docs; a warning fails
	$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet docs out/docs
	@echo out/docs/index.html

clean:           ## Remove the environment and everything generated
	rm -rf $(VENV) out build *.egg-info
