"""Addresses of this part of the desk: the lists somebody keeps."""

from __future__ import annotations

from django.urls import path

from linli.faces.desk.saved import views

urlpatterns = [
    path("", views.start, name="lists"),
    path("save/", views.save, name="list_save"),
    path("<int:pk>/rename/", views.rename, name="list_rename"),
    path("<int:pk>/remove/", views.drop, name="list_drop"),
]
