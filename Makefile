# What the README's two commands do, and what is run more seldom. `make` lists it.
# Settings: SAMPLE_DATA, the folder with public data for the tests; ROUNDS and TOUCHES for durability.

SAMPLE_DATA ?=
ROUNDS ?= 20
TOUCHES ?= 1000000
python := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help environment demo test durability

help: ## list what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

environment: ## build the environment in .venv, with all that the tests need
	python3 -m venv .venv
	$(python) -m pip install --quiet --constraint constraints.txt --editable '.[test]'

demo: environment ## load the demo company, ask about it, and serve it until Ctrl-C
	.venv/bin/whither demo

test: environment ## run all tests
	$(python) -m pytest $(if $(SAMPLE_DATA),--sample-data=$(SAMPLE_DATA))

durability: environment ## kill imports and services many times, and import a million touches beside a service
	$(python) -m pytest tests/durability -s -n 0 -p no:randomly --rounds=$(ROUNDS) --beside-touches=$(TOUCHES)
