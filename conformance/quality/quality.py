"""Measures how many bytes encoders need for how good a picture, and writes the page with its plots.

usage: quality.py THUMBOX SCORE SHARP PYTHON ENCODE WORK PAGE MOST [CORPUS]: the programs `thumbox` and `score`, the script of
benchmarks/peers that runs sharp, a Python with Pillow and pyvips and the script that runs these, a folder for what is made on
the way, the Markdown file to write, how many pictures of each kind there are at most, and the folder of ../shared/corpus,
whose photographs are taken.
"""

import json
import multiprocessing
import shutil
import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.append(str(Path(__file__).parents[1]))

import page as pages  # noqa: E402
import pictures  # noqa: E402
from measure import psnr_of  # noqa: E402
from program import PROCESSES  # noqa: E402

QUALITIES = (30, 45, 60, 70, 80, 88, 94)
THUMBOX, MOST_EFFORT = "Thumbox", "Thumbox (effort)"
SHARP, MOZJPEG, PILLOW, LIBVIPS = "sharp", "sharp (mozjpeg)", "Pillow", "libvips"
# Who writes a format, and what the format is called there.
WRITERS = {
    "JPEG": {THUMBOX: "jpeg", MOST_EFFORT: "jpeg", SHARP: "jpeg", MOZJPEG: "mozjpeg", PILLOW: "jpeg", LIBVIPS: "jpeg"},
    "WebP": {THUMBOX: "webp", MOST_EFFORT: "webp", SHARP: "webp", PILLOW: "webp", LIBVIPS: "webp"},
}
OPTIONS = {"JPEG": ["--effort", "3", "--tables", "photographic"], "WebP": ["--effort", "6"]}
AUTO = "auto"


@dataclass(frozen=True)
class Measured:
    kind: str
    size: int
    source: Path
    format: str
    program: str
    # A number, or AUTO.
    quality: int | str
    bytes: int
    # SSIMULACRA2 and PSNR in dB beside the source.
    score: float
    decibels: float


def main(thumbox, score, sharp, python, encode, work, page, most, corpus=None):
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    files = pictures.write(work, corpus, int(str(most)))
    commands = {
        SHARP: ["node", sharp],
        PILLOW: [python, encode, "pillow"],
        LIBVIPS: [python, encode, "pyvips"],
    }
    commands[MOZJPEG] = commands[SHARP]
    wanted = [
        (kind, size, source, format, program)
        for (kind, size), sources in files.items()
        for source in sources
        for format, writers in WRITERS.items()
        for program in writers
    ]
    with multiprocessing.Pool(PROCESSES) as pool:
        groups = pool.starmap(measured, [(*one, thumbox, score, commands.get(one[-1])) for one in wanted], chunksize=4)
    versions = [version([thumbox])] + [version(commands[name]) for name in (SHARP, PILLOW, LIBVIPS)]
    page.parent.mkdir(parents=True, exist_ok=True)
    for path, text in pages.files(page, sum(groups, []), versions, has_photographs=corpus is not None):
        path.write_text(text, encoding="utf-8")
    print(f"page: {page}")


def measured(kind, size, source, format, program, thumbox, score, command):
    """One picture in all qualities by one program."""
    qualities = [*QUALITIES, AUTO] if program == THUMBOX else QUALITIES
    name = WRITERS[format][program]
    ending = "webp" if name == "webp" else "jpg"
    written = [source.with_name(f"{source.stem}-{program.split()[-1].strip('()')}-{quality}.{ending}") for quality in qualities]
    if program in (THUMBOX, MOST_EFFORT):
        more = OPTIONS[format] if program == MOST_EFFORT else []
        for quality, file in zip(qualities, written):
            options = ["--quiet", "--force", "--format", name, "--quality", str(quality), "--scale", "1", *more]
            subprocess.run([thumbox, "resize", *options, "-o", file, source], check=True, stdout=subprocess.DEVNULL)
    else:
        asked = [
            {"source": str(source), "format": name, "quality": quality, "written": str(file)}
            for quality, file in zip(qualities, written)
        ]
        lines = "".join(json.dumps(line) + "\n" for line in asked)
        subprocess.run(command, input=lines.encode(), check=True, stdout=subprocess.DEVNULL)
    original = pixels(source)
    shown = [pixels(file) for file in written]
    scores = scored(score, original, shown)
    sizes = [file.stat().st_size for file in written]
    for file in written:
        file.unlink()
    return [
        Measured(kind, size, source, format, program, quality, length, found, psnr_of(original.astype(np.float64), other))
        for quality, length, found, other in zip(qualities, sizes, scores, shown)
    ]


def pixels(file):
    with Image.open(file) as image:
        return np.asarray(image.convert("RGB"))


def scored(program, original, others):
    height, width = original.shape[:2]
    head = struct.pack("<II", width, height)
    pairs = b"".join(head + original.tobytes() + other.tobytes() for other in others)
    done = subprocess.run([program], input=pairs, stdout=subprocess.PIPE, check=True)
    return [float(line) for line in done.stdout.split()]


def version(command):
    return subprocess.run([*command, "--version"], stdout=subprocess.PIPE, check=True, text=True).stdout.splitlines()[0]


if __name__ == "__main__":
    if len(sys.argv) not in (9, 10):
        sys.exit(__doc__)
    main(*map(Path, sys.argv[1:]))
