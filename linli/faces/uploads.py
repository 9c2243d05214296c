"""Taking in files where the disk may be full: the words of the form are worth more than its photo."""

from __future__ import annotations

import errno
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

LARGEST = (
    21 * 1024 * 1024
)  # above a photo (20 MB); sheets are never written, boundaries and catalogues are smaller
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
NOT_OURS = (errno.EROFS, errno.EACCES, errno.EPERM)


class Patient(TemporaryFileUploadHandler):
    """A file that cannot be written is left out and told (`request.upload_failed`); the fields go on being read.

    Of a file that is larger than any we take, the rest is counted but not written: its size says why it is refused.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self._failed(error)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start >= LARGEST:
            return
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._failed(error)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        try:
            return super().file_complete(file_size)
        except OSError as error:
            self._note(error)
            return None

    def _failed(self, error: OSError) -> None:
        self._note(error)
        raise SkipFile from error

    def _note(self, error: OSError) -> None:
        if error.errno not in (*NO_ROOM, *NOT_OURS):
            raise error
        if self.request is not None:
            self.request.upload_failed = error  # type: ignore[attr-defined]
