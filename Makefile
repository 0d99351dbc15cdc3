# The commands of this project; each says what it does. PYTHON chooses the interpreter, WHEEL a wheel to test.

PYTHON ?= python3
ARGS ?=

# Environments of another PYTHON bear its version, so that they live beside the default ones.
TAG     := $(if $(filter-out python3,$(PYTHON)),-$(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])'))
DEV     := .venv-dev$(TAG)
TRIAL   := .venv-test$(TAG)
VERSION := $(shell sed -n 's/^__version__ = "\(.*\)"/\1/p' lib/acllib/__init__.py)
BUILT   := dist/aclrepl-$(VERSION)-py3-none-any.whl
WHEEL   ?= $(BUILT)
SOURCES := pyproject.toml hatch_build.py README.md LICENSE \
           $(shell find aclrepl lib -type f -not -path '*/__pycache__/*' 2>/dev/null)

# Installation talks on standard error and reads nothing: `make repl` may be the middle of a pipe.
INSTALL := -m pip install --quiet --disable-pip-version-check
QUIETLY := 1>&2 </dev/null

# Bytecode must be written, or every start compiles all Hy again; the product must come from the environment.
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH
.DELETE_ON_ERROR:
.PHONY: repl setup quick test test-tree test-wheel trial soak peers lint types cover wheel bench docs clean

repl: .venv/ready          # open the listener, from the wheel; ARGS='-e "(+ 1 2)"' hands it arguments
	@.venv/bin/aclrepl $(ARGS)

setup: $(DEV)/ready        # an editable environment with what tests and checks need; never touches .venv

quick: $(DEV)/ready        # the tests not marked slow, on the tree
	cd tests && ../$(DEV)/bin/pytest -q -m 'not slow and not soak' $(ARGS)

test: test-tree test-wheel # all tests on the tree, then the same on a freshly built wheel

test-tree: $(DEV)/ready
	cd tests && ACLREPL_TESTED=tree ../$(DEV)/bin/pytest -q $(ARGS)

test-wheel: trial
	cd tests && ACLREPL_TESTED=wheel ../$(TRIAL)/bin/pytest -q $(ARGS)

soak: $(DEV)/ready         # the long, seeded stress and replay runs; ACLREPL_ROUNDS=100 for more
	cd tests && ../$(DEV)/bin/pytest -q -m soak --timeout 3600 $(ARGS)

peers:                     # install the real peers tests can use; for CI, as root on Debian
	@sh tools/install_peers.sh

lint: $(DEV)/ready         # ruff; pyflakes and truth tests over the Hy files; import directions
	$(DEV)/bin/ruff check --quiet .
	$(DEV)/bin/python tools/lint_hy.py lib tests examples
	cd tests && ../$(DEV)/bin/pytest -q test_layers.py

types: $(DEV)/ready        # mypy on aclrepl, the stubs of acllib, and the examples
	$(DEV)/bin/mypy

cover: $(DEV)/ready        # line coverage, .hy files included
	-cd tests && ../$(DEV)/bin/coverage run --rcfile ../pyproject.toml -m pytest -q $(ARGS)
	cd tests && ../$(DEV)/bin/coverage report --rcfile ../pyproject.toml

wheel: $(DEV)/ready        # sdist and wheel in dist/; fails if a .hy file did not turn into Python
	@rm -f $(BUILT); $(MAKE) --no-print-directory $(BUILT)

bench: trial               # the benchmarks, as ratios, on the wheel; writes docs/performance.md
	cd tests && ../$(TRIAL)/bin/python benchmarks $(ARGS)

docs: $(DEV)/docs-ready    # the manual as HTML, in docs/_build
	$(DEV)/bin/python -m sphinx -q -W -b html docs docs/_build

clean:                     # remove what these commands made
	rm -rf .venv .venv-dev* .venv-test* build dist docs/_build .mypy_cache .ruff_cache .pytest_cache

# The wheel goes into .venv, byte-compiled by pip; again only when a source has changed.
.venv/ready: $(SOURCES)
	@echo "make: installing aclrepl into .venv ..." $(QUIETLY)
	@[ -x .venv/bin/python ] || $(PYTHON) -m venv .venv $(QUIETLY)
	@.venv/bin/python $(INSTALL) . $(QUIETLY)
	@touch $@

$(DEV)/ready: pyproject.toml hatch_build.py
	@echo "make: setting up $(DEV) ..." $(QUIETLY)
	@[ -x $(DEV)/bin/python ] || $(PYTHON) -m venv $(DEV) $(QUIETLY)
	@$(DEV)/bin/python $(INSTALL) --editable '.[dev]' $(QUIETLY)
	@touch $@

$(DEV)/docs-ready: $(DEV)/ready
	@$(DEV)/bin/python $(INSTALL) --editable '.[docs]' $(QUIETLY)
	@touch $@

# The wheel is built from the sdist, so that a file missing there is noticed.
$(BUILT): $(SOURCES) | $(DEV)/ready
	@$(DEV)/bin/python -m build --no-isolation --outdir dist . >$(DEV)/build.log 2>&1 </dev/null || \
	  { cat $(DEV)/build.log >&2; false; }

# Installs WHEEL into its environment, unless the very same file is there already.
trial: $(WHEEL)
	@cmp -s $(WHEEL) $(TRIAL)/installed.whl || { echo "make: installing $(WHEEL) into $(TRIAL) ..." && \
	  { [ -x $(TRIAL)/bin/python ] || $(PYTHON) -m venv $(TRIAL); } && \
	  $(TRIAL)/bin/python $(INSTALL) '$(abspath $(WHEEL))[test]' && \
	  $(TRIAL)/bin/python $(INSTALL) --force-reinstall --no-deps '$(abspath $(WHEEL))' && \
	  cp $(WHEEL) $(TRIAL)/installed.whl; } $(QUIETLY)
