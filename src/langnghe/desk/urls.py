"""The desk's addresses, Vietnamese without marks."""

from __future__ import annotations

from allauth.socialaccount.providers.openid_connect import views as openid
from django.urls import path, re_path

from langnghe.desk.views import inbox, overview, people, reports, review, runs, search, settings, sign_in, themes

urlpatterns = [
    path("dang-nhap/", sign_in.sign_in, name="sign-in"),
    path("dang-nhap/ma/", sign_in.sign_in_code, name="mfa_authenticate"),
    path("dang-nhap/xac-nhan/", sign_in.again, name="account_reauthenticate"),
    path("dang-nhap/xac-nhan-ma/", sign_in.again_by_code, name="mfa_reauthenticate"),
    path("dang-nhap/qua/<str:provider_id>/", openid.login, name="openid_connect_login"),
    path("dang-nhap/qua/<str:provider_id>/ve/", openid.callback, name="openid_connect_callback"),
    path("dang-xuat/", sign_in.sign_out, name="sign-out"),
    path("quen-mat-khau/", sign_in.ForgotPassword.as_view(), name="forgot-password"),
    path("quen-mat-khau/da-gui/", sign_in.sent, name="reset-sent"),
    path("dat-mat-khau/<uidb64>/<token>/", sign_in.SetPassword.as_view(), name="set-password"),
    path("tai-khoan/", sign_in.account, name="account"),
    path("tai-khoan/mat-khau/", sign_in.change_password, name="change-password"),
    path("tai-khoan/phien/ket-thuc/", sign_in.end_my_sessions, name="end-my-sessions"),
    path("tai-khoan/ma/bat/", sign_in.switch_on, name="mfa_activate_totp"),
    path("tai-khoan/ma/tat/", sign_in.switch_off, name="mfa_deactivate_totp"),
    path("tai-khoan/ma/du-phong/", sign_in.spare_codes, name="mfa_view_recovery_codes"),
    path("tai-khoan/ma/du-phong/moi/", sign_in.new_spare_codes, name="mfa_generate_recovery_codes"),
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
    path("thiet-lap/can-bo/", people.officers, name="officers"),
    path("thiet-lap/can-bo/moi/", people.person, name="new-officer"),
    path("thiet-lap/can-bo/<int:pk>/", people.person, name="officer"),
    path("thiet-lap/can-bo/<int:pk>/<slug:name>/", people.act, name="officer-act"),
    path("thiet-lap/bieu-mau/<str:form>/<str:style>/", settings.word_form_file, name="word-form"),
    path("nhat-ky/", settings.journal_page, name="journal"),
]

# Names that the sign-in library looks up by itself.
urlpatterns += [
    path("dang-nhap/", sign_in.sign_in, name="account_login"),
    path("tai-khoan/", sign_in.account, name="mfa_index"),
    path("dang-nhap/tro-lai/", sign_in.refused, name="account_signup"),
    path("dang-nhap/tro-lai/", sign_in.refused, name="account_inactive"),
    path("dang-nhap/tro-lai/", sign_in.refused, name="socialaccount_signup"),
    path("dang-nhap/tro-lai/", sign_in.refused, name="socialaccount_connections"),
    path("dang-nhap/tro-lai/", sign_in.refused, name="socialaccount_login_cancelled"),
]
