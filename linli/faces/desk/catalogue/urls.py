"""Addresses of this part of the desk: matters, who answers, versions, out and in as text."""

from __future__ import annotations

from django.urls import path

from linli.faces.desk.catalogue import answering, changing, importing, picking, views

urlpatterns = [
    path("", views.start, name="catalogue"),
    path("find/", picking.find, name="catalogue_find"),
    path("begin/", changing.begin, name="catalogue_begin"),
    path("new/", changing.new, name="matter_new"),
    path("matters/<slug:code>/", views.matter, name="matter"),
    path("matters/<slug:code>/change/", changing.change, name="matter_change"),
    path("answerers/", answering.start, name="answerers"),
    path("answerers/<slug:role>/", answering.change, name="answerer"),
    path("versions/", views.versions, name="catalogue_versions"),
    path("versions/<int:number>/", views.version, name="catalogue_version"),
    path("versions/<int:number>/back/", changing.back, name="catalogue_back"),
    path("export/", views.export, name="catalogue_export"),
    path("import/", importing.start, name="catalogue_import"),
]
