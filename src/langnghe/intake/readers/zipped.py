"""Office packages (ZIP), opened only after their table of contents has been judged."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib

from lxml import etree

from langnghe.intake.readers.shape import Limits, Refused

RATIO_FREE_BYTES = 10 << 20  # a part smaller than this is no bomb, however well it shrank
_BROKEN = "Tệp bị hỏng hoặc tải lên chưa hết. Hãy mở tệp trên máy, lưu lại thành bản mới rồi gửi lại."
_BOMB = "Tệp nén phình to bất thường khi mở nên không được đọc. Hãy mở tệp trên máy, lưu lại thành bản mới rồi gửi lại."
_MACROS = "Tệp có chứa macro nên không được đọc. Hãy lưu lại thành .docx hoặc .xlsx (không macro) rồi gửi lại."
_REMOTE = (
    "Tệp có liên kết tự động tới nguồn bên ngoài ({what}) nên không được đọc. Hãy bỏ liên kết, lưu lại rồi gửi lại."
)


class Package:
    """The parts of one office file; :class:`Refused` where it is a bomb, locked, broken, or runs code."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Refused(_BROKEN) from error
        self._judge(limits)
        self.names = frozenset(self._zip.namelist())

    def _judge(self, limits: Limits) -> None:
        entries = self._zip.infolist()
        if len(entries) > limits.entries or sum(entry.file_size for entry in entries) > limits.unzipped_bytes:
            raise Refused(_BOMB)
        for entry in entries:
            if entry.flag_bits & 1:
                raise Refused("Tệp nén có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại.")
            if entry.file_size > RATIO_FREE_BYTES and entry.file_size > limits.unzip_ratio * entry.compress_size:
                raise Refused(_BOMB)
            if _escapes(entry.filename):
                raise Refused("Tệp nén có đường dẫn trỏ ra ngoài nên không được đọc. Hãy lưu lại rồi gửi lại.")

    def read(self, name: str) -> bytes:
        """Content of one part; b"" where there is no such part."""
        if name not in self.names:
            return b""
        try:
            return self._zip.read(name)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise Refused(_BROKEN) from error

    def matching(self, pattern: str) -> list[str]:
        """Names of parts that match ``pattern``, in the order a person numbers them (header2 before header10)."""
        found = [name for name in self.names if re.fullmatch(pattern, name)]
        return sorted(found, key=lambda name: (len(name), name))

    def main_part(self) -> str:
        """Name of the part that the package is about, for example ``word/document.xml``; "" where none is named."""
        rels = self.read("_rels/.rels")
        for target in re.findall(rb"<[^>]*?/officeDocument\"[^>]*>", rels):
            if match := re.search(rb"Target=\"([^\"]+)\"", target):
                return posixpath.normpath(match[1].decode("utf-8", "replace")).lstrip("/")
        return ""

    def refuse_active_content(self) -> None:
        """Raise where opening the file in an office program would run code or fetch something."""
        types = self.read("[Content_Types].xml")
        if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in self.names):
            raise Refused(_MACROS)
        for name in self.names:
            if name.endswith(".rels"):
                _refuse_remote(self.read(name))


def _escapes(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0]


_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_FETCHED = {
    b"attachedTemplate": "mẫu văn bản từ xa",
    b"oleObject": "đối tượng OLE liên kết",
    b"frame": "khung trang ngoài",
    b"subDocument": "văn bản con",
    b"externalLinkPath": "bảng tính khác",
    b"image": "hình ảnh từ xa",
    b"aFChunk": "phần chèn từ ngoài",
}
_ALWAYS_REFUSED = (b"oleObject", b"frame", b"subDocument", b"aFChunk")  # the others may be harmless local paths
_FAR = re.compile(rb"Target\s*=\s*[\"'](?:https?:|ftp:|file:/{2,4}[^/\"']*\.|mhtml:|\\\\|//|file:////)", re.IGNORECASE)


def _refuse_remote(rels: bytes) -> None:
    for relation in _RELATION.findall(rels):
        if b"External" not in relation:
            continue
        kind = re.search(rb"/(\w+)[\"']", relation)
        name = kind[1] if kind else b""
        if name in _FETCHED and (name in _ALWAYS_REFUSED or _FAR.search(relation)):
            raise Refused(_REMOTE.format(what=_FETCHED[name]))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True
    )


def parse(content: bytes) -> etree._Element:
    """The tree of one XML part. A document type is refused: office files have none, entity bombs need one."""
    try:
        root = etree.fromstring(content, _parser())
    except etree.XMLSyntaxError as error:
        raise Refused(_BROKEN) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused("Tệp có khai báo DTD/thực thể XML nguy hiểm nên không được đọc. Hãy lưu lại từ Word/Excel.")
    return root
