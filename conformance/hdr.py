#!/usr/bin/env python3
"""What becomes of light in HDR pictures: Thumbox beside libvips. Writes docs/hdr.md.

    target/bench/python/bin/python conformance/hdr.py THUMBOX

The pictures are PNG files of 16 bits with a cICP chunk, drawn here: fields of known light, as PQ (SMPTE ST 2084) and as HLG (ITU-R
BT.2100) for a screen of 1,000 cd/m2. `cargo xtask bench` has installed pyvips there.
"""

import json
import math
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import pyvips

PAGE = Path(__file__).resolve().parent.parent / "docs/hdr.md"

# Light in cd/m2, and what has it (ITU-R BT.2408, tables 1 and 2, and what is beyond).
LIGHTS = [
    (0, "black"),
    (5, "deep shadow"),
    (26, "gray card, 18 %, under BT.2408's white"),
    (100, "white of SDR"),
    (203, "white of HDR"),
    (400, "bright sky"),
    (1000, "highlight"),
]
# Of each field.
SIDE = 16

WHITE = 203
PEAK = 1000


def pq(light):
    """The value from 0 to 1 of an absolute light: the inverse EOTF of ST 2084, 4.2."""
    power = (light / 10000) ** (2610 / 16384)
    return ((3424 / 4096 + 2413 / 128 * power) / (1 + 2392 / 128 * power)) ** (2523 / 32)


def hlg(light):
    """The value from 0 to 1 of gray that has this light on a screen of 1,000 cd/m2: BT.2100, table 5, with a system gamma of 1.2."""
    scene = (light / PEAK) ** (1 / 1.2)
    if scene <= 1 / 12:
        return math.sqrt(3 * scene)
    a = 0.17883277
    return a * math.log(12 * scene - (1 - 4 * a)) + 0.5 - a * math.log(4 * a)


def srgb(share):
    """The sample of 8 bits for a share of white, cut off at white: IEC 61966-2-1."""
    share = min(share, 1)
    value = 12.92 * share if share <= 0.0031308 else 1.055 * share ** (1 / 2.4) - 0.055
    return round(255 * value)


def png(values, transfer):
    """A row of gray fields with these values from 0 to 1, in BT.2020's primaries."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" + b"".join(struct.pack(">H", round(65535 * value)) * 3 * SIDE for value in values)
    header = struct.pack(">IIBBBBB", SIDE * len(values), SIDE, 16, 2, 0, 0, 0)
    parts = [
        chunk(b"IHDR", header),
        chunk(b"cICP", bytes([9, transfer, 0, 1])),
        chunk(b"IDAT", zlib.compress(row * SIDE)),
        chunk(b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def fields(path):
    """The sample in the middle of each field, of a picture with fields half as wide."""
    picture = pyvips.Image.new_from_file(str(path)).colourspace("srgb")
    step = picture.width // len(LIGHTS)
    return [round(picture(step * index + step // 2, picture.height // 2)[0]) for index in range(len(LIGHTS))]


def with_thumbox(thumbox, source, folder):
    output = folder / "thumbox.png"
    recipe = folder / "recipe.json"
    recipe.write_text(json.dumps({"output": {"scale": 0.5, "format": "png", "key": output.name}}))
    words = ["resize", "--no-receipts", "--recipe", recipe, "-o", folder, source]
    subprocess.run([thumbox, *words], check=True, capture_output=True)
    return fields(output)


def with_libvips(source, folder):
    """As `vipsthumbnail` does, to 8 bits."""
    output = folder / "libvips.png"
    picture = pyvips.Image.thumbnail(str(source), SIDE * len(LIGHTS) // 2)
    picture.colourspace("srgb").write_to_file(str(output))
    return fields(output)


def table(thumbox, value, transfer):
    """The rows of one transfer function."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "source.png"
        source.write_bytes(png([value(light) for light, _ in LIGHTS], transfer))
        ours, theirs = with_thumbox(thumbox, source, folder), with_libvips(source, folder)
    rows = zip(LIGHTS, ours, theirs, strict=True)
    return "\n".join(
        f"| {light:,} | {what} | {srgb(light / WHITE)} | {our} | {their} |" for (light, what), our, their in rows
    )


def main():
    thumbox = Path(sys.argv[1]).resolve()
    head = "| light, cd/m² | such as | cut off at white | Thumbox | libvips |\n|---:|---|---:|---:|---:|"
    version = ".".join(str(pyvips.version(part)) for part in range(3))
    PAGE.write_text(f"""# HDR

`conformance/hdr.py` writes this page with `thumbox` and libvips {version}, which reads the same files and does not look at the
transfer function that they name.

An HDR picture has light that a screen of sRGB does not show. Thumbox takes 203 cd/m² for white (ITU-R BT.2408), and rolls off what is
brighter towards the picture's peak as ITU-R BT.2390 has it (`resizer-wasm/src/color/hdr.rs`); where a file does not say its peak, it
is 1,000 cd/m². The tables have samples of sRGB from 0 to 255, of gray fields of known light. *Cut off at white* is what there would be
without a roll-off: all that is brighter than white is the same. Where shadows are brighter than there, and white is darker, the
picture is flat: its samples were taken for those of sRGB.

## PQ

{head}
{table(thumbox, pq, 16)}

## HLG

{head}
{table(thumbox, hlg, 18)}

ImageMagick 7 is not compared: Debian 12 has version 6, which does not read cICP either.
""")


if __name__ == "__main__":
    main()
