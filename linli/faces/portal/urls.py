"""Addresses of the residents' pages."""

from django.urls import path

from linli.faces.portal.views import (
    around_here,
    asking,
    door,
    errand,
    following,
    matter,
    pages,
    quiet,
    rating,
    sitting,
)

app_name = "portal"
urlpatterns = [
    path("", pages.start, name="start"),
    path("sounds/", matter.sounds, name="sounds"),
    path("about/", pages.about, name="about"),
    path("receptions/", sitting.receptions, name="receptions"),
    path("view/<str:view>/", pages.choose_view, name="view"),
    path("lang/<str:language>/", pages.choose_language, name="lang"),
    # at the door: the plate's code opens these
    path("d/<str:token>/", door.front, name="door"),
    path("d/<str:token>/said/", door.said, name="said"),
    path("d/<str:token>/month/", around_here.month, name="month"),
    path("d/<str:token>/numbers/", quiet.numbers, name="numbers"),
    path("d/<str:token>/about/", asking.about, name="about_whom"),
    path("d/<str:token>/what/", asking.what, name="what"),
    path("d/<str:token>/matter/", matter.matter, name="matter"),
    path("d/<str:token>/where/", asking.where, name="where"),
    path("d/<str:token>/details/", asking.details, name="details"),
    path("d/<str:token>/check/", asking.check, name="check"),
    path("d/<str:token>/photo/<uuid:uuid>/", asking.photo, name="draft_photo"),
    # waiting for the answer: the asker's own link opens these
    path("f/<str:follow>/", following.follow, name="follow"),
    path("f/<str:follow>/rate/", following.rate, name="rate"),
    path("f/<str:follow>/reopen/", following.reopen, name="reopen"),
    path("f/<str:follow>/withdraw/", following.withdraw, name="withdraw"),
    path("f/<str:follow>/appeal/", following.appeal, name="appeal"),
    path("f/<str:follow>/read/", following.read, name="read"),
    path("f/<str:follow>/answer/", following.answer, name="answer"),
    path("f/<str:follow>/remind/", following.remind, name="remind"),
    path("f/<str:follow>/photo/<uuid:uuid>/", following.photo, name="photo"),
    # the asker's own link to rate: a message holds it, a paper slip shows it
    path("r/<str:token>/", rating.rating, name="rating"),
    path("r/<str:token>/again/", rating.again, name="rating_again"),
    # a firm without an account: its link opens what it is to do
    path("e/<str:token>/", errand.errand, name="errand"),
    # addresses and titles that say nothing to whoever looks at this phone later
    path("n/<str:token>/", quiet.later, name="later"),
]
