"""What the tests share."""

import os
import random
import struct
from pathlib import Path

ROOT = Path(os.environ["THUMBOX_ROOT"])
SAMPLE = Path(os.environ["THUMBOX_SAMPLE"])


def noise(width: int, height: int) -> bytes:
    """A raster (docs/raster.md) of noise, which takes long to encode. Always the same."""
    header = b"\x89RASTER\n" + struct.pack("<HBBBBBB", 1, 2, 0, 8, 1, 1, 0)
    header += struct.pack("<6I", width, height, 0, 0, width, height) + bytes(6) + struct.pack("<H", 0) + bytes(2)
    return header + random.Random(1).randbytes(width * height * 3)


# On this, the work below takes seconds on any computer; a deadline comes first, if there is one.
SLOW = noise(2500, 2500)
SLOW_WORK = {"scale": 1, "format": "png", "effort": 10, "timeout": 0.1}
