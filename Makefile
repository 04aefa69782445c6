# Every target is safe to run again. JOBS limits how much is compiled at once.
JOBS ?= $(shell nproc)
BUILD := nice -n 5 cmake --build -j $(JOBS) --preset
TEST  := ctest --output-on-failure -j $(JOBS) --test-dir

.DEFAULT_GOAL := help
.PHONY: help test check clean

help: ## print this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /  make \1|/p' $(MAKEFILE_LIST) | column -t -s'|'

test: ## one build, unit tests, tidy, fuzz corpora, Terraform lint, end to end
	@tools/install.sh build run test
	cmake --preset dev
	$(BUILD) dev
	$(TEST) build/dev

check: ## the slow rest: sanitizers, threads, headers alone
	@tools/install.sh build run test check
	cmake --preset sanitize && $(BUILD) sanitize && $(TEST) build/sanitize
	cmake --preset tsan && $(BUILD) tsan && $(TEST) build/tsan
	cmake --preset nopch && $(BUILD) nopch

clean: ## remove what was built (never a region's data)
	rm -rf build
