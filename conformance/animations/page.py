"""The measurements of animations.py as a page."""

import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[1]))

from markdown import table  # noqa: E402

NAMES = {"GIF": "GIF", "WEBP": "WebP", "PNG": "APNG"}
HALF, EQUAL = "half", "equal"
OURS, PEERS = "Thumbox", ("sharp", "gifsicle")
# What equal size may cost, as a share of the source.
MOST_OF_SOURCE = 1.1


def page(measured, missing, drawn, corpus, versions):
    """The text. The first `drawn` sources are drawings; `missing` are tasks with what the program said."""
    sources = list(dict.fromkeys(item.task.source for item in measured))
    groups = {
        "The drawn animations": sources[:drawn],
        "Animations of the corpus": sources[drawn:],
    }
    parts = [ABOUT.format(corpus=CORPUS if corpus else "", versions="; ".join(versions))]
    for title, files in groups.items():
        items = [item for item in measured if item.task.source in files]
        for size, text in ((HALF, HALF_TEXT), (EQUAL, EQUAL_TEXT)):
            parts.append(f"## {title} at {size} size\n\n{text}")
            of_size = [item for item in items if item.task.size == size]
            for format, name in NAMES.items():
                of_format = [item for item in of_size if item.task.format == format]
                if of_format:
                    parts.append(f"### As {name}\n\n{summary(of_format, size)}\n{rows(of_format)}")
        if not files:
            parts = parts[:-2]
    parts.append("## What failed\n\n" + failures(missing))
    return "\n".join(parts)


def by_program(items):
    """For each source and format, what each program made of it."""
    found = {}
    for item in items:
        found.setdefault((item.task.source, item.task.format), {})[item.task.program] = item
    return found


def summary(items, size):
    made = by_program(items).values()
    lines = []
    for peer in PEERS:
        pairs = [(of[OURS], of[peer]) for of in made if OURS in of and peer in of]
        if pairs:
            smaller = [ours.bytes <= theirs.bytes for ours, theirs in pairs]
            better = [ours.quality.score >= theirs.quality.score for ours, theirs in pairs]
            both = sum(map(min, smaller, better))
            worse = sum(not any(one) for one in zip(smaller, better))
            lines.append(
                f"* Beside {peer}, {len(pairs)} files: {ratio((ours.bytes, theirs.bytes) for ours, theirs in pairs)} of its bytes"
                f" (geometric mean); {sum(smaller)} have no more, {sum(better)} have no lower score, {both} both, {worse} neither."
            )
    ours = [of[OURS] for of in made if OURS in of]
    lines.append(f"* {ratio((item.bytes, item.source_bytes) for item in ours)} of the sources' bytes.")
    if size == EQUAL:
        larger = [item for item in ours if item.bytes > MOST_OF_SOURCE * item.source_bytes]
        lines.append(f"* {len(larger)} of {len(ours)} have more than {MOST_OF_SOURCE} times the bytes of their source.")
    return "\n".join(lines) + "\n"


def ratio(pairs):
    return f"{np.exp(np.mean([np.log(one / other) for one, other in pairs])):.2f}"


def rows(items):
    programs = [program for program in (OURS, *PEERS) if any(item.task.program == program for item in items)]
    lines = []
    for (source, _), of in by_program(items).items():
        line = [source.name, next(iter(of.values())).source_bytes]
        for program in programs:
            line += cells(of[program]) if program in of else [""] * len(CELLS)
        lines.append(line)
    return table(["file", "source"] + [f"{program}: {cell}" for program in programs for cell in CELLS], lines)


CELLS = ("bytes", "score", "least", "dB", "ms", "MB")


def cells(item):
    quality = item.quality
    return [
        item.bytes,
        f"{quality.score:.1f}",
        f"{quality.least:.1f}",
        f"{quality.decibels:.1f}",
        f"{item.milliseconds:.0f}",
        f"{item.peak / 1e6:.0f}",
    ]


def failures(missing):
    if not missing:
        return "Nothing.\n"
    lines = [
        (task.source.name, NAMES[task.format], task.size, task.program, said.splitlines()[-1] if said else "")
        for task, said in missing
    ]
    return table(["file", "as", "size", "by", "message"], lines)


CORPUS = """ All animations of `../shared/corpus`, which is not part of the
repository, are measured, too, as far as Pillow reads all of their frames."""

ABOUT = """\
# Animations

`cargo xtask animations` measures with `thumbox` and writes this page: how large animations are, and how good their
frames, beside those of sharp and of gifsicle (`gifsicle --resize-fit --colors 256 -O3`).

Ten animations are drawn of the kinds that people send, some of them in three formats
([drawn.py](../conformance/animations/drawn.py)).{corpus}

Every program is asked for a width and nothing else, so it chooses quality, colours and dithering itself. What is shown
in the middle of each of the source's frames is compared with that frame, resized with Lanczos3 in double precision
([frames.py](../conformance/animations/frames.py)). *Score* is the mean over the frames of
[SSIMULACRA2](https://github.com/cloudinary/ssimulacra2), *least* that of the worst frame, *dB* the mean PSNR, at most 99.
What is transparent is compared on gray, and frames with less than 121 pixels a side have mirror images put beside them,
as no score is defined for smaller ones. *ms* and *MB* are the time and the peak memory of a whole process, measured once.

Programs: {versions}.
"""

HALF_TEXT = "The goal is no more bytes than sharp's at no lower score.\n"
EQUAL_TEXT = f"The goal is at most {MOST_OF_SOURCE} times the bytes of the source.\n"
