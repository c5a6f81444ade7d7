# libvncurl, its example and its tests; included by the Makefile at the root.
#
#   make c        build/c/libvncurl.a, libvncurl.so.0 and the link libvncurl.so
#   make test-c   header, symbols, and the C programs in tests/c, plain and with sanitizers

C_WARNINGS := -Wall -Wextra -Wpedantic -Werror
C_FLAGS := -std=c99 -O1 -g $(C_WARNINGS) -Iinclude
C_SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
C_TARGET := $(or $(CARGO_TARGET_DIR),target)/c
C_SMOKE := $(wildcard tests/c/smoke*.c)
CXX ?= c++

# What the header declares is what the libraries define.
C_OPEN := (
C_FUNCTIONS := $(shell sed -nE '/^static/d; s/^[a-z].*[ *](vncurl_[a-z0-9_]+)[$(C_OPEN)].*/\1/p' include/vncurl.h)

.PHONY: c test-c
c: build/c/libvncurl.a build/c/libvncurl.so ## libvncurl for C, in build/c

# Cargo knows best whether anything changed, and leaves the files alone when nothing did.
.PHONY: libvncurl-cargo
libvncurl-cargo:
	cargo rustc -p vncurl-ffi-c --profile c --features panic-handler \
	    --crate-type staticlib,cdylib -- -Clink-arg=-Wl,-soname,libvncurl.so.0

$(C_TARGET)/libvncurl_ffi_c.a $(C_TARGET)/libvncurl_ffi_c.so: libvncurl-cargo ;

build/c:
	mkdir -p $@

# One object that holds what the functions of the header reach and shows nothing else, so that two
# Rust libraries in a program cannot clash. memcmp does what bcmp promises, and is everywhere.
build/c/libvncurl.a: $(C_TARGET)/libvncurl_ffi_c.a include/vncurl.h ffi-c/libvncurl.mk | build/c
	$(LD) -r --gc-sections $(addprefix -u ,$(C_FUNCTIONS)) -o build/c/libvncurl.o $<
	objcopy --strip-debug --redefine-sym bcmp=memcmp \
	    $(addprefix --keep-global-symbol=,$(C_FUNCTIONS)) build/c/libvncurl.o
	rm -f $@
	$(AR) rcsD $@ build/c/libvncurl.o

build/c/libvncurl.so.0: $(C_TARGET)/libvncurl_ffi_c.so | build/c
	cp $< $@

build/c/libvncurl.so: build/c/libvncurl.so.0
	ln -sf libvncurl.so.0 $@

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

.PHONY: test-c-header test-c-symbols test-c-smoke test-c-valgrind test-c-docs
test-c-header:
	$(CC) -std=c99 $(C_WARNINGS) -fsyntax-only -x c include/vncurl.h
	$(CC) -std=c11 $(C_WARNINGS) -fsyntax-only -x c include/vncurl.h
	$(CXX) -std=c++17 $(C_WARNINGS) -fsyntax-only -x c++ include/vncurl.h

test-c-symbols: c
	tests/c/symbols.sh build/c/libvncurl.a build/c/libvncurl.so.0 $(C_FUNCTIONS)

test-c-smoke: build/c/smoke build/c/smoke-shared build/c/smoke-sanitized
	build/c/smoke
	build/c/smoke-shared
	build/c/smoke-sanitized

# The library itself is not built with sanitizers; valgrind sees what it reads.
test-c-valgrind: build/c/smoke
	@if command -v valgrind >/dev/null; then set -x; valgrind -q --error-exitcode=1 build/c/smoke; \
	else echo "test-c: skipped: valgrind is not here" >&2; fi

# Each example of the page is a program's file of its own.
test-c-docs: docs/c.md include/vncurl.h | build/c
	rm -f build/c/docs-*.c
	awk '/^```c$$/ { name = "build/c/docs-" (++n) ".c"; printf "" > name; next } \
	    /^```/ { name = "" } name { print > name } END { exit n == 0 }' docs/c.md
	for example in build/c/docs-*.c; do $(CC) $(C_FLAGS) -c -o /dev/null $$example || exit 1; done

test-c: test-c-header test-c-symbols test-c-smoke test-c-valgrind test-c-docs build/c/vectors build/c/console_url build/c/poll_loop ## Header, symbols and C programs
