"""Photographs and scans: PNG, JPEG, TIFF (every page of it)."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from langnghe.intake.readers import ocr
from langnghe.intake.readers.lines import with_letterhead
from langnghe.intake.readers.pages import blocks_of
from langnghe.intake.readers.shape import Draft, Refused, Source
from langnghe.text.blocks import Unread

_READABLE_WIDTH = 1600  # pixels of a page's width below which letters are too small for Tesseract
_TOO_LARGE = "Ảnh quá lớn để đọc. Hãy quét lại ở độ phân giải 300 dpi rồi gửi."
_FORMATS = ("PNG", "JPEG", "TIFF")


def read(source: Source) -> Draft:
    """Text of each page of the picture."""
    try:
        picture = Image.open(io.BytesIO(source.content), formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise Refused(_TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Refused("Ảnh bị hỏng hoặc không phải PNG, JPG, TIF. Hãy chụp hoặc quét lại rồi gửi.") from error
    if picture.width * picture.height > source.limits.pixels:
        raise Refused(_TOO_LARGE)
    draft, lines = Draft(), []
    for page in range(1, min(getattr(picture, "n_frames", 1), source.limits.ocr_pages) + 1):
        try:
            lines += ocr.see(_frame(picture, page), page, source)
        except ocr.Unseen as unseen:
            draft.unread.append(Unread(f"page{page}", str(unseen)))
    if getattr(picture, "n_frames", 1) > source.limits.ocr_pages:
        rest = f"Ảnh có hơn {source.limits.ocr_pages} trang; các trang sau chưa đọc. Hãy chia nhỏ rồi gửi lại."
        draft.unread.append(Unread(f"page{source.limits.ocr_pages + 1}", rest))
    draft.blocks += with_letterhead(blocks_of(lines, {}))
    return draft


def _frame(picture: Image.Image, page: int) -> Image.Image:
    """One page, upright, large enough to be read."""
    try:
        picture.seek(page - 1)
        upright = ImageOps.exif_transpose(picture).convert("L")
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise ocr.Unseen("Ảnh bị hỏng, không mở được. Hãy chụp hoặc quét lại rồi gửi.") from error
    if upright.width >= _READABLE_WIDTH or upright.width < 50:
        return upright
    factor = min(_READABLE_WIDTH / upright.width, 3.0)
    return upright.resize((round(upright.width * factor), round(upright.height * factor)), Image.Resampling.LANCZOS)
