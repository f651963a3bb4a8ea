"""``langnghe receipt verify``: by the code, by the file that was kept, and after somebody changed the database."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from langnghe.audit.models import Entry
from langnghe.cases.models import Submission
from langnghe.console import main
from langnghe.registry.models import Unit
from tests.portal.test_follow import close_the_day
from tests.portal.test_send import send

pytestmark = pytest.mark.django_db


def verify(what: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, ["receipt", "verify", what], input=typed)


def test_by_the_code_and_by_the_file(client: Client, province: Unit, tmp_path: Path) -> None:
    code, kept = send(client), tmp_path / "bien-nhan.json"
    kept.write_bytes(client.get("/gui/bien-nhan/tep/").content)
    assert "chưa có mã gốc" in verify(code).output
    close_the_day()
    for result in (verify(code), verify(str(kept)), verify("-", f"{code}\n")):
        assert result.exit_code == 0
        assert ": khớp " in result.output


def test_a_tampered_database_is_found(client: Client, province: Unit, tmp_path: Path) -> None:
    code, kept = send(client), tmp_path / "bien-nhan.json"
    kept.write_bytes(client.get("/gui/bien-nhan/tep/").content)
    close_the_day()
    Submission.objects.update(text="Mọi việc đều tốt.")
    assert verify(code).exit_code == 1
    assert "ĐÃ BỊ THAY ĐỔI" in verify(code).output
    Entry.objects.filter(verb="receipt").delete()
    assert "KHÔNG CÒN" in verify(str(kept)).output


def test_what_is_no_receipt(province: Unit, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")
    assert verify(str(tmp_path / "x.json")).exit_code == 1
    assert "16 chữ số" in verify("1234567812345678").output
