# libvncurl, its example and its tests; included by the Makefile at the root.
#
#   make c        build/c/libvncurl.a, libvncurl.so.0.1.0 and its links libvncurl.so.0, libvncurl.so
#   make test-c   header, symbols, ABI, the C programs in tests/c, plain and with sanitizers, and the
#                 examples as they are built out of an installed prefix
#   make abi      tests/c/libvncurl.abi anew, when a difference is wanted

C_WARNINGS := -Wall -Wextra -Wpedantic -Werror
C_FLAGS := -std=c99 -O1 -g $(C_WARNINGS) -Iinclude
C_SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
C_TARGET := $(or $(CARGO_TARGET_DIR),target)/c
C_SMOKE := $(wildcard tests/c/smoke*.c)
CXX ?= c++
C_VERSION := $(shell sed -nE '/^\[workspace.package\]/,/^$$/ s/^version = "(.*)"$$/\1/p' Cargo.toml)

# What the header declares is what the libraries define.
C_OPEN := (
C_FUNCTIONS := $(shell sed -nE '/^static/d; s/^[a-z].*[ *](vncurl_[a-z0-9_]+)[$(C_OPEN)].*/\1/p' include/vncurl.h)

.PHONY: c test-c
c: build/c/libvncurl.a build/c/libvncurl.so ## libvncurl for C, in build/c

# Cargo knows best whether anything changed.
.PHONY: libvncurl-cargo
libvncurl-cargo:
	cargo rustc -p vncurl-ffi-c --profile c --features panic-handler --crate-type staticlib

# Compared, not dated: what Cargo built before under other settings is older than what stands here.
build/c/rust.a: libvncurl-cargo | build/c
	@cmp -s $(C_TARGET)/libvncurl_ffi_c.a $@ || cp $(C_TARGET)/libvncurl_ffi_c.a $@

build/c:
	mkdir -p $@

# One object that holds what the functions of the header reach and shows nothing else, so that two
# Rust libraries in a program cannot clash. memcmp does what bcmp promises, and is everywhere.
build/c/libvncurl.o: build/c/rust.a include/vncurl.h ffi-c/libvncurl.mk
	@echo "$(LD) -r … -o $@ $<"
	@$(LD) -r --gc-sections $(addprefix -u ,$(C_FUNCTIONS)) -o $@ $<
	@objcopy --strip-debug --redefine-sym bcmp=memcmp $(addprefix --keep-global-symbol=,$(C_FUNCTIONS)) $@

build/c/libvncurl.a: build/c/libvncurl.o
	rm -f $@
	$(AR) rcsD $@ $<

# The same object; the program brings the memory functions.
build/c/libvncurl.so.$(C_VERSION): build/c/libvncurl.o ffi-c/libvncurl.map
	$(CC) -shared -nostdlib -Wl,-soname,libvncurl.so.0 -Wl,--version-script=ffi-c/libvncurl.map \
	    -Wl,-z,relro,-z,now,-z,noexecstack,-s -o $@ $<

build/c/libvncurl.so.0: build/c/libvncurl.so.$(C_VERSION)
	ln -sf $(<F) $@

build/c/libvncurl.so: build/c/libvncurl.so.0
	ln -sf $(<F) $@

build/c/smoke: $(C_SMOKE) tests/c/smoke.h include/vncurl.h build/c/libvncurl.a
	$(CC) $(C_FLAGS) -o $@ $(C_SMOKE) build/c/libvncurl.a

build/c/smoke-sanitized: $(C_SMOKE) tests/c/smoke.h include/vncurl.h build/c/libvncurl.a
	$(CC) $(C_FLAGS) $(C_SANITIZE) -o $@ $(C_SMOKE) build/c/libvncurl.a

build/c/smoke-shared: $(C_SMOKE) tests/c/smoke.h include/vncurl.h build/c/libvncurl.so
	$(CC) $(C_FLAGS) -o $@ $(C_SMOKE) -Lbuild/c -lvncurl -Wl,-rpath,'$$ORIGIN'

# Reads vectors on its standard input; the format stands in the source.
build/c/vectors: tests/c/vectors.c include/vncurl.h build/c/libvncurl.a
	$(CC) $(C_FLAGS) -o $@ tests/c/vectors.c build/c/libvncurl.a

build/c/console_url: examples/c/console_url.c include/vncurl.h build/c/libvncurl.a | curl-config
	$(CC) $(C_FLAGS) $$(curl-config --cflags) -o $@ examples/c/console_url.c \
	    build/c/libvncurl.a $$(curl-config --libs)

build/c/poll_loop: examples/c/poll_loop.c include/vncurl.h build/c/libvncurl.a
	$(CC) $(C_FLAGS) $(C_SANITIZE) -o $@ examples/c/poll_loop.c build/c/libvncurl.a

.PHONY: curl-config
curl-config:
	@command -v curl-config >/dev/null || { \
	    [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	    apt-get update -q && apt-get install -y -q libcurl4-openssl-dev; } || { \
	    echo "the C example needs libcurl's headers: install libcurl4-openssl-dev" >&2; exit 1; }

.PHONY: abi test-c-header test-c-symbols test-c-abi test-c-two-rust test-c-smoke test-c-valgrind
test-c-header:
	$(CC) -std=c99 $(C_WARNINGS) -fsyntax-only -x c include/vncurl.h
	$(CC) -std=c11 $(C_WARNINGS) -fsyntax-only -x c include/vncurl.h
	$(CXX) -std=c++17 $(C_WARNINGS) -fsyntax-only -x c++ include/vncurl.h

test-c-symbols: c
	tests/c/symbols.sh build/c/libvncurl.a build/c/libvncurl.so.0 $(C_FUNCTIONS)

test-c-abi:
	tests/c/abi.sh check

abi: ## Take the header's ABI as the one to compare with
	tests/c/abi.sh renew

# Every member of both libraries is linked, so that a name that both show would be seen.
build/c/libother_rust.a: tests/c/other_rust.rs | build/c
	rustc --edition 2024 -O --crate-type staticlib -o $@ $<

build/c/two_rust: tests/c/two_rust.c build/c/libvncurl.a build/c/libother_rust.a
	$(CC) $(C_FLAGS) -o $@ $< -Wl,--whole-archive build/c/libvncurl.a build/c/libother_rust.a \
	    -Wl,--no-whole-archive -lgcc_s -lpthread -ldl -lm

test-c-two-rust: build/c/two_rust
	build/c/two_rust

# In folders of their own, with nothing but what `make install` leaves; tests/surfaces runs them.
build/installed/.built: build/c/libvncurl.a build/c/libvncurl.so include/vncurl.h ffi-c/install.mk \
    tests/c/installed.sh tests/c/cmake/CMakeLists.txt \
    $(wildcard ffi-c/install/* examples/c/* examples/go/* examples/node/*) | curl-config
	tests/c/installed.sh build/installed
	touch $@

test-c-smoke: build/c/smoke build/c/smoke-shared build/c/smoke-sanitized
	build/c/smoke
	build/c/smoke-shared
	build/c/smoke-sanitized

# The library itself is not built with sanitizers; valgrind sees what it reads.
test-c-valgrind: build/c/smoke
	@if command -v valgrind >/dev/null; then set -x; valgrind -q --error-exitcode=1 build/c/smoke; \
	else echo "test-c: skipped: valgrind is not here" >&2; fi

test-c: test-c-header test-c-symbols test-c-abi test-c-two-rust test-c-smoke test-c-valgrind \
    build/c/vectors build/c/console_url build/c/poll_loop build/installed/.built ## Header, symbols, ABI and C programs
