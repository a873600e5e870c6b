# Set-up, demonstration, tests and checks. Needs Python 3.11 or later and make, nothing else.

PYTHON ?= python3
PORT ?= 8000
# Number of test processes: one a core, or a number.
JOBS ?= auto
# What pytest is told besides, such as one feature: make test TESTS=tests/imports, or with its
# journeys in the browser: make test TESTS="tests/imports tests/browser/test_*import* -x"
TESTS ?=
# What is measured, all without: make bench BENCH=scoring
BENCH ?=
# make check CHECK_TESTS=0 leaves the tests out.
CHECK_TESTS ?= 1

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.requirements
TOOLS := $(VENV)/.requirements-dev

.DEFAULT_GOAL := help
# Two targets would install into the same environment at once.
.NOTPARALLEL:
.PHONY: help demo test durations check bench lint fix messages types imports records definitions

help: ## show this list
	@echo "Usage: make TARGET"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "  %-12s %s\n", $$1, $$2}'

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed, this is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	@# A half-made environment (Debian without python3-venv) must not look like a made one.
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(RUNTIME): requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(TOOLS): requirements.txt requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $(RUNTIME) $@

demo: export DJANGO_DEMO := on
demo: $(RUNTIME) ## serve the demonstration on this machine (PORT=8000)
	@$(BIN)/python manage.py collectstatic --no-input --verbosity 0
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py createcachetable
	@$(BIN)/python manage.py load_demo
	@echo "Open http://127.0.0.1:$(PORT)/ (stop with Ctrl-C)"
	@trap 'kill $$worker 2>/dev/null; wait' EXIT; trap 'exit 0' INT TERM; \
	$(BIN)/python manage.py import_worker & worker=$$!; \
	$(BIN)/gunicorn spinecenter.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --log-level warning --no-control-socket

test: $(TOOLS) ## run all tests, or some (TESTS=tests/imports)
	$(BIN)/pytest -n $(JOBS) --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(TESTS)

durations: ## measure the tests anew, so that the longest begin first
	@$(MAKE) --no-print-directory test TESTS=--write-durations

check: lint types imports records definitions ## run every check, then the tests (CHECK_TESTS=0: without)
ifneq ($(CHECK_TESTS),0)
	@$(MAKE) --no-print-directory test
endif

lint: $(TOOLS) ## style of Python code and templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --check --lint --quiet

fix: $(TOOLS) ## repair what lint can repair by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint templates --reformat --quiet

types: $(TOOLS) ## check types
	$(BIN)/mypy

imports: $(TOOLS) ## check the direction of imports
	$(BIN)/lint-imports

records: $(TOOLS) ## check that migrations and translations are up to date
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py translations check

definitions: $(RUNTIME) ## check the benchmark definitions
	$(BIN)/python manage.py benchmarks check

messages: $(TOOLS) ## collect texts to translate and compile translations (needs gettext)
	$(BIN)/python manage.py translations update

bench: export DJANGO_SETTINGS_MODULE := spinecenter.settings
bench: export DJANGO_SECRET_KEY := known-to-everybody-and-used-in-measurements-only
bench: export DJANGO_SSL_REDIRECT := off
bench: $(TOOLS) ## measure speed and size
	$(BIN)/python -m tests.bench.run $(BENCH)
