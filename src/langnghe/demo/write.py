"""Papers into files. The author's tool: the files it makes are committed, so that a first start needs none of it.

python -m langnghe.demo.write        # builds documents/ anew; needs LibreOffice, pdftoppm and ImageMagick
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from langnghe.demo import files
from langnghe.demo.compose import MONTHS, YEAR, Paper, papers, unit_of
from langnghe.demo.manifest import DOCUMENTS, Sent
from langnghe.demo.wordfile import docx
from langnghe.text.normal import fold

OFFICE = {"doc": "docx", "pdf": "docx", "xls": "xlsx"}  # made from ... by LibreOffice
SCANS = {"pdf-scan": "pdf", "jpg": "jpg", "png": "png"}
PAGE_DOTS = 110  # dots an inch of a scan: readable, small
# Files as they should not be: month, unit, what is wrong with it.
BROKEN = (
    (8, "LG-22", "truncated"),
    (9, "LG-20", "locked"),
    (9, "LG-30", "macro"),
    (9, "LG-57", "truncated"),
    (10, "LG-31", "locked"),
    (10, "LG-16", "macro"),
    (10, "LG-29", "truncated"),
)


def name_of(paper: Paper) -> str:
    """The file's name as the unit gave it: "BC_T8_xa-binh-khe.docx"."""
    slug = fold(unit_of(paper.plan.unit)["name"]).replace(",", "").replace(" ", "-")
    kind = {"reception": "so-tiep-dan", "hotline": "duong-day-nong", "petitions": "kien-nghi", "dialogue": "bien-ban"}
    return f"{kind.get(paper.plan.style, 'bao-cao')}_T{paper.month:02d}_{slug}.{ending(paper.plan.format)}"


def ending(format: str) -> str:
    return {"pdf-scan": "pdf"}.get(format, format.split("-")[0])


def build(folder: Path) -> list[Sent]:
    """Write all documents of all months and the manifest; what was written."""
    shutil.rmtree(folder, ignore_errors=True)
    sent = [_write(paper, folder) for month in MONTHS for paper in papers(month)]
    sent += [_break(month, unit, how, folder) for month, unit, how in BROKEN]
    _convert(folder)
    _scan(folder)
    sent.sort(key=lambda row: (row.month, row.file))
    (folder / "manifest.tsv").write_text("".join(f"{row.line()}\n" for row in sent), "utf-8")
    return sent


def _write(paper: Paper, folder: Path) -> Sent:
    """The paper's file, or the source that LibreOffice makes it from."""
    month = f"{YEAR}-{paper.month:02d}"
    (folder / month).mkdir(parents=True, exist_ok=True)
    (folder / month / source_name(name_of(paper), paper.plan.format)).write_bytes(render(paper))
    unit = paper.plan.unit if paper.plan.is_known else ""
    return Sent(month, name_of(paper), unit, paper.plan.format, len(paper.statements))


def source_name(name: str, format: str) -> str:
    """ "x.doc" is made from "x.doc.docx", a scan "x.jpg" from "x.jpg.scan.docx"."""
    if format in SCANS:
        return f"{name}.scan.docx"
    return f"{name}.{OFFICE[format]}" if format in OFFICE else name


def render(paper: Paper) -> bytes:
    """The bytes of a paper, for LibreOffice's formats those of its source."""
    form = paper.plan.format
    if form in OFFICE:
        form = OFFICE[form]
    if form.startswith("docx") or form in SCANS:
        return docx(paper.parts, form, typed_lists=int(paper.plan.unit[3:5]) % 2 == 0)
    if form == "csv":
        return files.csv(paper.parts, ";" if paper.plan.unit == "LG-69" else ",")
    if form == "eml":
        return files.eml(paper.parts, unit_of(paper.plan.unit)["name"], paper.month)
    return {"xlsx": files.xlsx, "txt": files.txt, "txt-tcvn3": files.txt_tcvn3, "html": files.html}[form](paper.parts)


# --- files that cannot be read ----------------------------------------------------------------------------------


def _break(month: int, unit: str, how: str, folder: Path) -> Sent:
    whole = render(next(paper for paper in papers(8) if paper.plan.format == "docx"))
    key = f"{YEAR}-{month:02d}"
    slug = fold(unit_of(unit)["name"]).replace(" ", "-")
    name, content = {
        "truncated": (f"bao-cao_T{month:02d}_{slug}.docx", whole[: len(whole) * 6 // 10]),
        "macro": (f"bao-cao_T{month:02d}_{slug}.docm", files.with_macro(whole)),
        "locked": (f"bao-cao_T{month:02d}_{slug}_mat.pdf", whole),
    }[how]
    source = f"{name}.locked.docx" if how == "locked" else name
    (folder / key / source).write_bytes(content)
    return Sent(key, name, unit, how, 0)


# --- LibreOffice and the scanner --------------------------------------------------------------------------------

LOCK = (
    'pdf:writer_pdf_Export:{"EncryptFile":{"type":"boolean","value":"true"},'
    '"DocumentOpenPassword":{"type":"string","value":"lam-giang"}}'
)


def _convert(folder: Path) -> None:
    """Sources "x.doc.docx" into "x.doc", and those of locked files with a password."""
    for source in (".doc.docx", ".pdf.docx", ".xls.xlsx"):
        target = source.split(".")[1]
        _office(sorted(folder.glob(f"*/*{source}")), target, target)
    _office(sorted(folder.glob("*/*.locked.docx")), LOCK, "pdf")


def _office(sources: list[Path], filter: str, target: str) -> None:
    """Convert in one call for each folder: LibreOffice's start costs more than a file."""
    for month in sorted({source.parent for source in sources}):
        mine = [source for source in sources if source.parent == month]
        with tempfile.TemporaryDirectory() as made:
            _soffice(mine, filter, made)
            for source in mine:
                shutil.move(Path(made, f"{source.stem}.{target}"), _without(source))
                source.unlink()


def _soffice(sources: list[Path], filter: str, folder: str) -> None:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    _run(["soffice", "--headless", profile, "--convert-to", filter, "--outdir", folder, *map(str, sources)])


def _without(source: Path) -> Path:
    """ "x.doc.docx" -> "x.doc"; "x.pdf.locked.docx" -> "x.pdf"."""
    return source.with_name(source.stem.removesuffix(".locked"))


def _scan(folder: Path) -> None:
    """Print, lay crooked on the glass, scan in grey."""
    for source in sorted(folder.glob("*/*.scan.docx")):
        name = source.with_name(source.name.removesuffix(".scan.docx"))
        with tempfile.TemporaryDirectory() as made:
            _soffice([source], "pdf", made)
            page = next(Path(made).glob("*.pdf"))
            _run(["pdftoppm", "-r", str(PAGE_DOTS), "-gray", "-png", str(page), f"{made}/page"])
            pages = sorted(Path(made).glob("page*.png"))
            if len(pages) != 1:
                raise ValueError(f"{source.name} fills {len(pages)} pages; a scan has one")
            name.write_bytes(_scanned(pages[0], name.suffix))
        source.unlink()


def _scanned(page: Path, ending: str) -> bytes:
    picture = page.with_suffix(".out.png" if ending == ".png" else ".jpg")
    crooked = ["-background", "white", "-rotate", "0.4", "+repage"]
    grainy = ["-attenuate", "0.15", "+noise", "Gaussian", "-colorspace", "Gray", "-depth", "4", "-quality", "55"]
    _run(["convert", str(page), *crooked, *grainy, str(picture)])
    if ending != ".pdf":
        return picture.read_bytes()
    width, height = subprocess.check_output(["identify", "-format", "%w %h", str(picture)], text=True).split()
    return files.pdf_of_picture(picture.read_bytes(), int(width), int(height), PAGE_DOTS)


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.stdout.write(f"{len(build(DOCUMENTS))} tệp\n")
