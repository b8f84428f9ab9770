# `make demo` and `make test` are all a user needs; the rest is for those who change the project.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := build/demo
PIP := $(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check -c constraints.txt

.PHONY: page demo test lint format e2e round-trip spark bench fuzz mutations patterns tables confidence accuracy docs devset expect release lock clean

demo: $(VENV)/.installed  ## set up, convert a fixture, show what was found
	@mkdir -p $(DEMO)
	$(BIN)/mailrecon inspect fixtures/publications/blog_post.en.txt
	$(BIN)/mailrecon convert --force fixtures/publications/blog_post.en.txt $(DEMO)/blog_post.mbox
	@echo "Open $(DEMO)/blog_post.mbox in a mail client (Thunderbird: drop it into Local Folders)."

test: $(VENV)/.ready  ## set up and pass all tests
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

lint: $(VENV)/.ready  ## formatting, lint and types
	$(BIN)/ruff format --check src tests bench fuzz scripts
	$(BIN)/ruff check src tests bench fuzz scripts
	$(BIN)/mypy

format: $(VENV)/.ready
	$(BIN)/ruff format src tests bench fuzz scripts
	$(BIN)/ruff check --fix src tests bench fuzz scripts

e2e: $(VENV)/.ready  ## open the result in real mail clients (Debian, as root)
	sh tests/e2e/install.sh
	MAILRECON_E2E_OUT=build/e2e $(BIN)/python -m pytest -m e2e -n 3 --dist loadfile tests/e2e

page:  ## check the types of the page's script (TypeScript from npm); skipped where there is no npm
	@if ! command -v npm >/dev/null; then echo "skipped: npm is not installed; it is needed only to change the page's script"; \
	else npm install --silent --no-audit --no-fund --prefix tests/e2e && \
	  tests/e2e/node_modules/.bin/tsc -p src/mailrecon/report/page; fi

round-trip: $(VENV)/.ready  ## print every attribution template in every language, read it back
	$(BIN)/python -m pytest -m round_trip tests/round_trip

$(VENV)/.spark: $(VENV)/.ready
	$(PIP) -e '.[spark]'
	@touch $@

spark: $(VENV)/.spark  ## convert on Apache Spark, here and on a cluster of two workers; QUICK=1 tries less
	$(BIN)/python -m pytest -m spark tests/spark $(if $(QUICK),-k loses_a_worker)

bench: $(VENV)/.ready  ## measure beside peers (npm needed), write docs/benchmarks.md; QUICK=1 writes nothing
	sh bench/install.sh
	$(BIN)/python bench/run.py $(if $(QUICK),--quick,--write)

$(VENV)/.fuzz: $(VENV)/.ready
	$(PIP) -e '.[fuzz]'
	@touch $@

fuzz: $(VENV)/.fuzz  ## fuzz every reader for an hour, write docs/reliability.md; FUZZ_SECONDS=20 writes nothing
	$(BIN)/python -m fuzz.run $(or $(FUZZ_SECONDS),3600 --write)

mutations: $(VENV)/.ready  ## change all that outputs say, and verify; EVERY=1 makes each change in each document
	$(BIN)/python -m tests.verification.run $(if $(EVERY),--every $(EVERY)) --write

patterns: $(VENV)/.ready  ## look for regular expressions that take more than linear time
	$(BIN)/python -m fuzz.patterns

tables: $(VENV)/.ready  ## renew the lexicon's tables: after a language file changed, or with a newer Babel
	$(BIN)/python scripts/make_cldr_tables.py
	$(BIN)/python scripts/make_lexicon_tables.py

accuracy: $(VENV)/.ready  ## measure on all open material, peers beside where `make bench` put them; write docs/accuracy.md
	$(BIN)/python bench/accuracy.py --write

confidence: $(VENV)/.ready  ## fit the table of confidences on open material, write docs/confidence.md
	$(BIN)/python scripts/fit_confidence.py

$(VENV)/.docs: $(VENV)/.ready
	$(PIP) -e '.[docs]'
	@touch $@

# What CI needs besides, in one go.
$(VENV)/.beside: $(VENV)/.ready
	$(PIP) -e '.[docs,fuzz,spark]'
	@touch $(VENV)/.docs $(VENV)/.fuzz $(VENV)/.spark $@

docs: $(VENV)/.docs  ## build the documentation's site into build/site; every link is checked
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

expect: $(VENV)/.ready  ## draft the expected result of a fixture: make expect F=fixtures/FOLDER/NAME.LANGUAGE.txt
	$(BIN)/python scripts/expect.py $(F)

devset: $(VENV)/.ready  ## score against ../shared/devset, where it is present
	$(BIN)/python tests/devset/score.py

# What a user needs: no developer tools, no Spark.
$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("mailrecon needs Python 3.11 or newer; set PYTHON=…") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Python cannot make a virtual environment: on Debian, apt-get install python3-venv"; exit 1; }
	$(PIP) -e .
	@touch $@

$(VENV)/.ready: $(VENV)/.installed
	$(PIP) -e '.[all,dev]'
	@touch $@

release:  ## build and try wheel, sdist, bill of materials, man pages, one file; QUICK=1 without the file
	$(PYTHON) scripts/release.py $(if $(QUICK),--quick)

# Debian 12 has Python 3.11.2, which newer releases do not support.
FOR_DEBIAN_12 := pymdown-extensions==12.3; python_full_version < "3.11.5"

lock: $(VENV)/.ready  ## renew constraints.txt with the newest versions that pass
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade --upgrade-strategy eager -e '.[all,dev,fuzz]'
	{ echo '# The versions CI installs: `make lock` renews them.'; \
	  $(BIN)/python -m pip freeze --exclude-editable | \
	  sed '/^pymdown-extensions==/{s/$$/; python_full_version >= "3.11.5"/;h;s/.*/$(FOR_DEBIAN_12)/p;g;}'; } > constraints.txt

clean:
	rm -rf $(VENV) build dist
