"""Addresses of the plans of grids."""

from __future__ import annotations

from django.urls import path

from linli.faces.desk.design import changing, filing, views

urlpatterns = [
    path("", views.start, name="design"),
    path("new/<area:code>/", views.ask, name="design_ask"),
    path("<uuid:uuid>/", views.plan, name="plan"),
    path("<uuid:uuid>/compare/", views.compare, name="plan_compare"),
    path("<uuid:uuid>/again/", views.again, name="plan_again"),
    path("<uuid:uuid>/move/", changing.move, name="plan_move"),
    path("<uuid:uuid>/undo/", changing.undo, name="plan_undo"),
    path("<uuid:uuid>/drop/", changing.drop, name="plan_drop"),
    path("<uuid:uuid>/adopt/<area:code>/", changing.adopt, name="plan_adopt"),
    path("<uuid:uuid>/plan.geojson", filing.as_geojson, name="plan_geojson"),
    path("<uuid:uuid>/plan.pdf", filing.as_pdf, name="plan_pdf"),
]
