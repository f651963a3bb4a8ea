"""Citizens' addresses, Vietnamese without marks; every page is open to all."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from langnghe.portal.views import disclosures, feeds, follow, home, numbers, place, proof, read, reception, rounds, send

urlpatterns = [
    path("cong/", home.home, name="citizens"),
    path("sw.js", offline.worker, name="worker"),
    path("lang-nghe.webmanifest", offline.manifest, name="manifest"),
    path("ngon-ngu/", login_not_required(csrf_exempt(set_language)), name="citizens-language"),
    path("thoat-nhanh/", home.leave, name="quick-exit"),
    path("gui/", send.start, name="send"),
    path("gui/bo/", send.throw_away, name="send-throw-away"),
    path("gui/to-cao/", send.denounce, name="send-denounce"),
    path("gui/tuong-tu/", send.similar, name="send-similar"),
    path("gui/cung-gap/", send.join, name="send-join"),
    path("gui/bien-nhan/", send.receipt, name="sent"),
    path("gui/bien-nhan/tep/", send.receipt_file, name="sent-file"),
    path("gui/bien-nhan/xong/", send.forget, name="sent-forget"),
    path("gui/noi/ban-do/", place.choose, name="send-map"),
    path("gui/noi/vi-tri/", place.locate, name="send-place"),
    path("gui/cau-do/", offline.puzzle, name="send-puzzle"),
    path("gui/khong-mang/", offline.page, name="send-offline"),
    path("gui/khong-mang/nhan/", offline.take, name="send-offline-take"),
    path("gui/<slug:step>/", send.step, name="send-step"),
    path("tra-cuu/", follow.follow, name="follow"),
    path("tra-cuu/vu-viec/", follow.followed, name="followed"),
    path("tra-cuu/thoat/", follow.close, name="follow-close"),
    path("tra-cuu/<slug:act>/", follow.act, name="follow-act"),
    path("kiem-chung/", proof.proof, name="check-proof"),
    path("da-giai-quyet/", read.read, name="read"),
    path("da-giai-quyet/ban-do/", read.area_map, name="read-map"),
    path("da-giai-quyet/tin.<str:kind>", feeds.feed, name="feed"),
    path("da-giai-quyet/<int:number>/", read.matter, name="matter"),
    path("so-lieu/", numbers.numbers, name="numbers"),
    path("so-lieu/du-lieu/datapackage.json", numbers.package, name="numbers-package"),
    path("so-lieu/du-lieu/<str:quarter>.csv", numbers.table_csv, name="numbers-csv"),
    path("so-lieu/du-lieu/<str:quarter>.json", numbers.table_json, name="numbers-json"),
    path("tiep-cong-dan/", reception.reception, name="reception"),
    path("tiep-cong-dan/lich.ics", feeds.calendar, name="reception-calendar"),
    path("tiep-cong-dan/huy/", reception.cancel, name="cancel-reception"),
    path("tiep-cong-dan/<int:duty>/", reception.book, name="book-reception"),
    path("cong-khai/", disclosures.index, name="disclosed"),
    path("cong-khai/tai/<int:pk>/", disclosures.paper, name="disclosed-paper"),
    path("cong-khai/<slug:commune>/", disclosures.commune, name="disclosed-commune"),
    path("cong-khai/<slug:commune>/tin.<str:kind>", disclosures.feed, name="disclosed-feed"),
    path("gop-y/", rounds.rounds_list, name="open-rounds"),
    path("gop-y/tra-cuu/", rounds.follow, name="follow-comment"),
    path("gop-y/<slug:slug>/", rounds.draft, name="open-round"),
    path("gop-y/<slug:slug>/doan/<int:number>/", rounds.paragraph, name="comment-paragraph"),
    path("gop-y/<slug:slug>/hoi/", rounds.asked, name="round-questions"),
    path("gop-y/<slug:slug>/hoi/<int:number>/", rounds.question, name="comment-question"),
    path("gop-y/<slug:slug>/tiep-thu/", rounds.result, name="round-result"),
    path("gop-y/<slug:slug>/tiep-thu.docx", rounds.result_file, name="round-result-file"),
    path("dang-ky/", feeds.subscribe, name="subscribe"),
    path("dang-ky/bo/<str:token>/", feeds.unsubscribe, name="unsubscribe"),
    path("dang-ky/<str:token>/", feeds.confirm, name="subscribe-confirm"),
]
