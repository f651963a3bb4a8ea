"""The press review: articles by hand, pasted or by feed; those chosen become documents of the channel ``press``."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from langnghe.audit import journal
from langnghe.intake.models import Document, Opinion, StoredBlock
from langnghe.intake.press_feeds import Article, article, host_of, kept_link, read_feed, read_pasted
from langnghe.intake.press_fetch import Unfetched, checked, fetch, table
from langnghe.intake.press_models import Clipping, Feed
from langnghe.privacy import door
from langnghe.privacy.failures import traced
from langnghe.registry.actions import open_period
from langnghe.registry.models import Unit
from langnghe.registry.queries import areas, catalogue
from langnghe.text.normal import fold

CHANNEL = "press"
BROKEN = "Gặp lỗi khi đọc nguồn tin này; hãy báo quản trị viên nếu lần sau vẫn vậy."

logger = logging.getLogger(__name__)


# --- feeds --------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_feed(*, name: str, url: str, by: str) -> Feed:
    """Read a newspaper's feed from now on. Raises ValueError with a sentence for the user."""
    checked(url)
    if not name.strip():
        raise ValueError("Hãy ghi tên tờ báo.")
    feed, new = Feed.objects.get_or_create(
        url=url.strip(), defaults={"name": name.strip()[:100], "due_at": timezone.now(), "made_by": by}
    )
    if not new:
        raise ValueError(f"Nguồn tin này đã có: «{feed.name}».")
    journal.record(by=by, verb="add feed", what=f"feed {feed.pk}")
    return feed


@transaction.atomic
def switch_feed(feed: Feed, *, active: bool, by: str) -> None:
    """Read a feed again, at once, or no longer."""
    Feed.objects.filter(pk=feed.pk).update(active=active, due_at=timezone.now())
    journal.record(by=by, verb="switch feed", what=f"feed {feed.pk}", active=active)


def read_due(now: dt.datetime | None = None) -> bool:
    """Read the feed that has waited longest, one a turn; whether one did. What fails is told at the feed."""
    now = now or timezone.now()
    feed = Feed.objects.filter(active=True, due_at__lte=now).order_by("due_at", "pk").first()
    if feed is None:
        return False
    feed.due_at, feed.read_at = now + dt.timedelta(minutes=table()["minutes"]), now
    feed.found, feed.error = _read(feed, now)
    feed.save(update_fields=["due_at", "read_at", "found", "error"])
    return True


def _read(feed: Feed, now: dt.datetime) -> tuple[int, str]:
    """New articles of a feed, and the sentence where it could not be read."""
    try:
        articles = read_feed(fetch(feed.url), timezone.localdate(now))
        return sum(keep(each, source=feed.name, by=journal.MACHINE, feed=feed) is not None for each in articles), ""
    except Unfetched as error:
        return 0, str(error)
    except Exception as error:  # noqa: BLE001 - whatever a stranger's file does, the other feeds are read
        logger.error("feed %s: %s", feed.pk, traced(error))
        return 0, BROKEN


def forget_old(today: dt.date | None = None) -> int:
    """Delete articles that were not chosen within their days; how many."""
    before = (today or timezone.localdate()) - dt.timedelta(days=table()["days"])
    return Clipping.objects.filter(on__lt=before, document=None).delete()[0]


# --- articles -----------------------------------------------------------------------------------------------------


def keep(each: Article, *, source: str, by: str, feed: Feed | None = None) -> Clipping | None:
    """Keep an article once; None where it is here already."""
    digest = hashlib.sha256((each.link or f"{source}|{each.on}|{fold(each.title)}").encode()).hexdigest()
    row, new = Clipping.objects.get_or_create(
        digest=digest,
        defaults={
            "source": source,
            "title": each.title,
            "link": each.link,
            "on": each.on,
            "matter": each.matter,
            "area": _area(f"{each.title}\n{each.matter}"),
            "feed": feed,
            "made_by": by,
        },
    )
    return row if new else None


def _area(text: str) -> Unit | None:
    """The commune that the words name; None where there is none."""
    codes = [found.code for found in catalogue().find(text)]
    by_code = {unit.code: unit for unit in areas(timezone.localdate()).filter(code__in=codes)}
    return next((by_code[code] for code in codes if code in by_code), None)


@transaction.atomic
def add(*, source: str, title: str, link: str, on: dt.date, matter: str, by: str) -> Clipping:
    """Enter an article by hand. Raises ValueError with a sentence for the user."""
    if on > timezone.localdate():
        raise ValueError("Ngày của bài báo không được ở tương lai.")
    if link:
        checked(link)
    made = keep(article(title, kept_link(link), on, matter), source=kept_source(source), by=by)
    if made is None:
        raise ValueError("Bài này đã có trong điểm báo.")
    journal.record(by=by, verb="add clipping", what=f"clipping {made.pk}")
    return made


def kept_source(source: str) -> str:
    """A newspaper's name; "Báo Lam Giang" is one although Lam Giang could be a person."""
    said = fold(source.strip())
    if any(said.startswith(f"{fold(organ)} ") or said == fold(organ) for organ in table()["organs"]):
        return source.strip()[:100]
    return door.admit_texts([source])[0][:100]


@transaction.atomic
def paste(text: str, *, source: str, by: str) -> tuple[int, int]:
    """Enter a pasted list; how many articles are new, and how many were here already.

    Raises ValueError with a sentence for the user where nothing can be read in it.
    """
    articles = read_pasted(text, timezone.localdate())
    if not articles:
        raise ValueError("Không đọc được bài nào; mỗi bài một đoạn, dòng đầu là tiêu đề, cách nhau một dòng trống.")
    named = kept_source(source)
    made = [keep(each, source=named or host_of(each.link) or "Báo chí", by=by) for each in articles]
    new = sum(row is not None for row in made)
    if new:
        journal.record(by=by, verb="add clipping", what="clippings", articles=new)
    return new, len(made) - new


def clippings(state: str, words: str = "") -> QuerySet[Clipping]:
    """Articles in a state ("" for all) with all the words in title or matter, the newest first."""
    rows = Clipping.objects.select_related("area", "feed")
    if state:
        rows = rows.filter(state=state)
    for word in words.split():
        rows = rows.filter(Q(title__icontains=word) | Q(matter__icontains=word) | Q(source__icontains=word))
    return rows


# --- what is a matter for the province ----------------------------------------------------------------------------


@transaction.atomic
def choose(pks: Iterable[int], *, by: str) -> int:
    """Make the articles' matters opinions of their month, in the channel ``press``; how many are new."""
    rows = Clipping.objects.select_for_update(of=("self",)).filter(pk__in=list(pks)).exclude(state="chosen")
    chosen = list(rows.select_related("area", "document"))
    for row in chosen:
        if row.document:
            _restore(row.document)
        else:
            row.document = _store(row, by)
        row.state = Clipping.State.CHOSEN
        row.save(update_fields=["state", "document"])
        journal.record(by=by, verb="choose clipping", what=f"document {row.document_id}")
    return len(chosen)


@transaction.atomic
def leave_out(pks: Iterable[int], *, by: str) -> int:
    """Say that articles are no matters for the province; those chosen before leave every count; how many.

    Raises ValueError with a sentence for the user when the review has cut or judged one.
    """
    rows = Clipping.objects.select_for_update(of=("self",)).filter(pk__in=list(pks)).exclude(state="left_out")
    left = list(rows.select_related("document"))
    for row in left:
        if row.document:
            _take_back(row, row.document)
            journal.record(by=by, verb="take clipping back", what=f"document {row.document_id}")
        row.state = Clipping.State.LEFT_OUT
        row.save(update_fields=["state"])
    return len(left)


def _store(row: Clipping, by: str) -> Document:
    text = f"{row.title}. {row.matter}".strip() if row.matter else row.title
    document = Document.objects.create(
        sha256=hashlib.sha256(f"press {row.digest}".encode()).hexdigest(),  # no file stands behind it
        period=open_period(f"{row.on:%Y-%m}"),
        channel=CHANNEL,
        name=f"{row.source}, {row.on:%d/%m/%Y}: {row.title}"[:255],
        size=0,
        format="bao",
        state=Document.State.READ,
        received_by=by,
        pieces=1,
    )
    block = StoredBlock.objects.create(document=document, number=0, kind="paragraph", place="p1", text=text)
    Opinion.objects.create(
        document=document,
        block=block,
        start=0,
        end=len(text),
        text=text,
        folded=fold(text),
        area=row.area,
        made_by=by,
    )
    return document


def _take_back(row: Clipping, document: Document) -> None:
    """The opinion leaves every count, as a note of a meeting does that is taken back."""
    opinions = list(document.opinions.all())
    if len(opinions) != 1 or hasattr(opinions[0], "decision"):
        raise ValueError(f"«{row.title}» đã được rà soát; hãy sửa ở bàn rà soát.")
    Opinion.objects.filter(pk=opinions[0].pk).update(replaced=True)
    Document.objects.filter(pk=document.pk).update(pieces=0)


def _restore(document: Document) -> None:
    document.opinions.update(replaced=False)
    Document.objects.filter(pk=document.pk).update(pieces=1)
