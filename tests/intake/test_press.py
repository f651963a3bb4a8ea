"""The press review: who wrote is never stored, social networks and the house are never read, the channel stays apart."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import time_machine
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from langnghe.intake import press, press_fetch
from langnghe.intake.models import Document, Opinion
from langnghe.intake.press_feeds import Article, kept_link, read_feed, read_pasted, without_bylines
from langnghe.intake.press_fetch import Unfetched, checked, fetch, is_public, is_refused, table
from langnghe.intake.press_models import Clipping, Feed
from langnghe.law.calendar import VIETNAM
from langnghe.registry.models import Unit
from langnghe.synthesis import queries, tallies
from langnghe.synthesis.queries import coverage

TODAY = dt.date(2026, 11, 20)
WRITER, EDITOR, PICTURES = "Sùng Thị Dợ", "Lò Văn Biên", "Giàng A Páo"
LINK = "https://baolamgiang.example/xa-hoi/duong-hong.html"

RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel><title>Báo Lam Giang</title>
<managingEditor>toasoan@baolamgiang.example ({EDITOR})</managingEditor>
<item><title>Người dân xã Bình Khê mong sửa đường</title><link>{LINK}?utm_source=rss&amp;fbclid=abc</link>
<pubDate>Thu, 19 Nov 2026 20:30:00 +0700</pubDate><dc:creator>{WRITER}</dc:creator>
<author>dosung@baolamgiang.example ({WRITER})</author><itunes:author>{WRITER}</itunes:author>
<media:credit role="photographer">{PICTURES}</media:credit>
<description><![CDATA[<p>{WRITER} ghi nhận: đường từ thôn Mít ra chợ nhiều ổ gà.</p><img src="http://a.example/b.jpg" alt="{PICTURES}">
<p>Ảnh: {PICTURES}</p><p>{WRITER}</p><p>Tác giả: {WRITER.upper()}</p>]]></description></item>
<item><title>Chia sẻ của một tài khoản</title><link>https://m.facebook.com/story/1</link><description>x</description></item>
<item><title>Tin đã lâu</title><link>https://baolamgiang.example/cu.html</link>
<pubDate>Thu, 01 Jan 2026 20:30:00 +0700</pubDate></item>
</channel></rss>""".encode()

ATOM = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Đài Lam Giang</title><author><name>{EDITOR}</name></author>
<entry><title>{WRITER}: Bãi rác thôn Đồng Trám quá tải</title><id>urn:1</id>
<link href="https://dailamgiang.example/rac.html"/><updated>2026-11-18T08:00:00Z</updated>
<author><name>{WRITER}</name><email>dosung@dai.example</email><uri>https://dai.example/tac-gia/dosung</uri></author>
<contributor><name>{PICTURES}</name></contributor><rights>© {WRITER}</rights>
<summary type="html">&lt;p&gt;Theo {WRITER}&lt;/p&gt;Người dân phản ánh mùi hôi suốt ba tuần.</summary></entry>
</feed>""".encode()


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(dt.datetime(2026, 11, 20, 9, tzinfo=VIETNAM), tick=True):
        yield


def feed(url: str = "https://baolamgiang.example/rss", name: str = "Báo Lam Giang") -> Feed:
    return press.add_feed(name=name, url=url, by="vanthu")


def stored() -> str:
    """Every word of every table of the press review and of what came of it."""
    words = []
    with connection.cursor() as cursor:
        for name in (
            "intake_feed",
            "intake_clipping",
            "intake_document",
            "intake_storedblock",
            "intake_opinion",
            "audit_entry",
        ):
            cursor.execute(f"SELECT * FROM {name}")
            words += [str(cell) for row in cursor.fetchall() for cell in row]
    return "\n".join(words).lower()


# --- who wrote is never stored ------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [RSS, ATOM], ids=["rss", "atom"])
def test_no_name_of_a_writer_is_stored(province: Unit, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "fetch", lambda url: content)
    feed()
    assert press.read_due()
    assert Clipping.objects.count() == 1
    press.choose(Clipping.objects.values_list("pk", flat=True), by="vanthu")
    words = stored()
    for name in (WRITER, EDITOR, PICTURES, "dosung", "toasoan"):
        assert name.lower() not in words
        assert name.lower().split()[-1] not in words.split()


def test_what_is_kept_of_an_article() -> None:
    (row,) = read_feed(RSS, TODAY)
    assert row == Article(
        title="Người dân xã Bình Khê mong sửa đường",
        link=LINK,
        on=dt.date(2026, 11, 19),
        matter="[TÊN] ghi nhận: đường từ thôn Mít ra chợ nhiều ổ gà.",
    )
    (row,) = read_feed(ATOM, TODAY)
    assert row.matter == "Người dân phản ánh mùi hôi suốt ba tuần."
    assert "Bãi rác thôn Đồng Trám quá tải" in row.title


def test_the_tables_have_no_place_for_a_writer() -> None:
    names = {field.name for model in (Clipping, Feed) for field in model._meta.get_fields()}
    assert not {name for name in names if any(word in name for word in ("author", "writer", "creator", "byline"))}


@pytest.mark.parametrize(
    "line",
    [
        "Tác giả: Nguyễn Văn Hùng",
        "Bài, ảnh: Minh Hùng",
        "PV: Lê Mai",
        "Theo Nguyễn Văn Hùng",
        "Nguyễn Văn Hùng",
        "(Minh Hùng/TTXVN)",
        "By John Smith",
        "Ảnh: CTV",
    ],
)
def test_a_byline_is_dropped(line: str) -> None:
    assert without_bylines(f"Đường hỏng đã lâu.\n{line}") == "Đường hỏng đã lâu."


@pytest.mark.parametrize(
    "line", ["Theo người dân, đường hỏng đã lâu và chưa ai sửa.", "Thiếu nước sạch mùa khô", "Ảnh hưởng đến lúa"]
)
def test_a_matter_is_no_byline(line: str) -> None:
    assert without_bylines(line) == line


def test_a_pasted_list_becomes_articles(province: Unit) -> None:
    text = f"""Bãi rác thôn Đồng Trám quá tải
Người dân phản ánh mùi hôi.
Ngày 12/11/2026 {LINK}?utm_source=x
Theo Nguyễn Văn Hùng

- Thiếu nước sạch mùa khô
PV: Lê Thị Mai

Bài trên mạng
https://www.facebook.com/abc"""
    first, second = read_pasted(text, TODAY)
    assert (first.title, first.link, first.on) == ("Bãi rác thôn Đồng Trám quá tải", LINK, dt.date(2026, 11, 12))
    assert (second.title, second.on, second.matter) == ("Thiếu nước sạch mùa khô", TODAY, "")
    assert press.paste(text, source="", by="vanthu") == (2, 0)
    assert press.paste(text, source="", by="vanthu") == (0, 2)
    assert set(Clipping.objects.values_list("source", flat=True)) == {"baolamgiang.example", "Báo chí"}
    with pytest.raises(ValueError, match="Không đọc được bài nào"):
        press.paste("\n\n", source="", by="vanthu")


# --- what is never read -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", [*table()["refused_hosts"], "m.facebook.com", "WWW.TIKTOK.COM", "oa.zalo.me.", "a.b.x.com"]
)
def test_social_networks_are_refused(province: Unit, host: str) -> None:
    assert is_refused(host)
    with pytest.raises(ValueError, match="mạng xã hội"):
        press.add_feed(name="Trang", url=f"https://{host}/rss", by="vanthu")
    assert kept_link(f"https://{host}/bai/1") == ""


@pytest.mark.parametrize("host", ["baolamgiang.example", "notfacebook.com", "x.com.vn", "nhandan.vn"])
def test_newspapers_are_not(host: str) -> None:
    assert not is_refused(host)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://bao.example/rss",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://ai:matkhau@bao.example/rss",
        "https://bao.example:22/rss",
        "https://bao.example:99999/rss",
        "https://[bao/rss",
        "bao.example/rss",
        "",
    ],
)
def test_what_is_no_address_of_a_newspaper_is_refused(url: str) -> None:
    with pytest.raises(Unfetched):
        checked(url)


INSIDE = ["127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.9", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"]
INSIDE_6 = ["::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::"]


@pytest.mark.parametrize("address", INSIDE + INSIDE_6)
def test_no_address_of_the_house_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "113.160.0.1", "2001:4860:4860::8888"])
def test_addresses_of_the_open_internet_are(address: str) -> None:
    assert is_public(address)


@given(number=st.integers(0, 2**24 - 1))
def test_nothing_in_ten_is_public(number: int) -> None:
    assert not is_public(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "2130706433", "0x7f000001", "[::1]"])
def test_a_name_that_leads_into_the_house_is_refused(host: str) -> None:
    with pytest.raises(Unfetched):
        fetch(f"http://{host}/rss")


# --- fetching, from a server on this machine ----------------------------------------------------------------------


class Newspaper(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        place = {
            "/doi": "/rss",
            "/vong": "/vong",
            "/vao-nha": "http://169.254.169.254/",
            "/mang": "https://facebook.com/",
        }
        if self.path in place:
            self.send_response(302)
            self.send_header("Location", place[self.path])
            self.end_headers()
            return
        self.send_response(200 if self.path in ("/rss", "/to", "/trang") else 404)
        self.end_headers()
        self.wfile.write(
            {"/rss": RSS, "/to": b"x" * (4 << 20), "/trang": b"<html><p>Trang bao</p>"}.get(self.path, b"")
        )

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def newspaper(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Newspaper)
    port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    monkeypatch.setattr(press_fetch, "is_public", lambda address: address == "127.0.0.1")
    monkeypatch.setattr(press_fetch, "allowed_ports", lambda: (port,))
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    server.server_close()


def test_a_feed_is_fetched_through_a_redirect(newspaper: str) -> None:
    assert fetch(f"{newspaper}/rss") == RSS
    assert fetch(f"{newspaper}/doi") == RSS


@pytest.mark.parametrize(
    "path, sentence",
    [
        ("/khong-co", "trả lời mã 404"),
        ("/to", "lớn hơn 3 MB"),
        ("/vong", "quá nhiều lần"),
        ("/vao-nha", "mạng nội bộ"),
        ("/mang", "mạng xã hội"),
    ],
)
def test_what_is_not_fetched_says_why(newspaper: str, path: str, sentence: str) -> None:
    with pytest.raises(Unfetched, match=sentence):
        fetch(newspaper + path)


def test_a_slow_newspaper_is_left(newspaper: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(table()["fetch"], "seconds", -1)
    with pytest.raises(Unfetched, match="quá chậm"):
        fetch(f"{newspaper}/rss")


def test_errors_stand_at_their_feed_and_stop_no_other(province: Unit, newspaper: str) -> None:
    bad, page, good = feed(f"{newspaper}/khong-co", "A"), feed(f"{newspaper}/trang", "B"), feed(f"{newspaper}/rss", "C")
    while press.read_due():
        pass
    for row in (bad, page, good):
        row.refresh_from_db()
    assert "404" in bad.error
    assert "không phải nguồn tin" in page.error
    assert (good.error, good.found) == ("", 1)
    assert Clipping.objects.get().source == "C"
    later = dt.datetime(2026, 11, 20, 10, 5, tzinfo=VIETNAM)
    while press.read_due(later):
        pass
    assert Clipping.objects.count() == 1  # the same article is kept once


def test_a_feed_with_entities_is_not_opened() -> None:
    with pytest.raises(Unfetched, match="không an toàn"):
        read_feed(
            b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><rss><channel><item>&b;</item></channel></rss>',
            TODAY,
        )


# --- chosen -------------------------------------------------------------------------------------------------------


def article(**more: object) -> Clipping:
    given = {
        "source": "Báo Lam Giang",
        "title": "Người dân xã Bình Khê mong sửa đường",
        "link": LINK,
        "on": dt.date(2026, 11, 19),
        "matter": "Đường từ thôn Mít ra chợ nhiều ổ gà.",
    }
    return press.add(**(given | more), by="vanthu")  # type: ignore[arg-type]


def test_a_chosen_article_is_an_opinion_of_its_own_channel(province: Unit) -> None:
    row = article()
    assert press.choose([row.pk], by="vanthu") == 1
    assert press.choose([row.pk], by="vanthu") == 0
    document = Document.objects.get()
    assert (document.channel, document.unit, document.pieces, document.period.key) == ("press", None, 1, "2026-11")
    opinion = queries.opinions().get()
    assert opinion.area == Unit.objects.get(code="LG-01")
    assert "ổ gà" in opinion.text
    assert queries.balance(document.period).difference == 0
    assert coverage(document.period).reported == 0  # an article is no report of a unit
    tallies.settle()
    assert tallies.totals([document.period], "channel") == {"press": 1}


def test_taken_back_it_leaves_every_count_and_may_come_again(province: Unit) -> None:
    row = article()
    press.choose([row.pk], by="vanthu")
    period = Document.objects.get().period
    tallies.settle()
    press.leave_out([row.pk], by="vanthu")
    assert queries.opinions().count() == 0
    assert queries.balance(period).difference == 0
    tallies.settle()
    assert tallies.total([period]) == 0
    press.choose([row.pk], by="vanthu")
    assert (Document.objects.count(), queries.opinions().count()) == (1, 1)
    opinion = Opinion.objects.get()
    opinion.replaced = True
    opinion.save()
    Opinion.objects.create(
        document=opinion.document, block=opinion.block, start=0, end=3, text="cắt", folded="cat", made_by="x"
    )
    with pytest.raises(ValueError, match="bàn rà soát"):
        press.leave_out([row.pk], by="vanthu")


def test_what_was_not_chosen_goes_after_its_days(province: Unit) -> None:
    old = article(on=dt.date(2026, 9, 1), link=f"{LINK}?1")
    chosen = article(on=dt.date(2026, 9, 2), link=f"{LINK}?2")
    new = article()
    press.choose([chosen.pk], by="vanthu")
    assert press.forget_old() == 1
    assert set(Clipping.objects.values_list("pk", flat=True)) == {chosen.pk, new.pk}
    assert not Clipping.objects.filter(pk=old.pk).exists()


def test_a_newspaper_keeps_its_name_and_a_person_does_not() -> None:
    assert press.kept_source("Báo Lam Giang") == "Báo Lam Giang"
    assert press.kept_source("TTXVN") == "TTXVN"
    assert "Tèo" not in press.kept_source("Nhà báo Nguyễn Văn Tèo")
    assert "Tèo" not in press.kept_source("ông Nguyễn Văn Tèo")


@pytest.mark.parametrize(
    "wrong, sentence",
    [({"on": dt.date(2026, 11, 21)}, "tương lai"), ({"link": "https://x.com/a"}, "mạng xã hội"), ({}, "đã có trong")],
)
def test_what_cannot_be_entered_says_why(province: Unit, wrong: dict[str, object], sentence: str) -> None:
    if not wrong:
        article()
    with pytest.raises(ValueError, match=sentence):
        article(**wrong)


# --- at the desk --------------------------------------------------------------------------------------------------


def test_a_clerk_reviews_the_press(province: Unit, as_clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        "mạng xã hội"
        in as_clerk.post("/diem-bao/nguon/", {"name": "Trang", "url": "https://facebook.com/rss"}).content.decode()
    )
    as_clerk.post("/diem-bao/nguon/", {"name": "Báo Lam Giang", "url": "https://baolamgiang.example/rss"})
    monkeypatch.setattr(press, "fetch", lambda url: RSS)
    press.read_due()
    pasted = {
        "way": "paste",
        "p-source": "Báo Lam Giang",
        "p-text": "Thiếu nước sạch mùa khô\nGiếng cạn từ tháng chín.",
    }
    assert as_clerk.post("/diem-bao/them/", pasted).status_code == 302
    typed = {"a-source": "Đài", "a-on": "19/11/2026", "a-title": "Chợ xuống cấp", "a-link": "", "a-matter": ""}
    assert as_clerk.post("/diem-bao/them/", typed).status_code == 302
    page = as_clerk.get("/diem-bao/").content.decode()
    assert "mong sửa đường" in page
    assert "Giếng cạn" in page
    row = Clipping.objects.get(title__contains="sửa đường")
    as_clerk.post("/diem-bao/chon/", {"pk": [row.pk], "act": "choose"})
    as_clerk.post("/diem-bao/chon/", {"pk": [Clipping.objects.get(title="Chợ xuống cấp").pk], "act": "leave"})
    assert "mong sửa đường" in as_clerk.get("/diem-bao/?xem=chon").content.decode()
    assert "Báo chí" in as_clerk.get("/diem-bao/?xem=chon&ky=2026-11").content.decode()
    assert "Chợ xuống cấp" in as_clerk.get("/diem-bao/?xem=bo").content.decode()
    one = Feed.objects.get()
    as_clerk.post(f"/diem-bao/nguon/{one.pk}/", {"act": "stop"})
    assert not press.read_due(dt.datetime(2026, 11, 21, tzinfo=VIETNAM))
