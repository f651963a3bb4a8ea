"""What every filled Word form has in common."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from langnghe.reports import word
from langnghe.reports.forms import FORMS, word_form
from langnghe.reports.papers.forms import STYLES, paper_forms, shipped_word_form

WORDS = [{"kind": "doan", "text": "Lời đầu & <cuối>"}, {"kind": "doan", "text": "Lời cuối"}]
REPORTS = [word_form(form, style) for form in FORMS for style in STYLES]
PAPERS = [shipped_word_form(key, style) for key in paper_forms() for style in STYLES]


@pytest.mark.parametrize("form", REPORTS + PAPERS, ids=lambda form: f"{form.parent.name}-{form.stem}")
def test_the_signature_never_stands_alone_on_a_page(form: Path) -> None:
    before = []
    for block in word.fill(form, {"doan": WORDS}).iter_inner_content():
        if isinstance(block, docx.table.Table) and block.cell(0, 0).text.startswith("Nơi nhận"):
            break
        before.append(block)
    else:
        pytest.fail("no signature")
    last = next(number for number, block in enumerate(reversed(before)) if block.text.strip())
    assert all(block.paragraph_format.keep_with_next for block in before[-last - 1 :])
    assert not before[-last - 2].paragraph_format.keep_with_next or before[-last - 2].runs[0].bold


def test_words_stay_as_people_wrote_them_and_nobody_is_named_as_author() -> None:
    content = word.saved(word.fill(REPORTS[0], {"doan": WORDS}), title="T" * 300, identifier="x-1")
    made = docx.Document(io.BytesIO(content))
    assert "Lời đầu & <cuối>" in [paragraph.text for paragraph in made.paragraphs]
    core = made.core_properties
    assert (len(core.title), core.identifier, core.author, core.last_modified_by) == (255, "x-1", "", "")


def test_a_table_whose_only_row_is_repeated_may_stay_empty(tmp_path: Path) -> None:
    form = docx.Document()
    column = form.add_table(3, 1).columns[0]
    for cell, tag in zip(column.cells, ("{%tr for d in doan %}", "{{ d.text }}", "{%tr endfor %}"), strict=True):
        cell.text = tag
    form.save(str(tmp_path / "form.docx"))
    assert not word.fill(tmp_path / "form.docx", {"doan": []}).tables[0].rows
    assert len(word.fill(tmp_path / "form.docx", {"doan": WORDS}).tables[0].rows) == 2


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", b"{{ doan }}"])
def test_what_is_no_word_form_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(ValueError, match="biểu mẫu Word"):
        word.tags_of(content)
