#!/usr/bin/env python3
"""Makes the HEIC files of this folder's `files`, and writes to `planes.tsv` what libde265 reads in them.

It needs heif-enc (Debian: libheif-examples) and libde265-dec265 (libde265-examples). The pictures are those that the script for AVIF
draws. Every line of `planes.tsv` has a file's name, and the length and SHA-256 of the planes of its first item, as libde265 writes
them.

    python3 codecs/heic/tests/make_heic.py
"""

import hashlib
import pathlib
import struct
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
FILES = HERE / "files"
sys.path.insert(0, str(HERE.parents[1] / "avif/tests"))

from make_avif import png  # noqa: E402

# heif-enc 1.15 does not write what its own options say of colours. What x265 is told is in the sequence parameter set.
BT2020 = "-p x265:colorprim=bt2020 -p x265:colormatrix=bt2020nc"

# Name, width, height, channels of the drawing (1, 3 or 4), bits of its samples, and what heif-enc is told.
PICTURES = [
    ("420-8-full", 96, 64, 3, 8, ""),
    ("420-8-limited", 96, 64, 3, 8, "-p x265:range=limited"),
    ("422-8", 96, 64, 3, 8, "-p chroma=422"),
    ("444-8", 96, 64, 3, 8, "-p chroma=444"),
    ("400-8", 96, 64, 1, 8, ""),
    ("420-10", 96, 64, 3, 16, "-b 10"),
    ("422-10", 96, 64, 3, 16, "-b 10 -p chroma=422"),
    ("444-10", 96, 64, 3, 16, "-b 10 -p chroma=444"),
    ("420-12", 96, 64, 3, 16, "-b 12"),
    ("444-12", 96, 64, 3, 16, "-b 12 -p chroma=444"),
    ("odd-420", 77, 69, 3, 8, ""),
    ("odd-422", 77, 69, 3, 8, "-p chroma=422"),
    ("odd-444", 77, 69, 3, 8, "-p chroma=444"),
    ("1x1", 1, 1, 3, 8, ""),
    ("lossless", 64, 48, 3, 8, "-L -p chroma=444 --matrix_coefficients 0"),
    ("alpha", 64, 48, 4, 8, ""),
    ("alpha-444", 64, 48, 4, 8, "-p chroma=444"),
    ("premultiplied", 64, 48, 4, 8, "-p chroma=444 --premultiplied-alpha"),
    ("bt709", 96, 64, 3, 8, "-p x265:colormatrix=bt709"),
    ("bt2020-pq", 96, 64, 3, 16, f"-b 10 {BT2020} -p x265:transfer=smpte2084"),
    ("bt2020-hlg", 96, 64, 3, 16, f"-b 10 {BT2020} -p x265:transfer=arib-std-b67"),
    ("quality-low", 96, 64, 3, 8, "-q 10"),
    ("quality-high", 96, 64, 3, 8, "-q 95"),
    ("large-blocks", 200, 130, 3, 8, "-q 20 -p x265:ctu=64"),
    ("small-blocks", 96, 64, 3, 8, "-p x265:ctu=16"),
    ("thumbnail", 200, 130, 3, 8, "-q 30 -t 64"),
    ("embedded-thumbnail", 192, 120, 3, 8, "-q 30 -t 64"),
    ("slices", 200, 130, 3, 8, "-p x265:slices=2 -p x265:hash=1"),
    ("transform-skip", 96, 64, 3, 8, "-p x265:tskip=1"),
    ("strong-smoothing", 96, 96, 1, 8, "-q 20 -p x265:strong-intra-smoothing=1"),
]


def boxes(data: bytes):
    at = 0
    while at + 8 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        yield kind, data[at + 8 : at + length]
        at += length


def contents(data: bytes, *path: bytes) -> bytes:
    """Of the first box at a path."""
    for kind in path:
        data = next(inner for name, inner in boxes(data) if name == kind)
        data = data[4:] if kind == b"meta" else data
    return data


def first_item(data: bytes) -> bytes:
    """As heif-enc writes it: `iloc` with numbers of 4 bytes, of which one is the base of the others; in version 1 with two
    bytes more in an item, for where its data is."""
    iloc = contents(data, b"meta", b"iloc")
    assert iloc[0] < 2 and iloc[4:6] == b"\x44\x40", iloc[:8]
    at = 12 + 2 * iloc[0]
    base, pieces = struct.unpack_from(">IH", iloc, at)
    item = b""
    for index in range(pieces):
        offset, length = struct.unpack_from(">II", iloc, at + 6 + 8 * index)
        item += data[base + offset : base + offset + length]
    return item


def stream(data: bytes) -> bytes:
    """Parameter sets and units of the first item, each behind a start code."""
    configuration = contents(data, b"meta", b"iprp", b"ipco", b"hvcC")
    units, at = [], 23
    for _ in range(configuration[22]):
        count = struct.unpack_from(">H", configuration, at + 1)[0]
        at += 3
        for _ in range(count):
            length = struct.unpack_from(">H", configuration, at)[0]
            units.append(configuration[at + 2 : at + 2 + length])
            at += 2 + length
    item, at = first_item(data), 0
    while at < len(item):
        length = struct.unpack_from(">I", item, at)[0]
        units.append(item[at + 4 : at + 4 + length])
        at += 4 + length
    return b"".join(b"\0\0\0\1" + unit for unit in units)


def planes(path: pathlib.Path, folder: pathlib.Path) -> list[str]:
    coded, decoded = folder / "item.h265", folder / "item.yuv"
    coded.write_bytes(stream(path.read_bytes()))
    decoded.unlink(missing_ok=True)
    subprocess.run(["libde265-dec265", "-q", "-o", decoded, coded], check=True, capture_output=True)
    made = decoded.read_bytes()
    return [str(len(made)), hashlib.sha256(made).hexdigest()]


def main() -> None:
    FILES.mkdir(exist_ok=True)
    lines = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for name, width, height, channels, bits, options in PICTURES:
            source = folder / "source.png"
            source.write_bytes(png(width, height, channels, bits == 16))
            made = FILES / f"{name}.heic"
            done = subprocess.run(
                ["heif-enc", *options.split(), "-o", made, source], capture_output=True, text=True
            )
            if done.returncode or not made.is_file():
                raise SystemExit(f"heif-enc {options}: {done.stdout}{done.stderr}")
            # Of several slices libde265 1.0.11 makes another picture than the encoder had, by the hash in the file.
            if "hash" not in options:
                lines.append("\t".join([name, *planes(made, folder)]))
    (HERE / "planes.tsv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
