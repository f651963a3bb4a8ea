from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "langnghe.privacy"
    label = "privacy"
