from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "linli.office"
    verbose_name = "本机事务"
