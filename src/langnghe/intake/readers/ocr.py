"""Words of a picture, by Tesseract with its Vietnamese model, where both are installed."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby

from PIL import Image

from langnghe.intake.readers.pages import Line, Word
from langnghe.intake.readers.shape import Limits, Source

NOT_INSTALLED = "Máy chủ chưa cài bộ nhận dạng chữ tiếng Việt (tesseract-ocr-vie) nên chưa đọc được trang ảnh này."
TOO_LONG = "Trang ảnh nhận dạng quá lâu nên bị bỏ qua. Hãy quét lại rõ hơn hoặc gửi bản Word."
NOTHING_SEEN = "Không nhận ra chữ nào trong ảnh. Hãy quét lại rõ hơn hoặc gửi bản Word."
TOO_FAINT = "Chữ trong ảnh quá mờ, kết quả nhận dạng không đáng tin (độ tin cậy {:.0f}/100). Hãy quét lại rõ hơn."
_LEAST_CONFIDENCE = 45.0  # of 100; below it the words are guesses


class Unseen(Exception):
    """A picture gave no text; the message is a Vietnamese sentence."""


@cache
def is_installed() -> bool:
    """Whether Tesseract and its Vietnamese model are there."""
    if not shutil.which("tesseract"):
        return False
    found = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    return "vie" in found.stdout.split()


def see(picture: Image.Image, page: int, source: Source) -> list[Line]:
    """Lines of one picture; :class:`Unseen` where there are none to trust."""
    if not is_installed():
        raise Unseen(NOT_INSTALLED)
    source.more_time(source.limits.ocr_page_seconds)
    rows = list(_tesseract(picture, source.limits))
    if not rows:
        raise Unseen(NOTHING_SEEN)
    confidence = sum(float(row["conf"]) for row in rows) / len(rows)
    if confidence < _LEAST_CONFIDENCE:
        raise Unseen(TOO_FAINT.format(confidence))
    return [_line(list(words), page) for _, words in groupby(rows, key=_line_number)]


def _tesseract(picture: Image.Image, limits: Limits) -> Iterator[dict[str, str]]:
    """Words, in the order in which Tesseract reads the columns of the page, with their confidence (0 to 100)."""
    png = io.BytesIO()
    picture.convert("L").save(png, "PNG", compress_level=1)
    try:
        done = subprocess.run(
            ["tesseract", "stdin", "stdout", "-l", "vie", "--psm", "3", "tsv"],
            input=png.getvalue(),
            capture_output=True,
            timeout=limits.ocr_page_seconds,
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unseen(TOO_LONG) from error
    table = csv.DictReader(io.StringIO(done.stdout.decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE)
    for row in table:
        if row["level"] == "5" and row["text"].strip():
            yield row


def _line_number(row: dict[str, str]) -> tuple[str, str, str]:
    return row["block_num"], row["par_num"], row["line_num"]


_SEEN_ROMAN = re.compile(r"[IHl1|T]{1,3}\.")


def _line(rows: Sequence[dict[str, str]], page: int) -> Line:
    """One line; "H. TÌNH HÌNH" was "II. TÌNH HÌNH" on paper."""
    words = [_word(row) for row in rows]
    if len(words) > 1 and words[1].text.isupper() and _SEEN_ROMAN.fullmatch(words[0].text):
        numeral = words[0].text.replace("H", "II").translate(str.maketrans("l1|T", "IIII"))
        words[0] = replace(words[0], text=numeral)
    return Line(tuple(words), page)


def _word(row: dict[str, str]) -> Word:
    left, top, width, height = (float(row[key]) for key in ("left", "top", "width", "height"))
    return Word(row["text"].strip(), left, left + width, top, top + height)
