from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "langnghe.cases"
    label = "cases"
