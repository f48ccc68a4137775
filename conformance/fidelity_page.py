"""The measurements of fidelity.py as a page."""

import numpy as np

from markdown import table

# What decoding smaller may cost a JPEG result: decibels of PSNR and points of SSIMULACRA2.
LIMITS = (-1.0, -1.0)
SAMPLING = {0: "4:4:4", 2: "4:2:0"}


def page(measured, settings):
    """The text, and what is broken."""
    text = TEMPLATE.format(
        photos=len({item.photo for item in measured}),
        settings=", ".join(f"{quality} with {SAMPLING[sampling]}" for quality, sampling in settings),
        jpeg=by_cell(of_kind(measured, "jpeg")),
        png=by_cell(of_kind(measured, "png")),
        worst=by_photo(measured),
    )
    return text, broken(of_kind(measured, "jpeg"))


def of_kind(measured, kind):
    return [item for item in measured if item.kind == kind]


def cells(measured):
    """Each cell with what was measured in it, in the order of measuring."""
    return {cell: [item for item in measured if item.cell == cell] for cell in dict.fromkeys(item.cell for item in measured)}


def broken(measured):
    lines = []
    for cell, items in cells(measured).items():
        for item in items:
            if any(value < limit for value, limit in zip(item.difference, LIMITS)):
                decibels, points = item.difference
                lines.append(f"1/{cell.divisor}, {cell.ratio} for one, {item.photo}: {decibels:+.2f} dB, {points:+.2f} points")
    return lines


def by_cell(measured):
    rows = []
    for cell, items in cells(measured).items():
        full = np.mean([item.full for item in items], axis=0)
        differences = np.array([item.difference for item in items])
        rows.append(
            (
                f"1/{cell.divisor}",
                f"{cell.ratio:.2f}",
                f"{cell.source} to {cell.result}",
                f"{full[0]:.1f}",
                f"{full[1]:.1f}",
                *(f"{value:+.2f}" for pair in zip(differences.mean(axis=0), differences.min(axis=0)) for value in pair),
            )
        )
    heads = ["scale", "decoded for one", "sides", "full: dB", "points", "scaled: dB", "worst", "points", "worst"]
    return table(heads, rows)


def by_photo(measured):
    """The least ratio of each scale: the worst of each photo's files."""
    least = {}
    for cell in cells(measured):
        least[cell.divisor] = min(cell, least.get(cell.divisor, cell), key=lambda cell: cell.ratio)
    rows = []
    for photo in dict.fromkeys(item.photo for item in measured):
        row = [photo]
        for kind in ("jpeg", "png"):
            for cell in least.values():
                of_photo = [i.difference for i in measured if (i.photo, i.kind, i.cell) == (photo, kind, cell)]
                row += [f"{value:+.2f}" for value in np.min(of_photo, axis=0)]
        rows.append(row)
    heads = [
        f"{kind} 1/{divisor}, {unit}" for kind in ("JPEG", "PNG") for divisor in least for unit in ("dB", "points")
    ]
    return table(["photo", *heads], rows)


TEMPLATE = """\
{photos} {settings}
{jpeg}
{png}
{worst}
"""
