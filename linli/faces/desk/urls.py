"""Addresses of the offices' pages."""

app_name = "desk"
urlpatterns: list = []
