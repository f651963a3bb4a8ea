from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "langnghe.reports"
    label = "reports"
