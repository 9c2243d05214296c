"""Addresses of this part of the desk: figures, their rows, the sheets, the chain."""

from __future__ import annotations

from django.urls import path

from linli.faces.desk.figures import views

urlpatterns = [
    path("", views.start, name="figures"),
    path("rows/", views.rows, name="figure_rows"),
    path("export.csv", views.export, name="figures_export"),
    path("sheet.pdf", views.sheet, name="figures_sheet"),
    path("chain/", views.chain, name="chain"),
]
