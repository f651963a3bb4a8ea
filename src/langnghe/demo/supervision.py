"""A year of the Front in the demo province: a supervision that is public, one under way, a social criticism."""

from __future__ import annotations

import datetime as dt

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from langnghe.consultations.models import Programme
from langnghe.consultations.supervision import programmes, publishing, recommendations
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
    """A programme carried to its end: found, asked, answered, confirmed, let out by a second officer."""
    body = answers.unit
    assert body is not None
    made = programmes.plan_programme(
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
    asked = today - dt.timedelta(days=48)
    finding = _found(keeps, made, body, on=today - dt.timedelta(days=70))
    _taken_up(keeps, answers, made, finding, asked)
    _refused(keeps, answers, made, asked)
    opinion = (
        "Việc công khai thủ tục đã được thực hiện nhưng chưa đủ và chưa theo mẫu mới.\n"
        "Nơi niêm yết khuất, chữ nhỏ; người cao tuổi khó đọc."
    )
    programmes.conclude(programme=made.pk, by=keeps, opinion=opinion, number="12", dated_on=asked)
    publishing.propose_public(programme=made.pk, by=keeps)
    publishing.show(programme=made.pk, by=second)


def _found(keeps: Officer, made: Programme, body: Unit, *, on: dt.date) -> int:
    visit = programmes.record_visit(
        programme=made.pk,
        by=keeps,
        body=body,
        held_on=on,
        place="Bộ phận một cửa",
        seen="Bảng niêm yết còn 14 thủ tục theo mẫu cũ; chưa ghi thời hạn giải quyết và mức phí.",
    )
    text = "Thủ tục đất đai niêm yết chưa đủ, chưa theo mẫu mới; người dân phải hỏi nhiều lần mới biết thời hạn."
    return programmes.record_finding(programme=made.pk, by=keeps, text=text, visit=visit.pk).pk


def _taken_up(keeps: Officer, answers: Officer, made: Programme, finding: int, asked: dt.date) -> None:
    text = "Niêm yết đủ thủ tục đất đai kèm thời hạn và mức phí tại bộ phận một cửa và nhà văn hóa thôn."
    asking = _recommended(keeps, answers, made, text, asked, finding)
    answered, done = asked + dt.timedelta(days=12), asked + dt.timedelta(days=28)
    recommendations.answer(
        recommendation=asking,
        by=answers,
        stance="accepted",
        text="Tiếp thu. Xã sẽ thay bảng niêm yết và dán thêm tại 9 nhà văn hóa thôn.",
        promised_on=answered + dt.timedelta(days=20),
        on=answered,
    )
    proof = [ContentFile(PROOF, name="bien-ban-niem-yet.txt")]
    recommendations.report_done(recommendation=asking, by=answers, text="Đã niêm yết xong.", files=proof, on=done)
    recommendations.judge(recommendation=asking, by=keeps, act="confirm", text="Đã kiểm tra tại chỗ.", on=done)


def _refused(keeps: Officer, answers: Officer, made: Programme, asked: dt.date) -> None:
    text = "Bố trí thêm một buổi tiếp nhận hồ sơ đất đai vào sáng thứ bảy."
    asking = _recommended(keeps, answers, made, text, asked)
    recommendations.answer(
        recommendation=asking,
        by=answers,
        stance="refused",
        text="Chưa tiếp thu: biên chế không đủ trực thứ bảy; xã mở nhận hồ sơ qua mạng và hẹn giờ.",
        on=asked + dt.timedelta(days=12),
    )
    on = asked + dt.timedelta(days=28)
    recommendations.judge(recommendation=asking, by=keeps, act="close", text="Ghi nhận giải trình của xã.", on=on)


def _recommended(
    keeps: Officer, answers: Officer, made: Programme, text: str, asked: dt.date, finding: int | None = None
) -> int:
    assert answers.unit is not None
    return recommendations.recommend(
        programme=made.pk,
        by=keeps,
        body=answers.unit,
        text=text,
        term="ngay_lam_viec_15",
        finding=finding,
        asked_on=asked,
    ).pk


def _under_way(keeps: Officer, bodies: list[Unit], leads: Unit, today: dt.date) -> None:
    made = programmes.plan_programme(
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
    programmes.begin(programme=made.pk, by=keeps)
    for ago, body in zip((35, 4), bodies, strict=False):
        recommendations.recommend(
            programme=made.pk,
            by=keeps,
            body=body,
            text="Công khai từng khoản thu, chi trước cuộc họp phụ huynh và trên bảng tin của trường.",
            term="ngay_lam_viec_15",
            asked_on=today - dt.timedelta(days=ago),
        )


def _criticism(keeps: Officer, leads: Unit, today: dt.date) -> None:
    department = Unit.objects.filter(kind=Unit.Kind.DEPARTMENT, valid_to=None).order_by("code")[:1]
    made = programmes.plan_programme(
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
    programmes.conclude(
        programme=made.pk,
        by=keeps,
        opinion="Mức thu cao so với thu nhập ở xã vùng khó khăn.\nĐề nghị có lộ trình và mức giảm cho hộ nghèo.",
    )
    publishing.propose_public(programme=made.pk, by=keeps)
