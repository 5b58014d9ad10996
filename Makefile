.DEFAULT_GOAL := help
GO ?= go
VULNDB ?= ../shared/data/vulndb.tgz

.PHONY: help run generate test tools lint golden build bench soak

help: ## what can be made here
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

run: ## the demo: app, sandbox bank and members, nothing else needed
	$(GO) run . demo

build: ## one static binary, ./raf
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w' -o raf .

generate: ## components from their templates
	$(GO) tool templ generate

test: ## the whole suite; what this machine can't run is named at the end
	@.ci/suite

tools: ## PostgreSQL and Chromium from the system's packages, for the whole suite
	@.ci/tools

lint: ## generated files, gofmt, vet, staticcheck, known vulnerabilities
	@VULNDB=$(VULNDB) .ci/lint

golden: ## writes the golden pages anew; the commit says why they changed
	$(GO) test ./components/gallery -update

bench: ## figures beside their floor, measured in the same run
	$(GO) test -p 1 ./handlers ./handlers/command ./models/program -run '^$$' -bench . -benchmem -timeout 2h

soak: ## the long experiments: a mixed load for 15 minutes, the storm, each fuzz target for a minute, servers replaced, payments killed
	$(GO) test ./handlers/command -run '^TestMembersAndTroubled' -count=1 -timeout 2h -v -soak $${SOAK:-15m}
	RAF_REQUIRE=race .ci/race -storm 20000
	$(GO) test ./handlers/command -run '^TestServersAreReplaced' -count=1 -timeout 30m -grants 10000
	cd models/program && $(GO) test -run '^TestAKillAtAnyPointOfPaying$$' -count=1 -timeout 90m -kills 25
	.ci/fuzz $${FUZZ:-60}
