"""The site in a process of its own: `python -m tests.browser.dying_site PORT FLAG`.

Until FLAG exists it kills itself with SIGKILL right after the first message of a telephone was stored, before a byte
of the answer has left; a real power cut at the worst moment.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
TAKE = "/gui/khong-mang/nhan/"


class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


def dying(site: Application, flag: Path) -> Application:
    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        content = list(site(environ, start))
        if environ["PATH_INFO"] == TAKE and not flag.exists():
            flag.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return content

    return answer


def main(port: int, flag: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "langnghe.settings")
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    django.setup()
    if not settings.STATIC_ROOT.exists():
        call_command("collectstatic", verbosity=0, interactive=False)
    make_server("localhost", port, dying(get_wsgi_application(), flag), Threads, Quiet).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
