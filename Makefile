# The one set of commands: README, CI and people use these. All but `clean` set up first.

PYTHON ?= python3
PEOPLE ?= 1e6
RUNS ?= 10
BIN := .venv/bin
PEERS := .venv-bench

.PHONY: help setup run test soak check format bench docs page ranges lock clean

help:    ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## /make \1\t/p' Makefile | expand -t 16

setup: .venv/.ready  ## .venv with the locked dependencies and the project, as byte code
	@$(BIN)/python -m compileall -q glasshouse

run: setup  ## China's 2018 regime on PEOPLE (1e6) people
	@$(BIN)/glasshouse run china-2018 --people $(PEOPLE)

test: setup  ## the tests
	@$(BIN)/python -m pytest -n 2 --dist loadfile

soak: setup  ## the tests that take minutes, then all others RUNS (10) times in random order
	@$(BIN)/python -m pytest -m soak --timeout 3600
	@for run in $$(seq $(RUNS)); do seed=$$$$$$run; \
		echo "Run $$run of $(RUNS), in the order of --randomly-seed=$$seed"; \
		$(BIN)/python -m pytest -n 2 --dist loadfile -p randomly -p no:cacheprovider \
			--randomly-seed=$$seed || exit 1; done

check: setup  ## style, types, import rules; changes nothing
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python tools/make_docs.py --check
	@$(BIN)/python tools/build_page.py --check

format: setup  ## lay out the code and mend what can be mended
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format
	@$(BIN)/python tools/build_page.py --format

bench: setup $(PEERS)/.ready  ## speed against peers, into docs/performance.md
	@$(BIN)/python bench/run.py

docs: setup  ## make again the documents that come from commands
	@$(BIN)/python tools/make_docs.py
	@$(BIN)/python tools/make_notebook.py

page: setup  ## build the page of the lab and the report from web/ (needs Node)
	@$(BIN)/python tools/build_page.py

ranges: setup  ## make the stored ranges of the presets that are stale (minutes; goes on if stopped)
	@$(BIN)/python tools/keep_ranges.py

lock: setup  ## choose versions anew, after a change to the dependencies in pyproject.toml
	@$(UV) pip compile $(COMPILE) pyproject.toml --group dev -o requirements.lock
	@$(UV) pip compile $(COMPILE) --group bench -o requirements-bench.lock
	@! grep -n '://' requirements*.lock || { echo 'A lock names an address.' >&2; exit 1; }

clean:   ## remove caches and build output; results and environments stay
	@rm -rf build *.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
	@find glasshouse tests tools bench -name __pycache__ -prune -exec rm -rf {} +

COMPILE := -q --upgrade --generate-hashes --universal --python-version 3.11 \
	--no-emit-index-url --custom-compile-command 'make lock'

# uv reads no pip settings: hand on the index that this machine gave to pip, if any.
UV = index=$${UV_DEFAULT_INDEX:-$${UV_INDEX_URL:-$${PIP_INDEX_URL:-$$( \
	$(BIN)/python -m pip config get global.index-url 2>/dev/null)}}}; \
	if [ -n "$$index" ]; then export UV_DEFAULT_INDEX="$$index"; fi; $(BIN)/uv

.venv/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo 'Glasshouse needs Python 3.11 or later with venv and pip (Debian: apt-get install' \
			'python3-venv). Another Python: make setup PYTHON=/path/to/python3' >&2; exit 1; }
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	@[ -x $(BIN)/uv ] || { sed -n '/^uv==/,/# via/p' requirements.lock > .venv/uv.lock && \
		$(BIN)/python -m pip install -q --require-hashes -r .venv/uv.lock; }
	@$(UV) pip sync -q --python $(BIN)/python --require-hashes --compile-bytecode requirements.lock
	@$(UV) pip install -q --python $(BIN)/python --no-deps --no-build-isolation \
		--config-settings editable_mode=compat -e .
	@touch $@

$(PEERS)/.ready: requirements-bench.lock | .venv/.ready
	@[ -x $(PEERS)/bin/python ] || $(PYTHON) -m venv --without-pip $(PEERS)
	@echo '*' > $(PEERS)/.gitignore
	@$(UV) pip sync -q --python $(PEERS)/bin/python --require-hashes requirements-bench.lock
	@touch $@
