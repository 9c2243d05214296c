"""Photos: judged by content, made small, stripped; stored whole or not at all."""

from __future__ import annotations

import io
import os
import struct
import zlib
from contextlib import suppress
from datetime import timedelta

import pytest
from django.conf import settings
from PIL import Image

from linli.common.refusals import Refused
from linli.office import photos
from linli.office.actions import drop_orphans, store_photo
from linli.office.models import Attachment
from tests.make import NOON


def jpeg(width: int = 3000, height: int = 2000, **more: object) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "JPEG", **more)
    out.seek(0)
    return out


def refused(file: io.BytesIO, code: str, size: int | None = None) -> None:
    with pytest.raises(Refused) as caught:
        photos.clean(file, name="x.jpg", size=size or len(file.getvalue()))
    assert caught.value.refusal.code == code
    assert caught.value.refusal.params["name"] == "x.jpg"


def test_a_photo_is_made_small_and_loses_its_exif() -> None:
    exif = Image.Exif()
    exif[0x010F] = "MakerOfCameras"
    exif[0x8825] = {1: "N", 2: (36.0, 40.0, 1.0)}  # the place it was taken
    photo = photos.clean(jpeg(exif=exif), name="a.jpg", size=1)
    assert (photo.width, photo.height) == (1600, 1067)
    assert b"MakerOfCameras" not in photo.content
    assert not Image.open(io.BytesIO(photo.content)).getexif()


def test_a_photo_held_sideways_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = photos.clean(jpeg(800, 400, exif=exif), name="a.jpg", size=1)
    assert (photo.width, photo.height) == (400, 800)


@pytest.mark.parametrize("mode", ["P", "RGBA", "L", "CMYK", "1"])
def test_pictures_of_every_mode_become_a_jpeg(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (40, 30)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    out.seek(0)
    assert Image.open(io.BytesIO(photos.clean(out, name="a", size=1).content)).format == "JPEG"


def test_a_page_named_like_a_photo_is_refused() -> None:
    refused(io.BytesIO(b"<!doctype html><script>alert(1)</script>"), "photo_not_image")


def test_a_photo_cut_off_on_its_way_is_refused() -> None:
    refused(io.BytesIO(jpeg().getvalue()[:4000]), "photo_not_image")


def test_an_svg_and_an_empty_file_are_refused() -> None:
    refused(io.BytesIO(b'<svg xmlns="http://www.w3.org/2000/svg"/>'), "photo_not_image")
    refused(io.BytesIO(b""), "photo_not_image", size=1)


def test_forty_megabytes_are_refused_before_they_are_read() -> None:
    class Unread(io.BytesIO):
        def read(self, *args: object) -> bytes:
            raise AssertionError("it was read")

    with pytest.raises(Refused) as caught:
        photos.clean(Unread(), name="x.jpg", size=40 * 1024 * 1024)
    assert caught.value.refusal.code == "photo_too_large"


def bomb(side: int) -> io.BytesIO:
    """A PNG of a few hundred bytes that says it is side × side pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return io.BytesIO(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [9_000, 30_000, 2**30])
def test_a_pixel_bomb_is_refused_from_its_header(side: int) -> None:
    refused(bomb(side), "photo_too_many_pixels")


def test_the_same_photo_is_kept_once_and_readable(db: None) -> None:
    one = store_photo(jpeg(), name="a.jpg", size=1, at=NOON)
    two = store_photo(jpeg(), name="b.jpg", size=1, at=NOON)
    assert one.sha256 == two.sha256
    assert one.uuid != two.uuid
    path = photos.path_of(settings.ATTACHMENT_DIR, one.sha256)
    assert path.stat().st_size == one.size
    assert not list(path.parent.glob(".*")), "no scratch file stays behind"


def test_photos_of_a_form_that_was_never_sent_go_after_two_days(db: None) -> None:
    photo = store_photo(jpeg(50, 40), name="a.jpg", size=1, at=NOON)
    path = photos.path_of(settings.ATTACHMENT_DIR, photo.sha256)
    old = (NOON - timedelta(days=3)).timestamp()
    os.utime(path, (old, old))
    assert drop_orphans(NOON + timedelta(days=1)) == 0
    assert drop_orphans(NOON + timedelta(days=3)) == 1
    assert not path.exists()
    assert not Attachment.objects.exists()


def test_a_file_shared_with_a_sent_form_stays(db: None) -> None:
    kept = store_photo(jpeg(50, 40), name="a.jpg", size=1, at=NOON)
    store_photo(jpeg(50, 40), name="b.jpg", size=1, at=NOON)
    Attachment.objects.filter(pk=kept.pk).update(kept=True)
    path = photos.path_of(settings.ATTACHMENT_DIR, kept.sha256)
    os.utime(path, (0, 0))
    assert drop_orphans(NOON + timedelta(days=3)) == 1
    assert path.exists()


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(
    "exif", [b"Exif\0\0II*\0\x08\0\0\0\xff\xff", b"Exif\0\0", b"Exif\0\0MM\0*garbage\xff\xfe", b"\0" * 40]
)
def test_broken_exif_turns_nothing_and_breaks_nothing(exif: bytes) -> None:
    plain = jpeg(80, 40).getvalue()
    segment = b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
    photo = photos.clean(io.BytesIO(plain[:2] + segment + plain[2:]), name="a.jpg", size=1)
    assert (photo.width, photo.height) == (80, 40)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_mutated_photo_is_a_photo_or_refused_and_never_an_accident() -> None:
    import random

    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x8825] = {1: "N", 2: (36.0, 40.0, 1.0)}
    whole = jpeg(60, 40, exif=exif).getvalue()
    chance = random.Random(5)
    for _ in range(600):
        broken = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            broken[chance.randrange(2, 260)] = chance.randrange(256)
        with suppress(Refused):
            photos.clean(io.BytesIO(bytes(broken)), name="a.jpg", size=1)
