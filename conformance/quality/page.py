"""The measurements of quality.py as a page with plots."""

import math
from collections import defaultdict

import numpy as np
from PIL import Image

import plot
from curves import mean_rate
from markdown import table

OURS, MOST_EFFORT, AUTO, ASKED = "Thumbox", "Thumbox (effort)", "auto", 80
MEASURES = (("SSIMULACRA2", lambda item: item.score), ("PSNR", lambda item: item.decibels))


def files(page, measured, versions, has_photographs):
    """Paths with their texts: the page, and a plot for each kind and size."""
    groups = defaultdict(list)
    for item in measured:
        groups[item.kind, item.size].append(item)
    counts = defaultdict(set)
    for item in measured:
        counts[item.kind].add(item.source.stem.rsplit("-", 1)[0])
    parts = [
        ABOUT.format(
            photographs=PHOTOGRAPHS if has_photographs else DRAWN,
            counts=", ".join(f"{len(sources)} {kind}" for kind, sources in counts.items()),
            versions="; ".join(versions),
        ),
        AUTO_TEXT + auto(groups),
        LOSSES_TEXT + losses(groups),
    ]
    made = []
    for (kind, size), items in groups.items():
        path = page.with_name(f"{page.stem}-{kind}-{size}.svg")
        title = f"{kind.capitalize()} at {size} pixels"
        made.append((path, plot.draw(f"{title}: bytes against quality", programs(items), panels(items))))
        parts.append(f"## {title}\n\n![{title}]({path.name})\n\n" + rates(items))
    return [(page, "\n".join(parts)), *made]


def programs(items):
    return list(dict.fromkeys(item.program for item in items))


def formats(items):
    return list(dict.fromkeys(item.format for item in items))


def curves(items, measure):
    """{program: {source: [(bytes, measure)]}} of numbers of quality."""
    found = defaultdict(lambda: defaultdict(list))
    for item in items:
        if item.quality != AUTO:
            found[item.program][item.source].append((item.bytes, measure(item)))
    return found


def against(items, measure, program=OURS):
    """For each program but ours, the mean ratio of our bytes to its, and of how many pictures."""
    found = curves(items, measure)
    ours = {own: found.pop(own) for own in (OURS, MOST_EFFORT)}[program]
    return {peer: mean_rate([(ours[source], theirs[source]) for source in theirs]) for peer, theirs in found.items()}


def rates(items):
    rows = []
    for format in formats(items):
        of_format = [item for item in items if item.format == format]
        for program in (OURS, MOST_EFFORT):
            by_measure = [against(of_format, measure, program) for _, measure in MEASURES]
            for peer in by_measure[0]:
                cells = [cell for found in by_measure for cell in (ratio(found[peer][0]), found[peer][1])]
                rows.append((f"{format}, {program} beside {peer}", *cells))
    heads = ["bytes"] + [head for name, _ in MEASURES for head in (f"at equal {name}", "pictures")]
    return table(heads, rows)


def ratio(number):
    return "" if number is None else f"{number:.3f}"


def losses(groups):
    lines = []
    for (kind, size), items in groups.items():
        for format in formats(items):
            of_format = [item for item in items if item.format == format]
            for name, measure in MEASURES:
                for peer, (found, count) in against(of_format, measure).items():
                    if found is not None and round(found, 3) > 1:
                        what = f"{format} of {kind} at {size} pixels"
                        lines.append(f"* {what}: {found:.3f} of {peer}'s bytes at equal {name} ({count}).")
    return "\n".join(lines or ["None."]) + "\n"


def auto(groups):
    rows = []
    for (kind, size), items in groups.items():
        for format in formats(items):
            of_format = [item for item in items if item.format == format]
            at_80 = {
                program: [item for item in of_format if item.program == program and item.quality == ASKED]
                for program in programs(of_format)
            }
            chosen = [item for item in of_format if item.quality == AUTO]
            pairs = zip(chosen, at_80[OURS])
            share = math.exp(np.mean([math.log(one.bytes / other.bytes) for one, other in pairs]))
            scores = [item.score for item in chosen]
            rows.append(
                (f"{format}, {kind}, {size}", f"{min(scores):.1f}", f"{np.mean(scores):.1f}", f"{share:.2f}")
                + tuple(spread(at_80.get(program)) for program in ALL_PROGRAMS)
            )
    heads = ["", "auto: lowest", "mean", "bytes of 80"] + [f"{program} 80" for program in ALL_PROGRAMS]
    return table(heads, rows)


ALL_PROGRAMS = ("Thumbox", "Thumbox (effort)", "sharp", "sharp (mozjpeg)", "Pillow", "libvips")


def spread(items):
    """Lowest and mean score."""
    return "" if not items else f"{min(item.score for item in items):.1f}, {np.mean([item.score for item in items]):.1f}"


def panels(items):
    """Of each measure a row, of each format a panel; over pictures, bytes have their geometric mean for 1000 pixels."""
    rows = []
    pixels = {}
    for source in {item.source for item in items}:
        with Image.open(source) as image:
            pixels[source] = image.width * image.height
    for name, measure in MEASURES:
        row = []
        for format in formats(items):
            points = defaultdict(list)
            for item in items:
                if item.format == format and item.quality != AUTO:
                    points[item.program, item.quality].append((1000 * item.bytes / pixels[item.source], measure(item)))
            shown = defaultdict(list)
            for (program, _), found in points.items():
                size = math.exp(np.mean([math.log(size) for size, _ in found]))
                shown[program].append((size, float(np.mean([of for _, of in found]))))
            row.append((f"{format}: {name} against bytes per 1000 pixels", shown))
        rows.append(row)
    return rows


PHOTOGRAPHS = """\
The photographs are those of `../shared/corpus`, which is not part of the repository, and the middles of them; at 1600 pixels
mosaics of them, as they are smaller."""
DRAWN = "For want of the shared corpus, clouds with edges stand for photographs."

ABOUT = """\
# Bytes and quality

`cargo xtask quality` measures with `thumbox` and writes this page: how many bytes an encoder needs for a picture that looks as
good, beside those of sharp, Pillow and libvips.

{photographs}

Drawings and screenshots are drawn ([pictures.py](../conformance/quality/pictures.py)). There are {counts}, each at 256 and 1600
pixels. Every encoder gets the same pixels as PNG, and is asked for qualities from 30 to 94 and nothing
else; *Thumbox (effort)* for the most effort, too: of JPEG 3, with the tables for photographs, of WebP 6. The file is decoded by Pillow and compared with the PNG: [SSIMULACRA2](https://github.com/cloudinary/ssimulacra2) by
another implementation than Thumbox's own, and PSNR over red, green and blue.

*Bytes at equal* quality are the mean over the range that both curves have of the logarithm of bytes, between lines
([curves.py](../conformance/quality/curves.py)), and over pictures the geometric mean: 0.9 is a tenth fewer. A picture whose
curves have less than half a point or dB in common is left out, and the table says how many are not.

Programs: {versions}.
"""

AUTO_TEXT = """\
## What auto comes to, and what quality 80 does

For each: the lowest and the mean score. The authors of SSIMULACRA2 say of 70 that an average observer who does not see the
original notices no artefacts, and of 80 that none sees a difference side by side at 1:1. `auto` is 75
([recipes.md](recipes.md#quality-by-a-score)). Where its lowest score is less, not even the highest quality has it.

"""

LOSSES_TEXT = """\
## Where Thumbox needs more

"""
