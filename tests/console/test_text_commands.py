"""The command line's contract: JSON Lines in and out, order kept, bad lines named, no database."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from langnghe.console import main
from tests.samples import BINH_KHE, docx_of
from tests.shared import shared


def run(*arguments: str, lines: list[Any] | str = "") -> Result:
    text = lines if isinstance(lines, str) else "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in lines)
    return CliRunner().invoke(main, list(arguments), input=text)


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_split_gives_a_line_for_each_opinion_with_its_span(tmp_path: Path) -> None:
    path = tmp_path / "binh-khe.docx"
    path.write_bytes(docx_of(BINH_KHE))
    found = rows(run("split", str(path)))
    assert [row["n"] for row in found] == [1, 2, 3, 4]
    assert {row["source"] for row in found} == {"binh-khe.docx"}
    for row in found:
        assert BINH_KHE[row["start"] : row["end"]] == row["text"]


def test_split_names_the_file_it_cannot_read_and_goes_on(tmp_path: Path) -> None:
    good, bad = tmp_path / "a.txt", tmp_path / "b.docx"
    good.write_text(BINH_KHE, "utf-8")
    bad.write_bytes(b"PK\x03\x04 broken")
    result = run("split", str(bad), str(good))
    assert result.exit_code == 1
    assert "b.docx" in result.stderr
    assert len(result.stdout.splitlines()) == 4


def test_redact_masks_keeps_order_and_passes_other_keys_on() -> None:
    text = "Bà Lò Thị Ín, ĐT 0957 310 442, đề nghị sửa đường"
    found = rows(run("redact", lines=[{"id": 2, "text": text, "mine": True}, {"id": 1, "text": "Đường hỏng"}]))
    assert [row["id"] for row in found] == [2, 1]
    assert found[0]["mine"] is True
    assert "Ín" not in found[0]["text"]
    assert {text[span["start"] : span["end"]] for span in found[0]["spans"]} == {"Lò Thị Ín", "0957 310 442"}
    assert found[1]["spans"] == []


def test_a_bad_line_is_named_and_skipped() -> None:
    result = run("redact", lines='{"id": 1, "text": "a"}\nnot json\n{"id": 3}\n{"id": 4, "text": "b"}\n')
    assert result.exit_code == 1
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [1, 4]
    assert "dòng 2" in result.stderr
    assert "dòng 3" in result.stderr
    assert "text" in result.stderr


def test_classify_gives_sector_topic_kind_and_score() -> None:
    texts = ["Đường vào thôn nhiều ổ gà, trời mưa lầy lội", "Bãi rác bốc mùi hôi, không ai thu gom rác"]
    found = rows(run("classify", lines=[{"id": n, "text": text} for n, text in enumerate(texts)]))
    assert [row["sector"] for row in found] == ["GT", "MT"]
    assert found[1]["topic"] == "mt.rac_thai"
    assert all(0 <= row["score"] <= 1 for row in found)


def test_dedupe_puts_repeats_together() -> None:
    lines = [
        {"id": "a", "text": "Đường ĐT.185 đoạn qua bản Nà Tòng nhiều ổ gà, đề nghị sửa chữa"},
        {"id": "b", "text": "duong DT.185 doan qua ban Na Tong nhieu o ga, de nghi sua chua"},
        {"id": "c", "text": "Trạm y tế xã hết thuốc huyết áp đã hai tháng"},
    ]
    group_of = {row["id"]: row["group"] for row in rows(run("dedupe", lines=lines))}
    assert group_of["a"] == group_of["b"] != group_of["c"]
    pairs = rows(run("dedupe", "--pairs", lines=lines))
    assert (pairs[0]["a"], pairs[0]["b"], pairs[0]["link"]) == ("a", "b", "repeat")


def test_themes_name_what_belongs_together() -> None:
    roads = [
        f"Đường thôn {name} nhiều ổ gà, mặt đường bong tróc" for name in ("Hạ", "Trung", "Đoài", "Cả", "Mới", "Lộc")
    ]
    water = [f"Nước máy ở tổ {n} vàng đục, có mùi hôi không dùng được" for n in range(1, 7)]
    found = rows(run("themes", lines=[{"id": n, "text": text} for n, text in enumerate(roads + water)]))
    assert len({row["theme"] for row in found[:6]}) == 1
    assert found[0]["theme"] != found[6]["theme"]
    assert found[0]["title"]


def test_learn_then_predict(tmp_path: Path) -> None:
    examples = [{"text": f"dịch vụ rất tốt, hài lòng {n}", "label": "khen"} for n in range(20)]
    examples += [{"text": f"phục vụ quá tệ, thất vọng {n}", "label": "chê"} for n in range(20)]
    folder = tmp_path / "model"
    assert run("learn", "--model", str(folder), lines=examples).exit_code == 0
    found = rows(
        run(
            "predict",
            "--model",
            str(folder),
            lines=[{"id": 1, "text": "tốt, tôi hài lòng"}, {"id": 2, "text": "quá tệ"}],
        )
    )
    assert [row["label"] for row in found] == ["khen", "chê"]


def test_learn_asks_for_two_labels(tmp_path: Path) -> None:
    result = run("learn", "--model", str(tmp_path / "m"), lines=[{"text": "a", "label": "x"}])
    assert result.exit_code == 1
    assert "hai nhãn" in result.stderr


def test_forecast_follows_the_week_and_orders_its_interval() -> None:
    days = "".join(f"rac,2026-01-{day:02d},{10 if day % 7 else 30}\n" for day in range(1, 29))
    result = run("forecast", "--horizon", "7", lines="series,date,count\n" + days)
    assert result.exit_code == 0, result.output
    ahead = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["date"] for row in ahead][:2] == ["2026-01-29", "2026-01-30"]
    assert [float(row["mean"]) for row in ahead] == [10, 10, 10, 10, 10, 10, 30]
    assert all(float(row["lo80"]) <= float(row["mean"]) <= float(row["hi80"]) for row in ahead)


def test_forecast_names_what_it_cannot_use() -> None:
    result = run("forecast", "--horizon", "2", lines="series,date,count\na,2026-13-01,4\nb,2026-01-01,4\n")
    assert result.exit_code == 1
    assert "Dòng 2" in result.stderr
    assert "«b»" in result.stderr


@pytest.mark.parametrize("step", ["split", "redact", "classify", "dedupe", "themes"])
def test_evaluate_prints_one_json_object(step: str) -> None:
    gold = shared("gold/reports.jsonl")
    result = run("evaluate", step, str(gold))
    assert result.exit_code == 0, result.output
    assert isinstance(json.loads(result.stdout), dict)


@pytest.mark.parametrize("command", sorted(main.commands))
def test_help_shows_an_example(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert command == "report" or "langnghe" in result.output
