"""Addresses of this part of the desk: search, households, needs, readings."""

from __future__ import annotations

from django.urls import path

from linli.faces.desk.register import views

urlpatterns = [path("", views.start, name="register")]
