#!/usr/bin/env python3
"""Draws the inputs that need no other program than Python: `python3 draw.py`, with NumPy and Pillow of
conformance/requirements.txt. What encoders.sh makes is left alone."""

import png_files

for module in (png_files,):
    module.draw()
