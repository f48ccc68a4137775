"""What animations show, and how far it is from what it should be."""

import struct
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

sys.path.append(str(Path(__file__).parents[1]))

from measure import psnr_of  # noqa: E402
from picture import fraction, to_bytes  # noqa: E402
from resample import resample  # noqa: E402

# Transparent pixels are compared on this gray.
BACKGROUND = 128
# Browsers show what has at most 10 ms for 100 ms.
SHORTEST = 10
NOMINAL = 100
# No score is defined for smaller sides: conformance/score.
LEAST_SIDE = 121


@dataclass(frozen=True)
class Frame:
    """What is shown from `start` to `end`, in milliseconds: RGBA of 8 bits."""

    start: int
    end: int
    pixels: np.ndarray


@dataclass(frozen=True)
class Quality:
    """Of the frames: means, and the least score. A score is of SSIMULACRA2."""

    decibels: float
    score: float
    least: float


def frames(path):
    """All frames of a file."""
    found, start = [], 0
    with Image.open(path) as image:
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            image.load()
            milliseconds = int(image.info.get("duration", 0) or 0)
            end = start + (milliseconds if milliseconds > SHORTEST else NOMINAL)
            found.append(Frame(start, end, np.asarray(image.convert("RGBA"))))
            start = end
    return found


def quality(program, source, made):
    """Of what is shown in the middle of each of the source's frames. `program` scores."""
    height, width = made[0].pixels.shape[:2]
    pairs = []
    for frame in source:
        middle = (frame.start + frame.end) / 2
        shown = next((other for other in made if other.start <= middle < other.end), made[-1])
        pairs.append((on_gray(resized(frame.pixels, width, height)), on_gray(shown.pixels)))
    scores = scored(program, [tuple(mirrored(picture) for picture in pair) for pair in pairs])
    decibels = [psnr_of(wanted.astype(np.float64), shown) for wanted, shown in pairs]
    return Quality(float(np.mean(decibels)), float(np.mean(scores)), min(scores))


def resized(pixels, width, height):
    """Lanczos3 of premultiplied samples in double precision."""
    if pixels.shape[:2] == (height, width):
        return pixels
    samples = fraction(pixels)
    alpha = samples[..., 3]
    small = resample(alpha, width, height).clip(0, 1)
    colors = [resample(samples[..., channel] * alpha, width, height) for channel in range(3)]
    straight = [np.divide(color, small, out=np.zeros_like(color), where=small > 0) for color in colors]
    return to_bytes(np.stack([*straight, small], axis=-1))


def on_gray(pixels):
    alpha = pixels[..., 3:] / 255.0
    return np.round(pixels[..., :3] * alpha + BACKGROUND * (1 - alpha)).astype(np.uint8)


def mirrored(pixels):
    """Large enough for a score: mirror images are put beside what is too small."""
    missing = [max(0, LEAST_SIDE - side) for side in pixels.shape[:2]]
    return np.pad(pixels, [(0, missing[0]), (0, missing[1]), (0, 0)], mode="symmetric") if any(missing) else pixels


def scored(program, pairs):
    """SSIMULACRA2 of each pair."""
    data = b"".join(
        struct.pack("<II", wanted.shape[1], wanted.shape[0]) + wanted.tobytes() + shown.tobytes() for wanted, shown in pairs
    )
    done = subprocess.run([program], input=data, stdout=subprocess.PIPE, check=True)
    return [float(line) for line in done.stdout.split()]
