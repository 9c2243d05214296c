"""Photos through the API: brought once, named by one call, seen by those who see the request."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from linli.cases.models import Case
from linli.journal.models import Entry
from linli.office import photos
from linli.office.actions import drop_orphans, set_setting
from linli.office.models import Attachment
from tests import make
from tests.faces.api.conftest import Api, Caller
from tests.faces.api.test_cases import NEW, code
from tests.faces.portal.phone import jpeg, pixel_bomb
from tests.make import walk
from tests.ops.test_faults import no_file_beyond, noise

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.ATTACHMENT_DIR = tmp_path / "kept"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path


def files() -> list[str]:
    return [path.name for path in settings.ATTACHMENT_DIR.rglob("*") if path.is_file()]


def ids(caller: Caller, *colours: str) -> list[str]:
    return [caller.bring(jpeg(colour=colour)).json()["id"] for colour in colours]


def listed(caller: Caller, number: str) -> list[dict[str, Any]]:
    response = caller.get(f"cases/{number}/photos")
    assert response.status_code == 200
    return response.json()["items"]


def wrong(response: HttpResponse, field: str, why: str) -> None:
    """Refused with the words of the house, nothing left behind."""
    status, problem = code(response)
    told = response.json()["errors"][0]
    assert (status, told["in"], told["field"]) == (422, "body", field)
    assert why in (problem, told["code"])
    assert not Attachment.objects.exists()
    assert files() == []


# -- bringing and seeing -------------------------------------------------------------------------------------------


def test_photos_come_with_a_request_and_with_its_answer_and_are_seen_with_both(town, api: Api) -> None:
    caller = api("grid")
    body = {**NEW, "door": town.plate.token, "photos": ids(caller, "red", "green")}
    number = caller.post("cases", body).json()["number"]
    assert caller.do(number, "take").status_code == 200
    told = caller.do(number, "verify", choice="here", matter="lamp", urgency="blue")
    assert told.status_code == 200
    done = caller.do(number, "resolve", outcome="done", words="亮了", photos=ids(caller, "blue"))
    assert done.status_code == 200
    found = listed(caller, number)
    entry = Entry.objects.get(verb="case.resolve").pk
    assert [(one["kind"], one["entry"]) for one in found] == [
        ("asked", None),
        ("asked", None),
        ("answer", entry),
    ]
    assert [one["id"] for one in found[:2]] == body["photos"]
    assert (found[0]["media_type"], found[0]["width"], found[0]["height"]) == ("image/jpeg", 640, 480)
    for one in found:
        picture = caller.get(f"cases/{number}/photos/{one['id']}")
        assert picture.status_code == 200
        assert picture["Content-Type"] == "image/jpeg"
        assert picture["X-Content-Type-Options"] == "nosniff"
        assert "private" in picture["Cache-Control"]
        assert len(picture.getvalue()) == one["size"]
    assert drop_orphans(timezone.now() + timedelta(days=9)) == 0


def test_where_a_picture_was_taken_is_not_kept(town, api: Api) -> None:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (36.0, 40.0, 1.0)}
    exif[0x010F] = "MakerOfCameras"
    out = io.BytesIO()
    Image.new("RGB", (3000, 2000), "teal").save(out, "JPEG", exif=exif)
    caller = api("grid")
    told = caller.bring(SimpleUploadedFile("a.jpg", out.getvalue(), "image/jpeg"))
    assert (told.status_code, told.json()["width"]) == (201, 1600)
    kept = photos.path_of(settings.ATTACHMENT_DIR, Attachment.objects.get().sha256).read_bytes()
    assert b"MakerOfCameras" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_a_photo_is_seen_only_with_its_own_request_by_those_who_see_it(town, api: Api) -> None:
    caller = api("grid")
    mine, loose = ids(caller, "red", "green")
    number = caller.post("cases", {**NEW, "door": town.plate.token, "photos": [mine]}).json()["number"]
    other = make.case(town)
    assert caller.get(f"cases/{number}/photos/{mine}").status_code == 200
    assert api("community").get(f"cases/{number}/photos/{mine}").status_code == 200
    for path in (
        f"cases/{number}/photos/{loose}",
        f"cases/{other.number}/photos/{mine}",
        f"cases/{number}/photos/x",
    ):
        assert code(caller.get(path)) == (404, "not_found"), path
    narrow = api("township", area=town.areas["other_community"])
    for foreign in (api("next_grid"), api("water"), narrow):
        for path in (f"cases/{number}/photos", f"cases/{number}/photos/{mine}"):
            assert code(foreign.get(path)) == (404, "not_found"), path
    Case.objects.filter(number=number).update(restricted=True)
    assert code(caller.get(f"cases/{number}/photos/{mine}")) == (404, "not_found")


def test_a_request_without_photos_has_an_empty_list_and_a_lost_file_is_not_there(town, api: Api) -> None:
    caller, case = api("grid"), make.case(town)
    assert listed(caller, case.number) == []
    with CaptureQueriesContext(connection) as queries:
        listed(caller, case.number)
    assert len(queries) <= 14
    number = caller.post(
        "cases", {**NEW, "door": town.plate.token, "photos": (one := ids(caller, "red"))}
    ).json()["number"]
    photos.path_of(settings.ATTACHMENT_DIR, Attachment.objects.get().sha256).unlink()
    assert code(caller.get(f"cases/{number}/photos/{one[0]}")) == (404, "not_found")


# -- once ----------------------------------------------------------------------------------------------------------


def test_a_photo_sent_twice_under_one_key_is_kept_once_and_another_one_refused(town, api: Api) -> None:
    caller, key = api("grid"), str(uuid.uuid4())
    first, second = (caller.bring(jpeg(colour="red"), key=key) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert code(caller.bring(jpeg(colour="green"), key=key)) == (409, "same_key_other_body")
    assert Attachment.objects.count() == len(files()) == 1
    assert code(caller.post("cases", {**NEW, "door": town.plate.token}, key=key))[0] == 409
    wanting = caller.bring(jpeg(), key=None)
    assert (code(wanting), wanting.json()["errors"][0]["field"]) == ((422, "call_wrong"), "Idempotency-Key")
    assert Attachment.objects.count() == 1


def test_the_same_call_with_other_photos_is_another_call(town, api: Api) -> None:
    caller, key = api("grid"), str(uuid.uuid4())
    one, two = ids(caller, "red", "green")
    body = {**NEW, "door": town.plate.token, "photos": [one]}
    first, second = caller.post("cases", body, key=key), caller.post("cases", body, key=key)
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert code(caller.post("cases", body | {"photos": [two]}, key=key)) == (409, "same_key_other_body")
    assert Case.objects.get().photos.count() == 1


def test_a_photo_belongs_to_one_request_and_goes_with_it(town, api: Api) -> None:
    """Whoever sees the photos of one request does not hang them on another, which would lose them with the first."""
    caller = api("grid")
    body = {**NEW, "door": town.plate.token, "photos": ids(caller, "red")}
    assert caller.post("cases", body).status_code == 201
    again = caller.post("cases", body)
    assert code(again) == (422, "photo_gone")
    assert again.json()["errors"][0]["field"] == "photos"
    assert code(caller.post("cases", body | {"photos": [str(uuid.uuid4())]})) == (422, "photo_gone")
    assert Case.objects.count() == 1


def test_a_refused_call_leaves_its_photos_free_for_the_next_one(town, api: Api) -> None:
    caller = api("grid")
    case = walk(town, "take grid", "verify here")
    brought = ids(caller, "red")
    response = caller.do(case.number, "resolve", outcome="done", words=" ", photos=brought)
    assert code(response) == (422, "say_what_was_done")
    assert not Attachment.objects.filter(kept=True).exists()
    response = caller.do(case.number, "resolve", outcome="done", words="亮了", photos=brought)
    assert response.status_code == 200
    assert [one["id"] for one in listed(caller, case.number)] == brought


def test_what_no_call_named_goes_after_two_days(town, api: Api) -> None:
    ids(api("grid"), "red")
    assert drop_orphans(timezone.now() + timedelta(days=1)) == 0
    assert drop_orphans(timezone.now() + timedelta(days=2, minutes=1)) == 1


# -- bad input -----------------------------------------------------------------------------------------------------


def test_more_photos_than_the_area_takes_are_refused(town, api: Api) -> None:
    set_setting("cases.most_photos", 1, by=make.SYSTEM, at=make.LONG_AGO)
    caller = api("grid")
    two = ids(caller, "red", "green")
    response = caller.post("cases", {**NEW, "door": town.plate.token, "photos": two})
    assert (code(response), response.json()["errors"][0]["field"]) == ((422, "too_many_photos"), "photos")
    case = walk(town, "take grid", "verify here")
    assert code(caller.do(case.number, "resolve", outcome="done", words="好了", photos=two))[0] == 422
    many = [str(uuid.uuid4()) for _ in range(21)]
    response = caller.post("cases", {**NEW, "door": town.plate.token, "photos": many})
    assert (code(response), response.json()["errors"][0]["code"]) == ((422, "call_wrong"), "too_long")
    assert Case.objects.count() == 1
    assert not Attachment.objects.filter(kept=True).exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<!doctype html><script>alert(1)</script>", "photo_not_image"),
        (b"", "photo_not_image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo_not_image"),
        (jpeg().read()[:900], "photo_not_image"),
        (pixel_bomb().read(), "photo_too_many_pixels"),
        (b"\xff\xd8\xff" + bytes(40 << 20), "photo_too_large"),
    ],
    ids=["a page", "nothing", "svg", "cut off", "pixel bomb", "forty megabytes"],
)
def test_what_is_no_photo_of_a_good_size_is_refused(town, api: Api, content: bytes, why: str) -> None:
    wrong(api("grid").bring(SimpleUploadedFile("a.jpg", content, "image/jpeg")), "photo", why)


def test_one_picture_a_call_and_nothing_beside_it(town, api: Api) -> None:
    caller = api("grid")
    wrong(caller.send("photos", {"photo": [jpeg(), jpeg(colour="red")]}), "photo", "too_many_photos")
    wrong(caller.send("photos", {"photo": jpeg(), "words": "灯"}), "words", "unknown_field")
    wrong(caller.send("photos", {"photo": jpeg(), "other": jpeg()}), "other", "unknown_field")
    wrong(caller.send("photos", {"other": jpeg()}), "photo", "missing")
    wrong(caller.send("photos", {"photo": "words"}), "photo", "missing")
    wrong(caller.post("photos", {"photo": "words"}), "photo", "missing")
    many = [SimpleUploadedFile(f"{n}.jpg", b"x", "image/jpeg") for n in range(201)]
    assert code(caller.send("photos", {"photo": many})) == (400, "call_unreadable")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=", b"x"),
        ("multipart/form-data; boundary=\xff", b"x"),
        ("multipart/form-data; boundary=b", b""),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data; na"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="photo"; filename="\x00/../a"\r\n\r\n\xff',
        ),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\n'
            b"Content-Transfer-Encoding: base64\r\n\r\n!!!!\r\n--b--",
        ),
        ("image/jpeg", jpeg().read()),
    ],
)
def test_a_broken_form_is_told_so(town, api: Api, kind: str, body: bytes) -> None:
    told = code(api("grid").post("photos", body, content_type=kind))
    assert told in ((400, "call_unreadable"), (422, "call_wrong"), (422, "photo_not_image"))
    assert not Attachment.objects.exists()
    assert files() == []


def test_without_its_right_nothing_is_even_read(town, api: Api) -> None:
    reader = api("grid", scopes=["cases:read"])
    assert code(reader.bring(jpeg())) == (403, "scope_missing")
    reader.secret = "nothing"
    assert code(reader.bring(jpeg())) == (401, "token_unknown")
    assert files() == []
    case = make.case(town)
    writer = api("grid", scopes=["cases:write"])
    assert code(writer.get(f"cases/{case.number}/photos")) == (403, "scope_missing")


def test_what_finds_no_room_on_its_way_in_is_told_and_is_not_called_missing(town, api: Api) -> None:
    caller = api("grid")
    photo = noise()
    with no_file_beyond(200_000):
        answer = caller.bring(photo)
    assert code(answer) == (507, "disk_full")
    assert caller.bring(noise()).status_code == 201


def test_the_last_of_the_disk_belongs_to_words(town, api: Api, monkeypatch) -> None:
    monkeypatch.setattr(photos, "RESERVE", 1.0)
    caller = api("grid")
    assert code(caller.bring(jpeg())) == (507, "disk_full")
    assert files() == []
    assert caller.post("cases", {**NEW, "door": town.plate.token}).status_code == 201


@pytest.mark.parametrize("table", ["office_attachment", "office_command"])
def test_where_a_row_finds_no_room_no_file_stays_but_that_of_another_photo(
    town, api: Api, table: str
) -> None:
    def full(execute: Any, sql: str, *more: Any) -> Any:
        if sql.startswith(f'INSERT INTO "{table}"'):
            raise OperationalError("database or disk is full")
        return execute(sql, *more)

    caller = api("grid")
    ids(caller, "red")
    kept = files()
    for colour in ("red", "green"):
        with connection.execute_wrapper(full):
            assert code(caller.bring(jpeg(colour=colour))) == (507, "disk_full")
    assert files() == kept
    assert Attachment.objects.count() == 1
