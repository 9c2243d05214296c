from django.apps import AppConfig


class FacesConfig(AppConfig):
    name = "linli.faces"
