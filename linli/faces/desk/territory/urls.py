"""Addresses of this part of the desk: areas, boundaries, estates, venues."""

from __future__ import annotations

from django.urls import path

from linli.faces.desk.territory import views

urlpatterns = [path("", views.start, name="territory")]
