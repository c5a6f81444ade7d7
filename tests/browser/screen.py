"""The screen of a console: pixels of a page's canvas turned back into text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Dict

FONT = Path(__file__).parents[2] / "sim/src/rfb/font.rs"

#: Every cell as 32 hexadecimal digits. A glyph leaves column 0 empty: there the paper is.
CELLS = """(() => {
  const canvas = document.querySelector("#screen canvas");
  if (!canvas || canvas.width !== 640 || canvas.height !== 400) return null;
  const { data } = canvas.getContext("2d").getImageData(0, 0, 640, 400);
  const pixel = (x, y) => { const at = (y * 640 + x) * 4;
    return data[at] << 16 | data[at + 1] << 8 | data[at + 2]; };
  let cells = "";
  for (let row = 0; row < 25; row++) for (let column = 0; column < 80; column++) {
    const paper = pixel(column * 8, row * 16);
    for (let y = 0; y < 16; y++) {
      let bits = 0;
      for (let x = 0; x < 8; x++) bits = bits << 1 | (pixel(column * 8 + x, row * 16 + y) !== paper);
      cells += bits.toString(16).padStart(2, "0");
    }
  }
  return cells;
})()"""


def glyphs() -> Dict[str, str]:
    """Characters by the digits of their glyphs, read from the font's source."""
    found = {}
    for digits, name in re.findall(r"^    0x([0-9a-f_]{39}), // (.+)$", FONT.read_text(), re.M):
        found[digits.replace("_", "")] = {"space": " ", "backslash": "\\"}.get(name, name)
    return found


def text(cells: str) -> str:
    """The screen's lines; what is no glyph is shown as U+FFFD."""
    known = glyphs()
    shown = [known.get(cells[at:at + 32], "\ufffd") for at in range(0, len(cells), 32)]
    return "\n".join("".join(shown[at:at + 80]).rstrip() for at in range(0, 2000, 80))
