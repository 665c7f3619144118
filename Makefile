# `make run` and `make test` set themselves up; `make help` lists the rest.

PYTHON   ?= python3
ARTICLES ?= seeds
DATA     ?= data
RUNS     ?= runs
BENCH    ?=
BIN      := .venv/bin

# torch is pinned to a version whose plain wheel is the CPU build on most mirrors; a newer one pulls several GB of CUDA.
TORCH := torch==2.13.0

.PHONY: run test fuzz faults examples clients manifest reference docs check setup train evaluate gate bench bench-service clean help

run: setup ## read ARTICLES (default: seeds/), print who said what to whom, serve http://127.0.0.1:8000
	$(BIN)/onrecord run "$(ARTICLES)"

test: setup ## pass the tests
	$(BIN)/python -m pytest -q --numprocesses 2 --dist loadscope

fuzz: setup ## ask the API all that its description allows and forbids (schemathesis, some minutes)
	ONRECORD_FUZZ_EXAMPLES=50 $(BIN)/python -m pytest -q -s tests/api/openapi/test_contract.py

faults: setup ## kill ingest and server 200 times under load, and the other faults of processes and disks (an hour)
	ONRECORD_FAULT_ROUNDS=50 $(BIN)/python -m pytest -q -s tests/store/test_killed_processes.py \
		tests/store/admin/test_killed_migrations.py tests/store/test_failing_writes.py
	$(BIN)/python -m pytest -q tests/store/test_lost_databases.py tests/store/engine/test_file_lock.py tests/test_worker.py

examples: setup ## rewrite the examples in the API's description from real answers
	$(BIN)/python tests/api/openapi/examples.py

clients: setup ## make a client from the API's description, and let it do a journalist's task
	$(PYTHON) -m venv .venv-clients
	.venv-clients/bin/pip install --quiet 'openapi-python-client>=0.29'
	ONRECORD_CLIENT_GENERATOR=.venv-clients $(BIN)/python -m pytest -q tests/api/openapi/test_generated_client.py

manifest: setup ## write the digests of models, weights and word lists anew, after a change of one
	$(BIN)/python -m quotes.english.manifest

reference: setup ## rewrite docs/reference from the code
	$(BIN)/python docs/build_reference.py

docs: reference ## build the pages of docs/ as a site in site/
	$(BIN)/pip install --quiet --group docs
	$(BIN)/zensical build --clean --strict

check: setup ## the linters and the type checker
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

setup: .venv/ready ## make .venv and install into it

.venv/ready: pyproject.toml Makefile
	@echo "installing into .venv: 1.7 GB, some minutes without a word"
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet "$(TORCH)"
	$(BIN)/pip install --quiet --editable . --group dev
	touch $@

train: setup ## train the shipped models from the corpora in DATA into RUNS (hours; resumes where it stopped)
	$(BIN)/pip install --quiet --editable '.[train]'
	$(BIN)/onrecord train all --data "$(DATA)" --runs "$(RUNS)"

evaluate: setup ## print the figures of the model card from the corpora in DATA
	$(BIN)/onrecord evaluate parser "$(DATA)"
	$(BIN)/onrecord evaluate attributions "$(DATA)/polnear/dev.jsonl"

gate: setup ## raise the floors in seeds/floors.json to what is reached; fails if a figure lies below one
	$(BIN)/onrecord evaluate gate

bench: setup ## words/s on one core beside spaCy's small pipeline, peak memory, linear time (minutes)
	$(BIN)/pip install --quiet --editable '.[bench]'
	OMP_NUM_THREADS=1 $(BIN)/onrecord evaluate speed "$(ARTICLES)" --growth 1000000

bench-service: setup ## requests per second of processor time beside Datasette, on a million quotes (an hour and more)
	$(BIN)/python bench/load $(BENCH)

clean: ## remove .venv and caches
	rm -rf .venv .venv-clients .venv-datasette .pytest_cache .mypy_cache .ruff_cache build site *.egg-info

help:
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'
