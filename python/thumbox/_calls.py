"""The functions of the package."""

from __future__ import annotations

import json
import operator
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Optional, Union

from . import _thumbox
from ._engine import engine
from ._source import HEAD_BYTES, PART_BYTES, ImageSource, checked_part, head_reader, read
from .errors import InvalidOptionsError, TooLargeError, TruncatedError
from .fields import LimitOptions, OutputOptions
from .result import Codec, ImageInfo, Result, Warning

if TYPE_CHECKING:
    from typing_extensions import Unpack

MOST_MEMORY = 1 << 30
_HAS_VALUES_BY_NAME = {"tags"}


def thumbnail(
    source: ImageSource,
    size: Union[int, tuple[int, int]] = 128,
    /,
    *,
    limits: Optional[LimitOptions] = None,
    timeout: Optional[float] = None,
    max_memory: Optional[int] = None,
    **options: Unpack[OutputOptions],
) -> Result:
    """A thumbnail that fits into ``size`` pixels, or ``(width, height)``; a small image keeps its size.

    >>> thumbox.thumbnail("photo.jpg", 256).save("thumb.jpg")
    """
    width, height = (size, size) if not isinstance(size, Sequence) else _two(size)
    box: OutputOptions = {"width": width, "height": height}
    box.update(options)
    return resize(source, limits=limits, timeout=timeout, max_memory=max_memory, **box)


def resize(
    source: ImageSource,
    /,
    *,
    limits: Optional[LimitOptions] = None,
    timeout: Optional[float] = None,
    max_memory: Optional[int] = None,
    **options: Unpack[OutputOptions],
) -> Result:
    """One output. Options are those of ``OutputOptions``.

    >>> thumbox.resize("photo.jpg", width=400, height=300, fit="cover", format="webp", quality=80)

    ``timeout`` is in seconds, 30 at most, and ``max_memory`` in bytes, 1 GiB at most. Other threads run meanwhile. Raises an
    ``Error``, ``OSError`` for a file that cannot be read, and ``TypeError`` for what is no image.
    """
    work = _thumbox.Work.of_options(_text(options), _text(limits or {}))
    [result] = _made(source, work, None, timeout, max_memory)
    return result


def resize_all(
    source: ImageSource,
    outputs: Union[str, Mapping[str, Any], Sequence[OutputOptions]],
    /,
    *,
    key: Optional[str] = None,
    limits: Optional[LimitOptions] = None,
    timeout: Optional[float] = None,
    max_memory: Optional[int] = None,
) -> list[Result]:
    """Several outputs, of one decoding.

    ``outputs`` is a list of options, or a recipe: its text in TOML or JSON, its fields as a dictionary, or the name of a preset.
    With ``key`` only those outputs are made that the recipe's ``include`` and ``exclude`` leave for an upload under this key.

    >>> thumbox.resize_all("photo.jpg", [{"width": 1600}, {"width": 400, "format": "webp"}])
    >>> thumbox.resize_all("photo.jpg", "responsive")
    """
    if isinstance(outputs, str):
        work = _thumbox.Work.of_text(outputs)
    elif isinstance(outputs, Mapping):
        work = _thumbox.Work.of_fields(_text(outputs))
    else:
        work = _thumbox.Work.of_options(_text(list(outputs)), _text(limits or {}))
        limits = None
    if limits is not None:
        raise InvalidOptionsError("a recipe has limits of its own; leave out limits, or give them in the recipe")
    return _made(source, work, key, timeout, max_memory)


def probe(source: ImageSource, /, *, timeout: Optional[float] = None) -> ImageInfo:
    """What an image is. Reads no more of a file than it takes to know.

    >>> thumbox.probe("photo.jpg").width
    """
    seconds = _seconds(timeout)
    limit = _thumbox.MAX_FILE_BYTES
    read_on, close = head_reader(source)
    try:
        head, wanted = bytearray(), HEAD_BYTES
        while True:
            is_whole = False
            while len(head) < wanted and not is_whole:
                part = checked_part(read_on(min(wanted - len(head), PART_BYTES)))
                head += part
                is_whole = not part
            try:
                info = ImageInfo(**engine().probe(bytes(head), seconds))
                if info.frames_complete or is_whole or wanted >= limit:
                    return info
                # Frames have to be counted to the end of the file.
                wanted = limit
            except TruncatedError as error:
                if is_whole or error.needed is None:
                    raise
                if wanted >= limit:
                    raise TooLargeError(f"the file has more than {limit} bytes, which is the limit") from None
                wanted = min(max(error.needed, 2 * wanted), limit)
    finally:
        close()


def codecs() -> list[Codec]:
    """The codecs that this wheel has."""
    return [Codec(*codec) for codec in _thumbox.codecs()]


def presets() -> dict[str, str]:
    """The recipes that are built in, in TOML, by their names."""
    return {name: text for name, _, text in _thumbox.presets()}


def _made(
    source: ImageSource,
    work: _thumbox.Work,
    key: Optional[str],
    timeout: Optional[float],
    max_memory: Optional[int],
) -> list[Result]:
    seconds, memory = _seconds(timeout), _memory(max_memory)
    places = work.places(key)
    if not places:
        return []
    image, is_file = read(source, work.file_limit)
    made = engine().resize(work, places, image, is_file, seconds, memory)
    warnings = tuple(Warning(*warning) for warning in made["warnings"])
    codec = made["codec"] and Codec(*made["codec"])
    return [
        Result(index=place, warnings=warnings, codec=codec, **output)
        for place, output in zip(places, made["outputs"])
    ]


def _seconds(timeout: Optional[float]) -> float:
    most = _thumbox.MAX_SECONDS
    if timeout is None:
        return most
    # NaN is in no range.
    if isinstance(timeout, bool) or not isinstance(timeout, (int, float)) or not 0 < timeout <= most:
        raise InvalidOptionsError(f"timeout is {timeout!r}; expected seconds, above 0 and at most {most:g}")
    return float(timeout)


def _memory(max_memory: Optional[int]) -> int:
    if max_memory is None:
        return MOST_MEMORY
    if isinstance(max_memory, bool) or not isinstance(max_memory, int) or not 1 <= max_memory <= MOST_MEMORY:
        raise InvalidOptionsError(f"max_memory is {max_memory!r}; expected bytes, from 1 to {MOST_MEMORY}")
    return max_memory


def _two(size: Sequence[int]) -> tuple[int, int]:
    if len(size) != 2 or isinstance(size, (str, bytes)):
        raise InvalidOptionsError(f"the size is {size!r}; expected a number of pixels, or a pair of them")
    return size[0], size[1]


def _text(options: object) -> str:
    """Options in JSON, with the names of recipes."""
    try:
        return json.dumps(_spelled(options), allow_nan=False, default=_plain)
    except InvalidOptionsError:
        raise
    except (ValueError, RecursionError) as error:
        raise InvalidOptionsError(f"the options cannot be read: {error}") from None


def _spelled(options: object) -> object:
    """The same with ``-`` in names, as recipes have it: ``max-bytes`` for ``max_bytes``."""
    if isinstance(options, Mapping):
        return {
            str(name).replace("_", "-"): value if name in _HAS_VALUES_BY_NAME else _spelled(value)
            for name, value in options.items()
        }
    if isinstance(options, (list, tuple)):
        return [_spelled(entry) for entry in options]
    return options


def _plain(value: Any) -> Union[int, float]:
    """A number of NumPy, say, as one of Python."""
    with suppress(TypeError):
        return operator.index(value)
    with suppress(TypeError, ValueError):
        return float(value)
    raise InvalidOptionsError(f"an option is {value!r}; expected a text, a number, True or False")
