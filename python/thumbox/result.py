"""What was made and what was found."""

from __future__ import annotations

import hashlib
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Optional, Union

from . import _pixels

if TYPE_CHECKING:
    import numpy
    import PIL.Image

__all__ = ["Codec", "ImageInfo", "Result", "Warning"]

OutputFormat = Literal["jpeg", "png", "webp", "gif", "raster"]


class Warning(NamedTuple):
    """A problem that did not prevent the output."""

    kind: str
    """``damage``, ``picture-lost``, ``color-profile``, ``metadata`` or ``smaller-than-box``."""
    message: str


class Codec(NamedTuple):
    """A component that decodes a format."""

    name: str
    sha256: str
    """Of the component, in hexadecimal."""


@dataclass(frozen=True)
class Result:
    """An encoded image."""

    data: bytes = field(repr=False)
    """The file."""
    format: OutputFormat
    width: int
    height: int
    frames: int
    """1 for a still image."""
    quality: Optional[int] = None
    """The quality that was used, for JPEG and lossy WebP."""
    score: Optional[float] = None
    """The SSIMULACRA2 of the file beside the image it was made of, where the quality was to be found by it."""
    quality_by: Optional[str] = None
    """What decided that quality: ``score``, ``max-bytes``, ``lowest`` or ``highest``."""
    colors: Optional[int] = None
    """The most colours that an animation has, where ``max_bytes`` made them fewer than was asked."""
    effort: Optional[int] = None
    """The effort, where ``max_bytes`` made it more than was asked."""
    thumbhash: Optional[bytes] = None
    """Where asked for."""
    embedded_thumbnail: bool = False
    """Whether it is made of a thumbnail that the file has."""
    index: int = 0
    """Its place among the outputs that were asked for."""
    warnings: tuple[Warning, ...] = ()
    """What is worth knowing about the source; the same for all outputs of it."""
    codec: Optional[Codec] = None
    """The codec that decoded the source, where one had to."""

    @cached_property
    def sha256(self) -> str:
        """Of ``data``, in hexadecimal: the same in every host."""
        return hashlib.sha256(self.data).hexdigest()

    def save(self, path: Union[str, os.PathLike[str]]) -> None:
        """Writes the file beside ``path`` under a temporary name, and renames that.

        Whoever looks sees the old file or the new one. Links are followed. A FIFO or a device is written to. Raises ``OSError``,
        and then leaves what was there.
        """
        target = os.path.realpath(path)
        if os.path.exists(target) and not os.path.isfile(target):
            # Of a folder, this is IsADirectoryError.
            with open(target, "wb") as stream:
                stream.write(self.data)
            return
        folder, name = os.path.split(target)
        draft = os.path.join(folder, f".thumbox-{secrets.token_hex(8)}")
        try:
            with open(draft, "xb") as file:
                file.write(self.data)
            os.replace(draft, target)
        except FileNotFoundError as error:
            raise FileNotFoundError(error.errno, "there is no such folder", folder) from None
        finally:
            with suppress(OSError):
                os.unlink(draft)

    def to_numpy(self) -> numpy.ndarray[Any, Any]:
        """The pixels of the first frame: an array of height, width and, but for gray, channels, of uint8, or uint16 for a raster
        with ``depth=16``. It can be written to. Needs NumPy."""
        return _pixels.to_numpy(self._raster())

    def to_pillow(self) -> PIL.Image.Image:
        """The first frame as an image of Pillow, decoded as Thumbox does. Needs Pillow."""
        image = _pixels.to_pillow(self._raster())
        if image is None:
            # Pillow has colours of 8 bits alone.
            image = _pixels.to_pillow(self._decoded().data)
        assert image is not None, "8 bits were asked for"
        return image

    def _raster(self) -> bytes:
        return self.data if self.format == "raster" else self._decoded().data

    def _decoded(self) -> Result:
        from ._calls import resize

        return resize(
            self.data,
            scale=1,
            format="raster",
            animation="first-frame",
            limits={"max_file_bytes": 0xFFFF_FFFF, "max_side": 65_535},
        )


@dataclass(frozen=True)
class ImageInfo:
    """What the head of a file says about its image."""

    format: str
    """``jpeg``, ``png``, ``webp``, ``gif``, ``tiff``, ``bmp``, ``avif`` and so on, recognised by content."""
    width: int
    """In pixels, after orientation is applied."""
    height: int
    orientation: int
    """EXIF orientation, 1 to 8."""
    frames: int
    """How many there are, or at least are."""
    frames_complete: bool
    """Whether all of them were counted."""
    alpha: bool
    depth: int
    """Bits per sample."""
    color_model: str
    """``gray``, ``rgb``, ``indexed``, ``ycbcr``, ``cmyk`` or ``ycck``."""
    icc_profile: Optional[str]
    """What the profile calls itself."""
    cicp: Optional[tuple[int, int, int, int]]
    """Code points of the colours (ITU-T H.273): primaries, transfer characteristics, matrix, full range."""
    progressive: bool
    c2pa: bool
    """There is a C2PA manifest (Content Credentials), which nobody has verified."""
    working_memory: int
    """Bytes of memory that a small thumbnail takes, about."""
    auto_format: OutputFormat
    """What ``auto`` writes."""
    codec: Optional[str]
    """The codec that has to decode it first, where one has to."""
