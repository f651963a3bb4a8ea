"""Fields of acts: how each is read from a form or a draft, and checked. An act names its fields in states.yaml."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import QuerySet

from langnghe.audit import journal
from langnghe.cases.models import Attachment, Case
from langnghe.cases.states import Act, findings, outcomes
from langnghe.law import procedures
from langnghe.privacy import door
from langnghe.registry.models import Officer, Unit
from langnghe.text.numbers import whole

Reader = Callable[[Case, Any, dt.date], Any]

NAMES = {
    "unit": "đơn vị",
    "officer": "cán bộ",
    "kind": "loại đơn",
    "complexity": "mức phức tạp",
    "refusal": "lý do không thụ lý",
    "suspension": "căn cứ tạm đình chỉ",
    "stop": "căn cứ đình chỉ",
    "body": "nơi có thẩm quyền",
    "meets_on": "ngày đối thoại",
    "attended": "người gửi có mặt hay không",
    "signed_paper": "đơn rút hoặc biên bản có chữ ký",
    "finding": "kết luận đúng, sai",
    "outcome": "kết quả",
    "answer": "nội dung trả lời",
    "promised_on": "ngày cam kết",
    "proof": "tài liệu, ảnh chứng minh",
    "rating": "điểm đánh giá",
    "into": "vụ việc nhận",
    "parts": "nội dung từng việc",
    "note": "ghi chú, lý do",
    "days": "số ngày",
    "coerced": "bị ép buộc, đe dọa",
}


def read_fields(case: Case, act: Act, given: dict[str, Any], *, on: dt.date) -> dict[str, Any]:
    """The act's fields, read and checked; texts have passed the door.

    Raises ValueError with a sentence that names the field.
    """
    names = [*act.needs, *(name for name in (*act.may, "note") if name not in act.needs)]
    fields = {}
    for name in names:
        value = given.get(name)
        if value not in (None, "", []):
            fields[name] = READERS[name](case, value, on)
        elif name in act.needs and name != "attended":
            raise ValueError(f"«{act.vi}»: còn thiếu {NAMES[name]}.")
        elif name == "attended":
            fields[name] = False
    _check_outcome(case, act, fields)
    return fields


def _check_outcome(case: Case, act: Act, fields: dict[str, Any]) -> None:
    """What an outcome needs: «done» without proof is refused, a promise without a day too."""
    if "outcome" not in fields:
        return
    outcome = outcomes()[fields["outcome"]]
    if "promised_on" in outcome.needs and "promised_on" not in fields:
        raise ValueError("Kết quả «Đang thực hiện» cần ngày cam kết làm xong.")
    proofs = fields.setdefault("proof", list(of_office(case).filter(proof=True)))
    if "proof" in outcome.needs and not proofs:
        raise ValueError("Kết quả «Đã làm xong» cần ảnh hoặc tài liệu chứng minh; hãy đính kèm và đánh dấu trước.")
    if "document" in outcome.needs and not case.attachments.exists():
        raise ValueError("Kết quả «Đã ban hành văn bản» cần đính kèm văn bản đó.")


def _unit(case: Case, value: Any, on: dt.date) -> Unit:
    unit = Unit.objects.filter(pk=value).first()
    if unit is None or not unit.is_in_force(on):
        raise ValueError("Đơn vị đã chọn không còn hoạt động; hãy chọn đơn vị khác.")
    return unit


def _officer(case: Case, value: Any, on: dt.date) -> Officer:
    officer = Officer.objects.filter(pk=value, is_active=True).first()
    if officer is None or officer.unit_id != case.unit_id:
        raise ValueError("Cán bộ được giao phải thuộc đơn vị đang xử lý vụ việc.")
    return officer


def _one_of(known: Callable[[Case, dt.date], Sequence[str]], name: str) -> Reader:
    def read(case: Case, value: Any, on: dt.date) -> str:
        if str(value) not in known(case, on):
            raise ValueError(f"Chưa chọn đúng {name}; hãy chọn trong danh sách.")
        return str(value)

    return read


def _text(case: Case, value: Any, on: dt.date) -> str:
    return door.admit_texts([str(value)])[0]


def _day(case: Case, value: Any, on: dt.date) -> dt.date:
    try:
        day = value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"Ngày «{value}» không đúng; hãy viết ngày/tháng/năm.") from None
    if day < on:
        raise ValueError(f"Ngày {day:%d/%m/%Y} đã qua; hãy chọn ngày từ {on:%d/%m/%Y}.")
    return day


def _proof(case: Case, value: Any, on: dt.date) -> list[Attachment]:
    wanted = value if isinstance(value, list | tuple) else [value]
    found = list(of_office(case).filter(pk__in=[getattr(one, "pk", one) for one in wanted]))
    if not found:
        raise ValueError("Chưa có ảnh hoặc tài liệu chứng minh do cơ quan lập cho chính vụ việc này.")
    return found


def of_office(case: Case) -> QuerySet[Attachment]:
    """Files that officers brought: what the sender showed the matter with does not prove that it is done."""
    return case.attachments.exclude(made_by=journal.MACHINE)


def _number(least: int, most: int, name: str) -> Reader:
    def read(case: Case, value: Any, on: dt.date) -> int:
        number = whole(str(value))
        if number is None or not least <= number <= most:
            raise ValueError(f"{name.capitalize()} phải từ {least} đến {most}.")
        return number

    return read


def _into(case: Case, value: Any, on: dt.date) -> Case:
    into = Case.objects.filter(pk=value, merged_into=None).exclude(pk=case.pk).first()
    apart = into is not None and case.secret and into.unit_id != case.unit_id
    if into is None or apart or into.kind != case.kind or into.secret != case.secret:
        raise ValueError("Chỉ nhập được vào một vụ việc khác cùng loại, chưa bị nhập đi nơi khác.")
    return into


def _parts(case: Case, value: Any, on: dt.date) -> list[dict[str, str]]:
    """What a mixed petition falls into: [{"kind": ..., "text": ...}, ...], at least two."""
    parts = [
        {"kind": str(part["kind"]), "text": _text(case, part["text"], on)} for part in value if part["text"].strip()
    ]
    if len(parts) < 2 or any(part["kind"] not in procedures.kinds() for part in parts):
        raise ValueError("Tách đơn cần ít nhất hai việc, mỗi việc có nội dung và loại đơn.")
    return parts


READERS: dict[str, Reader] = {
    "unit": _unit,
    "officer": _officer,
    "kind": _one_of(lambda case, on: list(procedures.kinds()), NAMES["kind"]),
    "complexity": _one_of(lambda case, on: [choice for choice, _ in Case.Complexity.choices], NAMES["complexity"]),
    "refusal": _one_of(lambda case, on: [row.code for row in procedures.kinds()[case.kind].refusals], NAMES["refusal"]),
    "suspension": _one_of(
        lambda case, on: [row.code for row in procedures.suspension_grounds(case.kind, on)], NAMES["suspension"]
    ),
    "stop": _one_of(lambda case, on: [row.code for row in procedures.stop_grounds(case.kind, on)], NAMES["stop"]),
    "body": _text,
    "meets_on": _day,
    "attended": lambda case, value, on: str(value).lower() in ("1", "true", "on", "có"),
    "signed_paper": lambda case, value, on: bool(value),
    "finding": _one_of(lambda case, on: list(findings()), NAMES["finding"]),
    "outcome": _one_of(lambda case, on: list(outcomes()), NAMES["outcome"]),
    "answer": _text,
    "promised_on": _day,
    "proof": _proof,
    "rating": _number(1, 5, NAMES["rating"]),
    "into": _into,
    "parts": _parts,
    "note": _text,
    "days": _number(1, 60, NAMES["days"]),
    "coerced": lambda case, value, on: str(value).lower() in ("1", "true", "on", "có"),
}
