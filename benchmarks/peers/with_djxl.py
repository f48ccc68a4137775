"""djxl as a process that writes all pixels, which Pillow makes smaller; one run for each line on standard input.

usage: with_djxl.py DJXL FILE WxH...      a JPEG of quality 80 for each box
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import with_pillow
from on_request import boxes, serve


def thumbnails(djxl, path, sizes, written):
    # There is one core.
    subprocess.run([djxl, "--num_threads=0", path, written], check=True, capture_output=True)
    data = written.read_bytes()
    return [with_pillow.thumbnail(data, size) for size in sizes]


def main(djxl, path, *words):
    sizes = boxes(words)
    with tempfile.TemporaryDirectory() as folder:
        serve(lambda: thumbnails(djxl, path, sizes, Path(folder) / "decoded.ppm"))


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
