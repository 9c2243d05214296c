"""Addresses of this part of the desk: orders, messages from a group, slips."""

from __future__ import annotations

from django.urls import path, re_path

from linli.faces.desk.orders import files, group, one, replies, sheets, slips, views

NUMBER = r"(?P<number>[0-9A-Za-z-]{1,16})"
urlpatterns = [
    path("", views.start, name="orders"),
    path("sign/", views.sign, name="orders_sign"),
    path("one/", one.one, name="order_one"),
    path("sheet/", sheets.new, name="order_sheet_new"),
    path("sheet/columns/", sheets.columns, name="order_columns"),
    path("sheet/empty.xlsx", files.blank, name="order_blank"),
    path("sheet/<int:pk>/left-out.xlsx", files.left_out, name="order_left_out"),
    path("sheet/<int:pk>/", sheets.sheet, name="order_sheet"),
    path("sheet/<int:pk>/<slug:verb>/", sheets.do, name="order_sheet_do"),
    path("replies/", replies.start, name="order_replies"),
    path("replies/file/", replies.file, name="order_replies_file"),
    path("group/", group.write, name="group_message"),
    re_path(rf"^group/{NUMBER}/$", group.done, name="group_done"),
    re_path(rf"^slips/{NUMBER}/$", slips.start, name="case_slips"),
    re_path(rf"^slips/{NUMBER}/(?P<kind>hand|press|inform|receipt)\.pdf$", slips.pdf, name="case_slip"),
]
