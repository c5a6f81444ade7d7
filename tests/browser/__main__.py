"""Run the browser tests and say in one line how they went.

    VNCURL=target/release/vncurl python3 -m tests.browser [NAME…]

Pictures are written to ``build/browser/``. What is missing on a machine is skipped with a reason;
with ``CI`` in the environment a skip is a failure.
"""

from __future__ import annotations

import os
import sys
import unittest

from tests.browser import test_bridge, test_console, test_demo

MODULES = (test_console, test_bridge, test_demo)


def main() -> int:
    """Run what was named, or everything."""
    loader = unittest.defaultTestLoader
    names = sys.argv[1:]
    suite = (loader.loadTestsFromNames([f"tests.browser.{name}" for name in names]) if names
             else unittest.TestSuite(map(loader.loadTestsFromModule, MODULES)))
    count = suite.countTestCases()
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    for test, reason in result.skipped:
        print(f"skipped: {test}: {reason}")
    # A test fails once, however many of its parts do.
    failed = len({getattr(test, "test_case", test) for test, _ in result.failures + result.errors})
    # A class that is skipped stands for all of its tests.
    passed = result.testsRun - failed - sum(isinstance(test, unittest.TestCase) and
                                            hasattr(test, "_testMethodName")
                                            for test, _ in result.skipped)
    passed = max(0, passed)
    skipped = count - passed - failed
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return int(failed > 0 or (skipped > 0 and bool(os.environ.get("CI"))))


if __name__ == "__main__":
    sys.exit(main())
