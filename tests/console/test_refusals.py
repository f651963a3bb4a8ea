"""What the command line says of calls and files it cannot follow."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from langnghe.console import main


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["split", "khong-co.docx"], "không mở được «khong-co.docx»"),
        (["split"], "Thiếu tham số"),
        (["chia"], "Không có lệnh «chia»"),
        (["split", "--nhanh", "a"], "Không có tùy chọn «--nhanh»"),
        (["forecast", "--horizon", "0"], "số nguyên từ 1 đến 1000"),
        (["synthesise", ".", "--period", "2026-10", "--form", "nam", "--out", "ra"], "thang, quy, cu-tri"),
        (["learn"], "Thiếu tùy chọn «--model»"),
    ],
)
def test_a_wrong_call_is_told_in_vietnamese(call: list[str], said: str) -> None:
    result = CliRunner().invoke(main, call)
    assert result.exit_code == 2
    assert said in result.output
    assert "Error" not in result.output


def test_a_line_that_is_not_utf8_is_skipped_and_told(tmp_path: Path) -> None:
    lines = tmp_path / "y-kien.jsonl"
    lines.write_bytes(b'\xef\xbb\xbf{"id": 1, "text": "a"}\n{"id": 2, "text": "\xff"}\n{"id": 3, "text": "b"}\n')
    result = CliRunner().invoke(main, ["redact", str(lines)])
    assert result.exit_code == 1
    assert "dòng 2: không phải UTF-8" in result.output
    assert [number in result.output for number in ('"id": 1', '"id": 3')] == [True, True]


def test_evaluate_names_a_bad_line_and_a_missing_key(tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": 1, "text": "a"}\nkhong phai\n', "utf-8")
    result = CliRunner().invoke(main, ["evaluate", "split", str(gold)])
    assert result.exit_code == 1
    assert "dòng 2" in result.output
    assert "thiếu khóa «opinions»" in result.output


def test_predict_asks_for_a_model_folder(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["predict", "--model", str(tmp_path)], input='{"id": 1, "text": "a"}\n')
    assert result.exit_code == 1
    assert "không chứa mô hình" in result.output
