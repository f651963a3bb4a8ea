from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "langnghe.plan"
    label = "plan"
