"""Pictures made here from one photo of a corpus: under every profile, in CMYK, and in all orientations."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms

from corpus import PROFILE_FORMAT
from decode import ORIENTATION, TURNS

INVERSE = {6: 8, 8: 6}


@dataclass(frozen=True)
class Derived:
    """A file made here. `group` is profile, cmyk or orientation; `family` is what it is compared in."""

    path: Path
    group: str
    name: str
    family: str = ""
    orientation: int = 1


def make(corpus, source, entries, folder):
    """All of them. `source` is the corpus's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with Image.open(source / corpus.photo) as image:
        photo = image.convert("RGB")
    return [*profiles(source, entries, corpus.wide, folder, photo), *orientations(folder, photo)]


def profiles(source, entries, wide, folder, photo):
    made = []

    def add(picture, group, profile, ending, **options):
        data = (source / profile).read_bytes()
        path = folder / f"profile-{len(made):02}.{ending}"
        picture.save(path, icc_profile=data, **options)
        made.append(Derived(path, group, f"{Path(profile).name} in {ending.upper()}"))

    for entry in entries:
        if entry.format != PROFILE_FORMAT:
            continue
        model = ImageCms.ImageCmsProfile(str(source / entry.path)).profile.xcolor_space.strip()
        if model == "RGB":
            add(photo, "profile", entry.path, "png", compress_level=1)
        elif model == "GRAY":
            add(photo.convert("L"), "profile", entry.path, "png", compress_level=1)
        elif model == "CMYK":
            add(inks(photo), "cmyk", entry.path, "jpg", quality=95)
            add(inks(photo), "cmyk", entry.path, "tif", compression="tiff_lzw")
    # The carriers are tried with a wide profile, so that a difference is seen.
    add(photo, "profile", wide, "jpg", quality=95, subsampling=0)
    add(photo, "profile", wide, "webp", lossless=True, method=0)
    add(photo, "profile", wide, "tif", compression="tiff_lzw")
    return made


def inks(photo):
    """Some CMYK that makes sense: half of what three inks have in common is printed in black."""
    ink = 1.0 - np.asarray(photo) / 255.0
    black = ink.min(axis=2, keepdims=True) / 2
    ink = (ink - black) / (1.0 - black)
    return Image.fromarray((np.concatenate([ink, black], axis=2) * 255 + 0.5).astype(np.uint8), mode="CMYK")


def orientations(folder, photo):
    made = []
    for ending, options in (
        ("jpg", {"quality": 95, "subsampling": 0}),
        ("png", {"compress_level": 1}),
        ("webp", {"lossless": True, "method": 0}),
        ("tif", {"compression": "tiff_lzw"}),
    ):
        for value in range(1, 9):
            turn = TURNS.get(INVERSE.get(value, value))
            picture = photo if turn is None else photo.transpose(turn)
            exif = Image.Exif()
            exif[ORIENTATION] = value
            path = folder / f"orientation-{value}.{ending}"
            picture.save(path, exif=exif, **options)
            made.append(Derived(path, "orientation", path.name, ending, value))
    return made
