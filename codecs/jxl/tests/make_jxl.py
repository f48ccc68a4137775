#!/usr/bin/env python3
"""Makes the JPEG XL files of this folder's `files`, and in `expected` the pixels that djxl reads in them, as PNG.

It needs cjxl, djxl, jxl_from_tree and cjpeg (Debian: libjxl-tools, libjxl-devtools and libjpeg-turbo-progs). The pictures are those that the script for AVIF draws, and text for patches.

    python3 codecs/jxl/tests/make_jxl.py
"""

import pathlib
import struct
import subprocess
import sys
import tempfile
import zlib

HERE = pathlib.Path(__file__).parent
FILES = HERE / "files"
EXPECTED = HERE / "expected"
sys.path.insert(0, str(HERE.parents[1] / "avif/tests"))

from make_avif import png  # noqa: E402

# Name, width, height, channels of the drawing (1, 3 or 4), bits of its samples, and what cjxl is told.
PICTURES = [
    ("default", 96, 64, 3, 8, ""),
    ("high-quality", 48, 32, 3, 8, "-d 0.3"),
    ("low-quality", 96, 64, 3, 8, "-d 8"),
    ("fast", 48, 32, 3, 8, "-e 3"),
    ("slow", 48, 32, 3, 8, "-e 9"),
    ("progressive", 96, 64, 3, 8, "--qprogressive_ac"),
    ("progressive-dc", 96, 64, 3, 8, "--progressive_dc=1 --progressive_ac"),
    ("groups", 300, 270, 1, 8, "-d 6"),
    ("groups-from-the-center", 300, 270, 1, 8, "-d 6 --group_order=1"),
    ("odd", 37, 29, 3, 8, ""),
    ("1x1", 1, 1, 3, 8, ""),
    ("1x17", 1, 17, 3, 8, ""),
    ("lossless-1x1", 1, 1, 3, 8, "-d 0"),
    ("lossless", 37, 29, 3, 8, "-d 0"),
    ("lossless-fast", 48, 32, 3, 8, "-d 0 -e 3"),
    ("lossless-squeezed", 48, 32, 3, 8, "-d 0 -R 1"),
    ("lossless-small-groups", 140, 20, 3, 8, "-d 0 -g 0"),
    ("palette", 48, 32, 1, 8, "-d 0 --modular_palette_colors=1000"),
    ("modular", 48, 32, 3, 8, "-m 1 -d 1"),
    ("noise", 48, 32, 3, 8, "--photon_noise=ISO3200"),
    ("upsampled", 96, 64, 3, 8, "-d 22"),
    ("resampled", 96, 64, 3, 8, "--resampling=4"),
    ("two-lf-groups", 2049, 9, 3, 8, "-d 6"),
    ("7x9", 7, 9, 3, 8, ""),
    ("without-filters", 48, 32, 3, 8, "--epf=0 --gaborish=0"),
    ("gray", 48, 32, 1, 8, ""),
    ("gray-lossless", 48, 32, 1, 8, "-d 0"),
    ("alpha", 48, 32, 4, 8, ""),
    ("alpha-lossless", 48, 32, 4, 8, "-d 0"),
    ("16-bits", 24, 16, 3, 16, ""),
    ("16-bits-lossless", 24, 16, 3, 16, "-d 0"),
    ("16-bits-alpha", 24, 16, 4, 16, "-d 0"),
    ("16-bits-gray", 24, 16, 1, 16, "-d 0"),
    ("10-bits-lossless", 24, 16, 3, 16, "-d 0 --override_bitdepth=10"),
    ("12-bits-lossless", 24, 16, 3, 16, "-d 0 --override_bitdepth=12"),
    ("10-bits", 24, 16, 3, 16, "--override_bitdepth=10"),
    ("container", 24, 16, 3, 8, "--container=1"),
    ("display-p3", 24, 16, 3, 8, "-x color_space=RGB_D65_DCI_Per_SRG"),
    ("rec2100-pq", 24, 16, 3, 16, "-x color_space=RGB_D65_202_Per_PeQ"),
    ("rec2100-pq-of-600", 24, 16, 3, 16, "-x color_space=RGB_D65_202_Per_PeQ --intensity_target=600"),
    ("linear", 24, 16, 3, 16, "-x color_space=RGB_D65_SRG_Per_Lin"),
]

# Name, and what cjpeg is told: JPEGs that are transcoded without losses.
TRANSCODED = [
    ("transcoded-420", "-sample 2x2"),
    ("transcoded-422", "-sample 2x1"),
    ("transcoded-440", "-sample 1x2"),
    ("transcoded-444", "-sample 1x1"),
    ("transcoded-gray", "-grayscale"),
]

# Three letters of five rows, of which each is five pixels.
LETTERS = [[14, 17, 31, 17, 17], [30, 17, 30, 17, 30], [15, 16, 16, 16, 15]]


def coefficients(*values: float) -> str:
    """Those of the lowest frequencies, of 32."""
    return " ".join(map(str, [*values, *[0] * (32 - len(values))]))


def spline(channels: list[tuple[float, ...]], points: str) -> str:
    """For jxl_from_tree: X, Y, B and the width as coefficients along the curve, and what it passes through."""
    return "\n".join(["Spline", *(coefficients(*channel) for channel in channels), points, "EndSpline"])


# No encoder draws splines by itself. Two of them, over two colours.
SPLINES = "\n".join(
    [
        "Width 160 Height 120 Bitdepth 8",
        spline([(1, 0.2), (60, -20), (10, 5), (0.6, 0.2)], "10 12 60 80 110 20"),
        spline([(-1,), (30,), (90,), (0.8,)], "150 110 60 100 15 60"),
        "if y > 40 - Set 90 - Set 100",
    ]
)


def chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def screenshot(width: int, height: int) -> bytes:
    """Lines of text, black on white: the encoder puts a letter into a patch, and uses that again."""
    rows = [bytearray(b"\xff" * width * 3) for _ in range(height)]
    for index, (top, left) in enumerate((y, x) for y in range(8, height - 16, 14) for x in range(8, width - 12, 12)):
        letter = LETTERS[index * 7 % 3]
        for y in range(10):
            for x in range(10):
                if letter[y // 2] >> (4 - x // 2) & 1:
                    rows[top + y][3 * (left + x) : 3 * (left + x) + 3] = b"\x10\x10\x10"
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def bands(side: int) -> bytes:
    """A square of gradients, of which a large one is few bytes."""
    row = bytearray(value for x in range(side) for value in (x * 255 // side, 255 - x * 200 // side, 0))
    rows = bytearray()
    for y in range(side):
        row[2::3] = bytes([y * 255 // side]) * side
        rows += b"\0" + row
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")


def animation() -> bytes:
    """Three frames of 16 x 8, each of one colour; the later ones are smaller."""
    header = struct.pack(">IIBBBBB", 16, 8, 8, 2, 0, 0, 0)
    parts = [b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", header), chunk(b"acTL", struct.pack(">II", 3, 0))]
    number = 0
    for index, (side, color) in enumerate([((16, 8), b"\xc0\x20\x20"), ((8, 4), b"\x20\xc0\x20"), ((4, 4), b"\x20\x20\xc0")]):
        width, height = side
        control = struct.pack(">IIIIIHHBB", number, width, height, index, index, 1, 10, 0, 0)
        number += 1
        parts.append(chunk(b"fcTL", control))
        data = zlib.compress((b"\0" + color * width) * height, 9)
        if index == 0:
            parts.append(chunk(b"IDAT", data))
        else:
            parts.append(chunk(b"fdAT", struct.pack(">I", number) + data))
            number += 1
    return b"".join([*parts, chunk(b"IEND", b"")])


def oriented(jpeg: bytes, orientation: int) -> bytes:
    """The JPEG with EXIF data that say how it is to be turned."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x112, 3, 1, orientation, 0, 0)
    exif = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + jpeg[2:]


def run(*words: object) -> None:
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{words}: {done.stdout}{done.stderr}")


def main() -> None:
    for folder in (FILES, EXPECTED):
        folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)

        def make(name: str, source: pathlib.Path, options: str) -> None:
            run("cjxl", source, FILES / f"{name}.jxl", "--num_threads=0", *options.split())
            if name == "16-bits-alpha":
                # What is wrong with 16 bits and alpha in PNG is its writer. The file is lossless.
                (EXPECTED / f"{name}.png").write_bytes(source.read_bytes())
                return
            # Without, it writes samples of 10 or 12 bits into 16 as they are.
            depth = ["--bits_per_sample=16"] if name.startswith(("10", "12")) else []
            run("djxl", FILES / f"{name}.jxl", EXPECTED / f"{name}.png", "--num_threads=0", *depth)

        for name, width, height, channels, bits, options in PICTURES:
            source = folder / "source.png"
            source.write_bytes(png(width, height, channels, bits > 8))
            make(name, source, options)
        for name, drawing, options in [
            ("patches", screenshot(160, 100), "-d 1 --patches=1"),
            ("patches-lossless", screenshot(160, 100), "-d 0 --patches=1"),
            ("animation", animation(), "-d 0"),
            ("animation-lossy", animation(), "-d 1"),
        ]:
            source = folder / "source.png"
            source.write_bytes(drawing)
            make(name, source, options)
        tree = folder / "splines.tree"
        tree.write_text(SPLINES)
        run("jxl_from_tree", tree, FILES / "splines.jxl")
        run("djxl", FILES / "splines.jxl", EXPECTED / "splines.png", "--num_threads=0")
        # A JPEG of these pixels.
        jpeg = folder / "source.jpg"
        run("djxl", FILES / "default.jxl", jpeg, "-q", "80")
        make("transcoded-jpeg", jpeg, "-j 1")
        # Odd sides, and two LF groups: their chroma is stored at half the size in each group.
        for size, width, height in [("", 89, 51), ("-two-lf-groups", 2100, 20)]:
            source = folder / "source.png"
            source.write_bytes(png(width, height, 3, False))
            pixels = folder / "source.ppm"
            run("cjxl", source, folder / "source.jxl", "-d", "0", "-e", "3")
            run("djxl", folder / "source.jxl", pixels)
            for name, options in TRANSCODED[:1] if size else TRANSCODED:
                run("cjpeg", "-quality", "80", *options.split(), "-outfile", jpeg, pixels)
                make(f"{name}{size}", jpeg, "-j 1")
                if name == "transcoded-420" and not size:
                    turned = folder / "turned.jpg"
                    turned.write_bytes(oriented(jpeg.read_bytes(), 6))
                    make("transcoded-turned", turned, "-j 1")
        # Nine LF groups. What djxl reads in it would be large, and is not kept.
        source = folder / "source.png"
        source.write_bytes(bands(4100))
        run("cjxl", source, HERE / "nine-lf-groups.jxl", "-d", "1", "-e", "3", "--num_threads=0")
        small = folder / "small.jpg"
        run("djxl", FILES / "lossless.jxl", small, "-q", "90")
        for orientation in range(1, 9):
            turned = folder / "turned.jpg"
            turned.write_bytes(oriented(small.read_bytes(), orientation))
            make(f"orientation-{orientation}", turned, "-j 0 -d 0")


if __name__ == "__main__":
    main()
