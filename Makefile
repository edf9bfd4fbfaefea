# Embassy's commands. `make demo` and `make test` need Python >= 3.11 and nothing else.
# PORT=, HOST= and DATA_DIR= are handed to the programs; PYTHON= names another interpreter.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
PYTEST := $(BIN)/python -m pytest
TWO := -n 2 --dist worksteal --durations=20 --durations-min=2
# The lists are complete, so nothing is resolved; Python compiles what is used when it is used.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check \
	--require-hashes --no-deps --no-compile
export PYTHONDONTWRITEBYTECODE :=
CHAOS_ROUNDS ?= 100
SEARCH_FAULT_SECONDS ?= 600

.PHONY: demo test test-services test-browser chaos bench check fmt lock messages clean \
	check-style check-types check-templates check-rooms check-migrations check-deploy

# The whole product at http://localhost:8000, with a seeded community; data stays in DATA_DIR.
demo: $(VENV)/base.installed
	@BIN=$(BIN) sh config/ci/prepare.sh
	@exec $(MANAGE) serve

# What needs no server, no browser and no patience; what takes long runs in test-services.
test: $(VENV)/dev.installed
	$(PYTEST) $(TWO) -m "not services and not long and not browser and not chaos"

# The same suite, as far as it asks a database or a server, on PostgreSQL, Redis and Elasticsearch.
test-services: $(VENV)/dev.installed
	ONLY_DATABASE=1 bash config/ci/services.sh $(PYTEST) $(TWO) -m "not browser and not chaos"

# The journeys in a real browser.
test-browser: $(VENV)/dev.installed
	bash config/ci/browser.sh $(PYTEST) $(TWO) -m browser

# Kills every process of a running stack, again and again, and plays what may go wrong with
# Elasticsearch, ten minutes each; .ci/run does ten rounds, and twenty seconds each.
chaos: $(VENV)/dev.installed
	CHAOS_ROUNDS=$(CHAOS_ROUNDS) SEARCH_FAULT_SECONDS=$(SEARCH_FAULT_SECONDS) \
		bash config/ci/elasticsearch.sh $(PYTEST) -m chaos

# Requests a second beside the same server sending constant bytes, and what else has a goal; with an
# Elasticsearch, where there is what starts it. Ends by itself.
bench: $(VENV)/dev.installed
	bash config/ci/elasticsearch.sh $(BIN)/python -m config.bench

check: check-style check-types check-templates check-rooms check-migrations check-deploy

check-style: $(VENV)/dev.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-types: $(VENV)/dev.installed
	$(BIN)/mypy .

check-templates: $(VENV)/dev.installed
	$(BIN)/djlint --quiet --lint templates

check-rooms: $(VENV)/dev.installed
	$(BIN)/lint-imports

check-migrations: $(VENV)/dev.installed
	DJANGO_SETTINGS_MODULE=config.settings.test $(MANAGE) makemigrations --check --dry-run

# Values that no installation uses: the check is about everything else.
check-deploy: $(VENV)/dev.installed
	DJANGO_SETTINGS_MODULE=config.settings.prod ALLOWED_HOSTS=community.example.org \
	SITE_URL=https://community.example.org DATA_DIR=$(VENV)/check \
	SECRET_KEY=$$($(BIN)/python -c "import secrets; print(secrets.token_urlsafe(64))") \
	$(MANAGE) check --deploy --fail-level WARNING

fmt: $(VENV)/dev.installed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Gathers what code and templates say into locale/, keeps the translations, and compiles.
messages: $(VENV)/dev.installed
	$(BIN)/python -m config.messages

# Works out requirements/*.txt anew from pyproject.toml.
lock:
	PYTHON=$(PYTHON) VENV=$(VENV)/lock sh config/ci/lock.sh

# Removes what commands made, never the data.
clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Embassy needs Python 3.11 or newer; '$(PYTHON)' is not. Name another: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "Python could not make a virtual environment (on Debian: apt-get install python3-venv)."; exit 1; }

$(VENV)/base.installed: requirements/base.txt | $(BIN)/python
	@echo "Installing"
	@$(INSTALL) -r requirements/base.txt
	@touch $@

$(VENV)/dev.installed: requirements/dev.txt | $(BIN)/python
	@echo "Installing"
	@$(INSTALL) -r requirements/dev.txt
	@touch $@ $(VENV)/base.installed
