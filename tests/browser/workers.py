"""Waiting for a page's service worker, at most as long as for anything else."""

from __future__ import annotations

from playwright.sync_api import Page

READY = """Promise.race([
    navigator.serviceWorker.ready.then(() => true),
    new Promise((_, fail) => setTimeout(() => fail(new Error("the service worker was not installed")), 30000)),
])"""


def wait_for_worker(page: Page) -> None:
    """Raises playwright's Error where none comes: a file that it must keep was not served, for one."""
    page.evaluate(READY)
