"""The measurements of fidelity.py as a page."""

from fractions import Fraction

import numpy as np

from markdown import table

# What decoding smaller may cost a JPEG result: decibels of PSNR and points of SSIMULACRA2.
LIMITS = (-1.0, -1.0)
# The scale that is for JPEG results alone.
JPEG_ONLY = Fraction(3, 8)


def page(corpus, measured):
    """The text, and what is broken."""
    jpeg, png = of_kind(measured, "jpeg"), of_kind(measured, "png")
    too_much = broken(jpeg)
    text = TEMPLATE.format(
        corpus=corpus.name,
        photos=len({item.photo for item in measured}),
        verdict="That is **broken**: " + "; ".join(too_much) + "." if too_much else "That is met.",
        jpeg=by_cell(jpeg),
        lowest=min(item.scaled[1] for item in png),
        lowest_full=min(item.full[1] for item in png),
        png=by_cell(png),
        by_photo=by_photo(measured),
    )
    return text, too_much


def of_kind(measured, kind):
    return [item for item in measured if item.kind == kind and (kind == "jpeg" or item.cell.scale != JPEG_ONLY)]


def cells(measured):
    """Each cell with what was measured in it, in the order of measuring."""
    return {cell: [item for item in measured if item.cell == cell] for cell in dict.fromkeys(item.cell for item in measured)}


def broken(measured):
    lines = []
    for cell, items in cells(measured).items():
        for item in items:
            if any(value < limit for value, limit in zip(item.difference, LIMITS)):
                decibels, points = item.difference
                lines.append(f"{cell.format} at {cell.scale}, {cell.ratio} for one, {item.photo}: {decibels:+.2f} dB, {points:+.2f} points")
    return lines


def by_cell(measured):
    rows = []
    for cell, items in cells(measured).items():
        full = np.mean([item.full for item in items], axis=0)
        differences = np.array([item.difference for item in items])
        rows.append(
            (
                f"{cell.format} {cell.scale}",
                f"{cell.ratio:.2f}",
                f"{cell.source} to {cell.result}",
                f"{full[0]:.1f}",
                f"{full[1]:.1f}",
                *(f"{value:+.2f}" for pair in zip(differences.mean(axis=0), differences.min(axis=0)) for value in pair),
            )
        )
    heads = ["scale", "decoded for one", "sides", "full: dB", "points", "difference: dB", "worst", "points", "worst"]
    return table(heads, rows)


def by_photo(measured):
    """The least ratio of each scale: the worst of each photo's files."""
    least = {}
    for cell in cells(measured):
        if cell.format == "JPEG":
            least[cell.scale] = min(cell, least.get(cell.scale, cell), key=lambda cell: cell.ratio)
    columns = [(kind, cell) for kind in ("jpeg", "png") for cell in least.values() if kind == "jpeg" or cell.scale != JPEG_ONLY]
    rows = []
    for photo in dict.fromkeys(item.photo for item in measured):
        row = [photo]
        for kind, cell in columns:
            of_photo = [i.difference for i in measured if (i.photo, i.kind, i.cell) == (photo, kind, cell)]
            row += [f"{value:+.2f}" for value in np.min(of_photo, axis=0)]
        rows.append(row)
    heads = [f"{kind.upper()} {cell.scale}, {unit}" for kind, cell in columns for unit in ("dB", "points")]
    return table(["photo", *heads], rows)


TEMPLATE = """\
# Fidelity of decoding smaller

`cargo xtask fidelity` measures with `thumbox` and writes this page. It says how small a file may be decoded for a
result, and what that costs beside decoding every pixel. JPEG, lossy WebP without transparency, and JPEG XL can be decoded
smaller.

## The rule

A file is decoded at the smallest scale that gives each pixel of the result at least so many pixels, along the side
where they are fewer (`plan/src/reduction.rs`). What is left to do is the filter's.

| scale | made by | pixels decoded for one, at least | sharpened by | results of a photo 4032 wide |
|---|---|---:|---:|---|
| JPEG 1/8 | the mean of each block | 1.9 | 1/24 | up to 265 |
| JPEG 1/4 | transforming the lowest 2 x 2 frequencies of each block | 1.5 | 1/48 | up to 672 |
| JPEG 3/8 | transforming the lowest 3 x 3 frequencies of each block | 1.25 | 1/96 | up to 1209 |
| JPEG 1/2 | transforming the lowest 4 x 4 frequencies of each block | 1.25 | | up to 1612 |
| WebP 1/8 | the mean of 8 x 8 pixels | 1.9 | 1/24 | up to 265 |
| WebP 1/4 | the mean of 4 x 4 pixels | 1.9 | 1/26 | up to 530 |
| WebP 1/2 | the mean of 2 x 2 pixels | 1.9 | 1/32 | up to 1061 |
| JPEG XL 1/8 | the LF image of a transcoded JPEG, else the mean of 8 x 8 pixels | 1.9 | 1/24 | up to 265 |

Larger results are made of every pixel. 3/8 is for results that are JPEG with half of the colour each way, as no
transform makes colour of half the size as large as brightness there: others are decoded at 1/2 instead.

Means soften, and so does a quarter of the frequencies, though less. So each decoded pixel is made stronger at the cost
of its neighbours, with [-a, 1 + 2a, -a] along each axis; a is in the table. That is put into the weights of the filter
and takes no time. Colour is treated alike. Where it is stored at half the size, it is decoded at twice the scale,
unless the result stores half of it as well: then it is scaled to just what is stored, and made stronger by 3/32 of a
stored sample's neighbours, which is what the smoothing of most viewers takes away (`resizer-wasm/src/resample/kernel.rs`).

All filters follow the rule but `nearest`, for which every pixel is decoded, as it is with `linear`. The rule looks at
one result alone: what else is asked for in the same call changes nothing.

## How it is measured

The originals are {photos} pictures of {corpus}. None was ever compressed
with losses. [mirrored.py](../conformance/mirrored.py) puts mirror images beside them until they are large enough. Pillow
writes them in four ways: as JPEG of quality 75 and 85 with 4:2:0 and of quality 92 with 4:4:4, and as WebP of quality 80.
cjxl writes them in five: at distances 0.5, 1 and 3, and JPEG of quality 85 with 4:2:0 and of quality 92 with 4:4:4 transcoded.
The *original's* result is Lanczos3 in double precision of the picture itself. *Full* is the same of the file that
Pillow or djxl has decoded in full; it shares no code with Thumbox. *Scaled* is what `thumbox resize` makes of the file.
Both are compared with the original's: PSNR in dB, and points of [SSIMULACRA2](https://github.com/cloudinary/ssimulacra2)
as the crate `ssimulacra2` computes it. A difference below 0 is what decoding smaller costs. The means are over all
files; the worst is a single file.

Each scale of JPEG is measured from the least ratio that the rule allows up to where the next scale begins, and 1/8 as
far as a source of 16 megapixels goes, of JPEG XL as well; WebP at the least ratio. Results have at least 144 pixels a side: smaller ones
have no meaningful score.

## Results as JPEG of quality 80

This is what `thumbox resize` makes where nothing else is asked for. Full and scaled go through the same encoder. Scaled
gains where its chroma is scaled once to what is stored, and full's twice.
Required: no file loses more than 1 dB or 1 point. {verdict}

{jpeg}
## Results without losses

The same as PNG, for which 3/8 is not used. Here decoding smaller costs more than 1 dB and 1 point, wherever the ratio is small: full decoding
averages the losses of the file away, and what remains of them is less than the aliasing of the smaller scales. So the
requirement does not hold for these. Only more pixels would help, and with them the time that decoding smaller saves.
The lowest score of a scaled result is {lowest:.1f} points, and of a full one {lowest_full:.1f}.

{png}
## Photo by photo

The least ratio of each scale of JPEG, and of each photo the worst of its three files.

{by_photo}
## Why not less

Measured once for JPEG, when the rule was made, with results made by NumPy from `jpeg-shrink`'s pixels and encoded by Pillow at
quality 80. The worst photo's difference in points, for files of quality 85 with 4:2:0 and 92 with 4:4:4:

| scale | decoded for one: points |
|---|---|
| 1/8 | 1.7: -0.94 and -1.34; 1.8: -0.51 and -1.14; 1.9: -0.38 and -0.66 |
| 1/4 | 1.26: -1.72 and -1.73; 1.35: -1.19 and -1.36; 1.45: -0.92 and -1.32; 1.55: -0.28 and -0.47 |
| 1/2 | 1.2: -0.52 and -0.87; 1.26: -0.43 and -0.82 |

The mean over the photos would allow less, 1.6 at 1/8 and 1.25 at 1/4. PSNR never decides.

Without sharpening, the worst photo at 1/8 and 1.97 loses 1.4 points as JPEG in place of 0.9, and without losses the
mean is 8.5 dB below full in place of 6.1 (quality 85). Weights that are the best for pictures with the spectrum of
photographs (Wiener's) gained 0.1 dB over that and were left alone: what is lost is aliasing, which no weights can undo.
"""
