"""What a bomb is: a file that asks for much, and what must come of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

# The most pixels that are read by default are 100 million: this picture has just as many, and is made.
SIDE = 10_000
PIXELS = SIDE * SIDE
# The longest side that 16 bits can name.
LONGEST = 65_535

THUMBNAIL = "thumbnail"
# The name of the picture that stands where a bomb would.
NO_BOMB = "none/none"


@dataclass(frozen=True)
class Bomb:
    """A file and what must come of it.

    `expected` is the error's tag, or THUMBNAIL. `recipe` is what is asked for, where it is not the default. `probe` says what a
    small thumbnail needs; `beyond` is the bytes that this recipe needs besides. What is `slow`, from about a second, is not part of the tests.
    """

    name: str
    what: str
    draw: Callable[[], bytes]
    expected: str
    recipe: dict = field(default_factory=dict)
    beyond: int = 0
    slow: bool = False


def output(**fields):
    """A recipe with one output that fits 128 x 128, and these fields."""
    return {"output": {"width": 128, "height": 128, **fields}}


def keeping(metadata, **fields):
    """The recipe that keeps all metadata, of which there are so many bytes: the copy that is kept, the file that it goes into
    as it grows, that file in the host, and what of it is escaped or split in between."""
    return {"recipe": output(keep="all", **fields), "beyond": 7 * metadata}
