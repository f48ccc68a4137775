"""Thumbnails of untrusted images: decoded in a WebAssembly sandbox, byte for byte the same as in every host of Thumbox.

>>> import thumbox
>>> thumbox.thumbnail("photo.jpg", 256).save("thumb.jpg")
>>> thumbox.resize(data, width=400, height=300, fit="cover", format="webp").data
"""

from ._calls import codecs, presets, probe, resize, resize_all, thumbnail
from ._source import ImageSource
from ._thumbox import COMPONENT_SHA256
from ._thumbox import VERSION as __version__
from .errors import (
    DeadlineError,
    Error,
    InvalidOptionsError,
    InvalidResultError,
    LimitExceededError,
    MalformedError,
    MemoryLimitError,
    NeedsCodecError,
    TooLargeError,
    TrapError,
    TruncatedError,
    UnavailableError,
    UnsupportedFormatError,
)
from .fields import LimitOptions, OutputOptions
from .result import Codec, ImageInfo, Result, Warning

__all__ = [
    "COMPONENT_SHA256",
    "Codec",
    "DeadlineError",
    "Error",
    "ImageInfo",
    "ImageSource",
    "InvalidOptionsError",
    "InvalidResultError",
    "LimitExceededError",
    "LimitOptions",
    "MalformedError",
    "MemoryLimitError",
    "NeedsCodecError",
    "OutputOptions",
    "Result",
    "TooLargeError",
    "TrapError",
    "TruncatedError",
    "UnavailableError",
    "UnsupportedFormatError",
    "Warning",
    "__version__",
    "codecs",
    "presets",
    "probe",
    "resize",
    "resize_all",
    "thumbnail",
]
