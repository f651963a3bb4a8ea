"""Citizens' addresses, Vietnamese without marks; every page is open to all."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from langnghe.portal.views import follow, home, proof, send

urlpatterns = [
    path("nguoi-dan/", home.home, name="citizens"),
    path("ngon-ngu/", login_not_required(set_language), name="citizens-language"),
    path("thoat-nhanh/", home.leave, name="quick-exit"),
    path("gui/", send.start, name="send"),
    path("gui/bo/", send.throw_away, name="send-throw-away"),
    path("gui/to-cao/", send.denounce, name="send-denounce"),
    path("gui/tuong-tu/", send.similar, name="send-similar"),
    path("gui/cung-gap/", send.join, name="send-join"),
    path("gui/bien-nhan/", send.receipt, name="sent"),
    path("gui/bien-nhan/tep/", send.receipt_file, name="sent-file"),
    path("gui/bien-nhan/xong/", send.forget, name="sent-forget"),
    path("gui/<slug:step>/", send.step, name="send-step"),
    path("tra-cuu/", follow.follow, name="follow"),
    path("tra-cuu/vu-viec/", follow.followed, name="followed"),
    path("tra-cuu/thoat/", follow.close, name="follow-close"),
    path("tra-cuu/<slug:act>/", follow.act, name="follow-act"),
    path("kiem-chung/", proof.proof, name="check-proof"),
]
