from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "langnghe.registry"
    label = "registry"
