"""Commands of the site: serve, worker, synthesise, report verify, manage."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import click

RESTART_SECONDS = 2  # between a worker's death and the next one's start


def use_django() -> None:
    """Set Django up for the home folder and database of the environment."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "langnghe.settings")
    django.setup()


def prepare() -> None:
    """Bring database, keys, static files and the fitted classifier to this version; safe to repeat."""
    from django.core.management import call_command

    from langnghe.privacy.seal import make_keys
    from langnghe.text.classify import Classifier

    call_command("migrate", verbosity=0)
    private_key = make_keys()
    if private_key:
        click.echo(f"Khóa riêng để mở bản gốc: {private_key} (hãy chuyển khỏi máy này, xem docs/van-hanh.md)")
    call_command("collectstatic", verbosity=0, interactive=False)
    Classifier.shipped()  # fitted once here, so that no page waits for it


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--demo/--no-demo", default=True, help="Create the demo province on the first start (default: yes).")
def serve(host: str, port: int, demo: bool) -> None:
    """Run the whole site: database, demo province on the first start, web and worker.

    \b
    langnghe serve                       http://127.0.0.1:8000
    LANGNGHE_DATABASE=postgresql://user@host/name langnghe serve --no-demo
    """
    use_django()
    prepare()
    if demo:
        from langnghe.demo.province import create_once

        create_once(say=click.echo)
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_worker, args=[stop])
    keeper.start()
    try:
        _serve_web(host, port)
    finally:
        stop.set()
        keeper.join()


def _keep_worker(stop: threading.Event) -> None:
    """Run the worker in a process of its own, and again whenever it dies, until told to stop."""
    while not stop.is_set():
        worker = subprocess.Popen([sys.executable, "-m", "langnghe.console", "worker"])
        while worker.poll() is None and not stop.wait(0.5):
            pass
        worker.terminate()
        worker.wait()
        stop.wait(RESTART_SECONDS)


def _serve_web(host: str, port: int) -> None:
    from django.core.wsgi import get_wsgi_application
    from gunicorn.app.base import BaseApplication

    class Web(BaseApplication):
        def load_config(self) -> None:
            self.cfg.set("bind", f"{host}:{port}")
            self.cfg.set("workers", 2)
            self.cfg.set("threads", 4)
            self.cfg.set("worker_class", "gthread")
            self.cfg.set("timeout", 120)
            self.cfg.set("preload_app", True)  # loaded once, before the first visitor, and shared by the workers
            self.cfg.set("loglevel", "warning")
            self.cfg.set("when_ready", lambda _: click.echo(f"Sẵn sàng: http://{host}:{port}  (Ctrl+C để dừng)"))

        def load(self) -> Any:
            web = get_wsgi_application()
            _warm()
            return web

    Web().run()


def _warm() -> None:
    """Load now what the first visitor would wait for: the model, views with all they import, words, pages."""
    from django.conf import settings
    from django.db import connections
    from django.template.loader import get_template
    from django.urls import get_resolver
    from django.utils import translation

    from langnghe.text.classify import Classifier

    Classifier.shipped()
    _ = get_resolver().url_patterns
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Send")
    for page in ("portal/send_what.html", "portal/read.html", "desk/sign_in/sign_in.html", "desk/cases/cases.html"):
        get_template(page)
    connections.close_all()  # none may be shared with the workers


@click.command()
@click.option("--until-idle", is_flag=True, help="Stop when nothing waits.")
def worker(until_idle: bool) -> None:
    """Read waiting documents and carry out waiting runs; one for each home folder.

    \b
    langnghe worker --until-idle
    """
    use_django()
    from langnghe.timetable import AlreadyWorking, LeftUndone, work

    try:
        work(until_idle=until_idle)
    except (AlreadyWorking, LeftUndone) as error:
        raise click.ClickException(str(error)) from None


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Django's own commands, for operators.

    \b
    langnghe manage createsuperuser
    """
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "langnghe.settings")
    execute_from_command_line(["langnghe manage", *arguments])


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--period", required=True, help="Month of the report, for example 2026-10.")
@click.option("--form", type=click.Choice(["thang", "quy", "cu-tri"]), default="thang", show_default=True)
@click.option("--style", type=click.Choice(["nd30", "dang"]), default="nd30", show_default=True)
@click.option("--out", "folder", required=True, type=click.Path(file_okay=False, path_type=Path))
def synthesise(paths: tuple[Path, ...], period: str, form: str, style: str, folder: Path) -> None:
    """From report files, or folders of them, to the periodic report of all of them.

    \b
    langnghe synthesise bao-cao/ --period 2026-10 --form thang --style dang --out ket-qua
    ket-qua/bao-cao.docx, phu-luc.xlsx, trace.json, summary.json; the figures' database is ket-qua/kho
    """
    os.environ["LANGNGHE_HOME"] = str(folder / "kho")
    os.environ.pop("LANGNGHE_DATABASE", None)
    use_django()
    from django.core.management import call_command

    from langnghe.console.job import Refused, whole_job
    from langnghe.privacy.seal import make_keys
    from langnghe.registry.queries import month_bounds

    try:
        month_bounds(period)  # said before a database is made for it
        folder.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0)
        make_keys()
        unread = whole_job(paths, period=period, form=form, style=style, folder=folder, say=_say)
    except (Refused, ValueError) as error:
        raise click.ClickException(str(error)) from None
    sys.exit(1 if unread else 0)


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)


@click.group()
def report() -> None:
    """Look at finished reports."""


@report.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(file: Path) -> None:
    """Recompute every figure of a report from the database it was made from.

    \b
    langnghe report verify ket-qua/bao-cao.docx
    """
    store = file.resolve().parent / "kho"
    if store.is_dir():
        os.environ["LANGNGHE_HOME"] = str(store)
        os.environ.pop("LANGNGHE_DATABASE", None)
    use_django()
    from langnghe.reports.trace import NotOurs
    from langnghe.reports.trace import verify as recompute

    try:
        result = recompute(file)
    except NotOurs as error:
        raise click.ClickException(str(error)) from None
    for wrong in result.wrong:
        click.echo(f"{wrong.key}: in {wrong.printed}, tính lại {wrong.recomputed}", err=True)
    click.echo(f"{result.right}/{result.total} số liệu khớp với cơ sở dữ liệu.")
    sys.exit(0 if result.total and result.right == result.total else 1)


COMMANDS = (serve, worker, synthesise, report, manage)
