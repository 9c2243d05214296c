from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "linli.territory"
    verbose_name = "地域"
