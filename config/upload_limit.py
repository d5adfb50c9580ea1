"""Refuse an upload that is too large while it arrives, before it fills the disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile


class LargestUploadHandler(FileUploadHandler):
    """Drop a file beyond ``REGISTER_MAX_BYTES``; the form sees no file and ``request.upload_too_large`` set."""

    received = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > settings.REGISTER_MAX_BYTES:
            if self.request is not None:
                self.request.upload_too_large = True  # type: ignore[attr-defined] # read by the upload form
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
