# Everything runs in .venv, which the first target that needs it builds from the locks.

PYTHON := .venv/bin/python
READY := .venv/.ready
AXE := tests/browser/node_modules/.package-lock.json
PEERS := tests/peers/npm/node_modules/.package-lock.json
# Test processes side by side; WORKERS=0 runs them in this one.
WORKERS ?= 2
PYTEST := $(PYTHON) -m pytest
# What was compiled is kept, wherever this runs: otherwise each program that a test starts compiles all.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test quick contract check bench crash screenshots lock format clean provision

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

demo: $(READY) ## a learning network in a local web chat; PORT=8123 chooses the port, OPEN=0 opens no browser
	@.venv/bin/kring demo $(if $(PORT),--port $(PORT)) $(if $(filter 0 no false,$(OPEN)),--no-open)

test: $(READY) provision $(AXE) $(PEERS) ## every test, with real PostgreSQL and Chromium
	$(PYTEST) -n $(WORKERS) --dist loadfile --no-loadscope-reorder --hypothesis-profile=same

quick: $(READY) ## the tests for the loop: all that are not marked slow
	$(PYTEST) -n $(WORKERS) --dist loadfile --hypothesis-profile=quick -m "not slow"

contract: $(READY) ## every conversation through the adapter of every chat platform
	$(PYTEST) -n $(WORKERS) --dist loadfile --through all tests/features

check: $(READY) ## what reads the code: ruff, mypy, import-linter, deptry
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	$(PYTHON) -m deptry .

bench: $(READY) ## run the benchmarks and write benchmarks/results/latest.jsonl; ONLY="votes year" chooses
	$(PYTHON) -m benchmarks $(ONLY)

crash: $(READY) provision ## kill the server KILLS=1000 times in at most SECONDS=2400; FRESH=1 begins anew
	$(PYTHON) -m tests.crash $(if $(KILLS),--kills $(KILLS)) $(if $(SECONDS),--seconds $(SECONDS)) $(if $(FRESH),--fresh)

screenshots: $(READY) provision $(AXE) ## photograph the local chat
	$(PYTHON) -m tests.browser.screenshots

lock: $(READY) ## resolve the libraries anew; LOCK="--upgrade" takes the newest of all
	.venv/bin/uv pip compile --quiet $(LOCK) --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" --python-version 3.11 --group dev pyproject.toml -o requirements.lock
	.venv/bin/uv pip compile --quiet $(LOCK) --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
		--custom-compile-command "make lock" --python-version 3.11 --group build -o requirements-build.lock
	cd tests/browser && npm install --package-lock-only
	cd tests/peers/npm && npm install --package-lock-only

format: $(READY) ## put the code in shape
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

clean: ## remove all that make has built
	rm -rf .venv build *.egg-info tests/browser/node_modules tests/peers/npm/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

provision: $(READY)
	@$(PYTHON) -m tests.provision

$(READY): requirements.lock requirements-build.lock pyproject.toml .ci/environment
	@.ci/environment
	@touch $@

$(AXE) $(PEERS): %/node_modules/.package-lock.json: %/package.json %/package-lock.json
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null || \
		{ echo "The tests with Node need Node 20 or newer on the PATH." >&2; exit 1; }
	cd $* && npm ci --silent
	@touch $@
