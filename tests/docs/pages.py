"""The pages of the repository, and the blocks of code in them."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Iterator, List, NamedTuple, Optional

ROOT = Path(__file__).resolve().parents[2]

#: Folders that hold what was built or fetched, and no page of this project; nor do hidden ones.
NOT_OURS = {"build", "corpus", "dist", "node_modules", "target"}

OPENING = re.compile(r"^(?P<indent> *)(?P<ticks>```+)(?P<info>.*)$")
COMMENT = re.compile(r"^<!-- (?P<words>.*) -->$")


class Block(NamedTuple):
    """A fenced block.

    Attributes:
        page: Its file, from the root of the repository.
        line: The line of its opening fence, from 1.
        language: The first word of its info string.
        attributes: The others, such as ``no_run``.
        section: The heading of the second level above it.
        not_run: Why it cannot run, as the comment before it says.
        is_output: Whether it shows what the block before it prints.
        file: The name by which the page calls it, so that other blocks find it.
        text: What it holds.
    """

    page: str
    line: int
    language: str
    attributes: List[str]
    section: str
    not_run: Optional[str]
    is_output: bool
    file: Optional[str]
    text: str

    @property
    def place(self) -> str:
        """Where it is, for a message."""
        return f"{self.page}:{self.line}"


def pages() -> List[Path]:
    """Every page of the repository."""
    found = []
    for folder, inside, files in os.walk(ROOT):
        inside[:] = sorted(name for name in inside if name not in NOT_OURS and not name.startswith("."))
        found += [Path(folder, file) for file in sorted(files) if file.endswith(".md")]
    return found


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    lines = iter(enumerate(page.read_text(encoding="utf-8").split("\n"), 1))
    section, comment = "", ""
    for number, line in lines:
        opening = OPENING.match(line)
        if opening:
            closing = opening["indent"] + opening["ticks"]
            inside = []
            for _, line in lines:
                if line.rstrip() == closing:
                    break
                inside.append(line[len(opening["indent"]):])
            else:
                raise AssertionError(f"{page}:{number}: the block does not end")
            language, *attributes = re.split(r"[ ,]+", opening["info"].strip())
            reason = re.fullmatch(r"not run: (.*)", comment)
            file = re.fullmatch(r"file: (.*)", comment)
            yield Block(
                str(page.relative_to(ROOT)), number, language, attributes, section,
                reason[1] if reason else None, comment == "prints", file[1] if file else None,
                "\n".join(inside) + "\n")
            comment = ""
            continue
        if line.startswith("## "):
            section = line[3:]
        # A comment is about the block on the next line.
        said = COMMENT.match(line.strip())
        comment = said["words"] if said else ""
