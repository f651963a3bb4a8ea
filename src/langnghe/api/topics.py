"""What may be asked for: every topic of the taxonomy is a service of the specification, grouped by sector."""

from __future__ import annotations

from typing import Any

from langnghe.api.refusals import Refused
from langnghe.law import procedures, taxonomy

KINDS = ("phan_anh", "kien_nghi")  # what comes this way; see NOT_HERE for what does not
NOT_HERE = (
    "Không gửi khiếu nại, tố cáo qua đây. Luật đòi người khiếu nại, tố cáo nêu tên và ký; danh tính ấy phải được niêm "
    "phong tại nơi tiếp nhận. Hãy gửi qua trang gửi ý kiến của cơ quan, qua bưu chính hoặc tại nơi tiếp công dân."
)


def listed() -> list[dict[str, Any]]:
    return [_row(topic, sector) for sector in taxonomy.sectors() for topic in sector.topics]


def topic(code: str) -> taxonomy.Topic:
    """Raises Refused (404) for a code that is none."""
    found = taxonomy.topics().get(code)
    if found is None:
        raise Refused(404, "Không có service_code này; danh sách ở services.json.")
    return found


def definition(code: str) -> dict[str, Any]:
    """What a request of a topic may say besides its description, and what does not belong here."""
    return {"service_code": topic(code).code, "attributes": [_kind(), _not_here()]}


def _row(topic: taxonomy.Topic, sector: taxonomy.Sector) -> dict[str, Any]:
    return {
        "service_code": topic.code,
        "service_name": topic.name,
        "description": f"{sector.name}: {topic.name}. Phản ánh, kiến nghị; không nhận khiếu nại, tố cáo.",
        "metadata": True,
        "type": "realtime",
        "keywords": ",".join(word.replace(",", " ") for word in topic.keywords),
        "group": sector.name,
    }


def _kind() -> dict[str, Any]:
    return {
        "variable": True,
        "code": "kind",
        "datatype": "singlevaluelist",
        "required": False,
        "datatype_description": "Không chọn thì là phản ánh.",
        "order": 1,
        "description": "Loại ý kiến",
        "values": [{"key": key, "name": procedures.kinds()[key].vi} for key in KINDS],
    }


def _not_here() -> dict[str, Any]:
    return {
        "variable": False,
        "code": "khong_nhan",
        "datatype": "text",
        "required": False,
        "datatype_description": None,
        "order": 2,
        "description": NOT_HERE,
        "values": None,
    }
