# What is published for Python; included by the Makefile at the root.
#
#   make wheel          dist/: a wheel for Linux with glibc 2.17 and Python 3.10, or later, and the sources
#   make test-package   both installed into empty environments, and used from there

.PHONY: wheel
wheel: dist/.built ## The Python package as it is published: one wheel and the sources, in dist/

# zig links against an old glibc; maturin finds it beside itself.
dist/.built: $(PYTHON) $(PYTHON_SOURCES)
	rm -rf dist && mkdir -p dist
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(PYTHON) -m maturin build --zig --compatibility manylinux2014 --compression-level 9 \
	    --interpreter $(PYTHON) --manifest-path python/Cargo.toml --out dist
	$(PYTHON) -m maturin sdist --manifest-path python/Cargo.toml --out dist
	touch $@

.PHONY: test-package
test-package: dist/.built ## The published package, installed into empty environments; its size and its import time
	$(PYTHON) -m unittest discover tests/package
	$(PYTHON) tests/package/import_time.py dist/*.whl
