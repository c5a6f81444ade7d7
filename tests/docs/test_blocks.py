"""Every block of code of every page runs, or says why it cannot."""

from __future__ import annotations

import configparser
import json
import re
import shutil
import subprocess
import sys
import unittest
from itertools import groupby
from pathlib import Path
from typing import Callable, Dict, List

from tests.docs import programs, shell
from tests.docs.pages import ROOT, Block, blocks, pages
from tests.docs.world import Room, World

#: Why a block does not run, and what else shows that it would.
NOT_RUN = {
    "board": "builds or runs an image for a board: `make firmware` does",
    "browser": "starts a browser with a window: `make browser` does without one",
    "builds": "builds or installs the project: `make test` has done so, by its own words",
    "cloud": "asks the clouds themselves",
    "nightly": "takes a nightly compiler: `make fuzz` does",
}

#: What runs somewhere, is read by a parser, or is no code.
LANGUAGES = {"sh", "console", "python", "c", "rust", "json", "toml", "ini", "cmake", "text"}

BLOCKS: List[Block] = [block for page in pages() for block in blocks(page)]
BY_PAGE: Dict[str, List[Block]] = {page: list(own) for page, own in groupby(BLOCKS, lambda block: block.page)}


def those(page: str, *languages: str) -> List[Block]:
    """The blocks of a page in these languages that can run."""
    return [block for block in BY_PAGE[page] if block.language in languages and block.not_run is None]


class Blocks(unittest.TestCase):
    """The pages in a world of simulators."""

    world: World

    @classmethod
    def setUpClass(cls) -> None:
        cls.world = World()
        cls.addClassCleanup(cls.world.close)
        cls.rooms = {page: cls.world.room(page) for page in BY_PAGE}
        for block in BLOCKS:
            if block.file:
                (cls.rooms[block.page].path / block.file).write_text(block.text, encoding="utf-8")

    rooms: Dict[str, Room]

    def each(self, *languages: str) -> "List[tuple[str, List[Block]]]":
        """The pages that have such blocks, with these."""
        found = [(page, those(page, *languages)) for page in BY_PAGE]
        return [(page, own) for page, own in found if own]

    def test_scripts_end_well_and_sessions_print_what_is_shown(self) -> None:
        for page, own in self.each("sh", "console"):
            with self.subTest(page):
                for (_, is_session), part in groupby(own, lambda block: (block.section, block.language == "console")):
                    if is_session:
                        shell.run_session(list(part), self.rooms[page])
                    else:
                        for block in part:
                            shell.run_script(block, self.rooms[page])

    def test_python_runs_and_prints_what_is_shown(self) -> None:
        if sys.version_info < (3, 10):
            self.skipTest("the libraries of docs/python.md want Python 3.10")
        for page, _ in self.each("python"):
            with self.subTest(page):
                programs.run_python(BY_PAGE[page], self.rooms[page])

    def test_c_compiles_without_a_warning_runs_and_prints_what_is_shown(self) -> None:
        for page, _ in self.each("c"):
            with self.subTest(page):
                programs.run_c(BY_PAGE[page], self.rooms[page])

    def test_cmake_configures_and_builds_a_program(self) -> None:
        if shutil.which("cmake") is None:
            self.skipTest("cmake is not here")
        for page, own in self.each("cmake"):
            for block in own:
                folder = self.rooms[page].path / "cmake"
                folder.mkdir()
                (folder / "CMakeLists.txt").write_text(
                    "cmake_minimum_required(VERSION 3.13)\nproject(page C)\nadd_executable(program ../program.c)\n"
                    + block.text, encoding="utf-8")
                for command in (["cmake", "-S", ".", "-B", "out"], ["cmake", "--build", "out"]):
                    done = subprocess.run(command, cwd=folder, env=self.rooms[page].environment(),
                                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
                    self.assertEqual(done.returncode, 0, f"{block.place}: {done.stdout}")

    def test_data_can_be_read(self) -> None:
        for language, read in READERS.items():
            for page, own in self.each(language):
                for block in own:
                    with self.subTest(block.place):
                        read(block.text)

    def test_rust_is_among_the_tests_of_a_crate(self) -> None:
        included = set()
        for source in [path for crate in ("core", "client", "cli", "sim", "ffi-c", "python", "tests")
                       for path in (ROOT / crate / "src").rglob("*.rs")]:
            for name in re.findall(r'doc = include_str!\("(.*?\.md)"\)', source.read_text(encoding="utf-8")):
                included.add(str((source.parent / name).resolve().relative_to(ROOT)))
        for page, own in self.each("rust"):
            self.assertIn(page, included)
            for block in own:
                self.assertIn(block.attributes, ([], ["no_run"]), block.place)


class Reasons(unittest.TestCase):
    """What does not run says so."""

    def test_every_block_has_a_language_that_somebody_runs_or_reads(self) -> None:
        for block in BLOCKS:
            self.assertIn(block.language, LANGUAGES, block.place)
            if block.language != "rust":
                self.assertEqual(block.attributes, [], block.place)

    def test_every_reason_is_known_and_none_is_left_over(self) -> None:
        left = [block for block in BLOCKS if block.not_run is not None]
        for block in left:
            self.assertIn(block.not_run, NOT_RUN, block.place)
        self.assertEqual(set(NOT_RUN) - {block.not_run for block in left}, set())
        for reason, meaning in NOT_RUN.items():
            places = [block.place for block in left if block.not_run == reason]
            print(f"docs: {len(places)} not run: {reason}: {meaning}: {', '.join(places)}")
        code = [block for block in BLOCKS if block.language != "text"]
        compiled = [block for block in code if "no_run" in block.attributes]
        run = f"{len(code) - len(left)} of {len(code)} blocks run or are read"
        print(f"docs: {run}, {len(compiled)} of them are compiled only")
        self.assertGreater(len(code), 4 * len(left))

    def test_code_stands_in_fences(self) -> None:
        for page in pages():
            lines = [""] + page.read_text(encoding="utf-8").split("\n")
            inside = {number for block in blocks(page)
                      for number in range(block.line, block.line + block.text.count("\n") + 2)}
            for number, line in enumerate(lines):
                indented = line.startswith("    ") and number not in inside and lines[number - 1] == ""
                in_list = re.match(r" +([-*]|\d+\.) ", line) is not None
                self.assertFalse(indented and not in_list, f"{page}:{number}")


class Readmes(unittest.TestCase):
    """The Chinese README shows the same code."""

    def test_the_blocks_of_both_readmes_are_the_same(self) -> None:
        own = [[(block.language, block.attributes, block.not_run, block.text) for block in BY_PAGE[page]]
               for page in ("README.md", "README.zh-CN.md")]
        self.assertEqual(own[0], own[1])
        self.assertGreater(len(own[0]), 5)


def read_json(text: str) -> None:
    """One document after the other."""
    rest = text.strip()
    while rest:
        _, end = json.JSONDecoder().raw_decode(rest)
        rest = rest[end:].lstrip()


def read_toml(text: str) -> None:
    """By the standard library, which can from Python 3.11 on."""
    if sys.version_info >= (3, 11):
        import tomllib

        tomllib.loads(text)


READERS: Dict[str, Callable[[str], None]] = {
    "ini": lambda text: configparser.ConfigParser().read_string(text),
    "json": read_json,
    "toml": read_toml,
}


if __name__ == "__main__":
    unittest.main()
