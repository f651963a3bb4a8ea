"""Opinions get a sector, a topic and a kind; unclear ones are left to a person; corrections are obeyed."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from langnghe.law.taxonomy import KINDS, topics
from langnghe.text import examples
from langnghe.text.classify import Classifier
from langnghe.text.evaluate import calibration_error, evaluate_classify, macro_f1, statements
from langnghe.text.examples import Example
from langnghe.text.normal import fold
from tests.shared import shared


@pytest.fixture(scope="module")
def shipped() -> Classifier:
    return Classifier.shipped()


OPINIONS = {
    "dd.gcn": "Gia đình tôi nộp hồ sơ cấp sổ đỏ từ năm ngoái, đến nay văn phòng đăng ký vẫn chưa trả kết quả",
    "mt.rac_thai": "Ba ngày rồi xe không vào gom rác, túi rác chất đống bốc mùi ở đầu ngõ",
    "gd.thu_chi": "Đầu năm nhà trường thu quá nhiều khoản, quỹ phụ huynh mỗi cháu một triệu đồng",
    "yt.thuoc_vt": "Bệnh viện hết thuốc bảo hiểm, người nhà phải ra ngoài mua từng hộp",
    "gt.duong_xuong_cap": "Mặt đường tỉnh lộ qua thị trấn đầy ổ gà, xe máy ngã liên tục",
}


@pytest.mark.parametrize("topic", OPINIONS)
def test_plain_opinions_find_their_topic_with_and_without_marks(shipped: Classifier, topic: str) -> None:
    text = OPINIONS[topic]
    spellings = [text, fold(text), text.upper(), unicodedata.normalize("NFD", text)]
    assert [label.topic for label in shipped.classify(spellings)] == [topic] * 4


@pytest.mark.parametrize(
    "text, context, kind",
    [
        ("Đề nghị tỉnh sớm đầu tư nhà văn hóa cho thôn", "", "kien_nghi"),
        ("tỉnh sớm đầu tư nhà văn hóa cho thôn", "UBND xã | Cử tri xã đề nghị", "kien_nghi"),
        ("Bao giờ thì tuyến đường này được sửa?", "", "hoi"),
        ("Bà con phấn khởi vì đường làng đã được bê tông hóa, đi lại thuận tiện hơn hẳn", "", "ghi_nhan"),
        ("Tố cáo trưởng thôn lập danh sách khống để bỏ túi tiền hỗ trợ", "", "to_cao"),
        ("Gia đình tôi không đồng ý với quyết định thu hồi đất, yêu cầu hủy quyết định", "", "khieu_nai"),
        ("Nước giếng cả xóm nhiễm phèn, nhiều năm nay chưa có nước máy", "", "phan_anh"),
    ],
)
def test_kinds_follow_the_way_of_speaking(shipped: Classifier, text: str, context: str, kind: str) -> None:
    assert shipped.classify([text], [context])[0].kind == kind


def test_what_is_no_opinion_gets_no_sector(shipped: Classifier) -> None:
    for label in shipped.classify(["alo alo", "Chúc mừng sinh nhật chị nhé", ""]):
        assert (label.kind, label.sector, label.topic) == (examples.NO_OPINION, None, None)


def test_a_text_of_unknown_words_is_unsure(shipped: Classifier) -> None:
    label = shipped.classify(["zxqv wkrp qqq"])[0]
    assert label.unsure
    assert label.topic is None


def test_the_words_that_decided_come_from_the_text(shipped: Classifier) -> None:
    label = shipped.explain(OPINIONS["mt.rac_thai"])
    assert label.topic == "mt.rac_thai"
    assert any("rác" in words for words in label.words)


def test_labels_do_not_depend_on_the_batch(shipped: Classifier) -> None:
    texts = list(OPINIONS.values())
    together = shipped.classify(texts)
    alone = [shipped.classify([text])[0] for text in texts]
    assert [(row.topic, row.kind) for row in together] == [(row.topic, row.kind) for row in alone]
    assert [row.score for row in together] == pytest.approx([row.score for row in alone], abs=1e-3)
    assert shipped.classify([]) == []


@settings(max_examples=50)
@given(st.lists(st.text(max_size=80), max_size=5))
def test_any_text_gets_one_consistent_label(texts: list[str]) -> None:
    labels = Classifier.shipped().classify(texts, texts)
    assert len(labels) == len(texts)
    for label in labels:
        assert label.kind in {*KINDS, examples.NO_OPINION}
        assert label.topic is None or topics()[label.topic].sector == label.sector
        assert 0 <= label.score <= label.sector_score + 1e-3 <= 1.002


def test_a_correction_is_obeyed_by_near_identical_texts_and_leaves_the_rest(shipped: Classifier) -> None:
    said = "Bể biogas nhà hàng xóm rò rỉ, mùi bay sang lớp mẫu giáo Hoa Ban"
    wanted = "gd.co_so_vat_chat" if shipped.classify([said])[0].topic != "gd.co_so_vat_chat" else "yt.attp"
    taught = shipped.learn([(said, "", topics()[wanted].sector, wanted, "kien_nghi")])
    near = "Hầm biogas nhà hàng xóm rò rỉ, mùi bay sang lớp mẫu giáo Hoa Ban rất khó chịu"
    assert [(row.topic, row.kind) for row in taught.classify([said])] == [(wanted, "kien_nghi")]
    assert taught.classify([near])[0].topic == wanted
    assert shipped.classify([near])[0].topic != wanted
    others = list(OPINIONS.values())
    assert [row.topic for row in taught.classify(others)] == [row.topic for row in shipped.classify(others)]


def test_corrections_teach_words_never_met_and_are_deterministic(shipped: Classifier) -> None:
    corrections = [("Xyzpo lại hỏng nữa rồi", "", "VH", "vh.vien_thong", "phan_anh")]
    first, second = shipped.learn(corrections), shipped.learn(corrections)
    near = ["Xyzpo nhà tôi lại hỏng nữa"]
    assert first.classify(near) == second.classify(near)
    assert first.classify(near)[0].topic == "vh.vien_thong"
    assert shipped.classify(near)[0].topic != "vh.vien_thong"


def test_saved_and_loaded_is_the_same(shipped: Classifier, tmp_path: Path) -> None:
    shipped.save(tmp_path / "deep" / "classifier.npz")
    again = Classifier.load(tmp_path / "deep" / "classifier.npz")
    assert again.classify(list(OPINIONS.values())) == shipped.classify(list(OPINIONS.values()))


def test_the_same_examples_give_the_same_classifier(tmp_path: Path) -> None:
    few = [row for row in examples.shipped() if row.sector in ("DD", "YT")]
    labels = [Classifier.fit(few).classify(list(OPINIONS.values())) for _ in range(2)]
    assert labels[0] == labels[1]


def test_every_topic_has_the_sentences_the_issue_asks_for() -> None:
    spoken = [row.topic for row in examples.shipped()]
    assert {topic for topic in spoken if topic} == set(topics())
    assert min(spoken.count(topic) for topic in topics()) >= 40
    assert {row.kind for row in examples.shipped()} == {*KINDS, examples.NO_OPINION}


def test_a_copy_in_a_report_keeps_its_meaning() -> None:
    asked = Example("Đề nghị làm cầu", "GT", "gt.duong_xuong_cap", "kien_nghi")
    for copy in examples.copies([asked]):
        assert (copy.topic, copy.kind) == (asked.topic, asked.kind)
        assert "lam cau" in fold(copy.text) or copy.text in "de nghi lam cau"


@pytest.mark.parametrize("name", ["reports", "messages"])
def test_figures_on_the_labelled_set(name: str) -> None:
    lines = [json.loads(line) for line in shared(f"gold/{name}.jsonl").read_text("utf-8").splitlines()]
    found = evaluate_classify(lines)
    assert found["sector_macro_f1"] >= 0.85
    assert found["topic_accuracy"] >= 0.80
    assert found["kind_macro_f1"] >= 0.75
    # a perfectly calibrated score measures about 0.04 on so few statements, so this bounds gross errors only
    assert max(found["topic_calibration_error"], found["sector_calibration_error"]) <= 0.07


def test_scores_are_honest_over_both_sets(shipped: Classifier) -> None:
    lines = [
        json.loads(line)
        for name in ("reports", "messages")
        for line in shared(f"gold/{name}.jsonl").read_text("utf-8").splitlines()
    ]
    rows = [row for row in statements(lines) if row["topic"]]
    labels = shipped.classify([row["text"] for row in rows], [row["context"] for row in rows])
    pairs = list(zip(rows, labels, strict=True))
    assert calibration_error([row.score for row in labels], [a["topic"] == b.topic for a, b in pairs]) <= 0.05
    sectors = [a["sector"] == b.sector for a, b in pairs]
    assert calibration_error([row.sector_score for row in labels], sectors) <= 0.05
    assert macro_f1([(a["sector"], b.sector) for a, b in pairs]) >= 0.85
