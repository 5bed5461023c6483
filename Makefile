# The two commands of this repository are `make run` and `make test`.
# Windows has no make; README.md gives the same steps for PowerShell.

OUT ?= outputs
REPLICATIONS ?= 20
SEED ?= 1
JOBS ?= 2

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif

.DEFAULT_GOAL := run
.PHONY: run test first-compile first-lint lint compile test-compiled test-uncompiled test-bounds coverage mutants overrides bench docs baselines clean reference picture

# The first Python that starts and is new enough, the user's own default before others.
define FIND_PYTHON
for candidate in "$${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python; do \
  if [ -n "$$candidate" ] && "$$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))' >/dev/null 2>&1; then echo "$$candidate"; break; fi; done
endef

.venv/created:
	@python=$$($(FIND_PYTHON)); \
	if [ -z "$$python" ]; then echo "workforce-sim needs Python 3.11 to 3.14, and none was found. Install one, or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; fi; \
	echo "Creating .venv with $$($$python --version)"; "$$python" -m venv .venv
	@touch $@

.venv/installed-run: .venv/created pyproject.toml constraints.txt
	@echo "Installing the pinned packages into .venv (about a minute, once)"
	@$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/installed-dev: .venv/created pyproject.toml constraints.txt
	@echo "Installing the pinned packages for development into .venv (about a minute, once)"
	@$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check -c constraints.txt -e ".[dev,docs]"
	@touch $@ .venv/installed-run

.venv/installed-bench: .venv/created pyproject.toml constraints.txt
	@echo "Installing the pinned packages for the benchmarks into .venv (about a minute, once)"
	@$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check -c constraints.txt -e ".[dev,docs,bench]"
	@touch $@ .venv/installed-dev .venv/installed-run

## run: compare the £58m package of 2009 with doing nothing, England, 2009 to 2015
run: .venv/installed-run
	@$(BIN)/workforce-sim compare scenarios/2009/do-nothing.yaml scenarios/2009/package-58m.yaml --replications $(REPLICATIONS) --seed $(SEED)

## test: everything that must hold before a change is merged
# Compiling uses one processor, so what needs no compiled code goes beside it on the other.
test: .venv/installed-dev
	@$(MAKE) --no-print-directory -j 2 JOBS=1 first-compile first-lint
	@$(MAKE) --no-print-directory test-compiled
	@$(MAKE) --no-print-directory coverage

first-compile: .venv/installed-dev
	@$(MAKE) --no-print-directory compile
	@$(MAKE) --no-print-directory test-bounds

first-lint: .venv/installed-dev
	@$(MAKE) --no-print-directory lint docs
	@$(MAKE) --no-print-directory test-uncompiled

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

PYTEST := $(BIN)/python -m pytest --hypothesis-profile=ci -q -n $(JOBS) --dist loadgroup

# The model's compiled code, without and with checks of array bounds, kept in .cache for the tests.
compile: .venv/installed-dev
	@$(BIN)/python -m tests.compiled_code
	@NUMBA_BOUNDSCHECK=1 $(BIN)/python -m tests.compiled_code

# Everything, as users run it.
test-compiled: .venv/installed-dev
	@mkdir -p .cache/coverage && rm -f .cache/coverage/compiled*
	COVERAGE_FILE=.cache/coverage/compiled $(PYTEST) --cov --cov-report= --durations=10

# The fast tests once more with compilation off, so that coverage sees the lines of compiled code.
test-uncompiled: .venv/installed-dev
	@mkdir -p .cache/coverage && rm -f .cache/coverage/uncompiled*
	COVERAGE_FILE=.cache/coverage/uncompiled NUMBA_DISABLE_JIT=1 $(PYTEST) --cov --cov-report= -m "unit or property" $(wildcard tests/model tests/levers)

# With every array index checked, the model's tests that do not run uncompiled, where NumPy checks each:
# compiled code otherwise writes past the end in silence.
test-bounds: .venv/installed-dev
	NUMBA_BOUNDSCHECK=1 $(PYTEST) -m "twin or needs_compiled and (unit or property)" -k "not mistake" $(wildcard tests/model tests/levers tests/twin)

coverage:
	$(BIN)/coverage combine --keep -q --data-file=.cache/coverage/all .cache/coverage/compiled* .cache/coverage/uncompiled*
	$(BIN)/coverage report --data-file=.cache/coverage/all --fail-under=90

## mutants: make every wrong one-line change of the lists, and say which no law notices (WORDS= chooses)
mutants: .venv/installed-dev
	$(BIN)/python -m tests.mutants --jobs $(JOBS) $(WORDS)

## overrides: simulate both ends of the range of every entry of the register, and list those that move what they say (ten minutes)
overrides: .venv/installed-dev
	$(BIN)/python -m tests.assumptions.movement

## bench: measure time and memory beside other engines, and write docs/performance.md (half an hour)
bench: .venv/installed-bench
	$(BIN)/python -m pytest -q tests/benchmarks
	$(BIN)/python -m benchmarks $(SECTIONS)

## docs: the pages as a website in docs/_build; a link that leads nowhere fails
docs: .venv/installed-dev
	@$(BIN)/python -m sphinx -q -E -W --keep-going -b html docs docs/_build/html

## picture: simulate and draw the picture of the README
picture: .venv/installed-run
	@rm -rf .cache/picture && mkdir -p docs/images
	@$(BIN)/workforce-sim run scenarios/england/baseline.yaml --replications $(REPLICATIONS) --seed $(SEED) --out .cache/picture
	@cp .cache/picture/charts/vacancy_rate_fte-england-baseline.svg docs/images/vacancy-rate-england.svg
	@cp .cache/picture/charts/vacancy_rate_fte-england-baseline.txt docs/images/vacancy-rate-england.txt

## reference: rewrite all that repeats what the program knows: the register's JSON, the schema, pages
reference: .venv/installed-run
	$(BIN)/python -m workforce_sim.assumptions
	$(BIN)/python -m workforce_sim.scenario
	$(BIN)/python docs/generate.py

## baselines: rebuild the packaged starting states from the official statistics
baselines: .venv/installed-run
	$(BIN)/python -m workforce_sim.baseline build england-2024
	$(BIN)/python -m workforce_sim.baseline build england-2009

clean:
	rm -rf .venv .cache .hypothesis docs/_build build dist
