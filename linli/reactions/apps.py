from django.apps import AppConfig


class ReactionsConfig(AppConfig):
    name = "linli.reactions"
    verbose_name = "反应"

    def ready(self) -> None:
        from linli.journal.registry import listen
        from linli.office.registry import jobs, top_is
        from linli.reactions.carriers import CARRIERS
        from linli.reactions.jobs import JOBS
        from linli.reactions.table import TABLE
        from linli.territory.queries import whole
        from linli.territory.registry import carriers

        listen(TABLE)
        jobs(JOBS)
        carriers(CARRIERS)
        top_is(whole)
