"""The blocks of shell: scripts (``sh``), and what a person types and sees (``console``)."""

from __future__ import annotations

import re
import secrets
import subprocess
from typing import List, Tuple

from tests.docs.pages import Block
from tests.docs.world import Room, difference, matches

#: Seconds that a block may take.
PATIENCE = 60

#: A simulator that a page starts in the foreground serves until it is told to end: here at once.
FOREGROUND = re.compile(r"^(vncurl sim(?![^\n#&]*--parent)[^\n#&]*?)( *)(#[^\n]*)?$", re.MULTILINE)
PARENT = re.compile(r"^(vncurl sim [^\n#&]*--parent[^\n#&<]*?)( *)(#[^\n]*)?$", re.MULTILINE)

#: One in the background is waited for: a person types more slowly than it starts.
BACKGROUND = re.compile(r"^vncurl sim --port (\d+).*&$")
UNTIL_IT_LISTENS = "until (exec 3<>/dev/tcp/127.0.0.1/{}) 2>/dev/null; do kill -0 $! || exit 1; done\n"

#: What is typed where a script reads a line: a console password.
PASSWORD = "abc123\n"


def run_script(block: Block, room: Room) -> None:
    """Run a block of ``sh``: it ends well."""
    script = PARENT.sub(r"\1 </dev/null", FOREGROUND.sub(r"\1 --parent </dev/null", room.here(block.text)))
    code, printed = run(["sh", "-eu"], script, room, PASSWORD)
    if code != 0:
        raise AssertionError(f"{block.place}: ended with {code}: {printed}")


def run_session(blocks: List[Block], room: Room) -> None:
    """Run the ``console`` blocks of a section in one shell: each command ends well and prints what is shown."""
    mark = secrets.token_hex(8)
    shown: List[Tuple[Block, str, str]] = []
    script = ""
    for block in blocks:
        for command, expected in typed(block):
            command = room.here(command)
            shown.append((block, command, room.here(expected)))
            script += f"{command}\n"
            listening = BACKGROUND.match(command)
            if listening:
                script = script.removesuffix("&\n") + "2>/dev/null &\n"
                script += UNTIL_IT_LISTENS.format(listening[1])
            script += f"echo {mark} $?\n"
    ends = "kill $(jobs -p) 2>/dev/null; exit 0\n"
    code, printed = run(["bash", "--norc"], script + ends, room, room.credentials())
    pieces = re.split(rf"{mark} (\d+)\n", printed)
    if code != 0 or len(pieces) != 2 * len(shown) + 1:
        raise AssertionError(f"{blocks[0].place}: the shell ended with {code}: {printed}")
    for (block, command, expected), got, ended in zip(shown, pieces[::2], pieces[1::2]):
        if ended != "0":
            raise AssertionError(f"{block.place}: {command} ended with {ended}: {got}")
        if expected and not matches(expected, got):
            raise AssertionError(f"{block.place}: {command}{difference(expected, got)}")


def typed(block: Block) -> List[Tuple[str, str]]:
    """Each command of a session with what is shown of its output; nothing is shown where that does not matter."""
    commands: List[Tuple[str, str]] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            commands.append((line[2:], ""))
        elif not commands:
            raise AssertionError(f"{block.place}: output before the first command")
        else:
            command, expected = commands[-1]
            commands[-1] = (command, f"{expected}{line}\n")
    return commands


def run(shell: List[str], script: str, room: Room, typed_in: str) -> Tuple[int, str]:
    """Exit code and output of a script, which comes from a file: its input is what a person types."""
    file = room.path / "script"
    file.write_text(script, encoding="utf-8")
    done = subprocess.run(
        [*shell, str(file)], cwd=room.path, env=room.environment(), input=typed_in, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=PATIENCE, check=False)
    starts = len(re.findall(r"^vncurl open", script, re.MULTILINE))
    opened = room.opened(starts if done.returncode == 0 else 0)
    if done.returncode == 0 and (len(opened) < starts or not all(led.startswith("http") for led in opened)):
        raise AssertionError(f"the browser was led to {opened}, by {starts} commands: {done.stdout}")
    return done.returncode, done.stdout
