"""Pixels of Pillow and NumPy, in and out, as rasters. Neither is needed before there is an image of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Optional

from . import _thumbox

if TYPE_CHECKING:
    import numpy
    import PIL.Image

# Modes of Pillow whose bytes are those of a raster.
_CHANNELS = {"L": 1, "LA": 2, "RGB": 3, "RGBA": 4}
_MODES = {channels: mode for mode, channels in _CHANNELS.items()}
_ORIENTATION = 0x0112
_EXIF_PREFIX = b"Exif\0\0"


def is_pixels(source: object) -> bool:
    """Whether it is an image of Pillow or an array of NumPy: then their modules have been imported."""
    return _is("PIL.Image", "Image", source) or _is("numpy", "ndarray", source)


def raster(source: Any) -> bytes:
    """The same pixels as a file."""
    return _of_pillow(source) if _is("PIL.Image", "Image", source) else _of_numpy(source)


def _is(module: str, name: str, source: object) -> bool:
    kind = getattr(sys.modules.get(module), name, None)
    return isinstance(kind, type) and isinstance(source, kind)


def _of_pillow(image: PIL.Image.Image) -> bytes:
    orientation = image.getexif().get(_ORIENTATION, 1)
    if not isinstance(orientation, int) or not 1 <= orientation <= 8:
        orientation = 1
    exif = image.info.get("exif")
    exif = exif.removeprefix(_EXIF_PREFIX) if isinstance(exif, bytes) else None
    icc = image.info.get("icc_profile") or None
    if image.mode.startswith("I;16"):
        little_endian = image if image.mode != "I;16B" else image.convert("I").convert("I;16")
        depth, channels, pixels = 16, 1, little_endian.tobytes()
    else:
        mode = _suitable_mode(image)
        if mode != image.mode:
            # A profile is one of the pixels that it came with; only those of a palette stay as they are.
            icc = icc if image.mode == "P" else None
            image = image.convert(mode)
        depth, channels, pixels = 8, _CHANNELS[mode], image.tobytes()
    width, height = image.size
    header = _thumbox.raster_header(width, height, channels, depth, orientation, icc, exif)
    return header + pixels


def _suitable_mode(image: PIL.Image.Image) -> str:
    if image.mode in _CHANNELS:
        return image.mode
    if image.mode == "1":
        return "L"
    if image.mode in ("I", "F"):
        raise TypeError(
            f"an image of Pillow has mode {image.mode}, whose samples have no largest value; expected another mode, such as "
            "image.convert('L') or 'I;16'"
        )
    has_alpha = "transparency" in image.info or image.mode in ("PA", "La", "RGBa")
    return "RGBA" if has_alpha else "RGB"


def _of_numpy(array: numpy.ndarray[Any, Any]) -> bytes:
    import numpy

    depth = {"uint8": 8, "uint16": 16}.get(array.dtype.name)
    if depth is None:
        raise TypeError(
            f"an array has dtype {array.dtype}; expected uint8 or uint16, such as (array * 255).astype('uint8') for values from 0 "
            "to 1"
        )
    channels = 1 if array.ndim == 2 else array.shape[2] if array.ndim == 3 else 0
    if not 1 <= channels <= 4 or 0 in array.shape:
        raise TypeError(
            f"an array has shape {array.shape}; expected (height, width), or (height, width, channels) with 1 to 4 channels"
        )
    height, width = array.shape[:2]
    header = _thumbox.raster_header(width, height, channels, depth, 1, None, None)
    little_endian = numpy.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    return header + little_endian.tobytes()


def to_numpy(file: bytes) -> numpy.ndarray[Any, Any]:
    """The pixels of a raster: height, width and, but for gray, channels."""
    import numpy

    width, height, channels, depth, start, _ = _thumbox.raster_pixels(file)
    pixels = numpy.frombuffer(file, dtype="<u2" if depth > 8 else "u1", offset=start)
    shape = (height, width) if channels == 1 else (height, width, channels)
    # A copy, which can be written to.
    return pixels.reshape(shape).astype("uint16" if depth > 8 else "uint8")


def to_pillow(file: bytes) -> Optional[PIL.Image.Image]:
    """The pixels of a raster; ``None`` where Pillow has no mode for them: more than 8 bits, and not gray."""
    import PIL.Image

    width, height, channels, depth, start, icc = _thumbox.raster_pixels(file)
    if depth > 8 and channels != 1:
        return None
    mode = "I;16" if depth > 8 else _MODES[channels]
    image = PIL.Image.frombytes(mode, (width, height), file[start:])
    if icc is not None:
        image.info["icc_profile"] = icc
    return image
