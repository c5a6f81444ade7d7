"""The documents as a site: ``python3 -m docs.site`` leaves build/book/index.html.

The pages lie where a reader of the repository looks for them: here, and as a README in each folder.
mdBook wants one folder, so they are copied into build/book-src with the same paths; every link then
leads to the same page on the site as in the repository.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Iterator, List
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
SUMMARY = ROOT / "docs" / "SUMMARY.md"
SOURCE = ROOT / "build" / "book-src"
SITE = ROOT / "build" / "book"

#: The program that builds the site, from source as Cargo has it; its own lock file decides what with.
VERSION = "0.5.4"
MDBOOK = ROOT / "build" / "mdbook" / "bin" / "mdbook"
INSTALL = ["cargo", "install", "mdbook", "--version", VERSION, "--locked", "--no-default-features",
           "--features", "search", "--debug", "--root", str(ROOT / "build" / "mdbook")]

FENCE = re.compile(r"^ *(```+).*?^ *\1`*$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^()\s]+)\)")


def links(text: str) -> Iterator[str]:
    """Where a page leads, in order: the targets of links and pictures outside of code."""
    plain = CODE.sub("", FENCE.sub("", text))
    return (match[1] for match in LINK.finditer(plain))


def target(page: Path, link: str) -> Path:
    """The file that a link of a page leads to."""
    return (page.parent / unquote(urlsplit(link).path)).resolve() if urlsplit(link).path else page


def is_elsewhere(link: str) -> bool:
    """Whether it leads out of the repository."""
    return bool(urlsplit(link).scheme)


def pages() -> List[Path]:
    """The pages of the site, in the order of the summary."""
    return [target(SUMMARY, link) for link in links(SUMMARY.read_text(encoding="utf-8"))]


def place(path: Path) -> Path:
    """Where a file of the repository lies in the source of the site; mdBook makes index.html of index.md."""
    inside = path.relative_to(ROOT)
    return inside.with_name("index.md") if inside.name == "README.md" else inside


def stage() -> None:
    """Gather the pages and the files that they lead to."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    for page in pages():
        text = page.read_text(encoding="utf-8")
        for link in set(links(text)):
            if is_elsewhere(link):
                continue
            file = target(page, link)
            if file.suffix != ".md" and file != page:
                copy = SOURCE / place(file)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, copy)
        copy = SOURCE / place(page)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(dressed(page, text), encoding="utf-8")
    summary = SUMMARY.read_text(encoding="utf-8")
    summary = LINK.sub(lambda link: link[0].replace(link[1], str(place(target(SUMMARY, link[1])))), summary)
    (SOURCE / "SUMMARY.md").write_text(summary, encoding="utf-8")


def dressed(page: Path, text: str) -> str:
    """The page as mdBook gets it: links to the names there, and the language of a Chinese one."""
    text = re.sub(r"(\]\([^()\s]*?)README\.md(#[^()\s]*)?\)", r"\1index.md\2)", text)
    return f'<div lang="zh-CN">\n\n{text}\n</div>\n' if "zh-CN" in str(page.relative_to(ROOT)) else text


def install() -> None:
    """mdBook, unless it is there; a build without optimisation is enough for it, and takes half the time."""
    if not (MDBOOK.is_file() and version() == f"mdbook v{VERSION}"):
        print(f"docs: installing mdbook {VERSION}", flush=True)
        subprocess.run(INSTALL, check=True, env={**os.environ, "CARGO_PROFILE_DEV_DEBUG": "0"})


def version() -> str:
    """What mdBook says of itself."""
    return subprocess.run([MDBOOK, "--version"], check=True, capture_output=True, text=True).stdout.strip()


def main() -> None:
    """Build the site."""
    install()
    stage()
    shutil.rmtree(SITE, ignore_errors=True)
    built = subprocess.run([MDBOOK, "build", ROOT], capture_output=True, text=True, check=False)
    if built.returncode != 0 or "WARN" in built.stderr:
        sys.exit(f"docs: mdbook ended with {built.returncode}:\n{built.stdout}{built.stderr}")
    print(f"docs: {len(pages())} pages, {SITE.relative_to(ROOT)}/index.html")


if __name__ == "__main__":
    main()
