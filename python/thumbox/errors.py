"""Why there is no result: an exception for each kind of error, whose message says what was found and what to do.

A file that cannot be opened, read or written is Python's own ``OSError``.
"""

from __future__ import annotations

from typing import Optional

__all__ = [
    "DeadlineError",
    "Error",
    "InvalidOptionsError",
    "InvalidResultError",
    "LimitExceededError",
    "MalformedError",
    "MemoryLimitError",
    "NeedsCodecError",
    "TooLargeError",
    "TrapError",
    "TruncatedError",
    "UnavailableError",
    "UnsupportedFormatError",
]


class Error(Exception):
    """Anything that Thumbox refuses. ``kind`` is a stable tag, the same in every host."""

    kind: str = "error"


class UnsupportedFormatError(Error):
    """Not an image, or one that is not read."""

    kind = "unsupported-format"


class MalformedError(Error):
    """The image breaks the rules of its format."""

    kind = "malformed"


class TruncatedError(Error):
    """The file ends before the image does."""

    kind = "truncated"
    needed: Optional[int] = None
    """Of a head that is too short for ``probe``: with how many bytes to ask again."""


class TooLargeError(Error):
    """More pixels, frames, bytes, scans or work than allowed, or a result that cannot be made small enough."""

    kind = "too-large"


class InvalidOptionsError(Error, ValueError):
    """The options or the recipe cannot be carried out."""

    kind = "invalid-options"


class LimitExceededError(Error):
    """The memory for this image could not be allocated."""

    kind = "limit-exceeded"


class NeedsCodecError(Error):
    """A codec has to decode the image, and this wheel does not have it."""

    kind = "needs-codec"


class MemoryLimitError(Error):
    """The image needs more memory than ``max_memory``."""

    kind = "memory-limit"


class DeadlineError(Error, TimeoutError):
    """The call took longer than ``timeout``."""

    kind = "deadline"


class TrapError(Error):
    """The component broke off, which is a bug: please report it with the image."""

    kind = "trap"


class InvalidResultError(Error):
    """The component gave a result that cannot be right, which is a bug: please report it with the image."""

    kind = "invalid-result"


class UnavailableError(Error):
    """The component does not run on this processor or system, or not safely in this process."""

    kind = "unavailable"


_BY_KIND = {of.kind: of for of in Error.__subclasses__()}


def of_kind(kind: str, message: str) -> Error:
    """The exception of a kind. The extension module raises all its errors with it."""
    return _BY_KIND.get(kind, Error)(message)
