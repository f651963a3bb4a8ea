"""A few days of the demo province's newspapers, some of them chosen as matters."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from langnghe.demo.bank import tree
from langnghe.intake import press
from langnghe.intake.press_models import Clipping


@transaction.atomic
def add_press(*, by: str) -> int:
    """The articles of the bank, once; how many."""
    if Clipping.objects.exists():
        return 0
    today, chosen = timezone.localdate(), []
    for number, row in enumerate(tree("press")["articles"]):
        link = f"https://bao-mau-{number}.lam-giang.example/tin.html"  # leads nowhere: nobody owns .example
        on = min(today, row["day"]) if "day" in row else today - dt.timedelta(days=row["ago"])
        made = press.add(source=row["source"], title=row["title"], link=link, on=on, matter=row["matter"], by=by)
        if row["chosen"]:
            chosen.append(made.pk)
    press.choose(chosen, by=by)
    return Clipping.objects.count()
