"""The blocks of Python and C."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Iterator, List, Optional, Tuple

from tests.docs.pages import ROOT, Block
from tests.docs.world import Room, difference, matches

#: Seconds that the programs of a page may take.
PATIENCE = 120

#: Runs blocks one after the other in one namespace, and says what each printed.
PYTHON = """
import contextlib, io, json, sys
names = {"__name__": "__page__"}
for place, text in json.load(sys.stdin):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(text, place, "exec"), names)
    print(json.dumps(printed.getvalue()), flush=True)
"""

#: A client that asks the cloud asks the simulator here.
REGION = re.compile(r'region="(ap-guangzhou|cn-hangzhou)"')

WARNINGS = ("-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror")


def with_outputs(blocks: List[Block], language: str) -> Iterator[Tuple[Block, Optional[Block]]]:
    """Each block of a language, with the one behind it that shows what it prints."""
    for block, after in zip(blocks, [*blocks[1:], None]):
        if block.language == language:
            yield block, after if after is not None and after.is_output else None


def run_python(blocks: List[Block], room: Room) -> None:
    """Run the blocks of a page: tests by pytest, the rest one after the other as one program."""
    program, outputs = [], []
    for block, output in with_outputs(blocks, "python"):
        text = room.here(block.text)
        if re.search(r"^def test_", text, re.MULTILINE):
            run_pytest(block, text, room)
        elif block.not_run is None:
            program.append((block.place, REGION.sub(rf'region="\1", endpoint="{room.world.cloud.url}"', text)))
            outputs.append((block, output))
    done = subprocess.run(
        [sys.executable, "-c", PYTHON], cwd=room.path, env=room.environment(), input=json.dumps(program),
        capture_output=True, text=True, timeout=PATIENCE, check=False)
    for (block, output), line in zip(outputs, done.stdout.splitlines()):
        compare(block, output, json.loads(line), room)
    if done.returncode != 0:
        raise AssertionError(done.stderr)


def run_pytest(block: Block, text: str, room: Room) -> None:
    """Run a block that holds tests."""
    file = room.path / f"test_line_{block.line}.py"
    file.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--strict-markers", "-p", "no:cacheprovider", str(file)],
        cwd=room.path, env=room.environment(), capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode != 0 or f"{len(re.findall('^def test_', text, re.MULTILINE))} passed" not in done.stdout:
        raise AssertionError(f"{block.place}: {done.stdout}{done.stderr}")


def run_c(blocks: List[Block], room: Room) -> None:
    """Compile the blocks of a page, each as a file of its own; run those that are whole programs."""
    for block, output in with_outputs(blocks, "c"):
        source = room.path / f"line_{block.line}.c"
        source.write_text(block.text, encoding="utf-8")
        parts = [str(source)]
        if "int main(" not in block.text:
            parts.append(str(harness(block, room)))
        if "console_url_main(" in block.text:
            part = str(room.path / "console_url.o")
            build([f"-I{ROOT}/include", "-Dmain=console_url_main", "-c", f"{ROOT}/examples/c/console_url.c",
                   "-o", part], block, room, warnings=("-std=c99",))
            parts.append(part)
        program = source.with_suffix("")
        curl = subprocess.run(["curl-config", "--libs"], capture_output=True, text=True, check=True).stdout.split()
        build([*parts, f"-I{ROOT}/include", f"{ROOT}/build/c/libvncurl.a", *curl, "-o", str(program)], block, room)
        done = subprocess.run(
            [str(program)], cwd=room.path, env=room.environment(), capture_output=True, text=True,
            timeout=PATIENCE, check=False)
        if done.returncode != 0:
            raise AssertionError(f"{block.place}: ended with {done.returncode}: {done.stdout}{done.stderr}")
        compare(block, output, done.stdout, room)


def harness(block: Block, room: Room) -> Path:
    """What a block lacks to be a program: the functions that it leaves to its reader, and a caller."""
    called = [name for name in ("find_console", "print_states") if f" {name}(" in block.text]
    file = room.path / "caller.o"
    defined = [f"-DCALL_{name.upper()}" for name in called]
    build([f"-I{ROOT}/include", *defined, "-c", f"{ROOT}/tests/docs/caller.c", "-o", str(file)], block, room)
    return file


def build(arguments: List[str], block: Block, room: Room, warnings: Tuple[str, ...] = WARNINGS) -> None:
    """Run the C compiler."""
    done = subprocess.run(["cc", *warnings, *arguments], cwd=room.path, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{block.place}: {done.stderr}")


def compare(block: Block, output: Optional[Block], printed: str, room: Room) -> None:
    """What was printed is what the page shows, if it shows it."""
    if output is not None and not matches(room.here(output.text), printed):
        raise AssertionError(f"{output.place}: {difference(room.here(output.text), printed)}")
