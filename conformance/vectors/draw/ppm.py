#!/usr/bin/env python3
"""Prints a picture of scene.py as PPM, for encoders.sh: `python3 ppm.py calm 331 247`."""

import sys

import scene

name, width, height = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
picture = {"calm": scene.calm, "scene": scene.scene}[name](width, height)
sys.stdout.buffer.write(b"P6\n%d %d\n255\n" % (width, height) + picture.tobytes())
