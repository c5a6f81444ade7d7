"""Every link leads somewhere, in the repository and on the site, and every page can be reached."""

from __future__ import annotations

import re
import unittest
from html.parser import HTMLParser
from pathlib import Path
from typing import Dict, List, Set, Tuple
from urllib.parse import unquote, urlsplit

from docs import site
from tests.docs.pages import ROOT, pages

#: A file in backquotes, by its path from the root.
NAMED = re.compile(r"`((?:[\w.-]+/)+[\w-]+\.[a-z]+)`")
HEADING = re.compile(r"^#+ +(.*?) *$", re.MULTILINE)
#: What a heading loses on its way to an anchor, there and on the hosts of repositories alike.
PUNCTUATION = re.compile(r"[^\w\- ]")


def anchors(page: Path) -> Set[str]:
    """The places in a page that a link can name."""
    headings = HEADING.findall(site.FENCE.sub("", page.read_text(encoding="utf-8")))
    found: Set[str] = set()
    for heading in headings:
        shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        base = PUNCTUATION.sub("", shown.lower()).strip().replace(" ", "-")
        again = (f"{base}-{number}" for number in range(1, 99))
        found.add(next(name for name in (base, *again) if name not in found))
    return found


class Repository(unittest.TestCase):
    """The pages as files."""

    def test_every_link_leads_to_a_file_and_to_a_heading_of_it(self) -> None:
        dead, count = [], 0
        for page in pages():
            for link in site.links(page.read_text(encoding="utf-8")):
                if site.is_elsewhere(link):
                    continue
                count += 1
                file, anchor = site.target(page, link), urlsplit(link).fragment
                if not file.is_file() or (anchor and unquote(anchor) not in anchors(file)):
                    dead.append(f"{page.relative_to(ROOT)}: {link}")
        self.assertEqual(dead, [])
        self.assertGreater(count, 100)

    def test_every_file_that_a_page_names_is_there(self) -> None:
        folders, count = {path.name for path in ROOT.iterdir() if path.is_dir()}, 0
        for page in pages():
            for name in NAMED.findall(site.FENCE.sub("", page.read_text(encoding="utf-8"))):
                # A name in capitals is one to be filled in.
                if name.split("/")[0] in folders and not Path(name).stem.isupper():
                    count += 1
                    self.assertTrue((ROOT / name).is_file() or (page.parent / name).is_file(), f"{page}: {name}")
        self.assertGreater(count, 30)

    def test_every_page_is_in_the_summary_once(self) -> None:
        own = {page for page in pages() if page != site.SUMMARY}
        listed = site.pages()
        self.assertEqual(sorted(own - set(listed)), [])
        self.assertEqual(len(listed), len(set(listed)))

    def test_links_elsewhere_are_encrypted(self) -> None:
        for page in pages():
            for link in filter(site.is_elsewhere, site.links(page.read_text(encoding="utf-8"))):
                self.assertTrue(link.startswith("https://"), f"{page}: {link}")

    def test_the_two_readmes_lead_to_each_other(self) -> None:
        for one, other in (("README.md", "README.zh-CN.md"), ("README.zh-CN.md", "README.md")):
            self.assertIn(other, site.links((ROOT / one).read_text(encoding="utf-8")))


class Anchors(HTMLParser):
    """What a page of the site is made of: where it leads, and which places it has."""

    def __init__(self) -> None:
        super().__init__()
        self.links: List[str] = []
        self.ids: Set[str] = set()
        self.unnamed = 0

    def handle_starttag(self, tag: str, attrs: List[Tuple[str, "str | None"]]) -> None:
        """Note it."""
        given = dict(attrs)
        self.ids.update(filter(None, [given.get("id")]))
        self.links += filter(None, [given.get("href"), given.get("src")])
        self.unnamed += tag == "img" and not given.get("alt")


def read(page: Path) -> Anchors:
    """A page of the site."""
    found = Anchors()
    found.feed(page.read_text(encoding="utf-8"))
    return found


class Site(unittest.TestCase):
    """The pages as `make docs` built them."""

    built: Dict[Path, Anchors]

    @classmethod
    def setUpClass(cls) -> None:
        # The page for addresses that are not there is for a server's root.
        cls.built = {page: read(page) for page in site.SITE.rglob("*.html") if page.name != "404.html"}

    def test_every_link_of_the_site_leads_to_a_file_and_to_a_place_in_it(self) -> None:
        dead, count = [], 0
        for page, found in self.built.items():
            for link in found.links:
                parts = urlsplit(link)
                if parts.scheme or parts.netloc:
                    continue
                count += 1
                file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
                if not file.is_file():
                    dead.append(f"{page.relative_to(site.SITE)}: {link}")
                elif parts.fragment and file in self.built:
                    if unquote(parts.fragment) not in self.built[file].ids:
                        dead.append(f"{page.relative_to(site.SITE)}: {link}")
        self.assertEqual(dead, [])
        self.assertGreater(count, 1000)

    def test_every_page_is_there_and_every_picture_has_words(self) -> None:
        for page in site.pages():
            name = (site.SITE / site.place(page)).with_suffix(".html")
            self.assertIn(name, self.built)
            self.assertEqual(self.built[name].unnamed, 0, name)

    def test_nothing_is_loaded_from_another_host(self) -> None:
        for page in self.built:
            text = page.read_text(encoding="utf-8")
            self.assertEqual(re.findall(r'(?:src|<link[^>]*href)="(?:https?:)?//[^"]*"', text), [], page)


if __name__ == "__main__":
    unittest.main()
