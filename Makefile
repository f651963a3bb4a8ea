# make run: the whole site with its demo province. make test: every test. Both set up what they need first.
SHELL := /bin/bash
PYTHON ?= python3.11
BIN := .venv/bin
export OMP_NUM_THREADS = 1
export OPENBLAS_NUM_THREADS = 1
export PYTHONDONTWRITEBYTECODE =

.PHONY: run test install check messages lock

run: install
	$(BIN)/langnghe serve

test: install check
	@echo "Học mô hình phân loại (một lần, khoảng 15 giây)..."
	@$(BIN)/python -c "from langnghe.text.classify import Classifier; Classifier.shipped()"
	$(BIN)/python -m pytest -n 3 --dist loadgroup

install: .venv/.installed

# uv where present (seconds), pip otherwise (a minute); both check every hash of the lock.
.venv/.installed: requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Cần Python 3.11 (lệnh $(PYTHON)); đặt PYTHON=... nếu tên khác."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Cài các thư viện đã ghim (lần đầu khoảng một phút)..."
	@if command -v uv >/dev/null; then \
		UV_PYTHON_DOWNLOADS=never uv pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock && \
		uv pip install -q --python $(BIN)/python --no-deps -e .; \
	else \
		$(BIN)/python -m pip install -q --require-hashes -r requirements.lock && \
		$(BIN)/python -m pip install -q --no-deps -e .; \
	fi
	@touch $@

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	$(BIN)/mypy
	LANGNGHE_HOME=$$(mktemp -d) $(BIN)/langnghe manage makemigrations --check --dry-run

# After changing a text of the interface: collect, translate in locale/vi, then run again to compile.
messages: install
	cd src/langnghe && ../../$(BIN)/langnghe manage makemessages -l vi --no-location --no-obsolete
	cd src/langnghe && ../../$(BIN)/langnghe manage compilemessages -l vi

# After changing dependencies in pyproject.toml (needs uv).
lock:
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
		--group dev pyproject.toml -o requirements.lock
