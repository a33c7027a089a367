# Two commands matter: `make run` and `make test`. `make help` lists the rest; ARGS="…" is passed on to the program.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run platform-pg demo visit test test-postgresql check format gallery bench soak lock bootstrap clean

PY := .venv/bin/python
PACKAGES := kiosk devices offline_cache ui central tests tools

help: ## say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | expand -t 12

bootstrap: ## install what is missing: system packages, .venv, locked dependencies
	@tools/bootstrap.sh

run: bootstrap ## start platform, simulated devices and touchscreen; without a display, a scripted visit
	@$(PY) tools/run.py $(ARGS)

platform-pg: bootstrap ## the platform as a province runs it: PostgreSQL, several processes, nginx with mutual TLS
	@tools/bootstrap.sh peers
	@$(PY) tools/platform_pg.py $(ARGS)

demo: bootstrap ## the scripted visit, leaving pictures and papers in build/demo
	@$(PY) tools/demo.py $(ARGS)

visit: bootstrap ## one visit without a screen: make visit ARGS="CODE --card NAME --offline"
	@$(PY) tools/visit.py $(ARGS)

test: check ## all gates, then all tests
	@tools/bootstrap.sh peers
	@$(PY) tools/test.py $(ARGS)

test-postgresql: bootstrap ## every test that has a platform once more, on PostgreSQL
	@tools/bootstrap.sh peers
	@$(PY) tools/test.py --postgresql

check: bootstrap ## the gates: style, types, imports, QML, translations
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy $(PACKAGES)
	@.venv/bin/lint-imports --no-logo
	@$(PY) tools/check_qml.py
	@$(PY) tools/check_translations.py

format: bootstrap ## write Python and QML the way the gates want them
	@$(PY) -m ruff check --fix --quiet . || true
	@$(PY) -m ruff format --quiet .
	@$(PY) tools/check_qml.py --format

gallery: bootstrap ## every screen × {normal, large} × {zh_CN, en} into build/gallery
	@$(PY) tools/gallery.py $(ARGS)

bench: bootstrap ## the figures of README as ratios in one run
	@$(PY) tools/bench.py $(ARGS)

soak: bootstrap ## visit after visit, watching memory
	@$(PY) tools/soak.py $(ARGS)

lock: bootstrap ## resolve pyproject.toml anew into requirements.lock
	@tools/lock.sh $(ARGS)

clean: ## remove what was generated; .venv and var/ (the kiosk's state) stay
	@rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
