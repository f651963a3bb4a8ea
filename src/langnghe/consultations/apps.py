from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    name = "langnghe.consultations"
    label = "consultations"
