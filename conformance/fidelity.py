"""Measures what decoding JPEG, WebP and JPEG XL smaller costs a result, and writes the page; fails where it is too much.

usage: fidelity.py THUMBOX SCORE WORK PAGE [CORPUS]: the programs `thumbox` and `score`, a folder for what is made on the
way, the Markdown file to write, and the folder of ../shared/corpus. Without it the small corpus is made in WORK.
It needs cjxl and djxl (Debian: libjxl-tools).
"""

import math
import multiprocessing
import shutil
import struct
import subprocess
import sys
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from PIL import Image

import fidelity_page
import small_corpus
from measure import psnr_of
from mirrored import mirrored, originals
from picture import fraction, to_bytes
from program import PROCESSES, Program
from resample import resample

# How sources are written, as the web, phones and cameras do: Pillow's options. JPEG XL: cjxl's distance, or those of a JPEG
# that it transcodes.
SETTINGS = {
    "JPEG": (
        {"quality": 75, "subsampling": "4:2:0"},
        {"quality": 85, "subsampling": "4:2:0"},
        {"quality": 92, "subsampling": "4:4:4"},
    ),
    "WebP": ({"quality": 80, "method": 2},),
    "JPEG XL": (
        {"distance": 0.5},
        {"distance": 1},
        {"distance": 3},
        {"quality": 85, "subsampling": "4:2:0"},
        {"quality": 92, "subsampling": "4:4:4"},
    ),
}
SUFFIXES = {"JPEG": ".jpeg", "WebP": ".webp", "JPEG XL": ".jxl"}
# By format and scale, pixels decoded for one of the result: from the least that the rule allows, for JPEG up to where
# the next scale begins. The rule is plan/src/reduction.rs.
RATIOS = {
    ("JPEG", Fraction(1, 8)): (1.9, 2.5, 3.5),
    ("JPEG", Fraction(1, 4)): (1.5, 1.9, 2.5, 3.7),
    ("JPEG", Fraction(3, 8)): (1.25, 1.5, 1.9, 2.2),
    ("JPEG", Fraction(1, 2)): (1.25, 1.4, 1.6),
    ("WebP", Fraction(1, 8)): (1.9,),
    ("WebP", Fraction(1, 4)): (1.9,),
    ("WebP", Fraction(1, 2)): (1.9,),
    ("JPEG XL", Fraction(1, 8)): (1.9, 2.5, 3.5),
}
# Large results have steadier scores; a source has no more than 16 megapixels.
LARGEST_RESULT = 512
LARGEST_SOURCE = 4032


@dataclass(frozen=True)
class Cell:
    """Results of one size from sources of one size and format. Both are squares."""

    format: str
    scale: Fraction
    ratio: float
    source: int
    result: int


@dataclass(frozen=True)
class Measured:
    """One file: PSNR and SSIMULACRA2 to the original, made from every pixel (`full`) and as Thumbox does (`scaled`)."""

    cell: Cell
    photo: str
    kind: str
    full: tuple
    scaled: tuple

    @property
    def difference(self):
        return tuple(scaled - full for scaled, full in zip(self.scaled, self.full))


@dataclass(frozen=True)
class Task:
    """A photo in a cell, with the folder of its files."""

    photo: Path
    cell: Cell
    folder: Path
    score: Path

    def path(self, name):
        return self.folder / f"{self.photo.stem}-{name}"

    @property
    def settings(self):
        return SETTINGS[self.cell.format]

    @property
    def sources(self):
        return [self.path(f"{number}{SUFFIXES[self.cell.format]}") for number in range(len(self.settings))]

    @property
    def full(self):
        return [self.path(f"{number}-full.png") for number in range(len(self.settings))]


def main(thumbox, score, work, page, shared=None):
    shutil.rmtree(work, ignore_errors=True)
    corpus, source = small_corpus.unless(shared, work)
    measured = []
    with multiprocessing.Pool(PROCESSES) as pool:
        for cell in cells():
            folder = work / f"{cell.format.replace(' ', '-')}-{float(cell.scale)}-{cell.ratio}"
            program = Program(thumbox, folder)
            folder.mkdir(parents=True)
            tasks = [Task(photo, cell, folder, score) for photo in originals(corpus, source)]
            pool.map(prepare, tasks, chunksize=1)
            made = thumbnails(program, tasks, cell)
            measured += sum(pool.starmap(measure, zip(tasks, made), chunksize=1), [])
            shutil.rmtree(folder)
            print(f"{cell.format} at {cell.scale}, {cell.ratio} decoded for one: done", flush=True)
    text, broken = fidelity_page.page(corpus, measured)
    page.write_text(text, encoding="utf-8")
    print(f"page: {page}")
    for line in broken:
        print(f"BROKEN: {line}")
    return 1 if broken else 0


def cells():
    found = []
    for (name, scale), ratios in RATIOS.items():
        for ratio in ratios:
            result = min(LARGEST_RESULT, int(LARGEST_SOURCE * scale / ratio))
            found.append(Cell(name, scale, ratio, math.ceil(ratio * result / scale), result))
    return found


def prepare(task):
    """Writes the sources, the result that the original would give, and those of decoding every pixel."""
    original = mirrored(task.photo, task.cell.source)
    save(small(original, task.cell.result), task.path("truth.png"))
    image = Image.fromarray(original)
    for options, source, full in zip(task.settings, task.sources, task.full):
        if task.cell.format == "JPEG XL":
            decoded = write_jxl(image, source, options)
        else:
            image.save(source, task.cell.format, **options)
            decoded = pixels(source)
        save(small(decoded, task.cell.result), full)


def write_jxl(image, path, options):
    """Writes a JPEG XL file, and gives the pixels that djxl reads in it."""
    if "distance" in options:
        original, words = path.with_suffix(".ppm"), ["--distance", str(options["distance"])]
        image.save(original)
    else:
        original, words = path.with_suffix(".jpeg"), ["--lossless_jpeg=1"]
        image.save(original, **options)
    decoded = path.with_suffix(".ppm")
    for command in (["cjxl", original, path, "--num_threads=0", *words], ["djxl", path, decoded, "--num_threads=0"]):
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    try:
        return pixels(decoded)
    finally:
        original.unlink()
        decoded.unlink(missing_ok=True)


def small(picture, side):
    """Lanczos3 in double precision."""
    planes = [resample(fraction(picture[..., i]), side, side) for i in range(3)]
    return to_bytes(np.stack(planes, axis=-1))


def save(picture, path):
    Image.fromarray(picture).save(path, compress_level=1)


def thumbnails(program, tasks, cell):
    """For each task and setting: Thumbox's PNG, the JPEG of decoding every pixel, and Thumbox's JPEG."""
    sources = [path for task in tasks for path in task.sources]
    full = [path for task in tasks for path in task.full]
    runs = [
        program.resize("png", sources, cell.result, "png"),
        # The same encoder for both: here it has nothing to scale.
        program.resize("full", full, cell.result, "jpeg"),
        program.resize("jpeg", sources, cell.result, "jpeg"),
    ]
    made = [tuple(answer["output"] for answer in answers) for answers in zip(*runs)]
    count = len(SETTINGS[cell.format])
    return [made[at : at + count] for at in range(0, len(made), count)]


def measure(task, made):
    truth = pixels(task.path("truth.png"))
    pictures = []
    for full, (png, full_jpeg, jpeg) in zip(task.full, made):
        pictures += [pixels(path) for path in (full, png, full_jpeg, jpeg)]
    levels = [psnr_of(truth.astype(np.float64), picture) for picture in pictures]
    points = scores(task.score, truth, pictures)
    found = list(zip(levels, points))
    return [
        Measured(task.cell, task.photo.stem, "jpeg" if at % 4 else "png", found[at], found[at + 1])
        for at in range(0, len(found), 2)
    ]


def pixels(path):
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def scores(program, truth, pictures):
    """SSIMULACRA2 of each picture."""
    size = struct.pack("<II", truth.shape[1], truth.shape[0])
    pairs = b"".join(size + truth.tobytes() + picture.tobytes() for picture in pictures)
    done = subprocess.run([program], input=pairs, stdout=subprocess.PIPE, check=True)
    return [float(line) for line in done.stdout.split()]


if __name__ == "__main__":
    if len(sys.argv) not in (5, 6):
        sys.exit(__doc__)
    sys.exit(main(*map(Path, sys.argv[1:])))
