"""Encodes with Pillow or pyvips, one file for each line on standard input: JSON with source, format, quality and written.

usage: encode.py pillow|pyvips
       encode.py pillow|pyvips --version
"""

import json
import os
import sys

# Read when libvips starts.
os.environ["VIPS_CONCURRENCY"] = "1"


def pillow():
    import PIL
    from PIL import Image

    def encode(source, format, quality, written):
        with Image.open(source) as image:
            image.save(written, format.upper(), quality=quality)

    return encode, f"Pillow {PIL.__version__}"


def pyvips():
    import pyvips

    def encode(source, format, quality, written):
        image = pyvips.Image.new_from_file(source)
        save = {"jpeg": image.jpegsave, "webp": image.webpsave}[format]
        save(written, Q=quality, keep="none")

    version = ".".join(str(pyvips.version(part)) for part in range(3))
    return encode, f"pyvips {pyvips.__version__} with libvips {version}"


def main(library, *options):
    encode, version = {"pillow": pillow, "pyvips": pyvips}[library]()
    if options == ("--version",):
        print(version)
        return
    for line in sys.stdin:
        asked = json.loads(line)
        encode(**asked)
        print(asked["written"], flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(*sys.argv[1:])
