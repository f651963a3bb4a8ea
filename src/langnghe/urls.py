"""Every address: one include per face."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("open311/v2/", include("langnghe.api.urls")),
    path("", include("langnghe.portal.urls")),
    path("", include("langnghe.desk.urls")),
]
