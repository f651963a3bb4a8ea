"""The face keeps to the content policy and stays light: nothing inline, nothing from elsewhere, few bytes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

import langnghe.desk

DESK = Path(langnghe.desk.__file__).parent
STATIC = DESK / "static" / "desk"
TEMPLATES = sorted((DESK / "templates").rglob("*.html"))
INLINE = re.compile(r'<style|\sstyle="|\son[a-z]+="|<script(?![^>]*\ssrc=)|javascript:|https?://')


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_inline_style_or_script_and_no_foreign_address(template: Path) -> None:
    assert INLINE.search(template.read_text("utf-8")) is None


@pytest.mark.parametrize("name, most", [("desk.css", 30_000), ("desk.js", 12_000), ("icons.svg", 6_000)])
def test_files_stay_small(name: str, most: int) -> None:
    assert (STATIC / name).stat().st_size < most


def test_fonts_are_ours_and_small() -> None:
    assert sum(font.stat().st_size for font in STATIC.glob("*.woff2")) < 40_000
    assert "SIL OPEN FONT LICENSE" in (STATIC / "be-vietnam-pro-OFL.txt").read_text("utf-8").upper()


def test_the_font_has_every_vietnamese_letter() -> None:
    ttlib = pytest.importorskip("fontTools.ttLib")
    letters = (
        "".join(chr(code) for code in range(0x1EA0, 0x1EFA)) + "ĂăÂâĐđÊêÔôƠơƯưÀÁÃÈÉÌÍÒÓÕÙÚÝàáãèéìíòóõùúý0123456789"
    )
    for font in STATIC.glob("be-vietnam-pro-*.woff2"):
        assert set(map(ord, letters)) <= set(ttlib.TTFont(font).getBestCmap()), font.name


def test_the_policy_lets_nothing_foreign_in(db: None) -> None:
    policy = Client().get(reverse("sign-in")).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
