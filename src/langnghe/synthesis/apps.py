from django.apps import AppConfig


class SynthesisConfig(AppConfig):
    name = "langnghe.synthesis"
    label = "synthesis"
