"""What becomes of an uploaded photo: judged by content, turned upright, stripped of EXIF, made small. No tables."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import shutil
import threading
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from PIL import Image

from linli.common.refusals import Refused, refuse

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 60_000_000  # of a JPEG, which is scaled while it is decoded: above any phone of today
MOST_PIXELS_UNSCALED = 25_000_000
LONGEST_SIDE = 1600
RESERVE = 0.03  # of the disk: anybody with a plate can send photos, and the database needs room to go on
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_one_at_a_time = threading.BoundedSemaphore(1)
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


@dataclass(frozen=True, slots=True)
class Photo:
    """A clean JPEG and its size in pixels."""

    content: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def clean(file: IO[bytes], *, name: str, size: int) -> Photo:
    """Decode and re-encode one upload. Refuses photo_too_large, photo_not_image, photo_too_many_pixels (name)."""
    if size > MOST_BYTES:
        raise refuse("photo_too_large", name=name, size=size, most=MOST_BYTES)
    try:
        with Image.open(file, formats=FORMATS) as image:
            # known from the header, before any pixel is decoded
            if image.width * image.height > (MOST_PIXELS if image.format == "JPEG" else MOST_PIXELS_UNSCALED):
                raise refuse("photo_too_many_pixels", name=name)
            image.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
            turn = _turn(image)
            with _one_at_a_time:  # eight large pictures at once would take the memory of a small server
                image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                upright = image.convert("RGB")
            if turn is not None:
                upright = upright.transpose(turn)
    except Image.DecompressionBombError:  # Pillow's own bound, told before ours is asked
        raise refuse("photo_too_many_pixels", name=name) from None
    except (Refused, MemoryError):
        raise
    except Exception:  # decoders raise whatever a broken file makes them stumble over
        raise refuse("photo_not_image", name=name) from None
    out = io.BytesIO()
    upright.save(
        out, "JPEG", quality=82, optimize=True
    )  # a new file: no EXIF, no place, no camera comes along
    return Photo(out.getvalue(), upright.width, upright.height)


def _turn(image: Image.Image) -> Image.Transpose | None:
    """How the camera was held; broken EXIF, which real cameras write, turns nothing."""
    try:
        return _TURNS.get(int(image.getexif().get(0x0112, 1)))
    except Exception:
        return None


def path_of(root: Path, sha256: str) -> Path:
    return root / sha256[:2] / sha256[2:4] / f"{sha256}.jpg"


def write(root: Path, photo: Photo) -> None:
    """Write, fsync, rename: a file under its hash is whole or not there. Writing the same twice is harmless.

    Raises OSError where the disk is full, or as good as full: the last of it belongs to words.
    """
    target = path_of(root, photo.sha256)
    if target.exists():
        os.utime(target)  # young again: the sweep of orphans leaves young files alone
        return
    root.mkdir(parents=True, exist_ok=True)
    room = shutil.disk_usage(root)
    if room.free < room.total * RESERVE:
        raise OSError(errno.ENOSPC, "what is left of the disk is kept for words")
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = target.with_name(f".{uuid.uuid4().hex}")
    try:
        with open(scratch, "wb") as out:
            out.write(photo.content)
            out.flush()
            os.fsync(out.fileno())
        os.replace(scratch, target)
    except OSError:  # the disk is full: half a file is worth nothing and takes what is left
        scratch.unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
