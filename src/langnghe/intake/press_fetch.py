"""Fetch a feed: bounded in time and size, over http(s) only, and never from an address inside the house.

The host's addresses are looked up once, each must be a public one, and the connection goes to the very address that
was checked: a name that answers differently the second time leads nowhere. Redirects are followed by the same rules.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from langnghe import tables

PORTS = {"http": 80, "https": 443}
REDIRECTS = (301, 302, 303, 307, 308)
CHUNK = 65_536
ASKED = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8"


class Unfetched(ValueError):
    """A feed that was not fetched; the sentence says why and what to do."""


def table() -> Mapping[str, Any]:
    """``press.yaml`` as it is written."""
    return tables.read(__package__, "press.yaml")


def fetch(url: str) -> bytes:
    """The bytes of a feed. Raises Unfetched."""
    bounds = table()["fetch"]
    until = time.monotonic() + bounds["seconds"]
    for _turn in range(bounds["redirects"] + 1):
        parts = checked(url)
        try:
            status, place, content = _get(parts, until)
        except (OSError, http.client.HTTPException) as error:
            raise Unfetched(f"Không kết nối được với {parts.hostname}; hãy thử lại sau.") from error
        if status not in REDIRECTS:
            return _accepted(status, content, parts)
        url = urljoin(url, place)
    raise Unfetched("Địa chỉ chuyển hướng quá nhiều lần; hãy dùng địa chỉ cuối cùng của nguồn tin.")


def _accepted(status: int, content: bytes, parts: SplitResult) -> bytes:
    if status != http.client.OK:
        raise Unfetched(f"{parts.hostname} trả lời mã {status}; hãy kiểm tra lại địa chỉ nguồn tin.")
    return content


def checked(url: str) -> SplitResult:
    """The parts of an address that may be read. Raises Unfetched."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise Unfetched("Địa chỉ nguồn tin không đúng; hãy chép lại cả địa chỉ, bắt đầu bằng https://.") from None
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None:
        raise Unfetched("Địa chỉ nguồn tin phải bắt đầu bằng https:// hoặc http:// và là của một tờ báo.")
    if port is not None and port not in allowed_ports():
        raise Unfetched("Địa chỉ nguồn tin dùng cổng lạ; chỉ nhận cổng thông thường của trang báo.")
    if is_refused(parts.hostname):
        raise Unfetched("Không nhận nguồn tin từ mạng xã hội hay trang cá nhân; chỉ đọc báo và đài.")
    return parts


def allowed_ports() -> tuple[int, ...]:
    return tuple(PORTS.values())


def is_refused(host: str) -> bool:
    """Whether a host, or one above it, is in the list of those that are never read."""
    labels = host.lower().rstrip(".").split(".")
    return any(".".join(labels[start:]) in table()["refused_hosts"] for start in range(len(labels)))


def is_public(address: str) -> bool:
    """Whether an address lies on the open internet, and not in the house, on this machine or in a cloud's own net."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or found
    return mapped.is_global and not mapped.is_multicast


def _address(host: str, port: int) -> str:
    """An address of the host, all of whose addresses are public. Raises Unfetched, OSError."""
    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (socket.gaierror, UnicodeError):
        raise Unfetched(f"Không tìm thấy máy chủ {host}; hãy kiểm tra lại địa chỉ nguồn tin.") from None
    if not found or not all(map(is_public, found)):
        raise Unfetched(f"{host} là địa chỉ trong mạng nội bộ nên không được đọc.")
    return sorted(found)[0]


def _get(parts: SplitResult, until: float) -> tuple[int, str, bytes]:
    """Status, where it redirects to, and the content; at most as long and as large as the bounds allow."""
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or PORTS[parts.scheme]
    sock = socket.create_connection((_address(host, port), port), timeout=table()["fetch"]["wait"])
    connection = http.client.HTTPConnection(host, port, timeout=table()["fetch"]["wait"])
    try:
        connection.sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host) if secure else sock
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        asked = {"Host": parts.netloc, "Accept": ASKED, "Accept-Encoding": "identity", "User-Agent": "LangNghe"}
        connection.request("GET", path, headers=asked)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", ""), _content(answer, until)
    finally:
        connection.close()
        sock.close()


def _content(answer: http.client.HTTPResponse, until: float) -> bytes:
    most, content = table()["fetch"]["megabytes"] << 20, bytearray()
    while part := answer.read1(CHUNK):
        content += part
        if len(content) > most:
            raise Unfetched(f"Nguồn tin lớn hơn {most >> 20} MB nên không đọc.")
        if time.monotonic() > until:
            raise Unfetched("Nguồn tin trả lời quá chậm; hãy thử lại sau.")
    return bytes(content)
