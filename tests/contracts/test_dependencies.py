"""What the code imports is declared, and what is declared says in ``docs/dependencies.md`` why it is here."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
COMES_WITH = {  # imported by name, in the version that the other package asks for
    "pydantic": "django-ninja",
    "jinja2": "docxtpl",
    "pdfminer.six": "pdfplumber",
    "scipy": "scikit-learn",
    "threadpoolctl": "scikit-learn",
    "django-stubs-ext": "django-stubs",
}


def name_of(requirement: str) -> str:
    """ "Django-Allauth[mfa]>=65" is "django-allauth"."""
    return re.split(r"[\[<>=!~; (]", requirement, maxsplit=1)[0].lower().replace("_", "-")


DECLARED = {name_of(each) for each in PROJECT["project"]["dependencies"]}
FOR_DEVELOPMENT = {name_of(each) for each in PROJECT["dependency-groups"]["dev"]}


def imported() -> set[str]:
    """Packages that any module of the product imports, also inside a function."""
    found: set[str] = set()
    for path in (ROOT / "src" / "langnghe").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {each.name.split(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                found.add(node.module.split(".")[0])
    packages = packages_distributions()
    outside = found - sys.stdlib_module_names - {"langnghe"}
    return {name_of(each) for name in outside for each in packages.get(name, [name])}


def test_every_import_is_declared() -> None:
    assert imported() - DECLARED - COMES_WITH.keys() == set()


@pytest.mark.parametrize("name, parent", COMES_WITH.items())
def test_what_comes_with_another_package_still_does(name: str, parent: str) -> None:
    assert name in imported()
    assert name in {name_of(each) for each in requires(parent) or ()}


def test_every_declared_package_says_why_it_is_here() -> None:
    told = (ROOT / "docs" / "dependencies.md").read_text("utf-8").split("## Considered")[0]
    words = set(re.findall(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", told.lower()))
    assert {name for name in DECLARED | FOR_DEVELOPMENT if name not in words} == set()


def test_the_lock_holds_every_declared_package_and_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    locked = {name_of(line) for line in lock.splitlines() if line and line[0] not in " #-"}
    assert locked >= DECLARED | FOR_DEVELOPMENT
    assert "://" not in lock
