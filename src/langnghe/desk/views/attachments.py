"""Files of a case: bring one, fetch one, bring the stripped copy of a denunciation's."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from langnghe.cases import attachments
from langnghe.cases.models import Attachment
from langnghe.cases.queries import visible_cases
from langnghe.desk.access import by, need, officer
from langnghe.downloads import download
from langnghe.registry.roles import Right


@need(Right.WORK_CASES, Right.RECEIVE)
@require_POST
def attach(request: HttpRequest, code: str) -> HttpResponse:
    """Take the files sent; each that is not taken is told with its reason."""
    case = get_object_or_404(visible_cases(officer(request)), code=code)
    for file in request.FILES.getlist("files"):
        try:
            attachments.attach(case, file, by=by(request), proof="proof" in request.POST)
        except ValueError as error:
            messages.error(request, str(error))
    return redirect("case", code=code)


@need(Right.WORK_CASES, Right.RECEIVE)
@require_POST
def strip(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the copy of a denunciation's file without what points to its writer."""
    attachment = _seen(request, pk)
    try:
        for file in request.FILES.getlist("files")[:1]:
            attachments.add_stripped(attachment, file, by=by(request), looked="looked" in request.POST)
    except ValueError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Saved."))
    return redirect("case", code=attachment.case.code)


@need(Right.READ_CASES)
@never_cache
def attachment(request: HttpRequest, pk: int) -> HttpResponse:
    """The cleaned file, to be stored and never shown by the browser itself."""
    found = _seen(request, pk)
    try:
        opened = attachments.open_attachment(found, officer(request))
    except ValueError as error:
        raise Http404(str(error)) from None
    return download(opened.content, opened.media, opened.name)


def _seen(request: HttpRequest, pk: int) -> Attachment:
    seen = Attachment.objects.filter(case__in=visible_cases(officer(request)))
    return get_object_or_404(seen.select_related("case"), pk=pk)
