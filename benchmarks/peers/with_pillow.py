"""Pillow, one run for each line on standard input.

usage: with_pillow.py FILE WxH...      a JPEG of quality 80 for each box
       with_pillow.py --version
"""

import io
import sys
from pathlib import Path

import PIL
from PIL import Image

from on_request import boxes, serve


def thumbnail(data, box):
    # `thumbnail` asks the JPEG decoder for 1/2, 1/4 or 1/8 where that is enough, as all here do.
    with Image.open(io.BytesIO(data)) as image:
        image.thumbnail(box, Image.Resampling.LANCZOS)
        made = io.BytesIO()
        image.convert("RGB").save(made, "JPEG", quality=80)
        return *image.size, made.tell()


def main(arguments):
    if arguments == ["--version"]:
        print(f"Pillow {PIL.__version__}")
        return
    data = Path(arguments[0]).read_bytes()
    sizes = boxes(arguments[1:])
    serve(lambda: [thumbnail(data, box) for box in sizes])


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
