"""Addresses of this part of the desk: sheets in and out."""

from __future__ import annotations

from django.urls import path

from linli.faces.desk.imports import exports, views

urlpatterns = [
    path("", views.start, name="imports"),
    path("new/", views.new, name="import_new"),
    path("columns/", views.columns, name="import_columns"),
    path("<int:pk>/", views.run, name="import_run"),
    path("<int:pk>/left-out.xlsx", views.left_out, name="import_left_out"),
    path("<int:pk>/<slug:verb>/", views.do, name="import_do"),
    path("export/", exports.new, name="export_new"),
    path("export/<uuid:uuid>/", exports.waiting, name="export"),
]
