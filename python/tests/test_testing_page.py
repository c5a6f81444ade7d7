"""The Python of docs/testing.md runs."""

import os

import pytest
from test_sim import run_pytest

PAGE = os.path.join(os.path.dirname(__file__), "..", "..", "docs", "testing.md")


def blocks():
    with open(PAGE, encoding="utf-8") as file:
        return [block.partition("```")[0] for block in file.read().split("```python\n")[1:]]


@pytest.mark.parametrize("block", blocks(), ids=lambda block: block.splitlines()[0])
def test_a_block_of_the_page_runs(tmp_path, capsys, block):
    if "def test_" in block:
        done = run_pytest(tmp_path, block, "--strict-markers")
        assert done.returncode == 0 and f"{block.count('def test_')} passed" in done.stdout, done.stdout
    else:
        exec(compile(block, PAGE, "exec"), {})
        assert "https://127.0.0.1:" in capsys.readouterr().out
