# What the README's two commands do, and what is run more seldom. `make` lists it.
# Settings: SAMPLE_DATA, the folder with public data for the tests; ROUNDS and TOUCHES for durability; OPTIONS for
# tests, benchmarks and scale.

SAMPLE_DATA ?=
ROUNDS ?= 20
TOUCHES ?= 1000000
python := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help environment demo servers test durability benchmarks scale

help: ## list what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

environment: ## build the environment in .venv, with all that the tests need
	python3 -m venv .venv
	$(python) -m pip install --quiet --constraint constraints.txt --editable '.[test]'

demo: environment ## load the demo company, ask about it, and serve it until Ctrl-C
	.venv/bin/whither demo

servers: environment ## bring the real Neo4j servers of the tests, once
	$(python) -m tests.servers.fetching

test: servers ## run all tests; OPTIONS=--every-line runs those that are there for both lines of Neo4j on both
	$(python) -m pytest $(if $(SAMPLE_DATA),--sample-data=$(SAMPLE_DATA)) $(OPTIONS)

durability: servers ## kill imports and services many times, and import a million touches beside a service
	$(python) -m pytest tests/durability -s -n 0 -p no:randomly --every-line --rounds=$(ROUNDS) --beside-touches=$(TOUCHES)

benchmarks: servers ## measure Neo4j beside the embedded store and Cypher by hand; OPTIONS=--try-out for a small firm
	$(python) -m benchmarks.neo4j $(OPTIONS)

scale: environment ## measure import, service and sweep at the size of a customer; OPTIONS=--try-out for a small firm
	$(python) -m benchmarks.scale $(OPTIONS)
