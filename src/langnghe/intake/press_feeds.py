"""Articles out of a feed's bytes or a pasted list: newspaper's words about a matter, and nothing about who wrote them.

Only what is named here is taken: title, link, day, summary. Names that the feed gives as authors are used once, to
strike them from the words, and go. Lines that only name a writer or a photographer are dropped.
"""

from __future__ import annotations

import calendar
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Any, cast
from urllib.parse import urlsplit, urlunsplit

import feedparser
from lxml import html
from lxml.etree import ParserError

from langnghe.intake.press_fetch import Unfetched, checked, table
from langnghe.law.calendar import VIETNAM
from langnghe.privacy import door
from langnghe.privacy.vault import Person
from langnghe.text.normal import clean

TRACKING = re.compile(r"^(utm_\w+|fbclid|gclid|zarsrc|mc_\w+)$")
LINK = re.compile(r"https?://\S+")
DAY = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
WRITER_KEYS = ("author", "publisher")
WRITER_LISTS = ("authors", "contributors")


@dataclass(frozen=True, slots=True)
class Article:
    """What may be kept of an article; its words have passed the door."""

    title: str
    link: str
    on: dt.date
    matter: str


def read_feed(content: bytes, today: dt.date) -> list[Article]:
    """The articles of an RSS or Atom feed, the newest day first. Raises Unfetched where it is none."""
    if b"<!ENTITY" in content:
        raise Unfetched("Nguồn tin có phần khai báo không an toàn nên không đọc.")
    parsed = feedparser.parse(io.BytesIO(content), resolve_relative_uris=False)
    if not parsed.entries and (parsed.bozo or not parsed.version):
        raise Unfetched("Địa chỉ này không phải nguồn tin RSS hoặc Atom; hãy tìm mục RSS trên trang báo.")
    oldest = today - dt.timedelta(days=table()["days"])
    found = [_article(entry, today) for entry in parsed.entries[: table()["most"]]]
    return sorted((each for each in found if each and each.on > oldest), key=lambda each: each.on, reverse=True)


def _article(entry: Mapping[str, Any], today: dt.date) -> Article | None:
    """None for what has no title or leads to a place that is never read."""
    title = _plain(entry.get("title", ""))
    link = kept_link(entry.get("link", ""))
    if not title or (entry.get("link") and not link):
        return None
    return article(title, link, _day(entry, today), _plain(entry.get("summary", "")), writers=_writers(entry))


def article(title: str, link: str, on: dt.date, matter: str, *, writers: Iterable[str] = ()) -> Article:
    """An article whose words have passed the door, without bylines and without the names given as its writers."""
    words = [" ".join(without_bylines(title).split()) or title, without_bylines(matter)]
    for name in writers:
        words = [_struck(text, name) for text in words]
    kept_title, kept_matter = door.admit_texts(words)
    return Article(kept_title[:300], link, on, _cut(kept_matter, table()["longest"]))


def _struck(text: str, name: str) -> str:
    return door.admit_texts([text], of=Person(name=name))[0]


def _writers(entry: Mapping[str, Any]) -> list[str]:
    """Names that the feed gives for who wrote it; kept nowhere."""
    named = [str(entry.get(key) or "") for key in WRITER_KEYS]
    named += [str(each.get("name") or "") for key in WRITER_LISTS for each in entry.get(key) or ()]
    parts = (part for name in named for part in re.split(r"[,;/()<>]|\s[-–]\s", name))
    return sorted({part.strip() for part in parts if part.strip() and "@" not in part}, key=len, reverse=True)


def _day(entry: Mapping[str, Any], today: dt.date) -> dt.date:
    told = entry.get("published_parsed") or entry.get("updated_parsed")
    if not told:
        return today
    return min(dt.datetime.fromtimestamp(calendar.timegm(told), VIETNAM).date(), today)


def _plain(markup: str) -> str:
    """The words of a piece of HTML, a line for each block."""
    if "<" not in markup:
        return clean(unescape(markup))
    try:
        whole = cast(html.HtmlElement, html.fragment_fromstring(markup, create_parent="div"))
    except ParserError:
        return ""
    for node in whole.iter("br", "p", "div", "li"):
        node.tail = "\n" + (node.tail or "")
    return clean(whole.text_content())


def without_bylines(text: str) -> str:
    """The text without the lines that only say who wrote, took the picture, or where it was copied from."""
    lines = [line.strip() for line in text.splitlines()]
    return "\n".join(line for line in lines if line and not _is_byline(line))


def _is_byline(line: str) -> bool:
    return _is_name(line) or any(each.match(line) for each in _bylines())


def _is_name(line: str) -> bool:
    """Whether a line is nothing but one to five words with capitals, as a name under an article is."""
    words = re.split(r"[\s/()*–—-]+", line.strip("()*–—- "))
    return 1 < len(words) <= 5 and all(word[:1].isupper() and word.isalpha() for word in words)


@cache
def _bylines() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(each, re.IGNORECASE) for each in table()["bylines"])


def kept_link(link: str) -> str:
    """An article's address without what follows its readers; "" for one that is never read."""
    try:
        parts = checked(link)
    except Unfetched:
        return ""
    query = "&".join(each for each in parts.query.split("&") if not TRACKING.match(each.partition("=")[0]))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))[:600]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


# --- pasted -------------------------------------------------------------------------------------------------------


def read_pasted(text: str, today: dt.date) -> list[Article]:
    """Articles of a pasted list: one a paragraph; its first line the title, a link and a day wherever they stand."""
    return list(_pasted(re.split(r"\n\s*\n", text.strip()), today))


def _pasted(paragraphs: Iterable[str], today: dt.date) -> Iterator[Article]:
    for paragraph in paragraphs:
        link = LINK.search(paragraph)
        lines = [line.strip(" \t-–•*") for line in LINK.sub("", paragraph).splitlines()]
        words = [line for line in lines if line]
        if words and (not link or kept_link(link.group())):
            kept = kept_link(link.group()) if link else ""
            yield article(words[0], kept, _said_day(paragraph, today), "\n".join(words[1:]))


def _said_day(text: str, today: dt.date) -> dt.date:
    found = DAY.search(text)
    try:
        said = dt.date(int(found[3]), int(found[2]), int(found[1])) if found else today
    except ValueError:
        return today
    return min(said, today)


def host_of(link: str) -> str:
    """The newspaper's site: what a pasted article is called after when nobody says more."""
    return (urlsplit(link).hostname or "").removeprefix("www.")
