"""Supervision: terms, four eyes, who is asked; the line that no table counts persons and no conduct goes out."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import docx
import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from hypothesis import given, settings
from hypothesis import strategies as st

from langnghe.consultations.models import Finding, InspectionVisit, Programme, Recommendation, RecommendationStep
from langnghe.consultations.supervision import programmes, publishing, queries, recommendations, terms
from langnghe.law.calendar import shipped
from langnghe.law.formats import rules
from langnghe.registry.models import Officer, Unit
from langnghe.registry.roles import Role
from langnghe.reports.front import filling
from langnghe.reports.layout import against

TODAY = dt.date.today()


@pytest.fixture
def front(province: Unit) -> Unit:
    return Unit.objects.create(code="LG-70", name="Ủy ban MTTQ Việt Nam tỉnh", kind="mttq", parent=province)


def someone(name: str, role: Role, unit: Unit | None) -> Officer:
    return Officer.objects.create_user(username=name, role=role, unit=unit)


@pytest.fixture
def keeper(front: Unit) -> Officer:
    return someone("mattran", Role.FRONT_SUPERVISOR, front)


@pytest.fixture
def commune(front: Unit) -> Unit:
    return Unit.objects.get(code="LG-01")


@pytest.fixture
def programme(keeper: Officer, front: Unit, commune: Unit) -> Programme:
    return programmes.plan_programme(
        by=keeper,
        kind="supervision",
        year=2026,
        subject="Giám sát việc thu các khoản đóng góp ở trường học",
        bodies=[commune],
        leads=front,
        starts_on=TODAY,
        ends_on=TODAY,
        legal=["luat_mt", "nqlt_403"],
        members="Hội Nông dân: 2",
    )


def asked(programme: Programme, keeper: Officer, body: Unit) -> Recommendation:
    return recommendations.recommend(
        programme=programme.pk, by=keeper, body=body, text="Công khai các khoản thu.", term="ngay_lam_viec_15"
    )


@settings(max_examples=50)
@given(st.dates(dt.date(2026, 1, 1), dt.date(2026, 11, 1)), st.sampled_from(sorted(terms.terms())))
@pytest.mark.django_db
def test_an_answer_is_due_so_many_working_days_later(asked_on: dt.date, term: str) -> None:
    on = terms.answer_due(asked_on, term)
    assert shipped().is_working(on)
    assert shipped().working_between(asked_on + dt.timedelta(days=1), on) == terms.terms()[term].days


@pytest.mark.django_db
def test_a_day_of_ones_own_is_moved_off_rest_and_lies_ahead() -> None:
    assert terms.answer_due(dt.date(2026, 11, 2), terms.CHOSEN, dt.date(2026, 11, 7)) == dt.date(2026, 11, 9)
    with pytest.raises(ValueError, match="sau ngày gửi"):
        terms.answer_due(dt.date(2026, 11, 2), terms.CHOSEN, dt.date(2026, 11, 2))


def test_every_row_of_law_that_nobody_has_held_against_its_text_says_so() -> None:
    assert all(not row.confirmed for row in terms.terms().values())
    assert {row.key for row in terms.bases().values() if row.confirmed} == {"chuong_trinh"}  # the Front's own paper


def test_whoever_asks_does_not_let_out_and_only_the_front_may(
    programme: Programme, keeper: Officer, front: Unit, leader: Officer
) -> None:
    programmes.conclude(programme=programme.pk, by=keeper, opinion="Đã công khai đủ.")
    publishing.propose_public(programme=programme.pk, by=keeper)
    with pytest.raises(ValueError, match="không tự duyệt"):
        publishing.show(programme=programme.pk, by=keeper)
    with pytest.raises(PermissionDenied):
        publishing.show(programme=programme.pk, by=leader)
    assert list(queries.shown_programmes()) == []
    publishing.show(programme=programme.pk, by=someone("mattran2", Role.FRONT_SUPERVISOR, front))
    assert list(queries.shown_programmes()) == [programme]


def test_only_the_body_asked_answers_and_its_successor_after_a_reform(
    programme: Programme, keeper: Officer, commune: Unit
) -> None:
    row = asked(programme, keeper, commune)

    def refuse(person: Officer) -> RecommendationStep:
        return recommendations.answer(
            by=person, recommendation=row.pk, stance="refused", text="Xã không thu khoản nào."
        )

    ward = Unit.objects.get(code="LG-03")
    stranger = someone("phuong", Role.COMMUNE_OFFICER, ward)
    with pytest.raises(PermissionDenied):
        refuse(stranger)
    with pytest.raises(PermissionDenied):
        refuse(keeper)
    yesterday = TODAY - dt.timedelta(days=1)
    commune.successions.create(after=ward, on=TODAY, kind="merge", legal_basis="Nghị quyết mẫu", default=True)
    Unit.objects.filter(pk=commune.pk).update(valid_to=yesterday)
    assert refuse(stranger).state == "refused"


@pytest.mark.parametrize("act", ["confirm", "send back", "ask again", "close"])
def test_a_judgement_fits_the_state_or_is_refused(
    act: str, programme: Programme, keeper: Officer, commune: Unit
) -> None:
    row = asked(programme, keeper, commune)
    with pytest.raises(ValueError, match="không hợp"):
        recommendations.judge(recommendation=row.pk, by=keeper, act=act, text="vì thế")


def test_every_state_that_is_come_to_has_its_day(programme: Programme, keeper: Officer, commune: Unit) -> None:
    row = asked(programme, keeper, commune)
    recommendations.judge(recommendation=row.pk, by=keeper, act="withdraw", text="Đã nhập vào kiến nghị khác.")
    row.refresh_from_db()
    assert [(step.state, step.on) for step in row.steps.all()] == [("waiting", TODAY), ("withdrawn", TODAY)]
    assert row.is_settled
    assert row.state_on == TODAY
    assert row.owed_on is None


# --- the line ---------------------------------------------------------------------------------------------------


def test_no_table_of_supervision_or_satisfaction_leads_to_a_person() -> None:
    """Who acted is a name in text; nothing that is counted hangs on an officer, and no column names one."""
    models = apps.get_app_config("consultations").get_models()
    fields = [(model.__name__, field) for model in models for field in model._meta.get_fields()]
    assert [(name, field.name) for name, field in fields if field.is_relation and field.related_model is Officer] == []
    about_persons = ("official", "officer", "employee", "staff", "cadre", "rated_by", "counter_clerk")
    assert [(name, field.name) for name, field in fields if any(word in field.name for word in about_persons)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Ông Nguyễn Văn Tám, chủ tịch xã, nhận hối lộ khi duyệt danh sách hộ nghèo.",
        "Bà Lò Thị Pâng vòi vĩnh người đến làm giấy khai sinh.",
    ],
)
def test_conduct_of_a_person_is_stored_nowhere(text: str, programme: Programme, keeper: Officer, commune: Unit) -> None:
    with pytest.raises(ValueError, match="tố cáo niêm phong"):
        programmes.record_finding(programme=programme.pk, by=keeper, text=text)
    with pytest.raises(ValueError, match="tố cáo niêm phong"):
        programmes.record_visit(programme=programme.pk, by=keeper, body=commune, held_on=TODAY, place="xã", seen=text)
    with pytest.raises(ValueError, match="tố cáo niêm phong"):
        recommendations.recommend(programme=programme.pk, by=keeper, body=commune, text=text, term="ngay_lam_viec_15")
    with pytest.raises(ValueError, match="tố cáo niêm phong"):
        programmes.conclude(programme=programme.pk, by=keeper, opinion=text)
    assert not Finding.objects.exists()
    assert not InspectionVisit.objects.exists()
    assert not Recommendation.objects.exists()
    assert Programme.objects.get().opinion == ""


def test_how_a_body_fights_corruption_may_be_said(programme: Programme, keeper: Officer) -> None:
    """Words of conduct alone name nobody: a supervision of anti-corruption work is no denunciation."""
    made = programmes.record_finding(
        programme=programme.pk, by=keeper, text="Xã chưa công khai kết quả kê khai tài sản, phòng, chống tham nhũng."
    )
    assert "tham nhũng" in made.text


# --- papers -----------------------------------------------------------------------------------------------------


def test_papers_keep_the_layout_of_decree_30_and_carry_what_was_asked(
    programme: Programme, keeper: Officer, commune: Unit, tmp_path: Path
) -> None:
    visit = programmes.record_visit(
        programme=programme.pk,
        by=keeper,
        body=commune,
        held_on=TODAY,
        place="Trường tiểu học",
        seen="Có bảng thu <chi>.",
    )
    asked(programme, keeper, commune)
    opinion = "Tổng số ý kiến của phụ huynh được ghi nhận đủ.\nViệc thu đúng quy định."
    programmes.conclude(programme=programme.pk, by=keeper, opinion=opinion, number="8", dated_on=dt.date(2026, 2, 5))
    programme.refresh_from_db()
    report = tmp_path / "ket-qua.docx"
    report.write_bytes(filling.conclusion(programme))
    wanted = rules("nd30")
    lacking = ("phu_luc", "tieu_muc")
    kept = wanted | {"elements": [row for row in wanted["elements"] if row["key"] not in lacking]}
    assert [finding for finding in against(report, kept) if not finding.kept] == []
    words = "\n".join(node.text or "" for node in docx.Document(str(report)).element.body.iter() if node.text)
    assert "Số: 08/BC-MTTQ-BTT" in words
    assert "ngày 05 tháng 02 năm 2026" in words
    assert "Công khai các khoản thu." in words
    assert "TM. BAN THƯỜNG TRỰC" in words
    minutes = docx.Document(io.BytesIO(filling.minutes(visit)))
    said = "\n".join(paragraph.text for paragraph in minutes.paragraphs)
    assert "BIÊN BẢN" in said
    assert "Có bảng thu <chi>." in said
    assert minutes.core_properties.author == ""
