"""A year of the Front in the demo province: a supervision that is public, one under way, a social criticism."""

from __future__ import annotations

import datetime as dt

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from langnghe.consultations import supervision as room
from langnghe.consultations.models import Programme
from langnghe.registry.models import AREA_KINDS, Officer, Unit

PROOF = "Biên bản niêm yết (dữ liệu mẫu): đã niêm yết đủ thủ tục, thời hạn, phí tại bộ phận một cửa.".encode()
MEMBERS = "Ban Thường trực Ủy ban MTTQ tỉnh: 2\nHội Nông dân tỉnh: 1\nHội Liên hiệp Phụ nữ tỉnh: 1"


@transaction.atomic
def add_supervision(*, keeps: Officer, second: Officer, answers: Officer) -> int:
    """The programmes, once; how many there are. ``answers`` works in the body that is asked."""
    if Programme.objects.exists() or answers.unit is None:
        return 0
    today = timezone.localdate()
    leads = Unit.objects.filter(kind=Unit.Kind.FRONT, valid_to=None).order_by("code").first() or answers.unit
    others = list(
        Unit.objects.filter(kind__in=AREA_KINDS, valid_to=None).exclude(pk=answers.unit.pk).order_by("code")[:2]
    )
    _public_one(keeps, second, answers, leads, today)
    _under_way(keeps, others, leads, today)
    _criticism(keeps, leads, today)
    return Programme.objects.count()


def _public_one(keeps: Officer, second: Officer, answers: Officer, leads: Unit, today: dt.date) -> None:
    body = answers.unit
    assert body is not None
    made = room.plan_programme(
        by=keeps,
        kind="supervision",
        year=today.year,
        subject="Giám sát việc công khai thủ tục hành chính về đất đai ở cấp xã",
        bodies=[body],
        leads=leads,
        starts_on=today - dt.timedelta(days=80),
        ends_on=today - dt.timedelta(days=50),
        legal=["luat_mt", "qd_217", "nqlt_403"],
        members=MEMBERS,
    )
    visit = room.record_visit(
        programme=made.pk,
        by=keeps,
        body=body,
        held_on=today - dt.timedelta(days=70),
        place="Bộ phận một cửa",
        seen="Bảng niêm yết còn 14 thủ tục theo mẫu cũ; chưa ghi thời hạn giải quyết và mức phí.",
    )
    text = "Thủ tục đất đai niêm yết chưa đủ, chưa theo mẫu mới; người dân phải hỏi nhiều lần mới biết thời hạn."
    finding = room.record_finding(programme=made.pk, by=keeps, text=text, visit=visit.pk)
    asked = today - dt.timedelta(days=48)
    first = room.recommend(
        programme=made.pk,
        by=keeps,
        body=body,
        text="Niêm yết đủ thủ tục đất đai kèm thời hạn và mức phí tại bộ phận một cửa và nhà văn hóa thôn.",
        term="ngay_lam_viec_15",
        finding=finding.pk,
        asked_on=asked,
    )
    refused = room.recommend(
        programme=made.pk,
        by=keeps,
        body=body,
        text="Bố trí thêm một buổi tiếp nhận hồ sơ đất đai vào sáng thứ bảy.",
        term="ngay_lam_viec_15",
        asked_on=asked,
    )
    answered = asked + dt.timedelta(days=12)
    room.answer(
        recommendation=first.pk,
        by=answers,
        stance="accepted",
        text="Tiếp thu. Xã sẽ thay bảng niêm yết và dán thêm tại 9 nhà văn hóa thôn.",
        promised_on=answered + dt.timedelta(days=20),
        on=answered,
    )
    room.answer(
        recommendation=refused.pk,
        by=answers,
        stance="refused",
        text="Chưa tiếp thu: biên chế không đủ trực thứ bảy; xã mở nhận hồ sơ qua mạng và hẹn giờ.",
        on=answered,
    )
    done = answered + dt.timedelta(days=16)
    proof = [ContentFile(PROOF, name="bien-ban-niem-yet.txt")]
    room.report_done(recommendation=first.pk, by=answers, text="Đã niêm yết xong.", files=proof, on=done)
    room.judge(recommendation=first.pk, by=keeps, act="confirm", text="Đã kiểm tra tại chỗ.", on=done)
    room.judge(recommendation=refused.pk, by=keeps, act="close", text="Ghi nhận giải trình của xã.", on=done)
    opinion = (
        "Việc công khai thủ tục đã được thực hiện nhưng chưa đủ và chưa theo mẫu mới.\n"
        "Nơi niêm yết khuất, chữ nhỏ; người cao tuổi khó đọc."
    )
    room.conclude(programme=made.pk, by=keeps, opinion=opinion, number="12", dated_on=asked)
    room.propose_public(programme=made.pk, by=keeps)
    room.show(programme=made.pk, by=second)


def _under_way(keeps: Officer, bodies: list[Unit], leads: Unit, today: dt.date) -> None:
    made = room.plan_programme(
        by=keeps,
        kind="supervision",
        year=today.year,
        subject="Giám sát việc thu, chi các khoản đóng góp tự nguyện ở trường học",
        bodies=bodies,
        leads=leads,
        starts_on=today - dt.timedelta(days=40),
        ends_on=today + dt.timedelta(days=20),
        legal=["luat_mt", "luat_dccs"],
        members=MEMBERS,
    )
    room.begin(programme=made.pk, by=keeps)
    for ago, body in zip((35, 4), bodies, strict=False):
        room.recommend(
            programme=made.pk,
            by=keeps,
            body=body,
            text="Công khai từng khoản thu, chi trước cuộc họp phụ huynh và trên bảng tin của trường.",
            term="ngay_lam_viec_15",
            asked_on=today - dt.timedelta(days=ago),
        )


def _criticism(keeps: Officer, leads: Unit, today: dt.date) -> None:
    department = Unit.objects.filter(kind=Unit.Kind.DEPARTMENT, valid_to=None).order_by("code")[:1]
    made = room.plan_programme(
        by=keeps,
        kind="criticism",
        year=today.year,
        subject="Phản biện xã hội dự thảo nghị quyết về mức thu dịch vụ thu gom rác sinh hoạt",
        draft="Nghị quyết của HĐND tỉnh quy định mức thu dịch vụ thu gom rác sinh hoạt",
        bodies=list(department) or [leads],
        leads=leads,
        starts_on=today - dt.timedelta(days=25),
        ends_on=today + dt.timedelta(days=5),
        legal=["luat_mt", "nqlt_403", "luat_vbqppl"],
        members=MEMBERS,
    )
    room.conclude(
        programme=made.pk,
        by=keeps,
        opinion="Mức thu cao so với thu nhập ở xã vùng khó khăn.\nĐề nghị có lộ trình và mức giảm cho hộ nghèo.",
    )
    room.propose_public(programme=made.pk, by=keeps)
