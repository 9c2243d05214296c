from django.apps import AppConfig


class ReactionsConfig(AppConfig):
    name = "linli.reactions"
    verbose_name = "反应"

    def ready(self) -> None:
        from linli.journal.registry import listen
        from linli.reactions.table import TABLE

        listen(TABLE)
