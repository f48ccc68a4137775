"""One file: what Thumbox made of it beside what the reference makes of it."""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from decode import decode
from measure import colour_difference, psnr
from reference import render
from resample import fit_inside

BOX = 256
# Below this a person sees a difference; such files need an explanation and leave pictures to look at.
EVIDENCE_BELOW_DB = 30


@dataclass
class Task:
    """A file with the answers of `thumbox resize` and `thumbox probe`."""

    file: Path
    answer: dict
    probed: dict
    evidence: Path | None = None


@dataclass
class Verdict:
    """Absent numbers: there was nothing to compare."""

    # Why the reference has no picture, or None where it has.
    unreadable: str | None = None
    # Width and height that the source has after orientation, the thumbnail should have, and has.
    source: tuple | None = None
    wanted: tuple | None = None
    found: tuple | None = None
    probed: tuple | None = None
    psnr: float | None = None
    # Mean CIEDE2000 to the reference, and what it would be if the file's colours were not managed.
    colour: float | None = None
    unmanaged: float | None = None
    # What of the source's metadata is still in the thumbnail.
    leftovers: tuple = ()

    @property
    def is_scaled(self):
        return self.source is not None and max(self.source) > BOX


def judge(task):
    """Compares. Whatever the reference cannot do is in the verdict and raises nothing."""
    verdict = Verdict()
    small = None
    if "width" in task.probed:
        verdict.probed = task.probed["width"], task.probed["height"]
    if "output" in task.answer:
        with Image.open(task.answer["output"]) as image:
            small = np.asarray(image.convert("RGBA"))
            verdict.leftovers = leftovers(image)
        verdict.found = small.shape[1], small.shape[0]
        announced = task.answer["width"], task.answer["height"]
        if announced != verdict.found:
            verdict.leftovers += (f"a size of {announced} in the answer",)
    try:
        decoded = decode(task.file)
        reference = render(decoded, BOX)
    except Exception as error:  # Of hostile files Pillow raises nearly everything that Python has.
        verdict.unreadable = type(error).__name__
        return verdict

    verdict.source = decoded.picture.width, decoded.picture.height
    verdict.wanted = fit_inside(*verdict.source, BOX)
    if decoded.profile or decoded.chunks.keys() & {"gAMA", "cHRM"}:
        verdict.unmanaged = colour_difference(render(decoded, BOX, managed=False), reference)
    if small is not None and verdict.found == verdict.wanted:
        verdict.psnr = psnr(small, reference)
        verdict.colour = colour_difference(small, reference)
        if verdict.psnr < EVIDENCE_BELOW_DB and task.evidence:
            side_by_side(reference, small).save(task.evidence)
    return verdict


def leftovers(image):
    """Names of the metadata in a thumbnail that must not be there."""
    found = [name for name in ("icc_profile", "exif", "xmp", "comment") if image.info.get(name)]
    return tuple(found)


def side_by_side(reference, small):
    """The reference, what was made, and the difference of the colours four times enlarged around gray."""
    difference = small.astype(int) - reference
    shown = np.clip(128 + 4 * difference, 0, 255).astype(np.uint8)
    shown[..., 3] = 255
    return Image.fromarray(np.concatenate([reference, small, shown], axis=1))


def quiet():
    """For workers: libtiff writes about every strange tag to standard error, past Python."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
