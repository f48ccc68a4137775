"""Draws a picture for the tests, where the project's commands, which draw one, are not there.

usage: draw_photo.py FILE.jpg
"""

import math
import struct
import sys

import thumbox

WIDTH, HEIGHT = 640, 427
WAVES = (31, 47, 71)

header = b"\x89RASTER\n" + struct.pack("<HBBBBBB", 1, 2, 0, 8, 1, 1, 0)
header += struct.pack("<6I", WIDTH, HEIGHT, 0, 0, WIDTH, HEIGHT) + bytes(10)
pixels = bytes(
    int(127 + 120 * math.sin(x / wave) * math.cos(y / wave)) for y in range(HEIGHT) for x in range(WIDTH) for wave in WAVES
)
thumbox.resize(header + pixels, scale=1, format="jpeg").save(sys.argv[1])
