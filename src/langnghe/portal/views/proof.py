"""«Kiểm chứng»: that nothing was dropped or altered in silence, shown for one receipt or for the published roots."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from langnghe.audit.models import Root
from langnghe.cases import receipts
from langnghe.portal import limits
from langnghe.portal.forms import Code
from langnghe.portal.views.follow import too_many_codes
from langnghe.portal.views.send import open_to_all

LARGEST = 20_000  # bytes of a receipt's file
ROOTS = 31  # days listed


@open_to_all
def proof(request: HttpRequest) -> HttpResponse:
    """By the code, or by the file that was kept; both are sent, never part of an address."""
    form, shown, wrong = Code(), None, ""
    if request.method == "POST":
        who = limits.address(request)
        if limits.WRONG_CODES.is_reached(who):
            return too_many_codes(request)
        form = Code(request.POST)
        try:
            shown = _shown(request)
        except ValueError as error:
            limits.WRONG_CODES.count(who)
            wrong = str(error)
    context = {"form": form, "shown": shown, "wrong": wrong, "roots": Root.objects.all()[:ROOTS], "sensitive": True}
    return render(request, "portal/proof.html", context, status=422 if wrong else 200)


def _shown(request: HttpRequest) -> receipts.Shown:
    if upload := request.FILES.get("file"):
        try:
            kept = json.loads(upload.read(LARGEST))
        except ValueError:
            raise ValueError("Tệp này không phải biên nhận của Lắng Nghe.") from None
        return receipts.check_file(kept if isinstance(kept, dict) else {})
    found = receipts.find(request.POST.get("code", ""))
    if found is None:
        raise ValueError("Không có biên nhận nào mang mã này; hãy so lại 16 chữ số.")
    return receipts.show(found)
