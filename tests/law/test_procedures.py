"""The law as data: complete, sourced, in force when it should be, and clear when asked for what it does not hold."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from langnghe.law import procedures
from langnghe.law.procedures import (
    complexity,
    deadline,
    kinds,
    next_extension,
    quotas,
    report_bounds,
    steps,
    stop_grounds,
    suspension_grounds,
)

TODAY = date(2026, 11, 22)


def test_the_kinds_are_those_of_the_law() -> None:
    assert list(kinds()) == [
        "khieu_nai",
        "khieu_nai_lan_hai",
        "to_cao",
        "kien_nghi",
        "phan_anh",
        "pakn_quy_dinh",
        "kien_nghi_cu_tri",
    ]
    assert [key for key, kind in kinds().items() if kind.needs_two_to_open] == ["to_cao"]


@pytest.mark.parametrize("kind", procedures.kinds().values(), ids=lambda kind: kind.key)
def test_a_kind_is_whole(kind: procedures.Kind) -> None:
    assert kind.vi
    assert kind.en
    assert kind.law
    assert kind.anonymous_vi
    assert {kind.accept_step, kind.settle_step} <= set(steps(kind.key))
    assert kind.refusals
    assert all(refusal.vi and refusal.article for refusal in kind.refusals)
    assert kind.competence
    assert all(one.who and one.does and one.article for one in kind.competence)


@pytest.mark.parametrize("row", procedures.rows(), ids=lambda row: f"{row.kind}.{row.step}.{row.since}")
def test_every_row_has_its_article_and_says_whether_it_was_seen(row: procedures.Deadline) -> None:
    assert row.article
    assert row.vi
    assert row.from_event
    assert row.source or not row.confirmed
    assert row.unit in procedures.UNITS
    assert set(row.variants) <= set(procedures.VARIANTS)
    assert row.days is None or all(0 < row.days < longer for longer in row.variants.values())
    assert row.since < row.until


def test_no_two_rows_of_a_step_are_in_force_together() -> None:
    spans: dict[tuple[str, str], list[tuple[date, date]]] = {}
    for row in procedures.rows():
        spans.setdefault((row.kind, row.step), []).append((row.since, row.until))
    for periods in spans.values():
        periods.sort()
        assert all(before[1] < after[0] for before, after in itertools.pairwise(periods))


def test_nine_reasons_against_a_complaint_and_four_against_receiving() -> None:
    assert len(kinds()["khieu_nai"].refusals) == 9
    assert len(procedures.reception_refusals()) == 4
    by_code = {refusal.code: refusal for refusal in kinds()["to_cao"].refusals}
    assert by_code["khong_xac_dinh_nguoi_to_cao"].confirmed
    assert not by_code["khong_co_co_so"].confirmed


@pytest.mark.parametrize(
    ("kind", "step", "days", "unit", "confirmed"),
    [
        ("khieu_nai", "giai_quyet", 30, "day", True),
        ("khieu_nai", "thu_ly", 10, "day", False),
        ("khieu_nai_lan_hai", "giai_quyet", 45, "day", True),
        ("to_cao", "xu_ly_ban_dau", 7, "wd", False),
        ("to_cao", "thong_bao_thu_ly", 5, "wd", True),
        ("phan_anh", "tra_loi", 15, "wd", False),
        ("cap_uy", "tra_loi", 10, "wd", True),
        ("du_lieu_ca_nhan", "bao_vi_pham", 72, "hour", False),
        ("pakn_quy_dinh", "tra_loi", None, "wd", False),
    ],
)
def test_rows_read_as_in_the_law_file(kind: str, step: str, days: int | None, unit: str, confirmed: bool) -> None:
    row = deadline(kind, step, TODAY)
    assert (row.days, row.unit, row.confirmed) == (days, unit, confirmed)


def test_the_row_is_the_one_in_force_on_the_day() -> None:
    assert deadline("du_thao_van_ban", "dang_tai", date(2025, 3, 31)).days == 60
    assert deadline("du_thao_van_ban", "dang_tai", date(2025, 4, 1)).days == 20
    with pytest.raises(ValueError, match="chưa có quy định có hiệu lực vào ngày 31/12/2025"):
        deadline("du_lieu_ca_nhan", "xoa", date(2025, 12, 31))


def test_what_is_not_known_is_said_in_a_sentence() -> None:
    with pytest.raises(ValueError, match="Không có loại “khieu_kien”; chọn trong: khieu_nai"):
        deadline("khieu_kien", "thu_ly", TODAY)
    with pytest.raises(ValueError, match="không có bước “nop_phi”; các bước: thoi_hieu"):
        deadline("khieu_nai", "nop_phi", TODAY)
    with pytest.raises(ValueError, match="không có mức “many_places”; chọn một trong: complex"):
        deadline("khieu_nai", "giai_quyet", TODAY).length("many_places")
    with pytest.raises(ValueError, match="không có mức nào"):
        deadline("khieu_nai", "thu_ly", TODAY).length("complex")
    with pytest.raises(ValueError, match="Không có kỳ báo cáo “quy_V”"):
        report_bounds("quy_V", 2026)


def test_a_complaint_may_be_suspended_since_july_2026_only() -> None:
    assert suspension_grounds("khieu_nai", date(2026, 6, 30)) == ()
    assert {ground.code for ground in suspension_grounds("khieu_nai", TODAY)} == {"bat_kha_khang", "cho_ket_qua_khac"}
    assert len(stop_grounds("khieu_nai_lan_hai", TODAY)) == 3
    assert suspension_grounds("phan_anh", TODAY) == ()
    assert {ground.code for ground in suspension_grounds("to_cao", TODAY)} == {"cho_co_quan_khac", "cho_giam_dinh"}


def test_withdrawal_and_dialogue_are_described_where_the_law_describes_them() -> None:
    taken_back = procedures.withdrawal("khieu_nai")
    assert taken_back
    assert taken_back.partly
    assert "ép buộc" in taken_back.reopen
    assert procedures.withdrawal("phan_anh") is None
    meeting = procedures.dialogue("khieu_nai")
    assert meeting
    assert meeting.confirmed
    assert "vẫn tiếp tục" in meeting.absent
    assert procedures.dialogue("to_cao") is None


def test_one_test_makes_a_denunciation_complex_and_two_very_complex() -> None:
    assert complexity("to_cao", []) is None
    assert complexity("to_cao", ["yeu_to_nuoc_ngoai"]) == "complex"
    assert complexity("to_cao", ["yeu_to_nuoc_ngoai", "yeu_to_nuoc_ngoai"]) == "complex"
    assert complexity("to_cao", ["yeu_to_nuoc_ngoai", "nhieu_noi_dung"]) == "very_complex"
    with pytest.raises(ValueError, match="Không có tiêu chí “kho_qua”"):
        complexity("to_cao", ["kho_qua"])
    with pytest.raises(ValueError, match="Luật không đặt tiêu chí phức tạp"):
        complexity("khieu_nai", [])


def test_extensions_go_once_when_complex_and_twice_when_very_complex() -> None:
    row = deadline("to_cao", "giai_quyet", TODAY)
    assert next_extension(row, granted=0, found=None) is None
    first = next_extension(row, granted=0, found="complex")
    assert first
    assert first.days == 30
    assert next_extension(row, granted=1, found="complex") is None
    assert next_extension(row, granted=1, found="very_complex") == row.extend[1]
    assert next_extension(row, granted=2, found="very_complex") is None


def test_a_complaint_is_extended_up_to_the_term_of_a_complex_one() -> None:
    second_level = deadline("khieu_nai_lan_hai", "giai_quyet", TODAY)
    assert [one.days for one in second_level.extend] == [15]
    assert [one.days for one in second_level.extensions("remote")] == [10]
    assert second_level.extensions("complex") == second_level.extensions("remote_complex") == ()
    assert deadline("khieu_nai", "thu_ly", TODAY).extend == ()


def test_a_commune_chair_receives_two_days_a_month_since_july_2026() -> None:
    def chair(on: date) -> tuple[int, str]:
        return next((quota.times, quota.per) for quota in quotas(on) if quota.key == "chu_tich_xa")

    assert chair(date(2026, 6, 30)) == (1, "week")
    assert chair(date(2026, 7, 1)) == (2, "month")
    assert {quota.key for quota in quotas(TODAY)} >= {"bi_thu_tinh", "bi_thu_xa", "doi_thoai_xa"}


def test_official_periods_cut_on_the_fourteenth_and_meet_without_gap() -> None:
    assert report_bounds("quy_I", 2026) == (date(2025, 12, 15), date(2026, 3, 14))
    assert report_bounds("thang_6", 2026) == (date(2025, 12, 15), date(2026, 6, 14))
    assert report_bounds("thang_9", 2026) == (date(2025, 12, 15), date(2026, 9, 14))
    assert report_bounds("nam", 2026) == (date(2025, 12, 15), date(2026, 12, 14))
    quarters = [report_bounds(f"quy_{number}", 2026) for number in ("I", "II", "III", "IV")]
    assert all((after[0] - before[1]).days == 1 for before, after in itertools.pairwise(quarters))
    assert (report_bounds("quy_I", 2027)[0] - quarters[-1][1]).days == 1
