"""What test_types.py has checked: every function and most types of the package."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Optional

import numpy
import numpy.typing
import thumbox
from PIL import Image


def card(upload: bytes) -> thumbox.Result:
    limits: thumbox.LimitOptions = {"max_pixels": 50_000_000, "max_file_bytes": "20MB"}
    return thumbox.resize(
        upload, width=400, height=300, fit="cover", position="attention", format="webp", limits=limits, timeout=5.0
    )


def sizes(path: Path) -> dict[int, str]:
    outputs: list[thumbox.OutputOptions] = [{"width": 1600}, {"width": 400, "quality": {"score": 75}}]
    return {result.width: result.sha256 for result in thumbox.resize_all(path, outputs)}


def by_recipe(path: str) -> list[bytes]:
    made = thumbox.resize_all(path, {"output": {"width": 300}}) + thumbox.resize_all(path, "web", key="a.jpg")
    return [result.data for result in made]


def described(file: io.BytesIO) -> Optional[str]:
    try:
        info: thumbox.ImageInfo = thumbox.probe(file)
    except thumbox.TruncatedError as error:
        return f"{error.kind} {error.needed}"
    except thumbox.Error as error:
        return error.kind
    return info.icc_profile


def pixels(array: numpy.typing.NDArray[numpy.uint8], image: Image.Image) -> Image.Image:
    result = thumbox.thumbnail(array, (64, 48), format="png")
    back = result.to_numpy()
    print(back.shape, [warning.message for warning in result.warnings])
    result.save(Path("thumb.png"))
    return thumbox.thumbnail(image, 256, sharpen=True).to_pillow()


print([codec.name for codec in thumbox.codecs()], sorted(thumbox.presets()), thumbox.__version__)
