# Every target bootstraps its environment from python3 alone.
.PHONY: help run check test test-long bench audit audit-tools lock
.DEFAULT_GOAL := help

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

.venv: .FORCE
	@tools/bootstrap
.FORCE:

run: .venv  ## the whole portal in this terminal, with demo data (PORT=8000)
	@exec .venv/bin/python -m config.run

check: .venv  ## lint, layers, migrations, deployment settings
	@tools/check

test: .venv  ## the tests to run before every push (10 minutes at most)
	.venv/bin/pytest -n 2 -m "not long"

test-long: .venv  ## drills and faults, for what a change touches
	.venv/bin/pytest -m long

bench: .venv  ## the benchmark table and var/bench.json (ONLY=name SIZE=small|full)
	@.venv/bin/python -m benchmarks

audit-tools: .venv  ## install the audit tools in environments of their own
	@tools/audit install

audit: audit-tools  ## axe, Nu, Lighthouse, wapiti, LibreOffice on a running portal
	@tools/audit run

lock: .venv  ## resolve again and write requirements.lock
	@tools/lock
