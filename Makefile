# make brief    compile the seeds into out/ (sets everything up on the first run)
# make test     the tests
# make check    format, lint, types, layers, drawers, tests
# make sample   compile the seeds into out/sample/, every format, with a picture of page 1
# make lock     write the locks anew (make lock UPGRADE=--upgrade for newer versions)
# make fonts    fetch and subset the bundled faces again
# make clean    throw away what the above has made, but not out/sample/
#
# Needs Python 3.11 or newer: make PYTHON=python3.12 if python3 is older. Everything goes into .venv/ in this folder;
# make BIN=FOLDER takes the programs of an environment that is there already, and sets nothing up.

PYTHON = python3
UPGRADE =
BIN = .venv/bin

ENV = "$(BIN)/python"
RUNTIME = $(if $(filter .venv/bin,$(BIN)),.venv/natives .venv/runtime)
DEV = $(if $(filter .venv/bin,$(BIN)),.venv/natives .venv/dev)
OCR = $(if $(filter .venv/bin,$(BIN)),.venv/ocr)
JAVA = $(if $(filter .venv/bin,$(BIN)),.venv/java)
WAIT = -o DPkg::Lock::Timeout=300
PIP = $(ENV) -m pip install --quiet --disable-pip-version-check
COMPILE = build/uv/bin/uv pip compile pyproject.toml --quiet $(UPGRADE) --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate --no-header

MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.PHONY: brief test check lint layers sample lock fonts clean

brief: $(RUNTIME)
	$(ENV) -m briefing build seeds/brief.yaml -o out

test: $(DEV) $(JAVA) $(OCR)
	$(ENV) -m pytest -n auto

check: lint test

lint: layers $(DEV)
	$(ENV) -m ruff format --check .
	$(ENV) -m ruff check .
	$(ENV) -m mypy

layers: $(DEV)
	@if find briefing | grep -E '/_?(utils?|helpers?|common)(\.py)?$$'; then \
		echo 'a drawer: put what is in it where it belongs' >&2; exit 1; fi
	"$(BIN)/lint-imports" --no-cache

sample: $(DEV)
	$(ENV) -m briefing build seeds/brief.yaml -f pdf,html,docx,json,md -o out/sample
	$(ENV) scripts/picture.py out/sample/*-policymaker.pdf out/sample/page-1.png

lock: build/uv/made
	$(COMPILE) --group build -o requirements.lock
	$(COMPILE) --group dev --constraint requirements.lock -o requirements-dev.lock
	$(COMPILE) --group peers --constraint requirements-dev.lock -o requirements-peers.lock

fonts: $(RUNTIME)
	$(ENV) scripts/fonts.py

clean:
	rm -rf .venv build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +
	@mkdir -p out
	find out -mindepth 1 -maxdepth 1 ! -name sample -exec rm -rf {} +

# Set-up: one stamp a step, so that a step runs again only when what it installs has changed.

.venv/made:
	@command -v "$(PYTHON)" >/dev/null || \
		{ echo 'there is no $(PYTHON) here: install Python 3.11 or newer, or make PYTHON=...' >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "briefing needs Python 3.11 or newer, this is $$("$(PYTHON)" -V 2>&1): make PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip' 2>/dev/null || { \
		venv=$$("$(PYTHON)" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])'); \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update && apt-get install -y $(WAIT) --no-install-recommends "$$venv"; \
		else echo "this Python cannot make environments; on Debian: sudo apt-get install $$venv" >&2; exit 1; fi; }
	@$(ENV) -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || "$(PYTHON)" -m venv --clear .venv
	@touch $@

.venv/runtime: .venv/made requirements.lock pyproject.toml
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: .venv/runtime requirements-dev.lock
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

.venv/natives: .venv/made briefing/natives.py
	@$(ENV) -c 'import sys; from briefing.natives import unmet; sys.exit(bool(unmet()))' || \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update && $$($(ENV) -c 'from briefing.natives import cure; print(cure())') -y $(WAIT) || true; fi
	@$(ENV) -c 'import sys; from briefing.natives import cure, unmet; \
		names = ", ".join(library.name for library in unmet() if library.required); \
		sys.exit(f"the PDF needs native libraries that are not here: {names}\n{cure()}" if names else 0)'
	@touch $@

.venv/java: .venv/made
	@command -v javac >/dev/null || \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update && apt-get install -y $(WAIT) --no-install-recommends default-jdk-headless || true; \
		else echo 'veraPDF is not asked without Java; on Debian: sudo apt-get install default-jdk-headless' >&2; fi
	@touch $@

.venv/ocr: .venv/made
	@command -v tesseract >/dev/null || \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update && apt-get install -y $(WAIT) --no-install-recommends tesseract-ocr || true; \
		else echo 'no scan is read in the tests without Tesseract; on Debian: sudo apt-get install tesseract-ocr' >&2; fi
	@touch $@

build/uv/made:
	"$(PYTHON)" -m venv --clear build/uv
	build/uv/bin/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@
