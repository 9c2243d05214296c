"""The one address of the screen; `?part=1` is what it fetches of itself."""

from __future__ import annotations

from django.urls import path

from linli.faces.desk.wall import views

urlpatterns = [path("", views.wall, name="wall")]
