"""pyvips, one run for each line on standard input.

usage: with_pyvips.py FILE WxH...      a JPEG of quality 80 for each box
       with_pyvips.py --version
"""

import os
import sys
from pathlib import Path

# Read when libvips starts. As sharp's `concurrency(1)`.
os.environ["VIPS_CONCURRENCY"] = "1"

import pyvips  # noqa: E402

from on_request import boxes, serve


def thumbnail(data, box):
    image = pyvips.Image.thumbnail_buffer(data, box[0], height=box[1], size="down")
    return image.width, image.height, len(image.jpegsave_buffer(Q=80, keep="none"))


def main(arguments):
    if arguments == ["--version"]:
        print(f"pyvips {pyvips.__version__} with libvips {'.'.join(str(pyvips.version(part)) for part in range(3))}")
        return
    # Every run does the work again.
    pyvips.cache_set_max(0)
    data = Path(arguments[0]).read_bytes()
    sizes = boxes(arguments[1:])
    serve(lambda: [thumbnail(data, box) for box in sizes])


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
