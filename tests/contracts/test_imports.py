"""The house's import contracts hold, and each one fails when it is broken."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINTER = Path(sys.executable).parent / "lint-imports"

BREAKS = {
    "a lower room imports a higher one": (
        "registry/queries.py",
        "from langnghe.intake import models",
        "Rooms import downward only",
    ),
    "a pure room imports Django": ("text/blocks.py", "import django", "Pure rooms know no Django"),
    "the readers import Django": ("intake/readers/__init__.py", "import django.db", "Pure rooms know no Django"),
    "a report reaches the private key": (
        "reports/docx.py",
        "from langnghe.privacy import unseal",
        "Only cases.identity holds the way to a name",
    ),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINTER, "--no-cache"], cwd=folder, capture_output=True, text=True, env={"PYTHONPATH": str(folder / "src")}
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the code that a test may break."""
    shutil.copytree(ROOT / "src" / "langnghe", tmp_path / "src" / "langnghe", ignore=shutil.ignore_patterns("*.tsv"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_contracts_hold(copy: Path) -> None:
    result = lint(copy)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("name", BREAKS)
def test_contract_fails_when_broken(copy: Path, name: str) -> None:
    file, line, contract = BREAKS[name]
    path = copy / "src" / "langnghe" / file
    path.write_text(path.read_text("utf-8") + f"\n{line}\n", "utf-8")
    result = lint(copy)
    assert result.returncode == 1
    broken = [row for row in result.stdout.splitlines() if contract in row and "BROKEN" in row]
    assert broken, result.stdout


def test_one_module_of_the_site_imports_the_private_key() -> None:
    """Stricter than the contract, which names rooms: whatever module is added, only this one may open a seal."""
    users = {
        path.relative_to(ROOT / "src" / "langnghe").as_posix()
        for path in (ROOT / "src").rglob("*.py")
        if re.search(r"(from|import) .*unseal", path.read_text("utf-8"))
    }
    assert users == {"cases/identity.py"}
