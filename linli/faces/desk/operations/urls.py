"""The address of this part of the desk."""

from __future__ import annotations

from django.urls import path

from linli.faces.desk.operations import views

urlpatterns = [path("", views.start, name="operations")]
