# Every target is safe to run again. JOBS limits how much is compiled at once; ROOT is the root that up, images and
# down work on.
JOBS ?= $(shell nproc)
ROOT ?= terraform/staging
BUILD := nice -n 5 cmake --build -j $(JOBS) --preset
TEST  := ctest --output-on-failure -j $(JOBS) --test-dir
# Not what a sanitizer sees nothing in, nor whole regions by Terraform, which are too slow under one, nor what measures
# memory, which is the sanitizer's own then.
# Nor, for threads, events-ingestion: Debian's librdkafka makes its own by C11's thrd_create, which g++ 12's
# ThreadSanitizer does not see and dies of.
SANITIZED := -E '^(region|terraform|images)/|/memory$$|^tidy$$'

.DEFAULT_GOAL := help
.PHONY: help build up images down test check lint bench clean

help: ## print this list
	@awk -F ':[^#]*## ' '/^[a-z-]+:.*## / { printf "  make %-8s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## the programs as they are used (release)
	@echo '> build' >&2
	@tools/install.sh build run
	@tools/configure.sh release
	@$(BUILD) release --target programs

up: ## everything: set-up, build, staging up, an event sent and read back
	@$(MAKE) --no-print-directory build
	@tools/fetch_terraform.py
	@./atlas up $(notdir $(ROOT))
	@tools/first_event.py $(ROOT)

images: ## build the first-party images, push them, write their tags beside ROOT
	@tools/push_images.py $(ROOT)

down: ## stop everything; the region's data and Terraform's state stay
	@./atlas down

test: ## one build, unit tests, tidy, fuzz corpora, Terraform lint, end to end
	@tools/install.sh build run test
	tools/configure.sh dev
	$(BUILD) dev
	$(TEST) build/dev

check: ## the slow rest: sanitizers, threads, headers alone, fuzzing
	@tools/install.sh build run test check
	tools/configure.sh dev && $(BUILD) dev && $(TEST) build/dev -C check -R '^broker/dump_log$$'
	tools/configure.sh sanitize && $(BUILD) sanitize && tools/sanitized.py build/sanitize -j $(JOBS) -C check $(SANITIZED)
	tools/configure.sh tsan && $(BUILD) tsan && tools/sanitized.py build/tsan -j $(JOBS) $(subst images,images|ingest,$(SANITIZED))
	tools/configure.sh nopch && $(BUILD) nopch
	fuzz/run.sh 60

lint: ## clang-tidy over all files; not yet clean, so not yet part of check
	@tools/install.sh build run test check
	tools/configure.sh nopch && $(BUILD) nopch
	JOBS=$(JOBS) tools/clang_tidy.py build/nopch

bench: ## measure, and write docs/benchmarks.md
	@tools/install.sh build run test
	@tools/configure.sh release
	@$(BUILD) release --target programs bench_programs
	@bench/report.py

clean: ## remove what was built (never a region's data)
	rm -rf build
