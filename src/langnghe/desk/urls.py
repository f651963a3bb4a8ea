"""The desk's addresses, Vietnamese without marks."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path, re_path

from langnghe.desk.views import inbox, overview, reports, review, runs, search, settings, themes

urlpatterns = [
    path("dang-nhap/", LoginView.as_view(template_name="desk/sign_in.html"), name="sign-in"),
    path("dang-xuat/", LogoutView.as_view(), name="sign-out"),
    path("", overview.home, name="home"),
    path("hop-thu/", inbox.inbox, name="inbox"),
    path("hop-thu/gui/", inbox.upload, name="upload"),
    path("van-ban/<int:pk>/", inbox.document, name="document"),
    path("van-ban/<int:pk>/don-vi/", inbox.assign_unit, name="assign-unit"),
    path("van-ban/<int:pk>/cot/", inbox.columns, name="columns"),
    path("phan-khac/<int:pk>/la-y-kien/", inbox.make_opinion, name="make-opinion"),
    path("tong-hop/", runs.runs, name="runs"),
    path("tong-hop/bat-dau/", runs.start, name="start-run"),
    path("tong-hop/<int:pk>/huy/", runs.cancel, name="cancel-run"),
    path("ra-soat/", review.review, name="review"),
    path("y-kien/<int:pk>/", review.opinion, name="opinion"),
    path("y-kien/<int:pk>/quyet/", review.decide, name="decide"),
    path("y-kien/<int:pk>/tach/", review.split, name="split-opinion"),
    path("y-kien/<int:pk>/gop/", review.merge, name="merge-opinion"),
    path("trung-viec/", review.links, name="links"),
    path("trung-viec/<int:pk>/", review.judge, name="judge-link"),
    path("nhom-van-de/", themes.themes, name="themes"),
    path("nhom-van-de/<int:pk>/", themes.theme, name="theme"),
    path("nhom-van-de/<int:pk>/sua/", themes.change, name="change-theme"),
    path("bao-cao/", reports.reports, name="reports"),
    path("bao-cao/soan/", reports.draft, name="draft-report"),
    path("bao-cao/<int:pk>/", reports.report, name="report"),
    path("bao-cao/<int:pk>/muc/<slug:key>/", reports.edit, name="edit-section"),
    path("bao-cao/<int:pk>/chuyen/", reports.advance, name="advance-report"),
    re_path(r"^bao-cao/(?P<pk>\d+)/tai/(?P<kind>docx|xlsx|json)/$", reports.download, name="download-report"),
    path("bao-cao/<int:pk>/so-lieu/<str:key>/", reports.figure, name="figure"),
    path("tim/", search.find, name="search"),
    path("thiet-lap/", settings.set_up, name="set-up"),
    path("thiet-lap/co-quan/", settings.office, name="office"),
    path("thiet-lap/don-vi/", settings.units, name="units"),
    path("thiet-lap/don-vi/moi/", settings.unit, name="new-unit"),
    path("thiet-lap/don-vi/<int:pk>/", settings.unit, name="unit"),
    path("thiet-lap/ky/", settings.add_period, name="add-period"),
    path("thiet-lap/can-bo/moi/", settings.person, name="new-officer"),
    path("thiet-lap/can-bo/<int:pk>/", settings.person, name="officer"),
    path("thiet-lap/bieu-mau/<str:form>/<str:style>/", settings.word_form_file, name="word-form"),
    path("nhat-ky/", settings.journal_page, name="journal"),
]
