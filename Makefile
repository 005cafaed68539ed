# The front door. `make` lists what there is; `make demo` and `make test` need nothing done before them.
#
#   PYTHON=...   the Python to use (3.11 to 3.13); else the first that fits, see PYTHONS
#   VENV=...     where the environment is, .venv by default
#   UV=          leaves aside the uv that is installed; pip then puts one into the environment
#   ARGS=...     passed on to the command of test and test-..., verify, mutants, lock and bench

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# Bytecode is kept even where PYTHONDONTWRITEBYTECODE is set, as images for containers do. Tests, pages and pools of
# workers start interpreters by the hundred, and without it each compiles all that it imports.
unexport PYTHONDONTWRITEBYTECODE

VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
RUNS_STAMP := $(VENV)/.set-up-to-run
UV := $(shell uv --version >/dev/null 2>&1 && echo uv)
PYPI := https://pypi.org/simple

# An environment that exists keeps its Python. Without uv, Python must be able to make environments itself.
COMMA := ,
PYTHONS := $(or $(PYTHON),$(wildcard $(BIN)/python) python3 python3.13 python3.12 python3.11)
PYTHON_FITS := import sys$(if $(UV),,$(COMMA) ensurepip); sys.exit(not (3, 11) <= sys.version_info < (3, 14))
PYTHON_PATH := import sys; print(getattr(sys, "_base_executable", sys.executable))

define FIND_PYTHON
python=; \
for candidate in $(PYTHONS); do \
  if "$$candidate" -c '$(PYTHON_FITS)' 2>/dev/null; then python=$$("$$candidate" -c '$(PYTHON_PATH)'); break; fi; \
done; \
if [ -z "$$python" ]; then \
  echo 'error: needs Python 3.11, 3.12 or 3.13 (without uv: with its module ensurepip, package python3-venv on Debian); tried: $(strip $(PYTHONS))' >&2; \
  echo 'Install one, or name it: make setup PYTHON=/path/to/python3.12' >&2; \
  exit 1; \
fi
endef

EXPORT := $(BIN)/uv export --frozen --quiet --no-emit-project --no-annotate --no-header

.PHONY: help
help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# ---------------------------------------------------------------- the environment

# Without uv, pip brings it: a wheel, checked like all others against the digests of the lock. uv does the rest.
define FIND_UV
uv='$(UV)'; \
if [ -z "$$uv" ]; then \
  uv='$(BIN)/uv'; \
  if ! "$$uv" --version >/dev/null 2>&1; then \
    echo "Making $(VENV) with $$python; pip brings uv"; \
    "$$python" -m venv --clear '$(VENV)'; \
    awk '/^uv==/ { mine = 1 } mine { print } mine && !/\\$$/ { exit }' requirements.lock >'$(VENV)/uv.lock'; \
    '$(BIN)/python' -m pip install -qq --disable-pip-version-check --require-hashes -r '$(VENV)/uv.lock'; \
  fi; \
fi
endef

# Says every four seconds that work goes on, until the shell ends. `sleep` must not hold the output open after that.
define SAY_THAT_WORK_GOES_ON
( while sleep 4 >/dev/null 2>&1; do echo "  ... $$SECONDS s"; done ) & trap "kill $$! 2>/dev/null" EXIT
endef

# What uv does, without its line for each package.
define SYNC
env -u VIRTUAL_ENV UV_PROJECT_ENVIRONMENT='$(VENV)' "$$uv" sync --frozen --no-progress --python "$$python"
endef
BRIEFLY := 2>&1 | { grep --line-buffered -v '^ [-+~] ' || true; }

.PHONY: setup
setup: $(STAMP) ## make the environment in .venv from the locks, if it is not up to date

$(STAMP): pyproject.toml uv.lock requirements.lock
	@$(FIND_PYTHON); $(SAY_THAT_WORK_GOES_ON); $(FIND_UV); \
	echo "Installing what running, testing and documenting need into $(VENV)"; \
	$(SYNC) $(BRIEFLY); \
	touch '$(RUNS_STAMP)' '$@'

# What is installed beside it stays: `make demo` after `make test` takes nothing away.
$(RUNS_STAMP): pyproject.toml uv.lock requirements.lock
	@$(FIND_PYTHON); $(SAY_THAT_WORK_GOES_ON); $(FIND_UV); \
	echo "Installing what running needs into $(VENV)"; \
	$(SYNC) --no-dev --inexact $(BRIEFLY); \
	touch '$@'

# ---------------------------------------------------------------- use

.PHONY: demo
demo: $(RUNS_STAMP) ## run the default scenario under six policies
	$(BIN)/escsim run -m restrictions=counter_fire,full_ban,on_request,border_wide,long_range,endogenous

.PHONY: bench
bench: setup ## run every script in benchmarks/, which takes some minutes; the packages they compare with are installed
	@env -u VIRTUAL_ENV UV_PROJECT_ENVIRONMENT='$(VENV)' $(BIN)/uv sync --quiet --frozen --inexact --group bench
	@for script in $(filter-out benchmarks/engine_% benchmarks/batch_%,$(wildcard benchmarks/*.py)); do \
	  echo "$$script"; $(BIN)/python "$$script" $(ARGS); \
	done

# ---------------------------------------------------------------- checks

.PHONY: check
check: test test-sample lint types docs docs-check lock-check wheel-check ## what must hold before a change is taken

.PHONY: test
test: setup ## run the test suite but for its longer tests; about two minutes
	$(BIN)/python -m pytest $(ARGS)

.PHONY: test-thorough
test-thorough: setup ## run the longer tests: whole commands, compiled programs, statistical laws; about five minutes
	$(BIN)/python -m pytest -m "thorough and not slow and not cluster and not browser" $(ARGS)

.PHONY: test-sample
test-sample: setup ## run a few of the longer tests, some for each promise; about a minute
	$(BIN)/python -m pytest -m sample $(ARGS)

.PHONY: test-slow
test-slow: setup ## run the tests that the suite leaves out for their length
	$(BIN)/python -m pytest -m slow $(ARGS)

.PHONY: test-pairs
test-pairs: setup ## run every two options of the model together, of which the suite runs a sample; about two minutes
	$(BIN)/python -m pytest -m pairs $(ARGS)

.PHONY: test-cluster
test-cluster: setup ## run the tests with a real Dask cluster, and the scripts for batch systems
	$(BIN)/python -m pytest -m cluster $(ARGS)

.PHONY: test-browser
test-browser: setup ## run the tests with a real browser, Chromium from the system
	$(BIN)/python -m pytest -m browser $(ARGS)

.PHONY: verify
verify: setup ## test the mechanisms against published and exact results
	$(BIN)/escsim verify $(ARGS)

.PHONY: mutants
mutants: setup ## break the model in many places, and see that verify or a test notices; some hours for all
	PYTHONPATH=tests $(BIN)/python -m mutants $(ARGS)

.PHONY: lint
lint: setup ## check style, layout, spelling, wording, and which room imports which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/typos
	$(BIN)/python tests/english.py
	$(BIN)/lint-imports --no-logo --no-cache

.PHONY: format
format: setup ## put style and layout right where that can be done by machine
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: types
types: setup ## check types
	$(BIN)/mypy

# What both targets below begin with; `make docs-check docs` does it once.
.PHONY: pages
pages: setup
	$(BIN)/python docs/generate.py

.PHONY: docs
docs: pages ## execute the pages, and build the documentation into docs/_build/html
	$(BIN)/python docs/execute.py
	$(BIN)/python docs/notebooks.py
	$(BIN)/sphinx-build -W --keep-going --quiet -d docs/_build/doctrees docs docs/_build/html

.PHONY: docs-check
docs-check: pages ## check that the pages say what the code says: none changes when they are written anew
	@git diff --exit-code --stat -- 'docs/*.md' docs/pictures/model/pictures.json \
	  && test -z "$$(git ls-files --others --exclude-standard docs)" \
	  || { echo 'docs/ lags behind the code: make docs, then commit what it wrote' >&2; exit 1; }

.PHONY: verification
verification: setup ## write docs/verification.md anew: known answers, mutants, the record
	$(BIN)/python docs/verification_page.py

.PHONY: wheel-check
wheel-check: setup ## build the wheel, install it in an empty environment, run it from another folder
	@scratch=$$(mktemp -d); trap 'rm -rf "$$scratch"' EXIT; \
	python=$$($(BIN)/python -c '$(PYTHON_PATH)'); \
	$(BIN)/uv build --quiet --python "$$python" --out-dir "$$scratch/dist"; \
	$(BIN)/check-wheel-contents "$$scratch"/dist/*.whl; \
	$(BIN)/uv venv --quiet --python "$$python" "$$scratch/venv"; \
	$(BIN)/uv pip install --quiet --python "$$scratch/venv" --constraints requirements.lock "$$scratch"/dist/*.whl; \
	cd "$$scratch"; \
	ESCSIM_RUNS="$$scratch/runs" PYTHONPATH= venv/bin/escsim run replications=8 name=wheel; \
	test -s runs/wheel/manifest.json; \
	echo 'The wheel runs from another folder.'

# ---------------------------------------------------------------- the locks

.PHONY: lock
lock: | $(BIN)/uv ## lock the dependencies anew for uv and for pip (ARGS=--upgrade takes newer ones)
	$(BIN)/uv lock --default-index $(PYPI) $(ARGS)
	{ echo '# Exported from uv.lock by `make lock`; not edited by hand.'; $(EXPORT); } > requirements.lock.new
	mv requirements.lock.new requirements.lock

.PHONY: lock-check
lock-check: setup ## check that both locks agree with pyproject.toml and name PyPI alone
	$(BIN)/uv lock --check --quiet --default-index $(PYPI)
	@diff <($(EXPORT)) <(sed 1d requirements.lock) || { echo 'requirements.lock is not what uv.lock says: make lock' >&2; exit 1; }
	@! grep -En '(registry|url|path|directory|git) = "' uv.lock | grep -Ev '"(https://pypi\.org/simple|https://files\.pythonhosted\.org/[^"]+)"' \
	  || { echo 'uv.lock names another place than PyPI' >&2; exit 1; }

$(BIN)/uv:
	$(MAKE) setup

# ---------------------------------------------------------------- tidying

.PHONY: clean
clean: ## remove what was built; runs/ and .venv stay
	rm -rf dist docs/_build .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find sim tests benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: distclean
distclean: clean ## also remove the environment
	rm -rf '$(VENV)'
