"""What the command line says, in Vietnamese, of a call it cannot follow."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

import click


class Office(click.Group):
    """A group whose refusals are Vietnamese sentences; exit status 2 for a wrong call, 1 for work that failed."""

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        run = partial(super().main, *args, standalone_mode=False, **extra)
        if not standalone_mode:
            return run()
        try:
            status: Any = run()
        except click.UsageError as error:
            _refuse(error, said_of(error))
        except click.ClickException as error:
            _refuse(error, error.format_message())
        except click.Abort:
            click.echo("Đã dừng theo yêu cầu.", err=True)
            sys.exit(1)
        sys.exit(status if isinstance(status, int) else 0)


def _refuse(error: click.ClickException, sentence: str) -> None:
    click.echo(f"Lỗi: {sentence}", err=True)
    context = getattr(error, "ctx", None)
    if context is not None and isinstance(error, click.UsageError):
        click.echo(f"Xem cách dùng: {context.command_path} --help", err=True)
    sys.exit(error.exit_code)


def said_of(error: click.UsageError) -> str:
    """The sentence for a wrong call."""
    match error:
        case click.NoSuchOption():
            return f"Không có tùy chọn «{error.option_name}»."
        case click.MissingParameter():
            return f"Thiếu {_name(error)}."
        case click.BadParameter():
            return f"{_name(error)[:1].upper()}{_name(error)[1:]}: {_expected(error)}"
        case click.BadOptionUsage():
            return f"Tùy chọn «{error.option_name}» thiếu giá trị hoặc không nhận giá trị."
    said = error.format_message()
    if said.startswith("No such command"):
        return f"Không có lệnh «{said.split(chr(39))[1]}»."
    return "Thừa tham số." if "unexpected extra argument" in said else said


def _name(error: click.BadParameter) -> str:
    if error.param is None:
        return "một tham số"
    if error.param.param_type_name == "option":
        return f"tùy chọn «{error.param.opts[0]}»"
    return f"tham số {error.param.make_metavar(error.ctx) if error.ctx else error.param.name}"


def _expected(error: click.BadParameter) -> str:
    """What would have been right."""
    kind = error.param.type if error.param is not None else None
    match kind:
        case click.Choice():
            return f"hãy chọn một trong {', '.join(map(str, kind.choices))}."
        case click.Path() | click.File():
            named = error.message.split("'")[1] if "'" in error.message else ""
            return f"không mở được «{named}»; hãy kiểm tra đường dẫn."
        case click.types.IntRange():
            return f"cần một số nguyên từ {kind.min} đến {kind.max}."
        case click.types.IntParamType():
            return "cần một số nguyên."
    return error.message
