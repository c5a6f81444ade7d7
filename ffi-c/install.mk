# What a C program needs, where it looks for it; included by the Makefile at the root.
#
#   make install     [DESTDIR=/tmp/package] [PREFIX=/usr] [LIBDIR=/usr/lib/x86_64-linux-gnu]
#   make uninstall   with the same words

PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
DOCDIR ?= $(PREFIX)/share/doc/vncurl

C_PKGCONFIG := $(LIBDIR)/pkgconfig
C_CMAKE := $(LIBDIR)/cmake/vncurl
C_SHARED := libvncurl.so.$(C_VERSION)
C_DOCS := docs/c.md docs/errors.md docs/flow.md docs/providers.md docs/security.md CHANGELOG.md \
    LICENSE-APACHE LICENSE-MIT
C_EXAMPLES := $(wildcard examples/c/*.c examples/go/* examples/node/*)

# A file below ffi-c/install with this machine's places in it. Below PREFIX a place is written
# relative to it, as pkg-config --define-prefix wants it.
C_BELOW_PREFIX = $(patsubst $(PREFIX)/%,$${prefix}/%,$(1))
C_INCLUDE_FROM_CMAKE = $$(realpath -m -s --relative-to="$(C_CMAKE)" "$(INCLUDEDIR)")
C_POINTER_BYTES = $$(echo __SIZEOF_POINTER__ | $(CC) -E -P -)
C_FILLED = sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(call C_BELOW_PREFIX,$(LIBDIR))|' \
    -e 's|@INCLUDEDIR@|$(call C_BELOW_PREFIX,$(INCLUDEDIR))|' -e 's|@VERSION@|$(C_VERSION)|' \
    -e 's|@MAJOR@|$(word 1,$(subst ., ,$(C_VERSION)))|' -e 's|@MINOR@|$(word 2,$(subst ., ,$(C_VERSION)))|' \
    -e "s|@INCLUDE_FROM_HERE@|$(C_INCLUDE_FROM_CMAKE)|" -e "s|@POINTER_BYTES@|$(C_POINTER_BYTES)|"

# `sudo make install` after `make c` needs no Cargo: root may not have one.
.PHONY: install uninstall
install: $(if $(shell command -v cargo),c) ## libvncurl for C programs: DESTDIR, PREFIX, LIBDIR
	@test -e build/c/libvncurl.so || { echo "install: run make c first" >&2; exit 1; }
	install -d "$(DESTDIR)$(LIBDIR)" "$(DESTDIR)$(C_PKGCONFIG)" "$(DESTDIR)$(C_CMAKE)" \
	    "$(DESTDIR)$(INCLUDEDIR)" "$(DESTDIR)$(DOCDIR)/examples"
	install -m 644 include/vncurl.h "$(DESTDIR)$(INCLUDEDIR)"
	install -m 644 build/c/libvncurl.a build/c/$(C_SHARED) "$(DESTDIR)$(LIBDIR)"
	ln -sf $(C_SHARED) "$(DESTDIR)$(LIBDIR)/libvncurl.so.0"
	ln -sf libvncurl.so.0 "$(DESTDIR)$(LIBDIR)/libvncurl.so"
	umask 022 && $(C_FILLED) ffi-c/install/vncurl.pc.in >"$(DESTDIR)$(C_PKGCONFIG)/vncurl.pc"
	umask 022 && for file in vncurl-config.cmake vncurl-config-version.cmake; do \
	    $(C_FILLED) ffi-c/install/$$file.in >"$(DESTDIR)$(C_CMAKE)/$$file" || exit 1; done
	install -m 644 $(C_DOCS) "$(DESTDIR)$(DOCDIR)"
	install -m 644 $(C_EXAMPLES) "$(DESTDIR)$(DOCDIR)/examples"

# Only what was installed, and the folders that nobody else uses.
uninstall: ## Remove what `make install` with the same words left
	rm -f "$(DESTDIR)$(INCLUDEDIR)/vncurl.h" "$(DESTDIR)$(C_PKGCONFIG)/vncurl.pc"
	rm -f "$(DESTDIR)$(LIBDIR)/libvncurl.a" "$(DESTDIR)$(LIBDIR)"/libvncurl.so \
	    "$(DESTDIR)$(LIBDIR)"/libvncurl.so.0 "$(DESTDIR)$(LIBDIR)"/libvncurl.so.0.[0-9]*
	rm -rf "$(DESTDIR)$(C_CMAKE)" "$(DESTDIR)$(DOCDIR)"
	-rmdir --ignore-fail-on-non-empty "$(DESTDIR)$(C_PKGCONFIG)" "$(DESTDIR)$(LIBDIR)/cmake"
