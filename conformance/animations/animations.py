"""Measures animations beside sharp's and gifsicle's, and writes the page.

usage: animations.py THUMBOX SCORE SHARP GIFSICLE WORK PAGE [CORPUS]: the programs `thumbox` and `score`, the script of
benchmarks/peers that runs sharp, the program `gifsicle`, a folder for what is made on the way, the Markdown file to write,
and the folder of ../shared/corpus, whose animations are measured, too.
"""

import json
import multiprocessing
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

import drawn
import page as pages
from frames import Quality, frames, quality

from program import PROCESSES

# Times whole processes.
PROCESSES_SCRIPT = Path(__file__).parents[2] / "benchmarks/processes.py"
EXTENSIONS = {"GIF": "gif", "WEBP": "webp", "PNG": "png"}
# What each program writes.
WRITTEN = {"Thumbox": ("GIF", "WEBP", "PNG"), "sharp": ("GIF", "WEBP"), "gifsicle": ("GIF",)}
HALF, EQUAL = "half", "equal"
# Of a corpus: what is an animation, and not a stress test.
MOST_PIXELS = 30_000_000
SUFFIXES = frozenset((".gif", ".webp", ".png", ".apng"))


@dataclass(frozen=True)
class Task:
    """An animation, written by a program in a format and at a size."""

    source: Path
    format: str
    size: str
    program: str


@dataclass(frozen=True)
class Measured:
    task: Task
    source_bytes: int
    bytes: int
    quality: Quality
    milliseconds: float
    # Of memory, in bytes.
    peak: int


@dataclass(frozen=True)
class Programs:
    """Paths, and a folder for what they write."""

    thumbox: Path
    score: Path
    sharp: Path
    gifsicle: Path
    work: Path

    def command(self, task, written):
        """The command line that writes the file `written`."""
        with Image.open(task.source) as image:
            width = max(1, image.width // 2) if task.size == HALF else image.width
        if task.program == "Thumbox":
            options = ["--force", "-W", width, "--animation", "all", "--format", EXTENSIONS[task.format]]
            return [self.thumbox, "resize", *options, "-o", written, task.source]
        if task.program == "sharp":
            return ["node", self.sharp, task.source, width, written]
        fit = ["--resize-fit", f"{width}x_", "--colors", "256"] if task.size == HALF else []
        return [self.gifsicle, *fit, "-O3", "-o", written, task.source]


def main(thumbox, score, sharp, gifsicle, work, page, corpus=None):
    shutil.rmtree(work, ignore_errors=True)
    sources = drawn.main(work / "sources", gifsicle, corpus)
    real = found(corpus) if corpus else []
    programs = Programs(thumbox, score, sharp, gifsicle, work)
    # One after the other, so that times are of processes that have a core of their own.
    tasks = [task for source in [*sources, *real] for task in tasks_of(source)]
    made = [(task, *written(programs, task)) for task in tasks]
    with multiprocessing.Pool(PROCESSES) as pool:
        qualities = pool.starmap(judged, [(programs, task, file) for task, file, _ in made if file], chunksize=1)
    measured, missing = [], []
    qualities = iter(qualities)
    for task, file, run in made:
        if file is None:
            missing.append((task, run))
            continue
        sizes = task.source.stat().st_size, file.stat().st_size
        measured.append(Measured(task, *sizes, next(qualities), run["ms"], run["peak_rss"]))
    page.write_text(pages.page(measured, missing, len(sources), corpus, versions(programs)), encoding="utf-8")
    print(f"page: {page}")


def found(corpus):
    """The animations of a corpus, each content once."""
    files, seen = [], set()
    for file in sorted(corpus.rglob("*")):
        if file.suffix.lower() in SUFFIXES and file.is_file() and is_animation(file):
            content = file.read_bytes()
            if content not in seen:
                seen.add(content)
                files.append(file)
    return files


def is_animation(file):
    """Whether Pillow reads all of several frames."""
    try:
        with Image.open(file) as image:
            count = getattr(image, "n_frames", 1)
            if count < 2 or image.width * image.height * count > MOST_PIXELS:
                return False
        return len(frames(file)) == count
    except Exception:  # Of broken files Pillow raises nearly everything that Python has.
        return False


def tasks_of(source):
    with Image.open(source) as image:
        format = image.format
    # A GIF as WebP, too: what many sites do.
    formats = ("GIF", "WEBP") if format == "GIF" else (format,)
    return [
        Task(source, to, size, program)
        for to in formats
        for size in (HALF, EQUAL)
        for program, writes in WRITTEN.items()
        if to in writes and (program != "gifsicle" or format == "GIF") and (size == HALF or to == format)
    ]


def written(programs, task):
    """The file, or None where the program fails, and what the process took."""
    name = "-".join(part.replace(".", "-") for part in task.source.parts[-3:])
    folder = programs.work / task.program / task.size / name / task.format
    folder.mkdir(parents=True)
    file = folder / f"written.{EXTENSIONS[task.format]}"
    command = programs.command(task, file)
    run = subprocess.run(
        [sys.executable, "-S", PROCESSES_SCRIPT, *map(str, command)],
        input=b"\n",
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        check=False,
    )
    if run.returncode != 0 or not file.is_file():
        return None, run.stderr.decode(errors="replace").strip()
    return file, json.loads(run.stdout)


def judged(programs, task, file):
    return quality(programs.score, frames(task.source), frames(file))


def versions(programs):
    """A line for each program."""
    commands = (
        [programs.thumbox, "--version"],
        ["node", programs.sharp, "--version"],
        [programs.gifsicle, "--version"],
    )
    said = [subprocess.run(command, stdout=subprocess.PIPE, check=False, text=True).stdout for command in commands]
    return [text.splitlines()[0] if text else "" for text in said]


if __name__ == "__main__":
    if len(sys.argv) not in (7, 8):
        sys.exit(__doc__)
    main(*map(Path, sys.argv[1:]))
