#!/usr/bin/env python3
"""Draws the inputs that need no other program than Python: `python3 draw.py`, with NumPy and Pillow of
conformance/requirements.txt. What encoders.sh makes is left alone."""

import bmp_files
import damaged_files
import gif_files
import jpeg_files
import png_files
import psd_files
import raster_files
import raw_files
import refused_files
import tiff_files
import webp_files

for module in (
    jpeg_files,
    png_files,
    webp_files,
    gif_files,
    tiff_files,
    bmp_files,
    raw_files,
    psd_files,
    raster_files,
    damaged_files,
    refused_files,
):
    module.draw()
