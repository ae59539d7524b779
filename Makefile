# Préau. `make demo` tries it, `make test` checks it; both install what they need first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
PORT ?= 8765
WORKERS ?= 3

.PHONY: demo tour test soak storm browser screenshots lint format run lock texts bench clean

demo: $(READY) ## Préau at work on a school of 1 200 students, in the browser, without Slack
	@$(BIN)/python app.py demo --port $(PORT)

tour: $(READY) ## the five jobs played by themselves, without a browser
	@$(BIN)/python app.py demo --tour

run: $(READY) ## the bot, with the settings of .env
	@$(BIN)/python app.py

test: $(READY) ## every test, on SQLite and on PostgreSQL
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

soak: $(READY) ## the property tests with twenty times the examples
	@PREAU_SOAK=20 $(BIN)/python -m pytest -n $(WORKERS) tests/commands/test_undo_properties.py \
		tests/commands/test_meter_properties.py tests/commands/test_list_properties.py \
		tests/commands/rosters/test_round_trip.py tests/commands/rosters/test_workbooks.py

storm: $(READY) ## 250 runs of reminders in which processes die and answers are lost, counted
	@$(BIN)/python -m tests.bot.storm

browser: $(READY) ## the demo's page in a real browser (needs Chromium)
	@$(BIN)/python -m pytest tests/browser

screenshots: $(READY) ## the READMEs' pictures, made again (needs Chromium)
	@if [ "$$(id -u)" = 0 ]; then apt-get install -y -qq fonts-noto-color-emoji > /dev/null; fi
	@$(BIN)/python -m tests.browser.screenshots

lint: $(READY) ## style, types, and that each floor imports lower ones only
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

format: $(READY)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

texts: $(READY) ## bring the French catalogue up to date with the texts in the source
	@$(BIN)/python -m tests.catalogue

bench: $(READY) ## the figures of the docs, measured again
	@$(BIN)/python -m tests.bench

lock: $(READY) ## resolve the dependencies anew, with hashes and without addresses
	@$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--all-extras --group dev --no-emit-index-url --no-annotate --upgrade --quiet \
		--custom-compile-command "make lock" -o requirements.lock

$(READY): requirements.lock
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Préau needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	@echo "Installing what Préau needs into $(VENV) (about a minute, once)…"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $(READY)

clean:
	@rm -rf $(VENV) demo-data build .pytest_cache .mypy_cache .ruff_cache .hypothesis
