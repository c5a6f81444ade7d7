# What is published for Python; included by the Makefile at the root.
#
#   make wheel          dist/: a wheel for Linux with glibc 2.17 and Python 3.10, or later, and the sources
#   make wheels         dist/: wheels for aarch64 and for musl too; minutes
#   make test-package   both installed into empty environments, and used from there

PYTHON_SOURCES := Cargo.toml Cargo.lock $(shell find core client cli sim python -name '*.rs' -o -name '*.py' -o \
    -name '*.pyi' -o -name '*.toml' -o -name '*.js' -o -path python/README.md)
OWN_TARGET := $(shell uname -m)-unknown-linux-gnu
OWN_WHEEL := dist/*manylinux2014_$(shell uname -m).*whl
WHEEL_TARGETS ?= $(filter-out $(OWN_TARGET),x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu \
    x86_64-unknown-linux-musl aarch64-unknown-linux-musl)

.PHONY: wheel
wheel: dist/.built ## The Python package as it is published: one wheel and the sources, in dist/

dist/.built: $(PYTHON) $(PYTHON_SOURCES) python/wheels
	rm -rf dist && mkdir -p dist
	python/wheels $(OWN_TARGET)
	$(PYTHON) -m maturin sdist --manifest-path python/Cargo.toml --out dist
	touch $@

# What the other checks import is what is published.
build/wheel/.built: dist/.built
	mkdir -p build/wheel
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps $(OWN_WHEEL)
	touch $@

.PHONY: test-package
test-package: dist/.built ## The published package, installed into empty environments; its size and its import time
	$(PYTHON) -m unittest discover tests/package
	$(PYTHON) tests/package/import_time.py $(OWN_WHEEL)

.PHONY: wheels
wheels: dist/.built ## The Python package for aarch64 and musl too (WHEEL_TARGETS="…": those alone), in dist/
	python/wheels $(WHEEL_TARGETS)
