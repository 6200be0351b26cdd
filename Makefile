# make demo   trains the tutorial's model on the bundled digits      make test   everything that CI runs
# make lab    opens the notebooks                                    make bench  times it against its peers
# make mutants  changes the engine in many places and looks whether a test notices
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help demo test peers lab bench models notebooks stubs docs site mutants clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-12s%s\n", $$1, $$2 }' Makefile

.venv/made:
	$(PYTHON) -c 'import sys; sys.exit("ngteach needs Python 3.11 or newer, found " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	touch $@

# One for each extra in pyproject.toml.  An editable package has no bytecode yet: forty kernels need not all compile it.
.venv/cpu .venv/lab .venv/test .venv/bench .venv/docs .venv/mutants: .venv/made pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[$(@F)]'
	$(BIN)/python -m compileall -q ngteach
	touch $@

demo: .venv/cpu  ## derive the training function, train on the bundled digits
	$(BIN)/ngteach train

test: .venv/test  ## ruff, mypy, pytest and nbval
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy ngteach
	$(BIN)/python -m pytest --nbval --nbval-current-env --nbval-sanitize-with=tests/nbval.cfg --nbval-cell-timeout=120 notebooks
	$(BIN)/python -m pytest -n 2 --dist loadfile tests

peers: .venv/test .venv/bench  ## the tests against PyTorch and JAX, which make test skips without them
	$(BIN)/python -m pytest -n 2 --dist loadfile -m peers $$(grep -rl mark.peers tests --include='test_*.py')

lab: .venv/lab  ## open the notebooks
	$(BIN)/ngteach lab

bench: .venv/bench  ## time the executor against NumPy by hand, PyTorch and JAX
	$(BIN)/python -m benchmarks

models: .venv/cpu  ## train every model of the command line in full, and store what it reached  (half an hour)
	$(BIN)/python -m benchmarks.models

notebooks: .venv/test  ## run the notebooks and store their outputs
	$(BIN)/python notebooks/source/build.py

stubs: .venv/test  ## write what editors read of the methods that ops gives to tensors
	$(BIN)/python tests/stubs.py

docs: .venv/docs  ## the reference, as pages to open in a browser
	$(BIN)/python docs/reference/build.py

site: .venv/lab .venv/docs  ## the playground, the series and the reference as pages for any server, in build/site
	$(BIN)/python docs/build_site.py

mutants: .venv/mutants  ## would the tests notice a changed comparison, sign or constant?  (half an hour)
	$(BIN)/python tests/mutants.py

clean:  ## remove what the targets made
	rm -rf .venv build dist docs/_build .pytest_cache .mypy_cache .ruff_cache
