"""Every text of the product is there in Vietnamese, and the compiled catalogue is the one of the source."""

from __future__ import annotations

import gettext
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import langnghe

PACKAGE = Path(langnghe.__file__).parent
CATALOGUE = PACKAGE / "locale" / "vi" / "LC_MESSAGES" / "django.po"
TOOLS = ("xgettext", "msgfmt", "msgattrib", "msgmerge", "msguniq")

pytestmark = pytest.mark.skipif(
    not all(shutil.which(tool) for tool in TOOLS), reason="gettext is not installed (apt-get install gettext)"
)


def messages(catalogue: Path, *choice: str) -> set[str]:
    """The msgids of a catalogue that msgattrib chooses."""
    chosen = subprocess.run(
        ["msgattrib", "--no-wrap", "--no-location", *choice, str(catalogue)], capture_output=True, text=True, check=True
    )
    return {line for line in chosen.stdout.splitlines() if line.startswith("msgid ") and line != 'msgid ""'}


@pytest.fixture
def gathered(tmp_path: Path) -> Path:
    """The catalogue as it would be if the texts were gathered from the code now."""
    copy = tmp_path / "langnghe"
    for path in [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.txt"), CATALOGUE]:
        target = copy / path.relative_to(PACKAGE)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    elsewhere = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "django", "makemessages", "-l", "vi", "-v0", "--no-obsolete"]
    subprocess.run(command, cwd=copy, env=elsewhere, check=True, capture_output=True)
    return copy / CATALOGUE.relative_to(PACKAGE)


def test_no_text_is_missing_and_none_is_left_over(gathered: Path) -> None:
    assert messages(gathered) == messages(CATALOGUE)


def test_no_text_is_untranslated_or_doubtful(gathered: Path) -> None:
    assert messages(gathered, "--untranslated") == set()
    assert messages(gathered, "--only-fuzzy") == set()


def test_the_compiled_catalogue_is_fresh_and_its_placeholders_fit(tmp_path: Path) -> None:
    compiled = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "--check-format", "-o", str(compiled), str(CATALOGUE)], check=True, capture_output=True)
    assert _texts(compiled) == _texts(CATALOGUE.with_suffix(".mo")), "run msgfmt: django.mo is older than django.po"


def _texts(compiled: Path) -> dict[object, str]:
    with open(compiled, "rb") as file:
        return gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
