"""Find personal data in what citizens write, and put marks in its place.

    >>> redact("Bà Quàng Thị Mẩy, sn 1944, ĐT 0954 218 637").text
    'Bà [TÊN], sn [NGÀY SINH], ĐT [SỐ ĐIỆN THOẠI]'

Recall first: what is doubtful is masked. The kinds, each with examples, are rows of ``data/redact.yaml``. Redacting
twice changes nothing, and marks already in a text are left as they are.
"""

from langnghe.text.redact.cells import redact_row
from langnghe.text.redact.engine import Redacted, Span, redact, redact_many
from langnghe.text.redact.table import marks, rows

__all__ = ["Redacted", "Span", "marks", "redact", "redact_many", "redact_row", "rows"]
