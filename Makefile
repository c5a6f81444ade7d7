# One word for each check; `make test` runs them all and sets up what they need.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# Any directory of vector files in the format of tests/vectors/README.md.
VECTORS ?= tests/vectors/sdk

VENV := build/venv
PYTHON := $(VENV)/bin/python
VNCURL := target/release/vncurl

# Each is found by the setup step; see tests/setup.
export VNCURL_JSON_TEST_SUITE := $(CURDIR)/build/json-test-suite/package/data/parsing.js

.PHONY: help
help: ## List the words
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | column -t -s "$$(printf '\t')"

.PHONY: demo
demo: ## The whole way once, against the simulator: no account, no network
	cargo build --release --package vncurl-cli
	$(VNCURL) demo

.PHONY: test
test: ## Every check
	tests/all

.PHONY: setup
setup: ## What the checks need: packages, virtual environments, a JSON test suite, a browser
	tests/setup
	tests/browser/setup
	firmware/run setup

.PHONY: lint
lint: ## Formatting and lints
	tests/lint

.PHONY: test-rust
test-rust: ## Every Rust test
	cargo test --workspace
	cargo test --package vncurl-core --package vncurl-tests --features vncurl-core/compact,vncurl-core/defmt
	cargo test --package vncurl --no-default-features

include ffi-c/libvncurl.mk ffi-c/install.mk

$(PYTHON):
	tests/setup

include python/wheel.mk

.PHONY: test-python
test-python: build/wheel/.built ## The Python module as it is installed, and the oracle
	$(PYTHON) -m pytest -q python/tests
	$(PYTHON) -m pytest -q --doctest-modules --pyargs vncurl
	tests/types $(PYTHON)
	$(PYTHON) -m unittest discover --top-level-directory . tests/oracle
	$(PYTHON) -m tests.oracle check tests/vectors/sdk
	$(PYTHON) -m tests.oracle check tests/vectors/published

.PHONY: vectors
vectors: build/wheel/.built build/c/vectors ## Every vector of VECTORS=DIR through Rust, C and Python
	cargo run --quiet --package vncurl-tests --bin vectors -- "$(VECTORS)" --rust --c build/c/vectors --python $(PYTHON)

.PHONY: test-surfaces
test-surfaces: build/wheel/.built build/c/console_url build/c/poll_loop build/installed/.built ## Shell, Python and C against one simulator
	cargo build --release --package vncurl-cli
	VNCURL=$(VNCURL) CONSOLE_URL=build/c/console_url POLL_LOOP=build/c/poll_loop INSTALLED=build/installed/bin \
	    $(PYTHON) -m unittest discover tests/surfaces

.PHONY: docs
docs: ## The documents as a site, build/book/index.html
	python3 -m docs.site

.PHONY: test-docs
test-docs: docs build/wheel/.built build/c/libvncurl.a build/installed/.built ## Links, tables and every block of code of the documents
	cargo build --release --package vncurl-cli
	VNCURL=$(VNCURL) $(PYTHON) -m unittest discover --top-level-directory . tests/docs

.PHONY: test-sdk
test-sdk: $(PYTHON) ## The clouds' official SDKs against the simulator and the oracle
	cargo build --release --package vncurl-cli
	VNCURL=$(VNCURL) $(VENV)-sdk/bin/python -m unittest discover tests/sdk

.PHONY: fuzz
fuzz: ## Every fuzz target for SECONDS_EACH (60); needs a nightly compiler and cargo-fuzz
	tests/fuzz $(SECONDS_EACH)

.PHONY: browser
browser: ## Consoles in a real browser, through the built-in viewer and noVNC; pictures in build/browser
	cargo build --release --package vncurl-cli
	tests/browser/setup
	VNCURL=$(VNCURL) python3 -m tests.browser

.PHONY: load
load: ## 200 consoles and 2,000 signed requests a second against the simulator, and clients that mean harm
	cargo test --release --package vncurl-sim --test load -- --nocapture

.PHONY: firmware
firmware: ## Core on Cortex-M and RISC-V: links without a panic, sizes, boards in QEMU
	firmware/run

.PHONY: appliances
appliances: ## Static builds of the command for small Linux machines, run under qemu-user
	firmware/appliances

.PHONY: sizes
sizes: ## Write docs/sizes.md anew
	firmware/run sizes

.PHONY: bench
bench: ## Side by side with peers: nanoseconds, instructions, allocations, start-up
	bench/run

.PHONY: package
package: ## The crates as a registry takes them, each built from its package alone; in target/package
	cargo package --workspace --locked

.PHONY: msrv
msrv: ## The crates with the oldest Rust that they promise, which rustup fetches
	rustup run --install $(shell sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml) \
	    cargo check --locked --target-dir target/msrv --package vncurl-core --package vncurl --package vncurl-cli --package vncurl-sim

.PHONY: api
api: ## The lists of the public API in tests/api anew
	VNCURL_BLESS=1 cargo test --package vncurl-tests --test public_api

.PHONY: figures
figures: dist/.built c ## What people install and wait for, next to peers: wheel, packages, import, commands
	cargo build --release --package vncurl-cli
	bench/run figures $(abspath $(PYTHON) $(VNCURL))

.PHONY: header
header: ## Generate include/vncurl.h anew
	VNCURL_BLESS=1 cargo test --package vncurl-ffi-c --test header
