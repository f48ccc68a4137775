"""Images as they come: bytes, paths, binary files, and pixels of Pillow and NumPy."""

from __future__ import annotations

import os
import stat
from typing import Any, BinaryIO, Callable, Protocol, Union, cast

from . import _pixels
from .errors import TooLargeError

# Enough to probe nearly all images.
HEAD_BYTES = 64 << 10
# What a file of unknown length is asked for at once.
PART_BYTES = 1 << 20


class BinaryFile(Protocol):
    """What ``open(path, "rb")``, an upload of a web framework or a body of S3 gives."""

    def read(self, size: int, /) -> bytes: ...


class PillowImage(Protocol):
    """``PIL.Image.Image``."""

    @property
    def mode(self) -> str: ...
    @property
    def size(self) -> tuple[int, int]: ...
    def getexif(self) -> Any: ...


class Array(Protocol):
    """``numpy.ndarray``: rows, columns and, but for gray, 1 to 4 channels of uint8 or uint16."""

    @property
    def shape(self) -> tuple[int, ...]: ...
    @property
    def dtype(self) -> Any: ...


ImageSource = Union[
    bytes, bytearray, memoryview, str, "os.PathLike[str]", BinaryFile, PillowImage, Array
]


def read(source: ImageSource, limit: int) -> tuple[bytes, bool]:
    """The file, or a raster of the pixels, and whether it is a file, to which the limit applies.

    Reads no more than one byte beyond the limit.

    Raises ``OSError`` for a file that cannot be read, ``TooLargeError`` for one that is longer than ``limit`` bytes, ``TypeError``
    for what is no image.
    """
    if isinstance(source, (str, os.PathLike)):
        with open(source, "rb") as file:
            status = os.fstat(file.fileno())
            if stat.S_ISREG(status.st_mode) and status.st_size > limit:
                raise _too_large(limit)
            # One more byte than there should be, so that the first part is the whole.
            return _read_within(file.read, limit, status.st_size + 1), True
    reader = getattr(source, "read", None)
    if callable(reader):
        return _read_within(reader, limit, PART_BYTES), True
    data = _in_memory(source)
    # The pixels of a program are no file that somebody has sent.
    is_file = not _pixels.is_pixels(source)
    if is_file and len(data) > limit:
        raise _too_large(limit)
    return data, is_file


def head_reader(source: ImageSource) -> tuple[Callable[[int], bytes], Callable[[], None]]:
    """What reads on in the image, and what closes it: for ``probe``, which seldom needs the whole file.

    A binary file that can seek is put back to where it was.
    """
    if isinstance(source, (str, os.PathLike)):
        file = open(source, "rb")
        return file.read, file.close
    reader = getattr(source, "read", None)
    if callable(reader):
        return reader, _put_back(cast(BinaryIO, source))
    data = memoryview(_in_memory(source))
    position = 0

    def read_on(size: int) -> bytes:
        nonlocal position
        part = bytes(data[position : position + size])
        position += len(part)
        return part

    return read_on, lambda: None


def _put_back(file: BinaryIO) -> Callable[[], None]:
    try:
        position = file.tell()
        return lambda: cast(None, file.seek(position))
    except (AttributeError, OSError):
        return lambda: None


def _in_memory(source: object) -> bytes:
    if isinstance(source, bytes):
        return source
    if _pixels.is_pixels(source):
        return _pixels.raster(source)
    try:
        # Copied: nobody changes it while another thread runs.
        return bytes(memoryview(cast(bytes, source)))
    except (TypeError, BufferError):
        raise TypeError(
            f"an image is {type(source).__name__}; expected bytes, a path, a binary file, an image of Pillow or an array of "
            "NumPy"
        ) from None


def _read_within(reader: Callable[[int], object], limit: int, first: int) -> bytes:
    """All that a file gives, in parts: many files allocate as much as they are asked for. ``first`` is the size of the first one."""
    parts: list[bytes] = []
    left = limit + 1
    while left > 0:
        part = checked_part(reader(min(left, PART_BYTES if parts else first)))
        if not part:
            break
        parts.append(part)
        left -= len(part)
    if left <= 0:
        raise _too_large(limit)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def checked_part(part: object) -> bytes:
    """What ``read`` gave, if it is bytes."""
    if isinstance(part, bytes):
        return part
    if part is None:
        raise BlockingIOError("the file has no bytes yet; read it first, or open it in blocking mode")
    if isinstance(part, (bytearray, memoryview)):
        return bytes(part)
    found = type(part).__name__
    raise TypeError(f"read() of the file gave {found}; expected bytes: open the file with mode 'rb'")


def _too_large(limit: int) -> TooLargeError:
    return TooLargeError(f"the file has more than {limit} bytes, which is the limit")
