#!/usr/bin/env python3
"""Makes the AVIF files of this folder's `files`, and writes to `planes.tsv` what avifdec reads in them.

It needs avifenc and avifdec (Debian: libavif-bin), aomenc (aom-tools) and heif-enc (libheif-examples), and Pillow 13 of PyPI. The pictures are drawn
here, so that they are the project's own. Every line of `planes.tsv` has a file's name, and width, height, kind of samples and
SHA-256 of its planes, as `avifdec FILE out.y4m` writes them: in the order of the file, without transforms.

    python3 codecs/avif/tests/make_avif.py
"""

import hashlib
import pathlib
import struct
import subprocess
import tempfile
import zlib

HERE = pathlib.Path(__file__).parent
FILES = HERE / "files"

# Name, width, height, channels of the drawing (1, 3 or 4), and what avifenc is told.
PICTURES = [
    ("420-8-full", 96, 64, 3, "--yuv 420 -r full"),
    ("420-8-limited", 96, 64, 3, "--yuv 420 -r limited"),
    ("422-8-full", 96, 64, 3, "--yuv 422 -r full"),
    ("422-8-limited", 96, 64, 3, "--yuv 422 -r limited"),
    ("444-8-full", 96, 64, 3, "--yuv 444 -r full"),
    ("444-8-limited", 96, 64, 3, "--yuv 444 -r limited"),
    ("400-8-full", 96, 64, 1, "--yuv 400 -r full"),
    ("400-8-limited", 96, 64, 1, "--yuv 400 -r limited"),
    ("420-10-full", 96, 64, 3, "--yuv 420 -d 10 -r full"),
    ("420-10-limited", 96, 64, 3, "--yuv 420 -d 10 -r limited"),
    ("422-10", 96, 64, 3, "--yuv 422 -d 10"),
    ("444-10", 96, 64, 3, "--yuv 444 -d 10"),
    ("400-10", 96, 64, 1, "--yuv 400 -d 10"),
    ("420-12", 96, 64, 3, "--yuv 420 -d 12"),
    ("422-12", 96, 64, 3, "--yuv 422 -d 12"),
    ("444-12", 96, 64, 3, "--yuv 444 -d 12"),
    ("400-12", 96, 64, 1, "--yuv 400 -d 12"),
    ("odd-420", 37, 29, 3, "--yuv 420"),
    ("odd-422", 37, 29, 3, "--yuv 422"),
    ("odd-444-10", 37, 29, 3, "--yuv 444 -d 10"),
    ("odd-400", 37, 29, 1, "--yuv 400"),
    ("1x1-420", 1, 1, 3, "--yuv 420"),
    ("1x1-444", 1, 1, 3, "--yuv 444"),
    ("1x17-420", 1, 17, 3, "--yuv 420"),
    ("lossless", 48, 32, 3, "--lossless"),
    ("lossless-alpha", 48, 32, 4, "--lossless"),
    ("alpha-444", 48, 32, 4, "--yuv 444"),
    ("alpha-420-10", 48, 32, 4, "--yuv 420 -d 10"),
    ("alpha-400", 48, 32, 4, "--yuv 400"),
    ("premultiplied", 48, 32, 4, "--yuv 444 --premultiply"),
    ("grid-2x2", 256, 128, 3, "--yuv 420 --grid 2x2"),
    ("grid-3x1-444", 192, 64, 3, "--yuv 444 --grid 3x1"),
    ("grid-alpha", 128, 128, 4, "--yuv 444 --grid 2x2"),
    ("irot-1", 40, 24, 3, "--irot 1"),
    ("irot-2", 40, 24, 3, "--irot 2"),
    ("irot-3", 40, 24, 3, "--irot 3"),
    ("imir-0", 40, 24, 3, "--imir 0"),
    ("imir-1", 40, 24, 3, "--imir 1"),
    ("irot-imir", 40, 24, 3, "--irot 1 --imir 0"),
    ("clap", 40, 24, 3, "--yuv 444 --clap 20,1,12,1,5,1,-3,1"),
    ("bt709", 96, 64, 3, "--yuv 420 -r limited --cicp 1/13/1"),
    ("bt2020-pq", 96, 64, 3, "--yuv 420 -d 10 --cicp 9/16/9"),
    ("grain", 96, 64, 3, "--yuv 420 -a film-grain-test=1"),
    ("screen", 96, 64, 3, "--yuv 444 -a tune-content=screen"),
    ("tiles", 256, 64, 3, "--yuv 420 --tilecolslog2 1"),
    ("quality-low", 96, 64, 3, "--yuv 420 --min 50 --max 60"),
    ("tall", 24, 187, 3, "--yuv 420 --min 50 --max 60"),
    ("quality-high", 96, 64, 3, "--yuv 420 --min 0 --max 4"),
]

# Files whose frame aomenc makes, in a file that avifenc has made: name, width, height, and what aomenc is told.
FRAMES = [
    ("superres", 96, 64, "--superres-mode=1 --superres-kf-denominator=16 --cq-level=50"),
]

# Files that heif-enc makes, as avifenc writes no thumbnails: name, width, height, and what it is told.
OF_HEIF_ENC = [("thumbnail", 192, 120, "-A -q 30 -t 64")]


def sample(x: int, y: int, channel: int, width: int, height: int) -> float:
    """From 0 to 1: a gradient, a disc, stripes as of a text, and noise."""
    if channel == 3:
        return min(1.0, 1.5 * x / max(1, width - 1))
    noise = (x * 7919 + y * 104729 + channel * 1299709) % 97 / 97
    if (x - width / 3) ** 2 + (y - height / 2) ** 2 < (height / 4) ** 2:
        return (0.9, 0.2, 0.1)[channel]
    if x > 2 * width / 3 and y < height / 2:
        return noise
    if x > 2 * width / 3:
        return float((x // 2 + y // 5) % 3 == 0)
    return (x / width + (channel + 1) * y / height / 3) / 2 + noise / 40


def png(width: int, height: int, channels: int, is_wide: bool) -> bytes:
    most = 65535 if is_wide else 255
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            for channel in range(channels):
                value = round(most * min(1.0, sample(x, y, channel, width, height)))
                rows += value.to_bytes(2 if is_wide else 1, "big")

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    color_type = {1: 0, 3: 2, 4: 6}[channels]
    header = struct.pack(">IIBBBBB", width, height, 16 if is_wide else 8, color_type, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(rows), 9))
        + chunk(b"IEND", b"")
    )


def y4m(width: int, height: int) -> bytes:
    """The drawing in 4:2:0, whose channels are taken for Y, Cb and Cr."""
    data = bytearray(f"YUV4MPEG2 W{width} H{height} F1:1 Ip C420jpeg\nFRAME\n".encode())
    for channel, step in [(0, 1), (1, 2), (2, 2)]:
        for y in range(0, height, step):
            for x in range(0, width, step):
                data.append(round(255 * min(1.0, sample(x, y, channel, width, height))))
    return bytes(data)


def units(width: int, height: int, options: str, folder: pathlib.Path) -> bytes:
    """What aomenc makes of the drawing, without the temporal delimiter, which image items do not have."""
    source, made = folder / "source.y4m", folder / "made.obu"
    source.write_bytes(y4m(width, height))
    words = ["--obu", "--limit=1", "--passes=1", "--end-usage=q", *options.split(), "-o", made, source]
    subprocess.run(["aomenc", *words], check=True, capture_output=True)
    data = made.read_bytes()
    assert data.startswith(b"\x12\0")
    return data[2:]


def with_units(file: bytes, data: bytes) -> bytes:
    """A file of one item, whose data is the last box, with other data."""
    end = file.index(b"mdat") + 4
    old, new = (struct.pack(">I", length) for length in (len(file) - end, len(data)))
    start = file.index(b"iloc")
    at = file.index(old, start)
    head = file[:at] + new + file[at + 4 : end - 8]
    return head + struct.pack(">I", len(data) + 8) + b"mdat" + data


def encode(source: pathlib.Path, made: pathlib.Path, options: str) -> None:
    words = [*options.split(), "-s", "4", "-j", "1", "--ignore-icc", str(source), str(made)]
    done = subprocess.run(["avifenc", *words], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"avifenc {options}: {done.stdout}{done.stderr}")


def planes(path: pathlib.Path, folder: pathlib.Path) -> list[str]:
    """Width, height, kind of samples and digest of what avifdec makes of a file."""
    output = folder / "planes.y4m"
    subprocess.run(["avifdec", "--no-strict", path, output], check=True, capture_output=True)
    head, rest = output.read_bytes().split(b"\n", 1)
    assert rest.startswith(b"FRAME\n"), rest[:20]
    fields = {field[:1]: field[1:] for field in head.decode().split(" ")[1:]}
    digest = hashlib.sha256(rest[len(b"FRAME\n") :]).hexdigest()
    return [fields["W"], fields["H"], fields["C"], digest]


def main() -> None:
    # The scripts of other codecs draw with this one, and need no Pillow.
    import layered

    FILES.mkdir(exist_ok=True)
    lines = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for name, width, height, channels, options in PICTURES:
            source = folder / "source.png"
            source.write_bytes(png(width, height, channels, "-d 1" in options))
            made = FILES / f"{name}.avif"
            encode(source, made, options)
            lines.append("\t".join([name, *planes(made, folder)]))
        for name, width, height, options in FRAMES:
            source, made = folder / "source.png", FILES / f"{name}.avif"
            source.write_bytes(png(width, height, 3, False))
            encode(source, made, "--yuv 420")
            made.write_bytes(with_units(made.read_bytes(), units(width, height, options, folder)))
            lines.append("\t".join([name, *planes(made, folder)]))
        for name, width, height, options in OF_HEIF_ENC:
            source, made = folder / "source.png", FILES / f"{name}.avif"
            source.write_bytes(png(width, height, 3, False))
            command = ["heif-enc", *options.split(), "-o", made, source]
            subprocess.run(command, check=True, capture_output=True)
            lines.append("\t".join([name, *planes(made, folder)]))
        made = FILES / "layered.avif"
        drawing = y4m(96, 64)
        drawing = drawing[drawing.index(b"FRAME\n") + len(b"FRAME\n") :]
        made.write_bytes(layered.encode(drawing, 96, 64, [5, 30, 60]))
        lines.append("\t".join(["layered", *planes(made, folder)]))
    (HERE / "planes.tsv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
