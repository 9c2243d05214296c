from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "linli.office"
    verbose_name = "本机事务"

    def ready(self) -> None:
        from linli.office import checks  # noqa: F401  registers itself
