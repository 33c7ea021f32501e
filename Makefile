# What a learner, an instructor and an author of the course call; `make help` lists it.

PYTHON ?= python3
BOOTSTRAP = $(PYTHON) course_utils/bootstrap.py
ifeq ($(OS),Windows_NT)
BIN = .venv/Scripts
else
BIN = .venv/bin
endif
RUN = env -u PYTHONDONTWRITEBYTECODE $(BIN)/python

.DEFAULT_GOAL := help
.PHONY: help lab environment doctor test run notebooks format lint lock bench clean

help:  ## list the targets
	@$(PYTHON) -c "import re; [print(f'make {t:<12} {d}') for t, d in re.findall(r'^([a-z]+):.*?##\s+(.*)$$', open('Makefile', encoding='utf-8').read(), re.M)]"

lab:  ## make the environment if need be and open JupyterLab (LAB_ARGS="--no-browser --port=8899")
	@$(BOOTSTRAP) lab $(LAB_ARGS)

environment:  ## make or mend the environment in .venv
	@$(BOOTSTRAP)

doctor: environment  ## is this machine ready?
	@$(RUN) -m course_utils doctor

test: environment lint  ## every test: units, exercises, notebooks, browser (TEST_ARGS="-k quiz")
	$(RUN) -m pytest -n auto --durations=20 $(TEST_ARGS)

run: environment  ## execute every notebook: learner, solved, one exercise solved
	$(RUN) -m pytest -n auto tests/notebooks $(TEST_ARGS)

notebooks: environment  ## build notebooks/ and build/ from lessons/
	@$(RUN) -m course_utils build

format: environment  ## format the code, that in the lessons too
	@$(RUN) -m ruff check --quiet --fix-only .
	@$(RUN) -m ruff format .
	@$(RUN) -m tests.lesson_code format

lint: environment  ## check the code, that in the lessons too
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check --quiet . || (echo "Run 'make format'." && false)
	@$(RUN) -m tests.lesson_code check

lock:  ## renew requirements.lock and what `make bench` fetches (needs uv)
	uv pip compile pyproject.toml --group dev --universal --fork-strategy fewest --upgrade \
	  --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url \
	  --quiet --output-file requirements.lock
	mkdir -p build
	(head -n 2 tests/bench-requirements.lock; echo "albumentationsx==2.3.8" | uv pip compile - --universal \
	  --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --quiet \
	  --constraint requirements.lock --no-emit-package numpy --no-emit-package scipy \
	  --no-emit-package pyyaml --no-emit-package typing-extensions) > build/bench-requirements.lock
	mv build/bench-requirements.lock tests/bench-requirements.lock

bench: environment  ## measure, as ratios side by side
	@$(RUN) -m tests.bench

clean:  ## remove the environment and what is built; never what a learner made
	rm -rf .venv build .pytest_cache .ruff_cache .hypothesis
	find course_utils tests -name __pycache__ -type d -prune -exec rm -rf {} +
