"""Whatever fails, the log and the page say what and where, never in the words of the error: they may name people."""

from __future__ import annotations

import datetime as dt
import logging
import sys
from collections.abc import Callable
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import DataError

from langnghe.cases import letters
from langnghe.intake import actions as intake
from langnghe.intake import press
from langnghe.intake.models import Document
from langnghe.law.calendar import VIETNAM
from langnghe.privacy.failures import Formatter, traced
from langnghe.registry.models import Period, Unit
from langnghe.synthesis import pipeline
from langnghe.synthesis.actions import ask_for_run
from langnghe.synthesis.models import Run

NAME = "Sùng Thị Dợ"
AT_WORK = dt.datetime(2026, 11, 5, 9, tzinfo=VIETNAM)


def failing(error: BaseException) -> Callable[..., object]:
    def act(*_args: object, **_kwargs: object) -> object:
        raise error

    return act


def test_a_trace_names_the_classes_and_the_place() -> None:
    try:
        try:
            raise DataError(f"Failing row contains ({NAME})")
        except DataError as cause:
            raise ValueError(NAME) from cause
    except ValueError as error:
        said = traced(error)
    first, place = said.splitlines()
    assert first == "builtins.ValueError from django.db.utils.DataError"
    assert __file__ in place
    assert place.endswith("test_a_trace_names_the_classes_and_the_place")


def test_a_cause_that_was_set_aside_is_not_named() -> None:
    try:
        try:
            raise KeyError(NAME)
        except KeyError:
            raise ValueError("no") from None
    except ValueError as error:
        said = traced(error)
    assert said.splitlines()[0] == "builtins.ValueError"


def test_the_site_logs_what_fails_without_its_words() -> None:
    try:
        raise DataError(f"Failing row contains ({NAME})")
    except DataError:
        record = logging.LogRecord("django.request", logging.ERROR, "", 1, "Lỗi: %s", ("/vu-viec/",), sys.exc_info())
    ours = [handler for handler in logging.getLogger().handlers if isinstance(handler.formatter, Formatter)]
    assert ours, "the root logger has no handler of the settings"
    for handler in ours:
        said = handler.format(record)
        assert said.startswith("Lỗi: /vu-viec/\ndjango.db.utils.DataError\n")
        assert NAME not in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    "error, said",
    [
        (SMTPRecipientsRefused({"dosung@lam-giang.example": (550, b"dosung unknown")}), "SMTPRecipientsRefused 550"),
        (SMTPDataError(451, b"dosung@lam-giang.example later"), "SMTPDataError 451"),
        (SMTPException("dosung@lam-giang.example"), "SMTPException"),
        (ConnectionRefusedError(111, "dosung@lam-giang.example"), "ConnectionRefusedError 111"),
    ],
)
def test_a_mail_servers_words_are_not_logged(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    letters.write("thu-1", to="dosung@lam-giang.example", subject="Một", lines=[])
    monkeypatch.setattr(EmailBackend, "send_messages", failing(error))
    assert letters.send_waiting(AT_WORK) == 0
    assert caplog.messages[0].endswith(f": {said}")
    assert "dosung" not in caplog.text


def test_a_feed_that_fails_is_logged_without_its_words(
    province: Unit, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    feed = press.add_feed(name="Báo Lam Giang", url="https://baolamgiang.example/rss", by="vanthu")
    monkeypatch.setattr(press, "fetch", failing(DataError(NAME)))
    assert press.read_due()
    assert f"feed {feed.pk}: django.db.utils.DataError" in caplog.text
    assert NAME not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_document_that_cannot_be_stored_is_logged_without_its_words(
    period: Period, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    intake.receive(b"Duong xa hong.", name="a.txt", period=period, unit=None, by="clerk")
    monkeypatch.setattr(intake, "store_reading", failing(DataError(NAME)))
    assert intake.read_waiting() == 1
    document = Document.objects.get()
    assert document.state == Document.State.UNREAD
    assert "DataError" in document.unread_parts.get().reason
    assert f"document {document.pk}: django.db.utils.DataError" in caplog.text
    assert NAME not in caplog.text


@pytest.mark.parametrize(
    "error, said",
    [(DataError(NAME), pipeline.BROKEN), (pipeline.OutOfBalance("Số đoạn lệch 2."), "Số đoạn lệch 2.")],
)
def test_a_run_that_fails_shows_the_rooms_own_sentences_only(
    error: Exception,
    said: str,
    province: Unit,
    period: Period,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    ask_for_run(period, by="clerk")
    monkeypatch.setattr(pipeline, "synthesise", failing(error))
    run = pipeline.run_next()
    assert run is not None
    assert (run.state, run.message) == (Run.State.FAILED, said)
    assert NAME not in caplog.text
