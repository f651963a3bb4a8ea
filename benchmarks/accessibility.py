"""Each page of the citizens, and of the desk, as a browser meets it: weight, time at 50 KB/s, barriers, zoom, keyboard.

    langnghe serve --port 8990 &
    python -m benchmarks.accessibility http://127.0.0.1:8990 [/y-kien/abcd1234/ /cong/ ...] [--officer canbo:PASSWORD]
    python -m benchmarks.accessibility http://127.0.0.1:8990 --sign-ins HOME/sign-ins.txt [--pictures FOLDER]

A page is opened for the first time by a browser that has kept nothing: bytes and files over the wire (headers counted),
other hosts asked, complaints in the console. Then: axe in light and dark; at 200 % zoom (a window of half the size)
what is wider than the screen or cut off; buttons, links and fields without a name in the accessibility tree; and
whether the tabulator goes through everything in the page's own order.

With the demo's sign-ins, the whole desk instead: every page that an officer of each role reaches by links from the
first one (two of a kind: two cases, two tasks), at 375 and 1280 pixels, in light and dark, and zoomed to 200 %.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from benchmarks.measuring import line, load, show
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
CITIZENS = (
    "/cong/",
    "/gui/",
    "/gui/viec/",
    "/gui/to-cao/",
    "/gui/khong-mang/",
    "/tra-cuu/",
    "/kiem-chung/",
    "/da-giai-quyet/",
    "/da-giai-quyet/ban-do/",
    "/so-lieu/",
    "/so-lieu/hai-long/",
    "/tiep-cong-dan/",
    "/gop-y/",
    "/gop-y/tra-cuu/",
    "/giam-sat/",
    "/cong-khai/",
    "/dang-ky/",
)
DEEPER = (r"/da-giai-quyet/\d+/", r"/gop-y/(?!tra-cuu)[\w-]+/", r"/giam-sat/\d+/", r"/cong-khai/(?!tai/)[\w-]+/")
DESK = ("/hom-nay/", "/vu-viec/", "/tiep-nhan/")
SLOW = 50 * 1024  # bytes a second
DELAY = 100  # milliseconds there and back
NAMED = {"button", "link", "textbox", "combobox", "checkbox", "radio", "spinbutton", "searchbox", "listbox"}
ALIKE = 2  # pages of one kind that are looked at
NOT_PAGES = re.compile(r"\.\w+$|/(tai|tep|mau|bieu-mau|dang-xuat)/")
SAME_KIND = re.compile(
    r"(?<=/thong-ke/).+|(?<=/so-lieu/).+|(?<=/muc/).+|[^/]*[\dA-Z][^/]*"
)  # what tells two of a kind apart
SIZES: tuple[tuple[int, Any], ...] = ((375, "light"), (375, "dark"), (1280, "dark"), (1280, "light"))
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}  # what alone changes in the dark
TOO_WIDE = "Math.max(0, document.documentElement.scrollWidth - innerWidth)"
TABS = 300  # presses after which a page has no end
CUT_OFF = """() => [...document.querySelectorAll('body *')].filter(one => {
  const style = getComputedStyle(one), box = one.getBoundingClientRect()
  return ['hidden', 'clip'].includes(style.overflowX) && box.width > 2 && box.height > 2 && one.innerText?.trim()
    && style.textOverflow !== 'ellipsis' && one.scrollWidth > one.clientWidth + 1
}).map(one => one.outerHTML.slice(0, 80))"""
BEHIND = """() => {
  const one = document.activeElement
  if (!one || one === document.body) return null
  const before = window.lastFocused
  window.lastFocused = one
  return before ? Boolean(before.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) : true
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site")
    parser.add_argument("pages", nargs="*", help="citizens' pages; where none is named, all that need no code")
    parser.add_argument("--officer", default="", help="name:password, for the desk's pages")
    parser.add_argument("--sign-ins", type=Path, help="the demo's sign-ins.txt: all pages of the desk, role by role")
    parser.add_argument("--only", default="", help="sign-ins to take of those, with commas")
    parser.add_argument("--pictures", type=Path, help="a folder for pictures of the desk's pages")
    chosen = parser.parse_args()
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        if chosen.sign_ins:
            return whole_desk(browser, chosen.site, chosen.sign_ins, chosen.only, chosen.pictures)
        paths = chosen.pages or [*CITIZENS, *deeper(browser, chosen.site)]
        rows = [one_page(browser, chosen.site, path, None) for path in paths]
        if chosen.officer:
            kept = signed_in(browser, chosen.site, *chosen.officer.split(":", 1))
            rows += [one_page(browser, chosen.site, path, kept) for path in DESK]
        slow = [(path, *over_a_slow_line(browser, chosen.site, path)) for path in ("/cong/", "/gui/", "/gui/viec/")]
        browser.close()
    print(f"\nload {load()}")
    show(tuple(rows[0]), [list(row.values()) for row in rows])
    show(("at 50 KB/s", "usable s", "all there s"), slow)


def deeper(browser: Browser, site: str) -> list[str]:
    """The first page behind each list, where the list has one."""
    page = browser.new_page()
    found: list[str] = []
    for pattern in DEEPER:
        page.goto(site + re.findall(r"/[\w-]+/", pattern)[0])
        links = page.eval_on_selector_all("main a[href]", "all => all.map(one => one.getAttribute('href'))")
        found += [link for link in links if re.fullmatch(pattern, link)][:1]
    page.close()
    return found


def signed_in(browser: Browser, site: str, name: str, password: str) -> Any:
    page = browser.new_page()
    page.goto(f"{site}/hom-nay/")
    page.fill("[name=login], [name=username]", name)
    page.fill("[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: urlsplit(url).path == "/hom-nay/")
    return page.context.storage_state()


def one_page(browser: Browser, site: str, path: str, kept: Any) -> dict[str, Any]:
    context = browser.new_context(locale="vi-VN", viewport={"width": 375, "height": 800}, storage_state=kept)
    row = {"page": path, **weight(context, site, path)}
    page = context.pages[0]
    row["no name"] = len(nameless(page))
    row["tabs"], row["out of order"] = by_keyboard(page)
    context.close()
    row["axe light"], row["axe dark"] = (barriers(browser, site + path, kept, scheme) for scheme in ("light", "dark"))
    row["too wide"], row["cut off"] = zoomed(browser, site + path, kept)
    line(**row)
    return row


def weight(context: BrowserContext, site: str, path: str) -> dict[str, Any]:
    """Of the first load; leaves the page open."""
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    sizes: list[float] = []
    hosts: set[str] = set()
    complaints: list[str] = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    answer = page.goto(site + path, wait_until="networkidle")
    network.detach()
    return {
        "status": answer.status if answer else 0,
        "KB": round(sum(sizes) / 1000, 1),
        "files": sum(size > 0 for size in sizes),
        "other hosts": len(hosts - {urlsplit(site).netloc, ""}),
        "complaints": len(complaints),
    }


def nameless(page: Page) -> list[str]:
    """Roles of what can be used and has no name that a screen reader could say."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    used = [node for node in tree if not node["ignored"] and node.get("role", {}).get("value") in NAMED]
    return [node["role"]["value"] for node in used if not node.get("name", {}).get("value", "").strip()]


def by_keyboard(page: Page) -> tuple[int, int]:
    """How many stops the tabulator makes, and how many of them lie before the stop they follow."""
    stops = wrong = 0
    for _ in range(TABS):
        page.keyboard.press("Tab")
        follows = page.evaluate(BEHIND)
        if follows is None:
            break
        stops, wrong = stops + 1, wrong + (not follows)
    return stops, wrong


def barriers(browser: Browser, address: str, kept: Any, scheme: Any) -> int:
    context = browser.new_context(
        locale="vi-VN", viewport={"width": 375, "height": 800}, color_scheme=scheme, storage_state=kept
    )
    page = context.new_page()
    page.goto(address)
    found: Sequence[dict[str, Any]] = Axe().run(page).response["violations"]
    for one in found:
        print(address, scheme, one["id"], one["nodes"][0]["html"][:200])
    context.close()
    return len(found)


def zoomed(browser: Browser, address: str, kept: Any) -> tuple[int, int]:
    """At 200 % of a screen of 1280 by 800: pixels too wide, and how many texts are cut off."""
    context = browser.new_context(
        locale="vi-VN", viewport={"width": 640, "height": 400}, device_scale_factor=2, storage_state=kept
    )
    page = context.new_page()
    page.goto(address)
    wide = page.evaluate(TOO_WIDE)
    cut = page.evaluate(CUT_OFF)
    for one in cut:
        print(address, "cut off:", one)
    context.close()
    return wide, len(cut)


def whole_desk(browser: Browser, site: str, sign_ins: Path, only: str, pictures: Path | None) -> None:
    """One line a role: pages, and what is wrong in all of them together; each fault is printed where it is met."""
    rows = []
    for name, password in re.findall(r"^(\w+) +(\S+)  ", sign_ins.read_text(encoding="utf-8"), re.MULTILINE):
        if only and name not in only.split(","):
            continue
        context = browser.new_context(locale="vi-VN", storage_state=signed_in(browser, site, name, password))
        pages, wrong = 0, Counter[str]()
        for path, page, complaints in reached(context, site):
            pages += 1
            picture = str(pictures / f"{name}{path.replace('/', '_')}") if pictures else ""
            for kind, where in [*faults(page, picture), *(("complaint", each) for each in complaints)]:
                wrong[kind] += 1
                print(name, path, kind, where, flush=True)
        context.close()
        rows.append((name, pages, wrong["axe"], wrong["too wide"], wrong["cut off"], wrong["complaint"]))
        print(*rows[-1], flush=True)
    show(("officer", "pages", "axe", "too wide", "cut off", "complaints"), rows)


def reached(context: BrowserContext, site: str) -> Iterator[tuple[str, Page, list[str]]]:
    """Each page that links lead to from the desk's first one, open, and its complaints; two of a kind of page."""
    waiting, met, kinds = deque(["/"]), {"/"}, Counter[str]()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    while waiting:
        path = waiting.popleft()
        kind = SAME_KIND.sub("#", path)
        kinds[kind] += 1
        if kinds[kind] > ALIKE:
            continue
        complaints.clear()
        page.set_viewport_size({"width": SIZES[0][0], "height": 800})
        page.emulate_media(color_scheme="light")
        try:
            page.goto(site + path)
        except Error:  # a file to keep, not a page
            continue
        if not page.query_selector(".side, .door"):  # a citizens' page, which has its own run
            continue
        yield path, page, complaints
        for link in page.eval_on_selector_all(".side a, main a", "all => all.map(one => one.href)"):
            there = urlsplit(link).path
            if link.startswith(site) and there not in met and not NOT_PAGES.search(there):
                met.add(there)
                waiting.append(there)


def faults(page: Page, picture: str) -> Iterator[tuple[str, str]]:
    """(kind of fault, where) of the open page in every size and light; pictures of it where they are wanted."""
    for width, scheme in SIZES:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        for one in Axe().run(page, options=None if scheme == "light" else COLOURS).response["violations"]:
            yield "axe", f"{width} {scheme} {one['id']} x{len(one['nodes'])} {one['nodes'][0]['html'][:160]}"
        if scheme == "light" and (wide := page.evaluate(TOO_WIDE)):
            yield "too wide", f"{width} {wide}"
        if picture:
            page.screenshot(path=f"{picture}.{width}.{scheme}.png", full_page=True)
    page.set_viewport_size({"width": 640, "height": 400})
    if wide := page.evaluate(TOO_WIDE):
        yield "too wide", f"200 % {wide}"
    yield from (("cut off", each) for each in page.evaluate(CUT_OFF))


def over_a_slow_line(browser: Browser, site: str, path: str) -> tuple[float, float]:
    """Seconds until the page can be used (its main heading stands and its form takes words), and until all is there."""
    context = browser.new_context(locale="vi-VN", viewport={"width": 375, "height": 800})
    page = context.new_page()
    context.new_cdp_session(page).send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": DELAY, "downloadThroughput": SLOW, "uploadThroughput": SLOW},
    )
    began = time.monotonic()
    page.goto(site + path, wait_until="commit")
    page.wait_for_selector("#id_text, main a.large, main a", state="visible")
    usable = time.monotonic() - began
    page.wait_for_load_state("networkidle")
    took = time.monotonic() - began - 0.5  # the half second in which nothing more may come
    context.close()
    return usable, took


if __name__ == "__main__":
    main()
