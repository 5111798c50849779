# Every target bootstraps its environment from python3 alone.
# Bytecode is kept, also where the environment forbids it: a test run starts a hundred processes.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help environment run check test test-long bench load lock audit audit-tools
.DEFAULT_GOAL := help

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

environment:
	@tools/bootstrap

run: environment  ## the whole portal in this terminal, with demo data (PORT=8000)
	@exec .venv/bin/python -m config.run

check: environment  ## lint, layers, types, budgets, migrations, deployment settings
	@tools/check

test: environment  ## what to run before every push
	.venv/bin/pytest -n 3 --dist worksteal -m "not long" --ignore tests/house

test-long: environment  ## drills, faults, long properties: for what a change touches
	@tools/debian-package soffice libreoffice-calc-nogui
	.venv/bin/pytest -n 2 -m "long or faults" -rs

bench: environment  ## the benchmark table and var/bench.json (ONLY=name SIZE=small|full)
	@.venv/bin/python -m benchmarks

audit-tools: environment  ## install bandit and wapiti, in an environment of their own
	@tools/tool-environment audit

audit: audit-tools  ## bandit on the code, wapiti on the demo as each role (ROLES="visiteur rbde")
	@tools/audit/run

load: environment  ## 100 people on a whole country, two web workers (PEOPLE=100 MINUTES=5)
	@tools/tool-environment load
	@tools/load/run

lock: environment  ## resolve again and write the locks (UPGRADE=1)
	@tools/lock
