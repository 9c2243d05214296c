"""Addresses of the residents' pages."""

app_name = "portal"
urlpatterns: list = []
