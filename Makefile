# The two commands of the README. They need Python (3.11 or newer) and make, nothing else.
#   make check   install into .venv and check the whole catalogue
#   make test    the same, then the test suite without what is marked slow (.ci/run runs that as well)
#   make reports write the catalogue's reports, with pictures, into build/reports/
#   make committed-reports   write those four again that the repository keeps in reports/
#   make hunt    random candidates against an independent oracle (COUNT, SEED, WORKERS; hours for thousands;
#                an interrupted run goes on where it stopped, from hunt-SEED.db)
#   make mutations   perturbed laws of random candidates, which certified values must contradict (COUNT, SEED), and
#                moved borders of general theorems, which exact instances must contradict
#   make hunt-symbolic   random candidates with free parameters against derivations of exact instances (likewise)
#   make coverage   how often intervals of `fit` hold the truth (RUNS of each kind; an hour of processor time for 500;
#                what was stopped goes on from coverage.db)
#   make fuzz     hostile texts for the readers (COUNT: a million unless told, SEED)
#   make proofs   compile the theorems of proofs/ with Coq, Coquelicot and coq-interval (docs/machine-checked.md)

PYTHON ?= python3
VENV ?= .venv
WORKERS ?= 2
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

COMMITTED := ntk ridge log_periodic heavy_tail
COUNT ?= 2000
SEED ?= 1
RUNS ?= 500

.PHONY: check test reports committed-reports hunt hunt-symbolic mutations coverage proofs clean
.DEFAULT_GOAL := check

check: $(VENV)/.installed
	$(BIN)/spectral-proofs check checks/

test: check $(VENV)/.installed-test
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal -m "not slow"

reports: $(VENV)/.installed-test
	$(BIN)/spectral-proofs report checks/ --out build/reports

# Time enough on any machine: no report may be one that was stopped.
committed-reports: $(VENV)/.installed-test
	$(BIN)/spectral-proofs report $(COMMITTED) --out reports --timeout 900

hunt: $(VENV)/.installed-test
	$(BIN)/python -m tests.hunt.hunt --seed $(SEED) --count $(COUNT) --workers $(WORKERS) --store hunt-$(SEED).db

mutations: COUNT = 200
mutations: $(VENV)/.installed-test
	$(BIN)/python -m tests.hunt.mutations --seed $(SEED) --count $(COUNT) --store mutations-$(SEED).db
	$(BIN)/python -m tests.hunt.borders --seed $(SEED) --count $(COUNT) --store borders-$(SEED).db

hunt-symbolic: COUNT = 300
hunt-symbolic: $(VENV)/.installed-test
	$(BIN)/python -m tests.hunt.symbolic --seed $(SEED) --count $(COUNT) --workers $(WORKERS) --store hunt-symbolic-$(SEED).db

coverage: $(VENV)/.installed-test
	$(PIP) install --editable '.[data]'
	$(BIN)/python tests/coverage_runs.py --runs $(RUNS) --store coverage.db

fuzz: COUNT = 1000000
fuzz: $(VENV)/.installed-test
	$(BIN)/python -m tests.hunt.fuzz --seed $(SEED) --count $(COUNT)

# In a folder of its own: proofs/ keeps sources alone.
proofs:
	mkdir -p build/proofs
	cp -pu proofs/*.v proofs/_CoqProject build/proofs/
	cd build/proofs && coq_makefile -f _CoqProject -o CoqMakefile && $(MAKE) --no-print-directory -f CoqMakefile -j $(WORKERS)

# The stamps make a second run start at once; a change of pyproject.toml reinstalls.
$(VENV)/.installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "spectral-proofs needs Python 3.11 or newer; run: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --editable .
	touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(PIP) install --editable '.[test,plots]'
	touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis dist
