"""Commands of the text engine: split, redact, classify, dedupe, themes, learn, predict, evaluate."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import IO

import click

from langnghe.console.lines import Lines, batches, write

TEXT = click.File("r", encoding="utf-8-sig", errors="surrogateescape")  # a line that is not UTF-8 is told, not fatal
LINES = click.argument("lines", type=TEXT, default="-")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def split(files: tuple[Path, ...]) -> None:
    """Cut documents into single opinions: one line each, with its place and its span in the document's text.

    \b
    langnghe split bao-cao.docx so-tiep-dan.xlsx > y-kien.jsonl
    {"source": "bao-cao.docx", "n": 1, "section": "II > 1. Giao thông", "text": "...", "start": 719, "end": 878}
    """
    from langnghe.intake.readers import read_many
    from langnghe.text.blocks import starts
    from langnghe.text.split import split as split_blocks

    failed = 0
    for path, reading in zip(files, read_many(list(files), drop_people=False), strict=True):
        for part in reading.unread:
            failed += not part.place
            click.echo(f"{path.name}{' ' + part.place if part.place else ''}: {part.reason}", err=True)
        offsets = starts(reading.blocks)
        for number, opinion in enumerate(split_blocks(reading.blocks).opinions, start=1):
            write(
                {
                    "source": path.name,
                    "n": number,
                    "section": opinion.section,
                    "text": opinion.text,
                    "start": offsets[opinion.block] + opinion.start,
                    "end": offsets[opinion.block] + opinion.end,
                    "place": opinion.place,
                    "lead_in": opinion.lead_in,
                    "answer": opinion.answer,
                    "answered_by": opinion.answered_by,
                }
            )
    sys.exit(1 if failed else 0)


@click.command()
@LINES
@click.option("--keep-officials", is_flag=True, help="Leave the names of officials acting in office.")
def redact(lines: IO[str], keep_officials: bool) -> None:
    """Take personal data out of texts.

    \b
    echo '{"id": 1, "text": "Bà Lò Thị Ín, ĐT 0957 310 442"}' | langnghe redact
    {"id": 1, "text": "Bà [TÊN], ĐT [SỐ ĐIỆN THOẠI]", "spans": [{"start": 3, "end": 12, "kind": "NAME"}, ...]}
    """
    from langnghe.text.redact import redact_many

    source = Lines(lines, ["text"])
    for batch in batches(iter(source)):
        redacted = redact_many([record["text"] for record in batch], keep_officials=keep_officials)
        for record, result in zip(batch, redacted, strict=True):
            spans = [{"start": span.start, "end": span.end, "kind": span.kind} for span in result.spans]
            write({**record, "text": result.text, "spans": spans})
    source.finish()


@click.command()
@LINES
@click.option("--explain", is_flag=True, help="Add the words that decided (slower).")
def classify(lines: IO[str], explain: bool) -> None:
    """Say sector, topic and kind of each statement, how sure that is, and whether a person should look.

    \b
    echo '{"id": 1, "text": "Đường vào xóm nhiều ổ gà", "context": "UBND xã A | 1. Giao thông"}' | langnghe classify
    {"id": 1, "sector": "GT", "topic": "gt.duong_xuong_cap", "kind": "phan_anh", "score": 0.91, "unsure": false, ...}
    """
    from langnghe.text.classify import Classifier

    classifier = Classifier.shipped()
    source = Lines(lines, ["text"])
    for batch in batches(iter(source)):
        contexts = [record.get("context") or "" for record in batch]
        labels = classifier.classify([record["text"] for record in batch], contexts)
        for record, context, label in zip(batch, contexts, labels, strict=True):
            found = {
                "sector": label.sector,
                "topic": label.topic,
                "kind": label.kind,
                "score": round(label.score, 4),
                "unsure": label.unsure,
            }
            words = {"words": list(classifier.explain(record["text"], context).words)} if explain else {}
            write({**record, **found, **words})
    source.finish()


@click.command()
@LINES
@click.option("--pairs", is_flag=True, help="Write the links themselves, best first, instead of groups.")
def dedupe(lines: IO[str], pairs: bool) -> None:
    """Find statements about the same concrete matter, word for word or in other words.

    \b
    langnghe dedupe y-kien.jsonl            {"id": 7, "group": 3}
    langnghe dedupe --pairs y-kien.jsonl    {"a": 3, "b": 7, "score": 0.83, "link": "same-matter"}
    """
    from langnghe.text import dedupe as engine

    source = Lines(lines, ["id", "text"])
    records = list(source)
    items = [engine.Item(id=row["id"], text=row["text"], context=row.get("context") or "") for row in records]
    if pairs:
        for link in engine.pairs(items):
            write({"a": link.a, "b": link.b, "score": round(link.score, 4), "link": link.link})
    else:
        group_of = engine.groups(items)
        for record in records:
            write({**record, "group": group_of[record["id"]]})
    source.finish()


@click.command()
@LINES
def themes(lines: IO[str]) -> None:
    """Gather statements into themes named with people's own words; theme null for what fits nowhere.

    \b
    langnghe themes y-kien.jsonl            {"id": 7, "theme": "t3f1c...", "title": "ổ gà, mặt đường bong tróc"}
    """
    from langnghe.text import cluster

    source = Lines(lines, ["id", "text"])
    records = list(source)
    items = [cluster.Item(id=row["id"], text=row["text"], topic=row.get("topic") or "") for row in records]
    place = {member: theme for theme in cluster.themes(items) for member in theme.members}
    for record in records:
        theme = place.get(record["id"])
        write({**record, "theme": theme.key if theme else None, "title": theme.title if theme else None})
    source.finish()


@click.command()
@LINES
@click.option("--model", "folder", required=True, type=click.Path(file_okay=False, path_type=Path))
def learn(lines: IO[str], folder: Path) -> None:
    """Learn labels from examples and save the model in a folder.

    \b
    langnghe learn --model mo-hinh vi-du.jsonl        lines {"text": "...", "label": "..."}
    """
    from langnghe.text.learn import train

    source = Lines(lines, ["text", "label"])
    examples = [(record["text"], str(record["label"])) for record in source]
    if len({label for _, label in examples}) < 2:
        raise click.ClickException("Cần ví dụ của ít nhất hai nhãn khác nhau để học.")
    train(examples).save(folder)
    click.echo(f"Đã học từ {len(examples)} ví dụ; mô hình ở {folder}.", err=True)
    source.finish()


@click.command()
@LINES
@click.option("--model", "folder", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
def predict(lines: IO[str], folder: Path) -> None:
    """Label texts with a model that ``learn`` has saved.

    \b
    langnghe predict --model mo-hinh y-kien.jsonl     {"id": 1, "label": "...", "score": 0.88}
    """
    from langnghe.text.learn import Model

    try:
        model = Model.load(folder)
    except (OSError, KeyError, ValueError) as error:
        raise click.ClickException(f"«{folder}» không chứa mô hình do lệnh learn lưu.") from error
    source = Lines(lines, ["text"])
    for batch in batches(iter(source)):
        for record, (label, score) in zip(batch, model.predict([row["text"] for row in batch]), strict=True):
            write({**record, "label": label, "score": round(score, 4)})
    source.finish()


@click.command()
@click.argument("step", type=click.Choice(["split", "redact", "classify", "dedupe", "themes"]))
@click.argument("gold", nargs=-1, required=True, type=TEXT)
def evaluate(step: str, gold: tuple[IO[str], ...]) -> None:
    """Measure one step of the engine on labelled data; metrics as one JSON object.

    \b
    langnghe evaluate split reports.jsonl             {"precision": ..., "recall": ..., "f1": ...}
    """
    from langnghe.text.evaluate import STEPS

    sources = [Lines(file, ["text"]) for file in gold]
    rows = [row for source in sources for row in source]
    if not rows:
        raise click.ClickException("Không có dòng nào đã gắn nhãn để đo.")
    try:
        metrics = STEPS[step](rows)
    except KeyError as error:
        raise click.ClickException(f"Dữ liệu gắn nhãn để đo {step} thiếu khóa «{error.args[0]}».") from error
    click.echo(json.dumps(metrics, ensure_ascii=False))
    for source in sources:
        source.finish()


COMMANDS = (split, redact, classify, dedupe, themes, learn, predict, evaluate)
